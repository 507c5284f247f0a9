"""Does anything that people may do, in any order, break a promise? Real verbs, a real server."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from harness.stateful.desk import make_twins
from harness.stateful.machine import play
from jineng.cli import opening
from tests.conftest import Database, copy_of, drop
from tests.guards.conftest import chain_template

__all__ = ["chain_template"]
Say = Callable[[str], None]
pytestmark = pytest.mark.xdist_group("stateful")
SHORT_SECONDS, STEPS = 20, 12


@pytest.fixture(scope="session")
def county(chain_template: str, django_db_blocker: Any) -> Iterator[Database]:
    """A copy of the chain with second accounts for some people. Nothing else is ever committed."""
    before = dict(connection.settings_dict)
    made = copy_of(chain_template)
    opening.speak_to(made.admin_url)
    with django_db_blocker.unblock():
        make_twins()
        yield made
        connection.close()
    connection.settings_dict.update(before)
    drop(made)


def test_anybody_does_anything_and_every_promise_holds(
    county: Database, seed: int, say: Say
) -> None:
    ends, rounds = time.monotonic() + SHORT_SECONDS, 0
    while time.monotonic() < ends:
        play(3, STEPS, seed + rounds)
        rounds += 1
    say(f"{3 * rounds} examples of up to {STEPS} acts")


@pytest.mark.soak
def test_for_long(county: Database, seed: int, seconds: float, say: Say) -> None:
    ends, rounds = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        play(50, 40, seed + rounds)
        rounds += 1
    say(f"{50 * rounds} examples of up to 40 acts")
