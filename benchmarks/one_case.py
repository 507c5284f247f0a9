"""How long does one decision take, with every rule's result, its clause and the facts it used?

.venv/bin/python -m benchmarks.one_case

`read` is how long it takes to decide and then to lay the results out one by one, for a person.
"""

import json
import time
from collections import defaultdict

import numpy as np
import polars as pl

from benchmarks.population import SIZES, population
from benchmarks.training_plan import facts_of, grant_of, training_plan
from jineng.policy.one.decide import decide

CASES, ROUNDS = 2_000, 10


def main() -> None:
    """Decide different cases again and again, and tell microseconds: the middle, the slow."""
    size, plan = population(SIZES["county"]), training_plan()
    history = defaultdict(list)
    for row in pl.read_parquet(size.history_files).iter_rows(named=True):
        history[row["person"]].append(grant_of(row))
    rows = pl.read_parquet(size.claim_files).head(CASES).iter_rows(named=True)
    cases = [(facts_of(plan, row), history[row["person"]]) for row in rows]
    took, read = [], []
    for _ in range(ROUNDS + 1):
        for facts, before in cases:
            begun = time.perf_counter_ns()
            decide(plan, facts, before)
            took.append(time.perf_counter_ns() - begun)
    for _ in range(ROUNDS + 1):
        for facts, before in cases:
            begun = time.perf_counter_ns()
            results = decide(plan, facts, before).results
            read.append(time.perf_counter_ns() - begun)
            if len(results) != len(plan.rules):
                raise AssertionError("an answer tells of every rule")
    # The first round is for the caches of the processor and of Python.
    p50, p99 = np.percentile(took[CASES:], [50, 99]) / 1000
    laid_out = np.percentile(read[CASES:], 50) / 1000
    print(json.dumps({"p50": p50, "p99": p99, "read": laid_out, "seconds": sum(took) / 1e9}))


if __name__ == "__main__":
    main()
