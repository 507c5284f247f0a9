"""How long does `decide_all` take on the very facts that OpenFisca is given?

    .venv/bin/python -m benchmarks.decide_given SIZE OUT

As openfisca_baseline.py: the same table lies in memory when the clock starts, the rules stand
ready, and the decisions are written when it stops. Nothing is read, no list is searched, no month
is added, no earlier grant is joined; what is left to both are the rules, and the limits over the
batch in the order of days and numbers. The numbers of the groups are of no use to ours, which
finds out by itself whose claims are whose.
"""

import sys
from pathlib import Path

from benchmarks import decisions
from benchmarks.given_facts import given_with_history
from benchmarks.given_plan import given_plan
from benchmarks.population import SIZES, Size
from benchmarks.stopwatch import Stopwatch
from jineng.policy.many.decide_all import decide_all


def run(size: Size, out: Path) -> None:
    """Decide every claim; the clock starts when the facts lie ready in memory."""
    facts, plan = given_with_history(size), given_plan()
    watch = Stopwatch()
    decided = decide_all(plan, facts)
    watch.lap("decide")
    decisions.write(decided, out)
    watch.lap("write")
    watch.tell()


if __name__ == "__main__":
    run(SIZES[sys.argv[1]], Path(sys.argv[2]))
