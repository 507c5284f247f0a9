"""Are the expressions a pack is compiled to as fast as those somebody would write by hand?

    .venv/bin/python -m benchmarks.compiled SIZE

The rules that ask about one claim, on facts that lie in memory, to whole decisions; the two limits
count as met. The clock runs while the expressions are worked out, in turn with those by hand; what
it takes to make them, and to check the facts, is told apart.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import polars as pl

from benchmarks.decisions import NEEDED, differences
from benchmarks.hand_written import LIMITS, without_limits
from benchmarks.population import SIZES, Size
from benchmarks.training_plan import training_plan
from jineng.policy.language.tree import AllOf
from jineng.policy.many.decide_all import Bulk
from jineng.policy.packs.plan import Plan

ROUNDS = 7


def without_history(plan: Plan) -> Plan:
    """Return the plan with limits that are always met."""
    return replace(
        plan,
        rules=tuple(
            replace(rule, condition=AllOf(())) if rule.id in LIMITS else rule for rule in plan.rules
        ),
    )


def main(size: Size) -> None:
    """Tell the medians of both, the ratio, and what making and checking took."""
    plan = without_history(training_plan())
    claims = pl.read_parquet(size.claim_files, columns=NEEDED)
    ratios, took = [], []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        compiled, by_hand = Bulk(plan).work(claims).lazy(), without_limits(claims)
        made = time.perf_counter() - begun
        ours, theirs = _worked_out(compiled.collect), _worked_out(by_hand.collect)
        ratios.append(ours[0] / theirs[0])
        took.append((ours[0], theirs[0], made))
    seconds, hand, made = (statistics.median(column) for column in zip(*took, strict=True))
    told = {"seconds": seconds, "hand": hand, "made": made, "ratio": statistics.median(ratios)}
    print(json.dumps({**told, "differences": differences(ours[1], theirs[1])}))


def _worked_out(collect: Callable[..., pl.DataFrame]) -> tuple[float, pl.DataFrame]:
    begun = time.perf_counter()
    table = collect(engine="streaming")
    return time.perf_counter() - begun, table


if __name__ == "__main__":
    main(SIZES[sys.argv[1]])
