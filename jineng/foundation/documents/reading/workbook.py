"""Which sheets, rows and cells does a workbook hold, with the spreadsheet's own row numbers?"""

import atexit
import json
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import date, datetime

from jineng.foundation.documents.reading import zipped
from jineng.foundation.documents.reading.errors import WrongPaper

Cell = str | int | float | bool | date | datetime | None
# What the child says of each sheet: whether it is shown, and its rows.
Told = dict[str, tuple[bool, list[list[object]]]]
PATIENCE = 60.0


@dataclass(frozen=True)
class Sheet:
    """A sheet: `rows[0]` is the spreadsheet's row 1. Numbers stay numbers, text stays text."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool = False


class _Reader:
    """The one reading process of ours, started when first needed and again when it died."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None

    def read(self, data: bytes) -> Told | None:
        """Return the sheets, or None when the process gave up or ran out of time."""
        with self.lock:
            process = self._living()
            try:
                return self._ask(process, data)
            except (OSError, EOFError, TimeoutError):
                self.stop()
                return None

    def stop(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe:
                    pipe.close()
            self.process = None

    def _living(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.process.poll() is not None:
            self.stop()
            self.process = subprocess.Popen(  # noqa: S603 our own module
                [sys.executable, "-m", "jineng.foundation.documents.reading.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            )
        return self.process

    def _ask(self, process: subprocess.Popen[bytes], data: bytes) -> Told:
        assert process.stdin is not None, "the process was started with pipes"
        assert process.stdout is not None, "the process was started with pipes"
        process.stdin.write(struct.pack(">Q", len(data)) + data)
        process.stdin.flush()
        deadline = time.monotonic() + PATIENCE
        (length,) = struct.unpack(">Q", _exactly(process.stdout.fileno(), 8, deadline))
        answer: Told = json.loads(_exactly(process.stdout.fileno(), length, deadline))
        return answer


_reader = _Reader()
atexit.register(_reader.stop)


def read_sheets(data: bytes, name: str) -> dict[str, Sheet]:
    """Return the sheets of a workbook by their names, or refuse the whole file.

    The file is scanned first and then parsed in a process with little memory and time, so that no
    file can take this one down.
    """
    zipped.check(data, name)
    found = _reader.read(data)
    if found is None:
        raise WrongPaper(f"{name} 读不完：内容过大或损坏，请用 Excel 另存为新文件后上传")
    if "" in found:
        raise WrongPaper(f"{name} 打不开，请用 Excel 另存为 .xlsx 后上传")
    return {
        title: Sheet(title, tuple(tuple(_cell(cell) for cell in row) for row in rows), not shown)
        for title, (shown, rows) in found.items()
    }


def text_of(cell: Cell) -> str:
    """Return a cell as a person would read it: 80.0 is "80", an empty one is ""."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return str(cell.date())
    return str(cell).strip()


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a number, and so may have lost digits of what was typed."""
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def _cell(told: object) -> Cell:
    if not isinstance(told, list):
        return told if told is None else str(told)
    kind, text = told
    if kind == "n":
        return float(text)
    if kind == "b":
        return bool(text == "True")
    return datetime.fromisoformat(text) if kind == "t" else date.fromisoformat(text)


def _exactly(descriptor: int, count: int, deadline: float) -> bytes:
    """Read so many bytes before a deadline."""
    parts: list[bytes] = []
    with selectors.DefaultSelector() as waiting:
        waiting.register(descriptor, selectors.EVENT_READ)
        while count:
            if not waiting.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            part = os.read(descriptor, min(count, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            count -= len(part)
    return b"".join(parts)
