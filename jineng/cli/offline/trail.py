"""Do records stand as the trail left them, the trail in its blocks, the blocks up to the head?"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

Row = Mapping[str, Any]
NOTHING = bytes(32)
LEAF = 48
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
# The columns of a row of the trail in their order, with PostgreSQL's numbers of their types.
INT8, VARCHAR, BYTEA, MOMENT = 20, 1043, 17, 1184
COLUMNS = (
    ("id", INT8),
    ("table", VARCHAR),
    ("row", VARCHAR),
    ("operation", VARCHAR),
    ("before", BYTEA),
    ("after", BYTEA),
    ("officer", INT8),
    ("verb", VARCHAR),
    ("role", VARCHAR),
    ("transaction", INT8),
    ("recorded_at", MOMENT),
)


def records_amiss(records: Mapping[str, Sequence[Row]], changes: Sequence[Row]) -> Iterator[str]:
    """Yield each record that is not what the last change of the trail says of it.

    A record is {"row": key, "digest": hexadecimal SHA-256 of its text}.
    """
    last = {(each["table"], each["row"]): each["after"] for each in changes}
    for table, rows in records.items():
        for each in rows:
            if last.get((table, each["row"])) != each["digest"]:
                yield f"{table} 第 {each['row']} 行与留痕不符"


def changes_amiss(
    changes: Sequence[Row], blocks: Sequence[Row], leaves: Mapping[int, bytes]
) -> Iterator[str]:
    """Yield each row of the trail that is not among the leaves of its block."""
    for number, content in leaves.items():
        block = next((each for each in blocks if each["number"] == number), None)
        if block is None or sha256(content).hexdigest() != block["digest"]:
            yield f"第 {number} 块的逐行摘要与块摘要不符"
    there = {
        content[at : at + LEAF]
        for content in leaves.values()
        for at in range(0, len(content), LEAF)
    }
    for each in changes:
        leaf = int8(each["id"]) + int8(each["transaction"]) + sha256(sent(each)).digest()
        if leaf not in there:
            yield f"留痕第 {each['id']} 号（{each['table']} 第 {each['row']} 行）不在封存的块里"


def blocks_amiss(blocks: Sequence[Row]) -> Iterator[str]:
    """Yield the first block that does not follow from the one before it."""
    number, horizon, head = 0, 0, NOTHING
    for block in blocks:
        told = (
            bytes.fromhex(block["before"])
            + int8(block["number"])
            + bytes.fromhex(block["digest"])
            + int8(block["count"])
            + int8(micros(block["sealed_at"]))
            + b"".join(int8(block[name]) for name in ("begins", "horizon", "ahead"))
            + block["chains"].encode()
        )
        follows = (block["number"], block["begins"], block["before"]) == (
            number + 1,
            horizon,
            head.hex(),
        )
        if not follows or sha256(told).hexdigest() != block["head"]:
            yield f"第 {block['number']} 块不接前一块，或与其链头不符"
            return
        number, horizon, head = number + 1, block["horizon"], bytes.fromhex(block["head"])


def links_amiss(links: Sequence[Row], changes: Sequence[Row]) -> Iterator[str]:
    """Yield the first link of the fund's chain that does not follow, and what has no link."""
    chain = NOTHING
    for number, each in enumerate(links, 1):
        told = int8(each["fund"]) + int8(number) + f"{each['table']}:{each['row']}".encode()
        chain = sha256(chain + told + bytes.fromhex(each["digest"])).digest()
        if each["number"] != number or chain.hex() != each["chain"]:
            yield f"资金链第 {number} 环不接前一环"
            return
    linked = {(each["table"], each["row"]): each["digest"] for each in links}
    for each in changes:
        if each["operation"] == "insert" and (each["table"], each["row"]) in linked:
            if linked[each["table"], each["row"]] != each["after"]:
                yield f"资金链里的 {each['table']} 第 {each['row']} 行与留痕不符"
        elif each["table"] in ("payments_paymentfile", "payments_bankline"):
            yield f"{each['table']} 第 {each['row']} 行不在资金链里"


def sent(change: Row) -> bytes:
    """Return a row of the trail with all its columns, as PostgreSQL sends a record."""
    parts = [len(COLUMNS).to_bytes(4, "big")]
    for name, kind in COLUMNS:
        value = _bytes(change[name], kind)
        length = -1 if value is None else len(value)
        parts += [kind.to_bytes(4, "big"), length.to_bytes(4, "big", signed=True), value or b""]
    return b"".join(parts)


def micros(moment: str) -> int:
    """Return ISO text as microseconds since 2000."""
    return (datetime.fromisoformat(moment) - _EPOCH) // timedelta(microseconds=1)


def int8(number: int) -> bytes:
    """Return a whole number in eight bytes."""
    return number.to_bytes(8, "big", signed=True)


def _bytes(value: Any, kind: int) -> bytes | None:
    if value is None:
        return None
    if kind == INT8:
        return int8(value)
    if kind == BYTEA:
        return bytes.fromhex(value)
    return int8(micros(value)) if kind == MOMENT else str(value).encode()
