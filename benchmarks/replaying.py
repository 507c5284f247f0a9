"""How soon is it known what a draft would change?"""

import statistics
from collections.abc import Iterator

from benchmarks.goals import Bench, Line, median
from benchmarks.population import population


def stored_lines(bench: Bench) -> Iterator[Line]:
    """A draft with two clauses changed against every line of the year."""
    size = population(bench.size)
    [runs] = bench.beside(("replay_stored", size.name))
    first = statistics.median(run.told["parts"]["first"] for run in runs)
    changed = f" ({runs[0].told['changed']:,} changed)"
    what = f"replay of {size.claims:,} stored lines"
    yield bench.at_most(f"{what}: first figures", first, 2, "s")
    yield bench.at_most(f"{what}: all", median(runs), 10, "s", changed)
