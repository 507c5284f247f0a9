"""How is a year of claims kept and decided, a bucket of people at a time?

A store is a folder with a file of claims and a file of earlier grants for each bucket. Whoever is
in a bucket has all claims and all grants there, so that a bucket is decided by itself, and memory
holds one.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from jineng.policy.many.decide_all import Bulk
from jineng.policy.packs.plan import Plan
from jineng.values.refusal import Refusal

MARK = "store.json"
CLAIMS, HISTORY = "claims", "history"
KEYS = ("number", "person", "on")
BUCKETS = 32
BUCKET = "bucket"


class NotAStore(Refusal):
    """The folder was not cut by person by us, or holds something already."""


@dataclass(frozen=True)
class Bucket:
    """The files of one bucket, and the columns of the claims that stay beside the decisions.

    `history` None: the store was cut without earlier grants.
    """

    name: str
    claims: Path
    history: Path | None
    kept: tuple[str, ...] = ()


def bucket_of(persons: pl.Series, buckets: int) -> pl.Series:
    """Return the bucket of each person: all claims and grants of one lie in the same."""
    return (persons.hash(seed=0) % buckets).cast(pl.Int64).alias(BUCKET)


def cut(
    folder: Path,
    claims: pl.DataFrame,
    history: pl.DataFrame | None,
    *,
    kept: Sequence[str] = (),
    buckets: int = BUCKETS,
    told: Callable[[int], None] = lambda bucket: None,
) -> None:
    """Lay claims and grants, as decide_all takes them, into an empty folder, cut by person.

    `kept` are columns that stay beside the decisions. The mark that makes it a store is written
    last. `told` hears of each bucket. Raises NotAStore.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotAStore(f"{folder} 不是空文件夹，请换一个")
    tables = {CLAIMS: claims} | ({} if history is None else {HISTORY: history})
    numbered = {
        name: frame.with_columns(bucket_of(frame["person"], buckets))
        for name, frame in tables.items()
    }
    for name in tables:
        (folder / name).mkdir(parents=True)
    for bucket in range(buckets):
        for name, frame in numbered.items():
            mine = frame.filter(pl.col(BUCKET) == bucket).drop(BUCKET)
            mine.write_parquet(folder / name / f"{bucket:03d}.parquet", compression_level=1)
        told(bucket + 1)
    mark = {"cut_by": "person", "buckets": buckets, "claims": claims.height, "kept": [*kept]}
    (folder / MARK).write_text(json.dumps(mark), "utf-8")


def buckets_of(folder: Path) -> tuple[Bucket, ...]:
    """Return the buckets of a store, in order. Raises NotAStore."""
    try:
        mark = json.loads((folder / MARK).read_text("utf-8"))
        count, kept = int(mark["buckets"]), tuple(map(str, mark["kept"]))
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise NotAStore(
            f"{folder} 不是按人分桶存放的申领，请先用 jineng store 存放，或写出一个文件"
        ) from wrong
    has_history = (folder / HISTORY).is_dir()
    names = [f"{bucket:03d}.parquet" for bucket in range(count)]
    missing = [name for name in names if not (folder / CLAIMS / name).is_file()]
    if missing:
        raise NotAStore(f"{folder} 缺 {CLAIMS}/{missing[0]} 等 {len(missing)} 个文件，请重新存放")
    return tuple(
        Bucket(name, folder / CLAIMS / name, folder / HISTORY / name if has_history else None, kept)
        for name in names
    )


def decide_bucket(bulk: Bulk, bucket: Bucket, out: Path | None) -> pl.DataFrame:
    """Decide one bucket; write the decisions into the folder `out`, and return their sums."""
    asked = {*columns_asked(bulk.plan), *bucket.kept}
    there = pl.read_parquet_schema(bucket.claims)
    claims = pl.read_parquet(bucket.claims, columns=[name for name in there if name in asked])
    history = pl.read_parquet(bucket.history) if bucket.history else None
    decided = bulk.decide(claims, history)
    if out is not None:
        part = out / f"{bucket.name}.part"
        beside = claims.select(bucket.kept)
        pl.concat([decided, beside], how="horizontal").write_parquet(part, compression_level=1)
        part.rename(out / bucket.name)
    return sums_of(decided)


def columns_asked(plan: Plan) -> tuple[str, ...]:
    """Return the columns of a table of claims that a plan reads."""
    return (*KEYS, *(each for fact in plan.facts for each in (fact, f"{fact}?")))


def sums_of(decided: pl.DataFrame) -> pl.DataFrame:
    """Return outcome, rule, count and fen of decisions, a row for each pair."""
    return decided.group_by(pl.col("outcome", "rule").cast(pl.String)).agg(
        pl.len().cast(pl.Int64).alias("count"), pl.col("fen").sum()
    )


def added(sums: list[pl.DataFrame]) -> pl.DataFrame:
    """Return the sums of several tables of decisions as one."""
    return pl.concat(sums).group_by("outcome", "rule").agg(pl.col("count", "fen").sum())
