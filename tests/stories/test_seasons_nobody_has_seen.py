"""Whatever the facts of a season are, its decisions are those the notice's rules give by hand."""

import csv
import os
import random
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from jineng.policy.packs.shelf import stock
from tests.cli.seasons import AS_OF, SAMPLE, jineng, season
from tests.stories.by_hand import Row, decisions, read
from tests.stories.disturbed import disturbed
from tests.stories.made_papers import write
from tests.stories.made_rules import decided, refused
from tests.stories.made_season import make

CATEGORIES = frozenset(stock(settings.PACKS).words("learner_category"))


def test_the_sample_is_decided_as_by_hand() -> None:
    """The expected list of the sample was computed apart from any system: so the hand is right."""
    by_hand = decisions(read(SAMPLE, CATEGORIES, date.fromisoformat(AS_OF)))
    assert by_hand == _rows(SAMPLE / "expected.csv")


def test_a_disturbed_season_is_decided_as_by_hand(tmp_path: Path) -> None:
    seed = int(os.environ.get("JINENG_SEED") or random.SystemRandom().randrange(10**6))
    sys.stdout.write(f"JINENG_SEED={seed}\n")
    _agrees(seed, tmp_path)


def test_a_made_up_season_comes_out_as_it_was_made(tmp_path: Path) -> None:
    seed = int(os.environ.get("JINENG_SEED") or random.SystemRandom().randrange(10**6))
    sys.stdout.write(f"JINENG_SEED={seed}\n")
    _comes_out(seed, tmp_path)


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_season_after_season_is_decided_as_by_hand(tmp_path: Path) -> None:
    deadline = time.monotonic() + 12 * float(os.environ.get("SOAK_MINUTES") or 20)
    seed = 0
    while time.monotonic() < deadline:
        seed += 1
        _agrees(seed, tmp_path / str(seed))
    sys.stdout.write(f"{seed} seasons, every line as by hand\n")
    assert seed > 0


def _agrees(seed: int, folder: Path) -> None:
    chance = random.Random(seed)
    papers = disturbed(SAMPLE, folder / "season", chance, CATEGORIES)
    done = season(papers, folder / "out")
    assert done.returncode == 0, done.stderr
    expected = decisions(read(papers, CATEGORIES, date.fromisoformat(AS_OF)))
    assert _rows(folder / "out" / "decisions.csv") == expected
    checked = jineng("verify", "--home", folder / "out")
    assert checked.returncode == 0, checked.stdout


def _comes_out(seed: int, folder: Path) -> None:
    """Three counties, editions, edges: papers written from the truth give the truth back."""
    chance = random.Random(seed)
    made = make(chance)
    errors = write(made, folder / "season", chance)
    done = season(folder / "season", folder / "out")
    assert done.returncode == 0, done.stderr
    out, never = folder / "out", dict(refused(made))
    assert _cells(out / "classes_refused.csv") == [[*each] for each in refused(made)]
    met = [[number, str(row), code] for number, row, code in errors if number not in never]
    assert _cells(out / "roster_errors.csv") == met
    assert _rows(out / "decisions.csv") == decided(made)
    checked = jineng("verify", "--home", out)
    assert checked.returncode == 0, checked.stdout


def _cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def _rows(path: Path) -> list[Row]:
    rows = _cells(path)
    return [(row[0], row[1], row[2], row[3], int(row[4]), row[5]) for row in rows]
