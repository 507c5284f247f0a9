"""What does it cost to keep a year cut by person, and to decide it on a cluster?

    .venv/bin/python -m benchmarks.scale [SIZE]

Takes the figures of docs/scale.md and writes them there: the store cut, decided here, decided by
two workers where it lies, and the same claims sent to them. All answers must be equal.
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
from benchmarks.population import SIZES, population
from benchmarks.processes import wait_for_quiet
from benchmarks.training_plan import training_plan
from benchmarks.two_workers import WORKERS, two_workers
from jineng.policy.many.cluster import decide_on_cluster, decide_store_on_cluster, session
from jineng.policy.many.cluster_worker import carried
from jineng.policy.many.decide_all import Bulk, decide_all
from jineng.policy.many.store import BUCKETS, added, buckets_of, columns_asked, cut, decide_bucket

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
BEGINS, ENDS = "<!-- figures: written by benchmarks.scale -->", "<!-- end of figures -->"
ROUNDS, PATIENCE = 3, 60.0


@dataclass(frozen=True)
class Year:
    """Claims and earlier grants of a year, and a folder for the store and the decisions."""

    claims: pl.DataFrame
    history: pl.DataFrame
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


def main() -> int:
    """Measure, compare, write the table; 0 when all answers are equal."""
    size = population(SIZES[sys.argv[1] if len(sys.argv) > 1 else "province"])
    claims, history = pl.read_parquet(size.claim_files), pl.read_parquet(size.history_files)
    with tempfile.TemporaryDirectory(prefix="scale") as folder, two_workers() as address:
        year = Year(claims, history, Path(folder))
        with session(address) as spark:
            rows = list(_rows(year, spark))
        equal = _equal(year, decide_all(training_plan(), claims, history))
    first, second = machine().splitlines()
    told = [f"{first}.", f"{second}.", f"{size.claims:,} claims, medians of {ROUNDS} rounds.", ""]
    told += ["| What | Seconds | What travels |", "|---|---|---|", *rows]
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
    bulk = Bulk(plan)

    def lay() -> None:
        shutil.rmtree(year.store, ignore_errors=True)
        cut(year.store, year.claims, year.history, buckets=BUCKETS)

    def here() -> None:
        out = year.out("here")
        added([decide_bucket(bulk, each, out) for each in buckets_of(year.store)])

    def there() -> None:
        decide_store_on_cluster(spark, plan, buckets_of(year.store), year.out("there"))

    def sent() -> None:
        decided = decide_on_cluster(spark, plan, year.claims, year.history)
        decided.write_parquet(year.out("sent") / "000.parquet")

    # Workers load the package when they first hear of it.
    decide_on_cluster(spark, plan, year.claims.head(1_000), year.history.head(0))
    asked = [name for name in columns_asked(plan) if name in year.claims.columns]
    weight = year.claims.select(asked).estimated_size() + year.history.estimated_size()
    rules = f"{len(carried(plan)) / 1e3:.0f} kB of rules, the names of {BUCKETS} files, their sums"
    yield _row(f"cut into {BUCKETS} buckets, once", _seconds(lay), "")
    yield _row("decided here, bucket after bucket", _seconds(here), "")
    yield _row(f"decided by {WORKERS} workers where it lies", _seconds(there), rules)
    yield _row(
        f"sent from here to {WORKERS} workers",
        _seconds(sent),
        f"{weight / 1e6:.0f} MB of claims and grants, before they are compressed",
    )


def _equal(year: Year, whole: pl.DataFrame) -> bool:
    folders = [year.folder / name for name in ("here", "there", "sent")]
    answers = [pl.read_parquet(each / "*.parquet").sort("number") for each in folders]
    return all(each.equals(whole.sort("number")) for each in answers)


def _seconds(work: Callable[[], None]) -> float:
    taken = []
    for _ in range(ROUNDS):
        wait_for_quiet(PATIENCE)
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def _row(what: str, seconds: float, travels: str) -> str:
    return f"| {what} | {seconds:.2f} | {travels} |"


if __name__ == "__main__":
    sys.exit(main())
