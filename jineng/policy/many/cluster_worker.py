"""What does one worker of a cluster do with one bucket of people? The same as one machine does.

A plan travels as the rules it is made of; claims, earlier grants and decisions travel as Arrow in
one cell each, with the types they have here. Nothing here knows the cluster: a worker needs this
package, of the same version, and no database.
"""

import io
import pickle
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import polars as pl
import pyarrow as pa

from jineng.policy.many.decide_all import Bulk, decide_all
from jineng.policy.many.store import BUCKET, Bucket, decide_bucket
from jineng.policy.packs.plan import Plan
from jineng.values.refusal import Refusal

ROW = "row"
ANSWERED = "bucket long, answer binary"
SAME = ("jineng", "polars")


class AnotherVersion(Refusal):
    """The worker runs another version than the machine that asked it."""


def packed(frame: pl.DataFrame) -> bytes:
    """Return a table as one cell: an Arrow stream, compressed."""
    stream = io.BytesIO()
    frame.write_ipc_stream(stream, compression="lz4")
    return stream.getvalue()


def unpacked(cell: bytes) -> pl.DataFrame:
    """Return the table of a cell."""
    return pl.read_ipc_stream(cell)


def work_of(plan: Plan) -> Callable[[pa.Table], pa.Table]:
    """Return the function that a worker runs on the row of a bucket that is sent to it."""
    luggage = carried(plan)

    def decide_sent(rows: pa.Table) -> pa.Table:
        return decide_here(luggage, rows)

    return decide_sent


def stored_work_of(plan: Plan, out: Path | None) -> Callable[[pa.Table], pa.Table]:
    """Return the function that a worker runs on the row of a bucket that it can reach itself."""
    luggage, into = carried(plan), None if out is None else str(out)

    def decide_stored(rows: pa.Table) -> pa.Table:
        return decide_there(luggage, rows, into)

    return decide_stored


def carried(plan: Plan) -> bytes:
    """Return a plan as it travels: its rules and facts, without what is made of them."""
    told = {each.name: getattr(plan, each.name) for each in fields(plan)}
    return pickle.dumps((told, versions()))


def decide_here(luggage: bytes, rows: pa.Table) -> pa.Table:
    """Decide the buckets of these rows in this process. Raises AnotherVersion."""
    plan = _plan_in(luggage)
    answers = {}
    for row in rows.to_pylist():
        claims = unpacked(row["claims"])
        history = unpacked(row["history"]) if row["history"] else None
        decided = decide_all(plan, claims.drop(ROW), history)
        answers[row[BUCKET]] = decided.with_columns(claims[ROW])
    return _answered(answers)


def decide_there(luggage: bytes, rows: pa.Table, out: str | None) -> pa.Table:
    """Decide the buckets of a store in this process, and answer with their sums."""
    bulk, into = Bulk(_plan_in(luggage)), None if out is None else Path(out)
    answers = {}
    for row in rows.to_pylist():
        history = Path(row["history"]) if row["history"] else None
        bucket = Bucket(row["name"], Path(row["claims"]), history, tuple(row["kept"]))
        answers[row[BUCKET]] = decide_bucket(bulk, bucket, into)
    return _answered(answers)


def _answered(answers: Mapping[int, pl.DataFrame]) -> pa.Table:
    cells = pa.array([packed(each) for each in answers.values()], pa.binary())
    return pa.table({BUCKET: pa.array([*answers], pa.int64()), "answer": cells})


def versions() -> str:
    """Return the versions that must be the same on every machine."""
    return "、".join(f"{name} {version(name)}" for name in SAME)


@lru_cache(maxsize=8)
def _plan_in(luggage: bytes) -> Plan:
    # What comes in here was packed by work_of: whoever may run functions on a worker may run any.
    told, theirs = pickle.loads(luggage)  # noqa: S301
    ours = versions()
    if theirs != ours:
        raise AnotherVersion(f"集群节点上是 {ours}，发来的是 {theirs}；请在每个节点装同一版本")
    return Plan(**told)
