"""What does one worker of a cluster do with one bucket of people? The same as one machine does.

A plan travels as the rules it is made of; claims, earlier grants and decisions travel as Arrow in
one cell each, with the types they have here. Nothing here knows the cluster: a worker needs this
package, of the same version, and no database.
"""

import io
import pickle
from collections.abc import Callable
from dataclasses import fields
from functools import lru_cache
from importlib.metadata import version

import polars as pl
import pyarrow as pa

from jineng.policy.decide_all import decide_all
from jineng.policy.plan import Plan
from jineng.policy.program import compiled
from jineng.policy.python_text import printed
from jineng.values.refusal import Refusal

ROW, BUCKET = "row", "bucket"
SENT = ("bucket", "claims", "history")
ANSWERED = "bucket long, answer binary"
# What a plan makes of its rules to answer one case; it is not needed to answer a table.
MADE = ("prepared", "premises", "suppositions", "program")
SAME = ("jineng", "polars")


class AnotherVersion(Refusal):
    """The worker runs another version than the machine that asked it."""


def bucket_of(persons: pl.Series, buckets: int) -> pl.Series:
    """Return the bucket of each person: all claims and grants of one lie in the same."""
    return (persons.hash(seed=0) % buckets).cast(pl.Int64).alias(BUCKET)


def packed(frame: pl.DataFrame) -> bytes:
    """Return a table as one cell: an Arrow stream, compressed."""
    stream = io.BytesIO()
    frame.write_ipc_stream(stream, compression="lz4")
    return stream.getvalue()


def unpacked(cell: bytes) -> pl.DataFrame:
    """Return the table of a cell."""
    return pl.read_ipc_stream(cell)


def work_of(plan: Plan) -> Callable[[pa.Table], pa.Table]:
    """Return the function that a worker runs on the row of one bucket."""
    luggage = carried(plan)

    def decide_bucket(rows: pa.Table) -> pa.Table:
        return decide_here(luggage, rows)

    return decide_bucket


def carried(plan: Plan) -> bytes:
    """Return a plan as it travels: its rules and facts, without the functions made of them."""
    told = {each.name: getattr(plan, each.name) for each in fields(plan)}
    return pickle.dumps(({name: told[name] for name in told.keys() - set(MADE)}, versions()))


def decide_here(luggage: bytes, rows: pa.Table) -> pa.Table:
    """Decide the buckets of these rows in this process. Raises AnotherVersion."""
    plan = _plan_in(luggage)
    buckets, answers = [], []
    for row in rows.to_pylist():
        claims = unpacked(row["claims"])
        history = unpacked(row["history"]) if row["history"] else None
        decided = decide_all(plan, claims.drop(ROW), history)
        buckets.append(row[BUCKET])
        answers.append(packed(decided.with_columns(claims[ROW])))
    return pa.table({BUCKET: pa.array(buckets, pa.int64()), "answer": pa.array(answers)})


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
    return Plan(
        **told, prepared=(), premises=(), suppositions=(), program=compiled(*printed((), {}, ()))
    )
