"""Does the demonstration start from nothing, start again as it was, and begin anew when told?"""

from pathlib import Path

import pytest

from tests.cli.seasons import came_out, jineng

pytestmark = pytest.mark.xdist_group("seasons")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Where the demonstration lies, and what its first start printed."""
    home = tmp_path_factory.mktemp("demo")
    return home, _start(home)


def test_the_demonstration_is_the_sample_season(first: tuple[Path, str], sample_out: Path):
    home, _ = first

    assert came_out(home / "demo") == came_out(sample_out)


def test_a_second_start_prints_the_same_table_and_nothing_else(first: tuple[Path, str]):
    home, printed = first

    again = _start(home)

    assert printed.endswith(again)
    assert "批准开班" in again.splitlines()[1]


def test_verify_finds_nothing_in_the_demonstration(first: tuple[Path, str]):
    home, _ = first

    checked = jineng("verify", "--home", home / "demo")

    assert checked.returncode == 0, checked.stdout


def test_fresh_begins_the_demonstration_anew(first: tuple[Path, str]):
    home, _ = first
    before = came_out(home / "demo"), (home / "demo/keys.json").read_bytes()

    _start(home, "--fresh")

    assert came_out(home / "demo") == before[0]
    assert (home / "demo/keys.json").read_bytes() != before[1]


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_a_port_that_is_none_is_refused_before_any_work(tmp_path: Path, port: str):
    done = jineng("demo", "--home", tmp_path, f"--port={port}")

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert list(tmp_path.iterdir()) == []


def _start(home: Path, *more: str) -> str:
    done = jineng("demo", "--no-serve", "--home", home, *more)
    assert done.returncode == 0, done.stderr
    return done.stdout
