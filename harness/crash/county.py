"""A county with classes whose money is due: built through the real acts, in a folder of its own.

python -m harness.crash.county HOME CLASSES LEARNERS
"""

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from jineng.cli.opening import opened
from jineng.values.identity import check_character
from tests.builders import lists, offices, registers, take
from tests.papers import AREA, CARER, SENIOR_WELDER, WELDER, Course, Learner

TAUGHT = (WELDER, SENIOR_WELDER, CARER)


def build(home: Path, classes: int, learners: int) -> None:
    """Leave so many classes of so many learners on a notice that has stood its days."""
    with opened(home, own=True):
        offices()
        lists()
        registers(employed=[a_learner(0)], pensioners=[a_learner(1)], earlier=[])
        for course in courses(classes, learners):
            take(course)


def courses(classes: int, learners: int) -> Iterator[Course]:
    """Yield classes of learners that nobody shares."""
    for serial in range(1, classes + 1):
        first = serial * learners
        yield Course(
            serial,
            "on_notice",
            tuple(a_learner(first + n) for n in range(learners)),
            TAUGHT[serial % len(TAUGHT)],
        )


def a_learner(serial: int) -> Learner:
    """Return one of many people of a province that does not exist."""
    born = date(1970, 1, 1) + timedelta(days=serial // 1000)
    first17 = f"{AREA}{born:%Y%m%d}{serial % 1000:03d}"
    return Learner(f"学员{serial}", first17 + check_character(first17))


if __name__ == "__main__":
    build(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
