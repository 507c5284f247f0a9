"""Which heads of the trail were put outside the database, and does the database still have them?

One line for each head in a file that is only ever added to. Somebody who rewrites the database,
cuts its tail or restores an older backup does not have this file, or the copies others made of it.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from jineng.values.refusal import Refusal

HEADS_FILE = "heads.txt"
_TAIL = 8192


class HeadDiffers(Refusal):
    """The database is not the one whose head was put outside."""


@dataclass(frozen=True)
class Head:
    """One head as it was put outside: block, digest, rows of the block, times, signature."""

    number: int
    head: bytes
    count: int
    sealed_at: datetime
    algorithm: str
    key: str
    signature: bytes
    published_at: datetime

    def line(self) -> str:
        """Return the head as its line of the file."""
        told = (
            self.number,
            self.head.hex(),
            self.count,
            self.sealed_at.astimezone(UTC).isoformat(),
            self.algorithm,
            self.key,
            self.signature.hex(),
            self.published_at.astimezone(UTC).isoformat(),
        )
        return "\t".join(map(str, told))


def head_from(line: str) -> Head:
    """Return the head that a line of the file tells; ValueError when it tells none."""
    number, head, count, sealed_at, algorithm, key, signature, published_at = line.split("\t")
    return Head(
        number=int(number),
        head=bytes.fromhex(head),
        count=int(count),
        sealed_at=datetime.fromisoformat(sealed_at),
        algorithm=algorithm,
        key=key,
        signature=bytes.fromhex(signature),
        published_at=datetime.fromisoformat(published_at),
    )


def published(folder: Path) -> list[Head]:
    """Return every head that was put outside, in order."""
    path = folder / HEADS_FILE
    return _read(_whole(path.read_bytes()), path) if path.exists() else []


def last_published(folder: Path) -> Head | None:
    """Return the last head that was put outside; only the end of the file is read."""
    path = folder / HEADS_FILE
    if not path.exists():
        return None
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        lines = _whole(file.read())
    return _read(lines[-1:], path)[0] if lines else None


def put_outside(folder: Path, heads: Sequence[Head]) -> None:
    """Add heads to the file, on disk before we go on. A line that a crash cut off begins anew."""
    if not heads:
        return
    with (folder / HEADS_FILE).open("ab") as file:
        kept = (folder / HEADS_FILE).read_bytes()
        file.truncate(kept.rfind(b"\n") + 1)
        file.writelines(f"{each.line()}\n".encode() for each in heads)
        file.flush()
        os.fsync(file.fileno())


def refuse_unless_published(raw: psycopg.Connection[Any], folder: Path) -> None:
    """Refuse a database that does not hold the last head that was put outside.

    One that has sealed more than was put outside is only behind with publishing.
    """
    last = last_published(folder)
    if last is None:
        row = raw.execute("select number, sealed_at from audit_block order by number limit 1")
        if first := row.fetchone():
            raise HeadDiffers(
                f"数据库有封存块（第 {first[0]} 块，{_shown(first[1])}），"
                f"{folder} 里却没有公布过的链头：请放回 {HEADS_FILE} 后再启动"
            )
        return
    found = raw.execute("select head from audit_block where number = %s", [last.number]).fetchone()
    if found is None or bytes(found[0]) != last.head:
        says = "没有这一块" if found is None else "这一块的链头不同"
        raise HeadDiffers(
            f"数据库与最后公布的链头不符（第 {last.number} 块，{_shown(last.sealed_at)}；"
            f"数据库{says}）：可能恢复了旧备份或被改写，请先运行 jineng verify 查明，不要继续办理"
        )


@contextmanager
def alone_with(folder: Path) -> Iterator[None]:
    """Let one program at a time put heads into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "heads.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _whole(content: bytes) -> list[str]:
    """Return the lines that were written to their end."""
    return content.decode("utf-8", "replace").split("\n")[:-1]


def _read(lines: Sequence[str], path: Path) -> list[Head]:
    try:
        return [head_from(line) for line in lines]
    except ValueError as broken:
        raise HeadDiffers(f"{path} 有残缺的行，请用另一处保存的链头核对后放回") from broken


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
