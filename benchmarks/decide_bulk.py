"""How long does `decide_all` take, from Parquet to Parquet, one bucket of people after another?

.venv/bin/python -m benchmarks.decide_bulk SIZE OUT
"""

import sys
from pathlib import Path

import polars as pl

from benchmarks import decisions
from benchmarks.decisions import NEEDED
from benchmarks.population import SIZES, Size
from benchmarks.stopwatch import Stopwatch
from benchmarks.training_plan import training_plan
from jineng.policy.many.decide_all import decide_all


def run(size: Size, out: Path) -> None:
    """Decide every claim of a size; a folder takes a file for each bucket."""
    plan = training_plan()
    watch = Stopwatch()
    for claims, history in zip(size.claim_files, size.history_files, strict=True):
        asked, before = pl.read_parquet(claims, columns=NEEDED), pl.read_parquet(history)
        watch.lap("read")
        decided = decide_all(plan, asked, before)
        watch.lap("decide")
        decisions.write(decided, out / claims.name if out.is_dir() else out)
        watch.lap("write")
    watch.tell()


if __name__ == "__main__":
    run(SIZES[sys.argv[1]], Path(sys.argv[2]))
