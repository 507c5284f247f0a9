"""A season whose command or database is killed at any moment comes out as if nothing had been."""

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen

import pytest

from tests.cli.seasons import (
    SAMPLE,
    begin,
    came_out,
    end_database,
    jineng,
    kill,
    kill_database,
    postmaster,
    season,
    wait_until,
)

pytestmark = pytest.mark.xdist_group("kills")
SHORT = 2


def kill_command(command: Popen[str], out: Path) -> None:
    """The command alone: its database is left behind, running."""
    kill(command.pid)


def kill_group(command: Popen[str], out: Path) -> None:
    """The command and the process that reads its workbooks."""
    os.killpg(command.pid, signal.SIGKILL)


def kill_postmaster(command: Popen[str], out: Path) -> None:
    """The database's first process: the others find themselves alone."""
    kill_database(out, whole=False)


def kill_all(command: Popen[str], out: Path) -> None:
    """Everything at once, as when the power goes."""
    kill_database(out, whole=True)
    kill_group(command, out)


KINDS: tuple[Callable[[Popen[str], Path], None], ...] = (
    kill_command,
    kill_group,
    kill_postmaster,
    kill_all,
)


@pytest.fixture
def out(tmp_path: Path) -> Iterator[Path]:
    """A folder for a season; what a kill leaves running in it is ended with the test."""
    folder = tmp_path / "out"
    yield folder
    end_database(folder)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_killed_season_goes_on_to_the_same_result(
    small: Path, small_out: Path, out: Path, kind: Callable[[Popen[str], Path], None]
):
    chance = _chance()
    for _ in range(SHORT):
        _begin_and_kill(small, out, kind, after=chance.uniform(0.3, 4.0))

    _goes_on_to(came_out(small_out), small, out)


@pytest.mark.parametrize("batches", [1, 2, 3])
def test_a_season_killed_among_its_payouts_orders_the_same_batches(
    small: Path, small_out: Path, out: Path, batches: int
):
    command = begin(small, out)
    wait_until(lambda: len(list((out / "bank/ledger").glob("*.csv"))) >= batches)
    kill_all(command, out)
    command.communicate(timeout=120)

    _goes_on_to(came_out(small_out), small, out)


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_a_season_killed_again_and_again_goes_on_to_the_same_result(
    small: Path, small_out: Path, tmp_path: Path
):
    _kill_for_minutes(small, came_out(small_out), tmp_path, longest=5.0)


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_the_whole_sample_killed_again_and_again_goes_on_to_the_same_result(
    sample_out: Path, tmp_path: Path
):
    _kill_for_minutes(SAMPLE, came_out(sample_out), tmp_path, longest=12.0)


def test_a_season_whose_database_stops_half_way_ends_with_one_sentence(small: Path, out: Path):
    command = begin(small, out)
    wait_until(lambda: (out / "bank").exists())

    kill_database(out, whole=True)

    _, said = command.communicate(timeout=120)
    assert command.returncode == 1, said
    assert len(said.splitlines()) == 1, said
    assert "数据库" in said


def test_the_database_of_a_killed_command_is_joined_and_stopped_by_the_next(
    small: Path, small_out: Path, out: Path
):
    command = begin(small, out)
    wait_until(lambda: (out / "bank").exists())
    kill_command(command, out)
    command.communicate(timeout=120)
    left_behind = postmaster(out)
    assert left_behind is not None

    again = season(small, out)

    assert again.returncode == 0, again.stderr
    assert postmaster(out) is None
    assert came_out(out) == came_out(small_out)


def test_fresh_after_a_kill_leaves_nothing_of_the_old_season_running(
    small: Path, small_out: Path, out: Path
):
    command = begin(small, out)
    wait_until(lambda: (out / "bank").exists())
    kill_command(command, out)
    command.communicate(timeout=120)
    left_behind = postmaster(out)
    assert left_behind is not None

    again = season(small, out, "--fresh")

    assert again.returncode == 0, again.stderr
    assert not Path(f"/proc/{left_behind}").exists()
    assert came_out(out) == came_out(small_out)


def test_a_season_killed_before_it_said_which_one_it_is_goes_on(
    small: Path, small_out: Path, out: Path
):
    out.mkdir()
    (out / "season.part").write_text('{"as_of": "2025', "utf-8")

    again = season(small, out)

    assert again.returncode == 0, again.stderr
    assert came_out(out) == came_out(small_out)


@pytest.mark.parametrize("more", [(), ("--fresh",)])
def test_a_season_that_is_being_taken_through_is_left_to_the_first(
    small: Path, small_out: Path, out: Path, more: tuple[str, ...]
):
    first = begin(small, out)
    wait_until(lambda: (out / "keys.json").exists())

    second = season(small, out, *more)
    _, said = first.communicate(timeout=120)

    assert second.returncode == 1
    assert len(second.stderr.splitlines()) == 1, second.stderr
    assert str(out) in second.stderr
    assert first.returncode == 0, said
    assert came_out(out) == came_out(small_out)


def say(line: str) -> None:
    """Tell what a failing run needs to be run again."""
    sys.stdout.write(line + "\n")


def _chance() -> random.Random:
    """Return the chance of this test; JINENG_SEED gives the one that was printed."""
    seed = int(os.environ.get("JINENG_SEED") or random.SystemRandom().randrange(10**6))
    say(f"JINENG_SEED={seed}")
    return random.Random(seed)


def _begin_and_kill(
    folder: Path,
    out: Path,
    kind: Callable[[Popen[str], Path], None],
    *more: str,
    after: float,
) -> None:
    command = begin(folder, out, *more)
    time.sleep(after)
    say(f"{kind.__name__} {more} after {after:.3f} s, database {postmaster(out)}")
    if command.poll() is None:
        kind(command, out)
    _, said = command.communicate(timeout=120)
    assert "Traceback" not in said, said


def _goes_on_to(expected: dict[str, object], folder: Path, out: Path) -> None:
    again = season(folder, out)
    assert again.returncode == 0, again.stderr
    assert came_out(out) == expected
    checked = jineng("verify", "--home", out)
    assert checked.returncode == 0, checked.stdout


def _kill_for_minutes(
    folder: Path, expected: dict[str, object], tmp_path: Path, *, longest: float
) -> None:
    """Take season after season through with one to four kills each, for a fifth of the time."""
    chance = _chance()
    deadline = time.monotonic() + 12 * float(os.environ.get("SOAK_MINUTES") or 20)
    kills = turn = 0
    while time.monotonic() < deadline:
        turn += 1
        out = tmp_path / f"out-{turn}"
        for _ in range(chance.randint(1, 4)):
            kind, more = chance.choice(KINDS), chance.choice([(), (), ("--fresh",)])
            _begin_and_kill(folder, out, kind, *more, after=chance.uniform(0.2, longest))
            kills += 1
        _goes_on_to(expected, folder, out)
        shutil.rmtree(out)
    say(f"{turn} seasons, {kills} kills, every one came out the same")
    assert turn > 0
