"""How is a table decided on a cluster over Spark Connect, with the very answers of one machine?

People are parted by a hash, so that all claims and grants of one lie in one bucket; a bucket is
one row of a job, and one worker decides it by decide_all. Rows go in waves that fit a message.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil
from urllib.parse import urlsplit

import polars as pl
import pyarrow as pa
from grpc import RpcError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from jineng.policy.cluster_worker import (
    ANSWERED,
    BUCKET,
    ROW,
    SENT,
    bucket_of,
    packed,
    unpacked,
    work_of,
)
from jineng.policy.plan import Plan
from jineng.values.refusal import Refusal

# A message holds 128 MiB at most. A wave is counted before it is compressed, and leaves room.
WAVE_BYTES = 64 * 1024 * 1024
BUCKETS_OF_A_WAVE = 16
DEFAULT_PORT, PATIENCE = 15002, 10.0
KEYS = ("number", "person", "on")
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
    asked = [*KEYS, *(each for fact in plan.facts for each in (fact, f"{fact}?"))]
    mine = claims.select(name for name in asked if name in claims.columns)
    before = None if history is None else history.select(GRANT)
    size = mine.estimated_size() + (0 if before is None else before.estimated_size())
    buckets = max(1, ceil(size / wave_bytes)) * BUCKETS_OF_A_WAVE
    parts = _parted(mine.with_row_index(ROW), buckets)
    earlier = {} if before is None else _parted(before, buckets)
    work, answers, decided = work_of(plan), [], 0
    filled = sorted(parts)
    for first in range(0, len(filled), BUCKETS_OF_A_WAVE):
        wave = filled[first : first + BUCKETS_OF_A_WAVE]
        rows = [(each, packed(parts[each]), _grants(earlier, each, before)) for each in wave]
        answers += _answered(spark, rows, work)
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


def _grants(
    earlier: dict[int, pl.DataFrame], bucket: int, before: pl.DataFrame | None
) -> bytes | None:
    if before is None:
        return None
    return packed(earlier[bucket] if bucket in earlier else before.clear())


def _answered(
    spark: SparkSession,
    rows: list[tuple[int, bytes, bytes | None]],
    work: Callable[[pa.Table], pa.Table],
) -> list[pl.DataFrame]:
    """Send one wave, let each bucket be decided by one worker, and fetch the answers."""
    types = (pa.int64(), pa.binary(), pa.binary())
    columns = [
        pa.array(cells, kind) for cells, kind in zip(zip(*rows, strict=True), types, strict=True)
    ]
    sent = spark.createDataFrame(pa.table(columns, names=SENT))
    answered = sent.groupBy(BUCKET).applyInArrow(work, ANSWERED).toArrow()
    return [unpacked(cell) for cell in answered["answer"].to_pylist()]


def _why(wrong: Exception) -> str:
    """Return the line that says what happened: of a worker's stack it is the last."""
    lines = [line.strip() for line in str(wrong).splitlines() if line.strip()]
    said = [line for line in lines if "details =" in line or "Error" in line or "：" in line]
    return (said or lines or [type(wrong).__name__])[-1]
