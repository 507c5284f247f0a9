"""What does a workbook hold? Run as a process of its own, with little memory and little time.

Speaks on stdin and stdout: eight bytes of length, then the bytes; a workbook in, JSON out. A cell
is None, a string, or [kind, text] for numbers ("n"), truths ("b"), days ("d") and moments ("t").
A sheet is [whether it is shown, its rows].
"""

import io
import json
import resource
import struct
import sys
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineWorkbook, SheetVisibleEnum

MEMORY = 768 * 1024 * 1024
SECONDS = 20


def main() -> None:
    """Answer workbooks until stdin ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while head := source.read(8):
        (length,) = struct.unpack(">Q", head)
        data = source.read(length)
        used = int(resource.getrusage(resource.RUSAGE_SELF).ru_utime)
        resource.setrlimit(resource.RLIMIT_CPU, (used + SECONDS, resource.RLIM_INFINITY))
        answer = json.dumps(_read(data), ensure_ascii=False).encode()
        sink.write(struct.pack(">Q", len(answer)) + answer)
        sink.flush()


def _read(data: bytes) -> dict[str, object]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return {
            sheet.name: [sheet.visible == SheetVisibleEnum.Visible, _rows(book, sheet.name)]
            for sheet in book.sheets_metadata
        }
    except Exception as broken:  # noqa: BLE001 whatever the reader dislikes, the answer is one no
        return {"": [True, [[str(broken)]]]}


def _rows(book: CalamineWorkbook, title: str) -> list[list[object]]:
    rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(cell: object) -> object:
    if isinstance(cell, bool):
        return ["b", str(cell)]
    if isinstance(cell, (int, float)):
        return ["n", repr(cell)]
    if isinstance(cell, datetime):
        return ["t", cell.isoformat()]
    if isinstance(cell, date):
        return ["d", cell.isoformat()]
    if isinstance(cell, (time, timedelta)):
        return str(cell)
    # A file may spell a character that no text can hold; nobody sees it, so nobody misses it.
    return str(cell).replace("\x00", "") or None


if __name__ == "__main__":
    main()
