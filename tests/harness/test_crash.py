"""Server, workers and PostgreSQL are killed with -9 under load; not a fen is paid twice or lost."""

import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from harness.crash.books import amiss, is_done, paid_twice
from harness.crash.office import Office
from harness.crash.rounds import WORKERS, County, url
from tests.cli.seasons import jineng, postmaster
from tests.papers import AREA

Say = Callable[[str], None]
pytestmark = pytest.mark.xdist_group("crash")
SHORT_KILLS = 20


@pytest.fixture
def county(tmp_path: Path, seed: int) -> Iterator[County]:
    """A county for one test."""
    with _county(tmp_path / "home", seed) as made:
        yield made


def test_killed_again_and_again_every_line_is_paid_once(county: County, say: Say) -> None:
    county.build(classes=16, learners=5)

    _disturb(county, say, lambda: county.kills < SHORT_KILLS)


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_killed_for_a_long_time_every_line_is_paid_once(
    tmp_path: Path, seed: int, say: Say, seconds: float
) -> None:
    deadline, turn = time.monotonic() + seconds, 0
    while time.monotonic() < deadline:
        turn += 1
        with _county(tmp_path / f"home-{turn}", seed + turn) as county:
            county.build(classes=24, learners=6)
            _disturb(county, say, _until(deadline, county))
        shutil.rmtree(county.home)
    say(f"{turn} counties, every line of each was paid once")


def _until(deadline: float, county: County) -> Callable[[], bool]:
    return lambda: time.monotonic() < deadline and not _is_done(county)


@contextmanager
def _county(home: Path, seed: int) -> Iterator[County]:
    """A county of its own; whatever a kill leaves running is ended with it."""
    home.mkdir()
    made = County(home, random.Random(seed), seed)
    try:
        yield made
    finally:
        made.end()


def _disturb(county: County, say: Say, more: Callable[[], bool]) -> None:
    """Kill while there is more to kill, let the work come to its end, and check every promise."""
    office = Office(county.port, AREA)
    at_their_pages = threading.Thread(target=office.work, daemon=True)
    county.keep_running()
    at_their_pages.start()
    begun = time.monotonic()
    while more():
        say(f"{county.kills + 1}: {county.kill_something()}, {time.monotonic() - begun:.1f} s")
        county.keep_running()
        assert paid_twice(county.bank) == []
    county.drain(lambda: _is_done(county))
    office.stop.set()
    at_their_pages.join()
    with psycopg.connect(url(county.home), autocommit=True) as raw:
        assert amiss(raw, county.bank, office) == []
        _count(raw, county, office, say)
    assert county.traces() == []
    _verified(county)


def _is_done(county: County) -> bool:
    if postmaster(county.home) is None:
        return False
    try:
        with psycopg.connect(url(county.home), autocommit=True) as raw:
            return is_done(raw)
    except psycopg.OperationalError:
        return False


def _verified(county: County) -> None:
    """The product's own check: decisions, accounts, rows, blocks, chains, heads outside."""
    for name in (*WORKERS, "server"):
        county.stop(name)
    sealed = jineng("seal", "--once", "--home", county.home)
    assert sealed.returncode == 0, sealed.stderr
    checked = jineng("verify", "--home", county.home)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def _count(raw: psycopg.Connection, county: County, office: Office, say: Say) -> None:
    counts = [
        raw.execute(f"select count(*) from {table}").fetchall()[0][0]
        for table in ("payments_batch", "payments_attempt", "payments_answer")
    ]
    say(
        f"{county.kills} kills, {counts[0]} batches, {counts[1]} attempts, {counts[2]} answers,"
        f" {len(office.proposed)} proposals and {len(office.confirmed)} confirmations acknowledged"
    )
