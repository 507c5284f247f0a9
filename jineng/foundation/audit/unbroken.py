"""Is every row of the trail in its block, every block in the chain, and the last head the one that
was put outside? Whoever broke it: which row, which block, or which tail?

The rows are read as PostgreSQL sends them and digested here: the database is not asked whether it
is right.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

import psycopg

from jineng.foundation.audit.broken_rows import what_happened_in
from jineng.foundation.audit.heads import Head, HeadDiffers, published
from jineng.foundation.audit.signing import PublicKey, public_keys

NOTHING = bytes(32)
MOST_NAMED = 20
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
# Number and transaction, the moment, then the whole row, each after its length.
_ROWS = """copy (select int8send(id) || int8send(transaction), recorded_at, record_send(c)
  from audit_change c order by transaction, id) to stdout (format binary)"""
_HEADER, _WHOLE = 19, 38
_FIELDS = _NAME, _TRANSACTION, _MOMENT = slice(6, 22), slice(14, 22), slice(26, 34)
_BLOCKS = """select number, begins, horizon, ahead, count, digest, chains, before, head, sealed_at
from audit_block order by number"""
_SIGNATURES = """select block_id, algorithm, key, signature from audit_signature order by id"""
_NOT_YET = """select id, "table", "row", transaction, recorded_at from audit_change
where transaction >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint order by id limit 1"""


@dataclass(frozen=True)
class Block:
    """A block as the database has it. Digests are 32 bytes, transactions whole numbers."""

    number: int
    begins: int
    horizon: int
    ahead: int
    count: int
    digest: bytes
    chains: str
    before: bytes
    head: bytes
    sealed_at: datetime

    def head_again(self) -> bytes:
        """Return the head that follows from the rest."""
        numbers = (self.begins, self.horizon, self.ahead)
        return sha256(
            self.before
            + _int8(self.number)
            + self.digest
            + _int8(self.count)
            + _int8(micros(self.sealed_at))
            + b"".join(map(_int8, numbers))
            + self.chains.encode()
        ).digest()


@dataclass
class Told:
    """What was read, and a sentence for everything that is broken, the first of its kind first."""

    rows: int = 0
    blocks: tuple[Block, ...] = ()
    heads: tuple[Head, ...] = ()
    found: list[str] = field(default_factory=list)


def check(raw: psycopg.Connection[Any], folder: Path) -> Told:
    """Check rows, blocks, heads, signatures and what was put outside, within a transaction."""
    told = Told()
    with raw.transaction():
        raw.execute("set local enable_sort = off")
        told.blocks = tuple(_blocks(raw))
        told.found += _chain_amiss(told.blocks)
        try:
            told.heads = tuple(published(folder))
            keys = public_keys(folder)
        except (HeadDiffers, ValueError) as broken:
            told.found.append(f"公布在外的链头读不出：{broken}")
            keys = {}
        told.found += _outside_amiss(told.blocks, told.heads)
        told.found += _signatures_amiss(raw, told.blocks, told.heads, keys)
        told.found += _rows_amiss(raw, told)
        for number, table, row, transaction, at in raw.execute(_NOT_YET):
            told.found.append(
                f"留痕第 {number} 号（{table} 第 {row} 行，事务 {transaction}，{shown(at)}）"
                "的事务还没有发生，是插入的"
            )
    return told


def micros(moment: datetime) -> int:
    """Return a moment as PostgreSQL sends it: microseconds since 2000."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def shown(moment: datetime) -> str:
    """Return a moment as a person reads it."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _int8(number: int) -> bytes:
    return number.to_bytes(8, "big", signed=True)


def _blocks(raw: psycopg.Connection[Any]) -> Iterator[Block]:
    with raw.cursor(binary=True) as cursor:
        for (
            number,
            begins,
            horizon,
            ahead,
            count,
            digest,
            chains,
            before,
            head,
            at,
        ) in cursor.execute(_BLOCKS):
            digests = (bytes(digest), chains, bytes(before), bytes(head))
            yield Block(number, begins, horizon, ahead, count, *digests, at)


def _chain_amiss(blocks: Sequence[Block]) -> list[str]:
    """Return what breaks the chain of blocks, and the first block where it does."""
    number, horizon, head, at = 0, 0, NOTHING, _EPOCH
    for block in blocks:
        which = f"第 {block.number} 块（封存于 {shown(block.sealed_at)}）"
        if block.number != number + 1:
            return [f"第 {number + 1} 块不见了，其后是{which}"]
        if block.begins != horizon or block.horizon <= horizon:
            return [f"{which}与上一块的事务范围不相接：重复封存或跳过"]
        if block.before != head:
            return [f"{which}不接上一块的链头"]
        if block.head != block.head_again():
            return [f"{which}的内容与其链头不符：块被改写"]
        if block.sealed_at <= at:
            return [f"{which}的封存时间早于上一块：时钟被改动"]
        number, horizon, head, at = block.number, block.horizon, block.head, block.sealed_at
    return []


def _outside_amiss(blocks: Sequence[Block], heads: Sequence[Head]) -> list[str]:
    """Compare with the heads outside: the first block that differs, the tail that is missing."""
    there = {block.number: block for block in blocks}
    if blocks and not heads:
        return ["库里有封存块，外面却没有公布过的链头"]
    for place, head in enumerate(heads, 1):
        if head.number != place:
            return [f"公布在外的链头第 {place} 行是第 {head.number} 块：公布文件被改动"]
        block = there.get(head.number)
        if block is None:
            missing = heads[place - 1 :]
            return [
                f"第 {head.number} 至 {heads[-1].number} 块不见了"
                f"（至少 {sum(each.count for each in missing)} 行留痕，"
                f"{shown(head.sealed_at)} 起）：截去了末尾，或恢复了旧备份"
            ]
        if block.head != head.head:
            return [
                f"第 {block.number} 块（封存于 {shown(head.sealed_at)}）的链头与公布在外的不同："
                "自此块起历史被改写"
            ]
        if block.sealed_at > head.published_at + timedelta(minutes=1):
            return [f"第 {block.number} 块的封存时间晚于公布时间：数据库时钟被改动"]
    return []


def _signatures_amiss(
    raw: psycopg.Connection[Any],
    blocks: Sequence[Block],
    heads: Sequence[Head],
    keys: dict[str, PublicKey],
) -> list[str]:
    """Return signatures that are not right, and the first block that has none that is."""
    known = {block.number: block.head for block in blocks}
    signed, found = set(), []
    with raw.cursor(binary=True) as cursor:
        rows = cursor.execute(_SIGNATURES).fetchall()
    for number, algorithm, key, signature in rows:
        head, public = known.get(number, b""), keys.get(key)
        if public and public.algorithm == algorithm and public.right(head, bytes(signature)):
            signed.add(number)
        else:
            found.append(f"第 {number} 块有一个签名不对（密钥 {key}）")
    published_ones = {head.number for head in heads}
    bare = [each for each in sorted(published_ones & set(known)) if each not in signed]
    found += [f"第 {each} 块没有可信的签名" for each in bare[:1]]
    for outside in heads:
        public = keys.get(outside.key)
        if not (public and public.right(outside.head, outside.signature)):
            found.append(f"公布在外的第 {outside.number} 块链头签名不对：公布文件被改动")
    return found[:MOST_NAMED]


def _rows_amiss(raw: psycopg.Connection[Any], told: Told) -> list[str]:
    """Digest every row of every block; name the rows of a block whose digest differs."""
    walk = _Walk(told.blocks)
    with raw.cursor().copy(_ROWS) as copy:
        walk.through(copy)
    told.rows = walk.rows
    found = [
        f"留痕第 {number} 号的记录时间不在第 {block} 块的时段里：时钟被改动，或被倒签"
        for block, number in walk.back_dated[:MOST_NAMED]
    ]
    for block, there in walk.broken[:MOST_NAMED]:
        found += what_happened_in(raw, block.number, block.begins, block.horizon, there)
    return found


class _Walk:
    """The rows of the trail in the order of their transactions, block by block, each digested."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.rows = 0
        self.broken: list[tuple[Block, int]] = []
        self.back_dated: list[tuple[int, int]] = []
        self._left = list(blocks[::-1])
        self._before: Block | None = None
        self._leaves: list[bytes] = []
        self._bounds()

    def through(self, copy: Iterable[Any]) -> None:
        """Take every row. This loop is what verifying costs: it does as little as it can."""
        sent = iter(copy)
        first = bytes(next(sent))[_HEADER:]
        add, digest, name, transaction, moment = self._leaves.append, sha256, *_FIELDS
        for message in chain([first], sent):
            row = bytes(message)
            while row[transaction] >= self._end:
                self._close()
                add = self._leaves.append
            if not self._low <= row[moment] <= self._high:
                self._suspect(row)
            add(row[name] + digest(row[_WHOLE:]).digest())
        # The end mark was taken for a row.
        self._leaves.pop()
        while self._left:
            self._close()
        self.rows += len(self._leaves)

    def _close(self) -> None:
        """Compare the block that ends with its digest, and begin the next."""
        block, there = self._left.pop(), len(self._leaves)
        if there != block.count or sha256(b"".join(self._leaves)).digest() != block.digest:
            self.broken.append((block, there))
        self.rows += there
        self._before, self._leaves = block, []
        self._bounds()

    def _bounds(self) -> None:
        """Say where the block under way ends, and between which moments its rows were recorded.

        Statements of one moment may cross by a little; nobody back-dates by a second.
        """
        self._low, self._ahead, self._high, self._end = _int8(0), _int8(0), b"\xff", b"\xff"
        if self._left:
            block = self._left[-1]
            self._end, self._high = _int8(block.horizon), _int8(micros(block.sealed_at))
        if self._before:
            self._low = _int8(micros(self._before.sealed_at - timedelta(seconds=1)))
            self._ahead = _int8(self._before.ahead)

    def _suspect(self, row: bytes) -> None:
        """Note a row that was recorded too late for its block, or too early for its transaction."""
        late = row[_MOMENT] > self._high
        early = row[_MOMENT] < self._low and row[_TRANSACTION] >= self._ahead
        if len(row) > _WHOLE and self._left and (late or early):
            self.back_dated.append((self._left[-1].number, int.from_bytes(row[6:14], "big")))
