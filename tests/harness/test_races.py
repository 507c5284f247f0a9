"""Sessions that want the same thing at once: one wins, or none; never two."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
import pytest

from harness.races.contests import CONTESTS, Held, hold
from harness.races.county import arenas, build
from harness.races.gone import GUARDS, take_away
from harness.races.sessions import Broken
from jineng.foundation.audit.checks import rows_amiss
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.models import Officer
from jineng.stages.claims.checks import slots_amiss
from jineng.stages.payments.checks import accounts_amiss, bank_amiss
from tests.conftest import Database

Say = Callable[[str], None]
SHORT, ENOUGH = 5_000, 400


def test_of_five_thousand_contests_none_is_won_twice(
    own_database: Database, seed: int, say: Say
) -> None:
    held = _hold(own_database, seed, lambda n: n < SHORT)

    _tell(held, say)
    assert held.total >= SHORT
    assert set(held.counts) == {each.__name__ for each in CONTESTS}
    _all_adds_up()


def test_a_guard_that_is_gone_is_missed(own_database: Database, seed: int) -> None:
    build()
    noticed = set()
    with (
        psycopg.connect(own_database.app_url) as app,
        psycopg.connect(own_database.admin_url) as admin,
    ):
        ready, people = arenas(app, admin)
        for contest, arena in zip(GUARDS, ready, strict=False):
            take_away(admin, contest)
            told: Any = {"seed": seed, "more": lambda n: n < ENOUGH, "among": {contest: 1}}
            with suppress(Broken):
                asyncio.run(hold(own_database.app_url, [arena], people, **told))
                continue
            noticed.add(contest.__name__)
    assert noticed == {contest.__name__ for contest in GUARDS}


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_for_a_long_time_no_contest_is_won_twice(
    own_database: Database, seed: int, say: Say, seconds: float
) -> None:
    deadline = time.monotonic() + seconds
    held = _hold(own_database, seed, lambda _: time.monotonic() < deadline)

    _tell(held, say)
    _all_adds_up()


def _hold(database: Database, seed: int, more: Callable[[int], bool]) -> Held:
    build()
    with psycopg.connect(database.app_url) as app, psycopg.connect(database.admin_url) as admin:
        ready: Any = arenas(app, admin)
    return asyncio.run(hold(database.app_url, *ready, seed=seed, more=more))


def _all_adds_up() -> None:
    """Whatever was fought over, the books and the trail are whole."""
    with speaking_as(Officer.objects.get(username="auditor")):
        assert accounts_amiss() == []
        assert bank_amiss() == []
        assert slots_amiss() == []
        assert rows_amiss()[1] == []


def _tell(held: Held, say: Say) -> None:
    say(f"{held.total} contests in {held.seconds:.1f} s, {held.total / held.seconds:.0f} a second")
    for name, count in sorted(held.counts.items()):
        say(f"  {name.replace('_', ' ')}: {count}")
