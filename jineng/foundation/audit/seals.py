"""How are the rows of the trail sealed into blocks, signed, and their heads put outside?

The database makes the blocks (migrations/0003_seals.sql); the key and the heads outside are ours.
Whatever a crash cuts off is done by the next call: a block without a signature is signed, a head
that was not put outside is put there.
"""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from jineng.foundation.audit.heads import (
    Head,
    alone_with,
    last_published,
    put_outside,
    refuse_unless_published,
)
from jineng.foundation.audit.signing import Key

# The promise is a seal at least every 60 seconds.
EVERY_SECONDS, MOST_SECONDS = 30, 60
_UNPUBLISHED = """
select b.number, b.head, b.count, b.sealed_at,
  (select s.signature from audit_signature s where s.block_id = b.number and s.key = %s
   order by s.id limit 1) as ours
from audit_block b where b.number > %s order by b.number
"""
# Rows no block reaches yet, and for how many seconds the oldest of them has waited.
_UNSEALED = """
select count(*), coalesce(extract(epoch from clock_timestamp() - min(recorded_at)), 0)::float8
from audit_change where transaction >= (select coalesce(max(horizon), 0) from audit_block)
"""


def seal(raw: psycopg.Connection[Any], folder: Path, key: Key) -> int:
    """Seal what has ended, sign it and put its head outside; return how many blocks were published.

    Refuses a database that is not the one whose heads lie in the folder: what somebody rewrote is
    never signed. The connection must be in autocommit.
    """
    with alone_with(folder):
        last = last_published(folder)
        if last is not None:
            refuse_unless_published(raw, folder)
        raw.execute("select seal_trail()")
        since = [key.number, last.number if last else 0]
        heads = [_signed(raw, key, *row) for row in raw.execute(_UNPUBLISHED, since).fetchall()]
        put_outside(folder, heads)
    return len(heads)


def seal_all(
    raw: psycopg.Connection[Any], folder: Path, key: Key, *, patience: float = 10
) -> tuple[int, float]:
    """Seal until no row waits, for so many seconds at most; return what still waits, and how long.

    A transaction that is still under way, anybody's, holds the horizon back.
    """
    deadline = time.monotonic() + patience
    while True:
        seal(raw, folder, key)
        rows, seconds = unsealed(raw)
        if not rows or time.monotonic() > deadline:
            return rows, seconds
        time.sleep(0.05)


def unsealed(raw: psycopg.Connection[Any]) -> tuple[int, float]:
    """Return how many rows no block reaches yet, and how many seconds the oldest has waited."""
    row = raw.execute(_UNSEALED).fetchone()
    assert row is not None, "an aggregate always answers with a row"
    return int(row[0]), float(row[1])


def _signed(
    raw: psycopg.Connection[Any],
    key: Key,
    number: int,
    head: bytes,
    count: int,
    sealed_at: datetime,
    ours: bytes | None,
) -> Head:
    signature = key.sign(bytes(head))
    if ours is None or bytes(ours) != signature:
        raw.execute(
            "select sign_block(%s, %s, %s, %s)", [number, key.algorithm, key.number, signature]
        )
    return Head(
        number=number,
        head=bytes(head),
        count=count,
        sealed_at=sealed_at,
        algorithm=key.algorithm,
        key=key.number,
        signature=signature,
        published_at=datetime.now(UTC),
    )
