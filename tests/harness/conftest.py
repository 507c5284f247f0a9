"""Seeds: chosen at random, printed, and given again by JINENG_SEED."""

import os
import random
import sys
from collections.abc import Callable

import pytest


@pytest.fixture
def say() -> Callable[[str], None]:
    """Tell what a failing run needs to be run again, and a passing one what it counted."""

    def said(line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    return said


@pytest.fixture
def seed(say: Callable[[str], None], request: pytest.FixtureRequest) -> int:
    """The seed of this run; the line that replays it is printed."""
    chosen = int(os.environ.get("JINENG_SEED") or random.SystemRandom().randrange(10**6))
    say(f"again: JINENG_SEED={chosen} .venv/bin/pytest -m '' '{request.node.nodeid}'")
    return chosen


@pytest.fixture
def seconds() -> float:
    """How long a long form may take: a seventh of SOAK_MINUTES, as the others."""
    return 60 * float(os.environ.get("SOAK_MINUTES") or 20) / 7
