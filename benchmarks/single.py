"""How fast is one decision, how fast is a pack ready, and do all engines still agree?"""

import math
import re
import statistics
import sys
from collections.abc import Iterator, Sequence

from benchmarks.goals import Bench, Line, at_most, equal
from benchmarks.population import population
from benchmarks.processes import Ran

CONFORMANCE = (
    "tests/policy/test_one_answer.py::test_engines_give_one_answer_on_a_hundred_thousand_claims"
)


def one_case(bench: Bench) -> Iterator[Line]:
    """One case in process: every rule with its clause and the facts it used."""
    [runs] = bench.beside(("one_case",))
    for name, goal in (("p50", 15), ("p99", 50)):
        found = statistics.median(run.told[name] for run in runs)
        yield at_most(f"one case, every clause cited: {name}", found, goal, "µs")
    found = statistics.median(run.told["read"] for run in runs)
    yield Line("one case, and its clauses laid out one by one: p50", f"{found:.3g} µs")


def packs(bench: Bench) -> Iterator[Line]:
    """Read each pack of the repository and compile its longest question."""
    [runs] = bench.beside(("read_packs",))
    took, every = (_by_pack(runs, name) for name in ("milliseconds", "every"))
    slowest = max(took, key=lambda pack: took[pack])
    what = "reading a pack and compiling its longest question"
    yield at_most(f"{what}, the slowest of {len(took)}", took[slowest], 10, "ms", f" ({slowest})")
    yield Line(f"{what}, the median", f"{statistics.median(took.values()):.3g} ms")
    most = max(every, key=lambda pack: every[pack])
    words = "reading a pack and compiling every question, the slowest"
    yield Line(words, f"{every[most]:.3g} ms ({most})")


def _by_pack(runs: Sequence[Ran], name: str) -> dict[str, float]:
    packs = runs[0].told[name]
    return {pack: statistics.median(run.told[name][pack] for run in runs) for pack in packs}


def compiled(bench: Bench) -> Iterator[Line]:
    """What a pack is compiled to, beside expressions written by hand."""
    size = population(bench.size)
    [runs] = bench.beside(("compiled", size.name))
    found = statistics.median(run.told["ratio"] for run in runs)
    hand = statistics.median(run.told["hand"] for run in runs)
    what = f"{size.claims:,} claims, a compiled pack beside expressions by hand"
    yield bench.at_most(what, found, 1.1, "×", f" ({hand:.3g} s)")
    yield equal(f"{what}: answers", runs[0].told["differences"])


def one_answer(bench: Bench) -> Iterator[Line]:
    """Python, DuckDB and PostgreSQL held against one another, as every run of the tests does."""
    took = []
    for _ in range(bench.rounds):
        told = bench.out / "one_answer.xml"
        report = ["--junit-xml", str(told), "-o", "junit_duration_report=call"]
        bench.alone([sys.executable, "-m", "pytest", "-q", CONFORMANCE, *report])
        found = re.search(r'<testcase [^>]*time="([0-9.]+)"', told.read_text("utf-8"))
        took.append(float(found.group(1)) if found else math.inf)
    yield at_most("one answer of all engines, 100,000 claims", statistics.median(took), 5, "s")
