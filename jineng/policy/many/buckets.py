"""How are more claims decided than memory holds? In a store cut by person, bucket after bucket.

A store is a folder of Parquet files, claims-NN and history-NN: whoever is in a bucket has all
claims and all grants of before there, so that each bucket is decided as if it were everything.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import numpy as np
import polars as pl

from jineng.policy.many.checked import UNKNOWN, WrongColumn
from jineng.policy.many.decide_all import Bulk
from jineng.policy.packs.plan import Plan
from jineng.values.refusal import Refusal

# A prime, so that no digit of a citizen number decides the bucket.
BUCKETS = 31
ROWS = 400_000
HISTORY = ("person", "kind", "occupation", "level", "on", "fen")
BUCKET, PARTS = "~bucket", "parts"

Progress = Callable[[int, int], None]


class NoStore(Refusal):
    """A folder holds no store, or not the whole of one."""


@dataclass(frozen=True)
class Bucket:
    """The claims and the grants of some persons."""

    claims: Path
    history: Path


def into_buckets(
    claims: Sequence[Path],
    history: Sequence[Path],
    folder: Path,
    *,
    buckets: int = BUCKETS,
    progress: Progress | None = None,
) -> list[Bucket]:
    """Cut Parquet files of claims and grants by person; what it takes does not grow with them.

    `progress` is told how many rows are cut, and of how many. Raises WrongColumn where a number
    stands on two claims, or persons are not named alike.
    """
    rows = [pl.scan_parquet(list(paths)) for paths in (claims, history)]
    types = [each.collect_schema().get("person") for each in rows]
    if None in types or types[0] != types[1]:
        raise WrongColumn(f"“person”列在申领里是 {types[0]}，在历史里是 {types[1]}；请用同一种写法")
    total = sum(each.select(pl.len()).collect().item() for each in rows)
    folder.mkdir(parents=True, exist_ok=True)
    numbers = _Numbers(rows[0].select(pl.len()).collect().item())
    done = 0
    for name, table in zip(("claims", "history"), rows, strict=True):
        for n, batch in enumerate(_batches(table)):
            if name == "claims":
                numbers.add(batch)
            _cut(batch, folder / PARTS, name, n, buckets)
            done += len(batch)
            if progress:
                progress(done, total)
    numbers.check(rows[0])
    found = [_joined(folder, n, rows) for n in range(buckets)]
    rmtree(folder / PARTS)
    return found


def decide_buckets(
    plan: Plan, folder: Path, out: Path, progress: Progress | None = None, *, together: int = 2
) -> int:
    """Decide a store bucket by bucket into out/decisions-NN.parquet; return how many claims.

    `progress` is told how many claims are decided, and of how many. `together` buckets are in
    memory at a time. Raises NoStore, or WrongColumn naming the bucket.
    """
    found = buckets_in(folder)
    total = pl.scan_parquet([each.claims for each in found]).select(pl.len()).collect().item()
    out.mkdir(parents=True, exist_ok=True)
    bulk, done = Bulk(plan), 0
    with ThreadPoolExecutor(together) as workers:
        for decided in workers.map(lambda bucket: decide_bucket(bulk, bucket, out), found):
            done += decided
            if progress:
                progress(done, total)
    return done


def buckets_in(folder: Path) -> list[Bucket]:
    """Return the buckets of a store. Raises NoStore when there is none or a file is missing."""
    claims = sorted(folder.glob("claims-*.parquet"))
    found = [Bucket(path, path.with_name(f"history{path.name[6:]}")) for path in claims]
    missing = [each.history.name for each in found if not each.history.exists()]
    if not found or missing:
        what = f"缺 {missing[0]}" if missing else "没有 claims-NN.parquet"
        raise NoStore(f"“{folder.name}”里{what}；请先把申领和历史按人分好")
    return found


def decide_bucket(bulk: Bulk, bucket: Bucket, out: Path) -> int:
    """Decide one bucket; its decisions appear whole or not at all. Return how many claims."""
    there = pl.read_parquet_schema(bucket.claims)
    facts = [name for fact in bulk.plan.facts for name in (fact, fact + UNKNOWN)]
    asked = [name for name in ("number", "person", "on", *facts) if name in there]
    claims = pl.read_parquet(bucket.claims, columns=asked)
    history = pl.read_parquet(bucket.history)
    try:
        decided = bulk.decide(claims, history)
    except WrongColumn as slip:
        raise WrongColumn(f"{bucket.claims.name}：{slip.message}") from slip
    name = f"decisions{bucket.claims.name[6:]}"
    # The lightest form: what statistics cost is a third of the writing, and nobody asks for them.
    decided.write_parquet(
        out / f".{name}", compression="zstd", compression_level=1, statistics=False
    )
    (out / f".{name}").rename(out / name)
    return len(decided)


def _batches(table: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    start = 0
    while len(batch := table.slice(start, ROWS).collect(engine="streaming")):
        yield batch
        start += ROWS


def _bucket_of(buckets: int, dtype: pl.DataType) -> pl.Expr:
    person = pl.col("person")
    return (person if dtype.is_integer() else person.cast(pl.String).hash()) % buckets


def _cut(batch: pl.DataFrame, folder: Path, name: str, n: int, buckets: int) -> None:
    """Write each person's rows to a small file of their bucket."""
    bucket = _bucket_of(buckets, batch.schema["person"]).cast(pl.Int64).alias(BUCKET)
    parts = batch.with_columns(bucket).partition_by(BUCKET, as_dict=True, include_key=False)
    for (number,), part in parts.items():
        place = folder / f"{name}-{number}"
        place.mkdir(parents=True, exist_ok=True)
        part.write_ipc(place / f"{n:06d}.arrow", compression="lz4")


def _joined(folder: Path, number: int, tables: Sequence[pl.LazyFrame]) -> Bucket:
    """Join the small files of a bucket, in the order in which their rows came."""
    paths = []
    for name, table in zip(("claims", "history"), tables, strict=True):
        parts = sorted((folder / PARTS / f"{name}-{number}").glob("*.arrow"))
        rows = pl.scan_ipc(parts) if parts else table.clear()
        paths.append(folder / f"{name}-{number:02d}.parquet")
        rows.sink_parquet(paths[-1], compression="zstd", row_group_size=2**20)
    return Bucket(*paths)


class _Numbers:
    """The numbers of all claims, or what texts of numbers hash to."""

    def __init__(self, claims: int) -> None:
        self.keys, self.known = np.empty(claims, np.int64), 0

    def add(self, batch: pl.DataFrame) -> None:
        """Add the numbers of a batch of claims."""
        keys = batch.select(_key(batch.schema["number"])).to_series().to_numpy()
        self.keys[self.known : self.known + len(keys)] = keys
        self.known += len(keys)

    def check(self, claims: pl.LazyFrame) -> None:
        """Refuse a number that stands on two claims, wherever they lie."""
        keys = self.keys
        keys.sort()
        twice = np.unique(keys[1:][keys[1:] == keys[:-1]])
        if not len(twice):
            return
        key = _key(claims.collect_schema()["number"])
        suspects = claims.select(pl.int_range(pl.len()).alias("row"), "number")
        suspects = suspects.filter(key.is_in(pl.Series(twice).implode())).sort("row")
        again = suspects.filter(~pl.col("number").is_first_distinct()).collect()
        if len(again):
            row, number = again.row(0)
            raise WrongColumn(f"“number”列第 {row + 1} 行的“{number}”前面已经有了；请改正编号")


def _key(dtype: pl.DataType) -> pl.Expr:
    number = pl.col("number")
    if dtype.is_integer():
        return number.cast(pl.Int64)
    return number.cast(pl.String).hash().reinterpret(signed=True)
