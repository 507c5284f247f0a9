"""How fast is one decision, and how fast is a pack ready?"""

import statistics
from collections.abc import Iterator

from benchmarks.goals import Bench, Line, at_most


def one_case(bench: Bench) -> Iterator[Line]:
    """One case in process: every rule with its clause and the facts it used."""
    [runs] = bench.beside(("one_case",))
    for name, goal in (("p50", 15), ("p99", 50)):
        found = statistics.median(run.told[name] for run in runs)
        yield at_most(f"one case, every clause cited: {name}", found, goal, "µs")


def packs(bench: Bench) -> Iterator[Line]:
    """Read and compile each pack of the repository."""
    [runs] = bench.beside(("read_packs",))
    for pack in runs[0].told["milliseconds"]:
        found = statistics.median(run.told["milliseconds"][pack] for run in runs)
        yield at_most(f"reading and compiling {pack}", found, 10, "ms")
