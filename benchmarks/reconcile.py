"""How long until 100,000 lines of the bank's answers are reconciled, with every guard on?

    .venv/bin/python benchmarks/reconcile.py [LINES] [A_BATCH]

Lines lie at the bank in batches; the bank's answer of each is read, which moves every attempt, its
claim line and its fund, and each batch is settled. Lines are placed by a superuser beforehand. The
goal is 30 seconds; the exit status says whether it was reached.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

import django
import psycopg

os.environ["DJANGO_SETTINGS_MODULE"] = "jineng.site.settings"
django.setup()

from harness.answers.many import place  # noqa: E402
from harness.answers.papers import answer_of  # noqa: E402
from harness.crash.county import a_learner  # noqa: E402
from jineng.cli.demo_offices import officer  # noqa: E402
from jineng.cli.opening import opened  # noqa: E402
from jineng.stages.payments import actions  # noqa: E402
from tests.builders import ORDERED, at, lists, offices, registers, take  # noqa: E402
from tests.papers import AREA, Course  # noqa: E402

GOAL_SECONDS = 30.0


def main() -> int:
    """Place the lines, reconcile them, and say whether the goal was reached."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    each = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), own=True):
        offices()
        lists()
        registers(employed=[a_learner(0)], pensioners=[a_learner(1)], earlier=[])
        take(Course(1, "sent", tuple(a_learner(n) for n in (2, 3))))
        mighty = psycopg.conninfo.make_conninfo(os.environ["DATABASE_URL"], user="postgres")
        with psycopg.connect(mighty) as admin:
            numbers = place(admin, lines, each)
        papers = {number: answer_of(number) for number in numbers}
        reading = settling = 0.0
        for number, content in papers.items():
            reading += _timed(_read, number, content)
            settling += _timed(_settle, number)
    seconds = reading + settling
    print(f"{lines:,} lines in batches of {each:,}: read in {reading:.1f} s, settled in")
    print(f"{settling:.1f} s: {seconds:.1f} s (goal: at most {GOAL_SECONDS:.0f} s)")
    print("the goal was reached" if seconds <= GOAL_SECONDS else "the goal was missed")
    return 0 if seconds <= GOAL_SECONDS else 1


def _read(number: str, content: bytes) -> None:
    by = officer("finance_checker")
    taken = actions.read_answer(
        content=content, name=f"{number}.csv", area=AREA, by=by, at=at(15, ORDERED)
    )
    assert taken.bad == 0, "every line fits"


def _settle(number: str) -> None:
    actions.settle(number=number, by=officer("finance_checker"), at=at(17, ORDERED))


def _timed(act: object, *told: object) -> float:
    begun = time.perf_counter()
    act(*told)  # type: ignore[operator]
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
