"""A block is not what its digest says: which of its rows was edited, removed, added or moved?"""

from hashlib import sha256
from typing import Any

import psycopg

MOST_NAMED = 20
_LEAF = 48
# In a record as PostgreSQL sends it the first column's value begins here.
_ID = slice(12, 20)
_SAID = "select leaves, digest, sealed_at at time zone 'UTC' from audit_block where number = %s"
_THERE = """select id, transaction, "table", "row", recorded_at at time zone 'UTC', record_send(c)
from audit_change c where transaction >= %s and transaction < %s order by transaction, id"""
_ELSEWHERE = """select transaction, "table", "row" from audit_change where id = %s"""

Raw = psycopg.Connection[Any]
Row = tuple[Any, ...]


def what_happened_in(raw: Raw, block: int, begins: int, horizon: int, count: int) -> list[str]:
    """Return a sentence for each row of a block that is not as it was sealed, first ones first."""
    with raw.cursor(binary=True) as cursor:
        said_leaves, digest, sealed_at = cursor.execute(_SAID, [block]).fetchone() or (b"", b"", "")
        rows = cursor.execute(_THERE, [begins, horizon]).fetchall()
    leaves = bytes(said_leaves)
    said = {leaf[:8]: leaf for leaf in _cut(leaves)}
    there = {_int8(row[0]): row for row in rows}
    found = []
    if sha256(leaves).digest() != bytes(digest):
        found.append(f"第 {block} 块的逐行摘要或块摘要也被改动")
    edited = [row for number, row in there.items() if number in said and _leaf(row) != said[number]]
    found += [_edited(block, row, edited, said) for row in edited[:MOST_NAMED]]
    added = [row for number, row in there.items() if number not in said]
    found += [f"第 {block} 块：{_named(row)}是插入的" for row in added[:MOST_NAMED]]
    gone = [leaf for number, leaf in said.items() if number not in there]
    found += [_gone(raw, block, leaf, sealed_at) for leaf in gone[:MOST_NAMED]]
    return found or [f"第 {block} 块的摘要与其 {count} 行不符：块被改写"]


def _edited(block: int, row: Row, edited: list[Row], said: dict[bytes, bytes]) -> str:
    """Say what became of a row that stands under its number with other content."""
    number, content = _int8(row[0]), bytes(row[5])
    for other in edited:
        moved = content[: _ID.start] + _int8(other[0]) + content[_ID.stop :]
        if other[0] != row[0] and sha256(moved).digest() == said[_int8(other[0])][16:]:
            return f"第 {block} 块：{_named(row)}的内容原在第 {other[0]} 号，被调换了次序"
    if _int8(row[1]) != said[number][8:16]:
        return f"第 {block} 块：{_named(row)}顶替了原来的一行，编号被重用"
    return f"第 {block} 块：{_named(row)}被改动"


def _gone(raw: Raw, block: int, leaf: bytes, sealed_at: object) -> str:
    number, transaction = (int.from_bytes(leaf[at : at + 8], "big") for at in (0, 8))
    which = f"第 {block} 块：留痕第 {number} 号（事务 {transaction}，封存于 {sealed_at} UTC）"
    if taken := raw.execute(_ELSEWHERE, [number]).fetchone():
        return f"{which}被删除，编号又被事务 {taken[0]} 的 {taken[1]} 第 {taken[2]} 行重用"
    return f"{which}被删除"


def _named(row: Row) -> str:
    return f"留痕第 {row[0]} 号（{row[2]} 第 {row[3]} 行，事务 {row[1]}，{row[4]} UTC）"


def _leaf(row: Row) -> bytes:
    return _int8(row[0]) + _int8(row[1]) + sha256(bytes(row[5])).digest()


def _cut(leaves: bytes) -> list[bytes]:
    return [leaves[at : at + _LEAF] for at in range(0, len(leaves), _LEAF)]


def _int8(number: int) -> bytes:
    return number.to_bytes(8, "big", signed=True)
