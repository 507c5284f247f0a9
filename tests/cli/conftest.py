"""The seasons that many tests look at: each is run once in a session."""

from pathlib import Path

import pytest

from tests.cli.seasons import SAMPLE, cut, season


@pytest.fixture(scope="session")
def sample_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the whole sample season was taken through."""
    return _taken_through(SAMPLE, tmp_path_factory.mktemp("sample") / "out")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A season of three classes of the sample."""
    return cut(tmp_path_factory.mktemp("small") / "season")


@pytest.fixture(scope="session")
def small_out(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the small season was taken through."""
    return _taken_through(small, tmp_path_factory.mktemp("small") / "out")


def _taken_through(folder: Path, out: Path) -> Path:
    done = season(folder, out)
    assert done.returncode == 0, done.stderr
    return out
