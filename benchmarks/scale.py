"""What does it cost to keep a year cut by person, and to decide it on a cluster?

    .venv/bin/python -m benchmarks.scale [SIZE ...]

Takes the figures of docs/scale.md and writes them there: the store cut, decided here, decided by
two workers where it lies, and, of a province, the same claims sent to them. All answers must be
equal. Sizes are those of benchmarks.population; a province and a nation unless told otherwise.
"""

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from pyspark.sql import SparkSession

from benchmarks.machine import machine
from benchmarks.population import SIZES, Size, population
from benchmarks.processes import wait_for_quiet
from benchmarks.training_plan import training_plan
from benchmarks.two_workers import WORKERS, two_workers
from jineng.policy.many.buckets import BUCKETS, buckets_in, decide_buckets, into_buckets
from jineng.policy.many.cluster import decide_on_cluster, decide_store_on_cluster, session
from jineng.policy.many.cluster_worker import carried
from jineng.policy.many.decide_all import decide_all

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
BEGINS, ENDS = "<!-- figures: written by benchmarks.scale -->", "<!-- end of figures -->"
ROUNDS, PATIENCE = 3, 60.0
# What is sent must fit into the memory of this machine, and so must what it is compared with.
MOST_SENT = 2_000_000


@dataclass(frozen=True)
class Year:
    """The claims of a size, and a folder for the store and the decisions."""

    size: Size
    folder: Path

    @property
    def store(self) -> Path:
        """Where the store lies."""
        return self.folder / "store"

    def out(self, name: str) -> Path:
        """Return an empty folder for decisions."""
        made = self.folder / name
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir()
        return made

    def equal(self) -> bool:
        """Whether every way gave the same decisions."""
        ways = sorted(self.folder.glob("by-*"))
        first, *others = (pl.read_parquet(way / "*.parquet").sort("number") for way in ways)
        return all(each.equals(first) for each in others)


def main() -> int:
    """Measure, compare, write the table; 0 when all answers are equal."""
    rows, equal = [], True
    for name in sys.argv[1:] or ("province", "nation"):
        size = population(SIZES[name])
        with tempfile.TemporaryDirectory(prefix="scale") as folder, two_workers() as address:
            year = Year(size, Path(folder))
            with session(address) as spark:
                rows += [f"| {size.claims:,} | {row}" for row in _rows(year, spark)]
            equal = equal and year.equal()
    first, second = machine().splitlines()
    told = [f"{first}.", f"{second}.", f"Medians of {ROUNDS} rounds.", ""]
    told += ["| Claims | What | Seconds | What travels |", "|---|---|---|---|", *rows]
    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(BEGINS)
    text = "\n".join(told)
    PAGE.write_text(f"{before}{BEGINS}\n\n{text}\n\n{ENDS}{rest.partition(ENDS)[2]}", "utf-8")
    print(text)
    print("all answers are equal" if equal else "answers differ")
    return 0 if equal else 1


def _rows(year: Year, spark: SparkSession) -> Iterator[str]:
    """Measure each way and leave the decisions of each in a folder of its own."""
    plan = training_plan()

    def lay() -> None:
        shutil.rmtree(year.store, ignore_errors=True)
        into_buckets(year.size.claim_files, year.size.history_files, year.store)

    def here() -> None:
        decide_buckets(plan, year.store, year.out("by-one"))

    def there() -> None:
        decide_store_on_cluster(spark, plan, buckets_in(year.store), year.out("by-workers"))

    rules = f"{len(carried(plan)) / 1e3:.0f} kB of rules and the names of {BUCKETS} files"
    yield _row(f"cut into {BUCKETS} buckets, once", _seconds(lay), "")
    # Workers load the package when they first hear of it.
    there()
    yield _row("decided here, bucket after bucket", _seconds(here), "")
    yield _row(f"decided by {WORKERS} workers where it lies", _seconds(there), rules)
    if year.size.claims <= MOST_SENT:
        yield _sent(year, spark)


def _sent(year: Year, spark: SparkSession) -> str:
    """Send the claims from this machine to the workers; decide them here whole, to compare."""
    plan = training_plan()
    claims = pl.read_parquet(year.size.claim_files)
    history = pl.read_parquet(year.size.history_files)

    def send() -> None:
        decided = decide_on_cluster(spark, plan, claims, history)
        decided.write_parquet(year.out("by-sending") / "000.parquet")

    decide_all(plan, claims, history).write_parquet(year.out("by-the-whole") / "000.parquet")
    asked = [name for name in claims.columns if name.removesuffix("?") in plan.facts]
    weight = claims.select("number", "person", "on", *asked).estimated_size()
    megabytes = (weight + history.estimated_size()) / 1e6
    told = f"{megabytes:.0f} MB of claims and grants, before they are compressed"
    return _row(f"sent from here to {WORKERS} workers", _seconds(send), told)


def _seconds(work: Callable[[], None]) -> float:
    taken = []
    for _ in range(ROUNDS):
        wait_for_quiet(PATIENCE)
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def _row(what: str, seconds: float, travels: str) -> str:
    return f"{what} | {seconds:.2f} | {travels} |"


if __name__ == "__main__":
    sys.exit(main())
