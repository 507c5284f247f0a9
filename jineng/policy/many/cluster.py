"""How is a table decided on a cluster over Spark Connect, with the very answers of one machine?

People are parted by a hash, so that all claims and grants of one lie in one bucket; a bucket is
one row of a job, and one worker decides it by decide_all. Rows go in waves that fit a message.
"""

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl
import pyarrow as pa
from grpc import RpcError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from jineng.policy.many.cluster_worker import (
    ANSWERED,
    ROW,
    packed,
    stored_work_of,
    unpacked,
    work_of,
)
from jineng.policy.many.store import BUCKET, Bucket, added, bucket_of, columns_asked
from jineng.policy.packs.plan import Plan
from jineng.values.refusal import Refusal

# A message holds 128 MiB at most. A wave is counted before it is compressed, and leaves room.
WAVE_BYTES = 64 * 1024 * 1024
BUCKETS_OF_A_WAVE = 16
DEFAULT_PORT, PATIENCE = 15002, 10.0
SENT = pa.schema({BUCKET: pa.int64(), "claims": pa.binary(), "history": pa.binary()})
STORED = pa.schema(
    {
        BUCKET: pa.int64(),
        "name": pa.string(),
        "claims": pa.string(),
        "history": pa.string(),
        "kept": pa.list_(pa.string()),
    }
)
GRANT = ("person", "kind", "occupation", "level", "on", "fen")


class ClusterFailed(Refusal):
    """The cluster cannot be reached, or a worker could not decide."""


@contextmanager
def session(address: str) -> Iterator[SparkSession]:
    """Open a session of its own on the cluster of an address like sc://host:15002.

    Raises ClusterFailed at once where nothing listens, and for whatever goes wrong within.
    """
    _refuse_unless_it_listens(address)
    try:
        spark = SparkSession.builder.remote(address).create()
        try:
            yield spark
        finally:
            spark.stop()
    except (PySparkException, RpcError) as wrong:
        raise ClusterFailed(f"集群 {address} 没有办成：{_why(wrong)}") from wrong


def decide_on_cluster(
    spark: SparkSession,
    plan: Plan,
    claims: pl.DataFrame,
    history: pl.DataFrame | None = None,
    *,
    wave_bytes: int = WAVE_BYTES,
    told: Callable[[int], None] = lambda rows: None,
) -> pl.DataFrame:
    """Return what decide_all(plan, claims, history) returns, worked out by the cluster's workers.

    `told` hears after each wave how many claims are decided. Only the columns that the plan asks
    for leave this machine.
    """
    mine = claims.select(name for name in columns_asked(plan) if name in claims.columns)
    before = None if history is None else history.select(GRANT)
    size = mine.estimated_size() + (0 if before is None else before.estimated_size())
    buckets = max(1, ceil(size / wave_bytes)) * BUCKETS_OF_A_WAVE
    parts = _parted(mine.with_row_index(ROW), buckets)
    earlier = {} if before is None else _parted(before, buckets)
    work, answers, decided = work_of(plan), [], 0
    filled = sorted(parts)
    for first in range(0, len(filled), BUCKETS_OF_A_WAVE):
        wave = filled[first : first + BUCKETS_OF_A_WAVE]
        rows = [
            {
                BUCKET: each,
                "claims": packed(parts[each]),
                "history": None if before is None else packed(earlier.get(each, before.clear())),
            }
            for each in wave
        ]
        answers += _answers(spark, pa.Table.from_pylist(rows, SENT), work)
        decided += sum(parts[each].height for each in wave)
        told(decided)
    return pl.concat(answers).sort(ROW).drop(ROW)


def _refuse_unless_it_listens(address: str) -> None:
    """Make a real connection first: the client itself would try again for minutes."""
    told = urlsplit(address)
    try:
        with socket.create_connection((told.hostname, told.port or DEFAULT_PORT), PATIENCE):
            pass
    except (OSError, ValueError) as closed:
        raise ClusterFailed(f"集群 {address} 连不上（{closed}），请核对主机和端口") from closed


def _parted(frame: pl.DataFrame, buckets: int) -> dict[int, pl.DataFrame]:
    """Return the rows of each bucket that has any, in the order they have."""
    numbered = frame.with_columns(bucket_of(frame["person"], buckets))
    parts = numbered.partition_by(BUCKET, as_dict=True, include_key=False)
    return {int(bucket): part for (bucket,), part in parts.items()}


def decide_store_on_cluster(
    spark: SparkSession,
    plan: Plan,
    buckets: Sequence[Bucket],
    out: Path | None,
    *,
    told: Callable[[int], None] = lambda buckets: None,
) -> pl.DataFrame:
    """Let the workers decide a store that they reach under the same paths; return the sums.

    Decisions are written by the workers into the folder `out`. What travels is the plan, the
    names of the files, and the sums. `told` hears how many buckets are decided.
    """
    work, sums = stored_work_of(plan, out), []
    for first in range(0, len(buckets), BUCKETS_OF_A_WAVE):
        rows = [
            {
                BUCKET: first + place,
                "name": each.name,
                "claims": str(each.claims),
                "history": None if each.history is None else str(each.history),
                "kept": list(each.kept),
            }
            for place, each in enumerate(buckets[first : first + BUCKETS_OF_A_WAVE])
        ]
        sums += _answers(spark, pa.Table.from_pylist(rows, STORED), work)
        told(first + len(rows))
    return added(sums)


def _answers(
    spark: SparkSession, rows: pa.Table, work: Callable[[pa.Table], pa.Table]
) -> list[pl.DataFrame]:
    """Send one wave, let each bucket be decided by one worker, and fetch the answers."""
    answered = spark.createDataFrame(rows).groupBy(BUCKET).applyInArrow(work, ANSWERED).toArrow()
    return [unpacked(cell) for cell in answered["answer"].to_pylist()]


def _why(wrong: Exception) -> str:
    """Return the line that says what happened: of a worker's stack it is the last."""
    lines = [line.strip() for line in str(wrong).splitlines() if line.strip()]
    said = [line for line in lines if "details =" in line or "Error" in line or "：" in line]
    return (said or lines or [type(wrong).__name__])[-1]
