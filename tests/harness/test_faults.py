"""Would it be noticed if a guard were missing? Faults are planted one at a time, and sought."""

import random
import time
from collections.abc import Callable

import pytest

from harness.faults.trial import NAMES, caught
from tests.conftest import Database
from tests.harness.test_stateful import chain_template, county

__all__ = ["chain_template", "county"]
Say = Callable[[str], None]
pytestmark = pytest.mark.xdist_group("stateful")
# The short form tries as many as fit into its time, and says which; a fault that needs longer than
# what is left is for the long form, but one of them at least must be caught.
SHORT_SECONDS, PATIENCE = 40, 60


def test_there_are_faults_enough() -> None:
    assert len(set(NAMES)) == len(NAMES) >= 40


def test_some_faults_are_caught(county: Database, seed: int, say: Say) -> None:
    ends, found = time.monotonic() + SHORT_SECONDS, 0
    for name in random.Random(seed).sample(NAMES, len(NAMES)):
        left = ends - time.monotonic()
        if left < 0:
            break
        said, took = caught(name, seed, min(left, SHORT_SECONDS / 2))
        say(f"{took:5.1f} s  {name}: {said or 'NOT CAUGHT in so short a time'}")
        found += bool(said)
    assert found


@pytest.mark.soak
def test_nearly_all_faults_are_caught(county: Database, seed: int, say: Say) -> None:
    missed = []
    for name in NAMES:
        said, took = caught(name, seed, 2 * PATIENCE)
        say(f"{took:5.1f} s  {name}: {said or 'NOT CAUGHT'}")
        missed += [] if said else [name]
    say(f"{len(NAMES) - len(missed)} of {len(NAMES)} faults caught; not: {missed}")
    assert len(missed) <= 0.05 * len(NAMES)
