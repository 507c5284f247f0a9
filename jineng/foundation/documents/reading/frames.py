"""What columns does a large table hold, be it text, a workbook, Parquet or Arrow?"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from jineng.foundation.documents.reading.errors import WrongPaper
from jineng.foundation.documents.reading.headings import DEPTH
from jineng.foundation.documents.reading.lines import Broken, read_columns
from jineng.foundation.documents.reading.workbook import (
    Cell,
    Sheet,
    is_number,
    read_sheets,
    text_of,
)
from jineng.values.names import tidy_heading

# A number of more digits than a spreadsheet keeps is no longer what was typed.
EXACT = 10**15
ARROW_FILE = b"ARROW1"


@dataclass(frozen=True)
class Frame:
    """A table as it came: its columns by their headings, and the file's own row numbers.

    `rows` None: rows count from 1. `typed`: the columns have types; else every cell is text or
    null. `broken` are lines that have more or fewer cells than there are headings.
    """

    columns: pl.DataFrame
    rows: pl.Series | None
    typed: bool
    broken: tuple[Broken, ...] = ()


def read_frame(path: Path, known: Collection[str]) -> Frame:
    """Read a table of any kind. `known` are headings by which its first line is recognised.

    Raises WrongPaper when the file is not there, cannot be read, or is of no kind we know.
    """
    if not path.is_file():
        raise WrongPaper(f"没有文件 {path}，请核对路径")
    read = _READERS.get(path.suffix.lower())
    if read is None:
        kinds = "、".join(each.removeprefix(".") for each in _READERS)
        raise WrongPaper(f"{path.name} 不是能读的种类，请存为 {kinds} 之一")
    return read(path, frozenset(tidy_heading(each) for each in known))


def _read_text(path: Path, known: frozenset[str]) -> Frame:
    table = read_columns(path.read_bytes(), path.name, known)
    whole = table.columns.filter(~pl.all_horizontal(pl.all().is_null()))
    if whole.height == table.columns.height:
        return Frame(table.columns, table.lines, False, table.broken)
    kept = table.columns.select(~pl.all_horizontal(pl.all().is_null())).to_series()
    return Frame(whole, table.lines.filter(kept), False, table.broken)


def _read_workbook(path: Path, known: frozenset[str]) -> Frame:
    sheets = read_sheets(path.read_bytes(), path.name).values()
    shown = [each for each in sheets if not each.hidden] or list(sheets)
    found = [(*heading_at(sheet.rows, known), sheet) for sheet in shown]
    most = max((matched for matched, _, _ in found), default=0)
    alike = [(at, sheet) for matched, at, sheet in found if matched and 2 * matched >= most]
    if not alike:
        raise WrongPaper(f"{path.name} 的工作表里没有认得的列名，请核对表头")
    if len(alike) > 1:
        titles = "、".join(f"《{sheet.name}》" for _, sheet in alike)
        raise WrongPaper(f"{path.name} 里有几张工作表都像：{titles}，请合并到一张")
    [(at, sheet)] = alike
    return _of_sheet(sheet, at, path.name)


def heading_at(rows: Sequence[Sequence[Cell]], known: frozenset[str]) -> tuple[int, int]:
    """Return how many known headings the best of the first rows holds, and which row it is."""
    counts = [
        (sum(tidy_heading(text_of(cell)) in known for cell in row), -at)
        for at, row in enumerate(rows[:DEPTH])
    ]
    matched, at = max(counts, default=(0, 0))
    return matched, -at


def _of_sheet(sheet: Sheet, at: int, name: str) -> Frame:
    heads = [text_of(cell) for cell in sheet.rows[at]]
    places = [place for place, head in enumerate(heads) if head]
    refuse_twins([heads[place] for place in places], name)
    under = [(n, row) for n, row in enumerate(sheet.rows[at + 1 :], at + 2) if any(map(_text, row))]
    columns = {
        heads[place]: [_text(row[place]) if place < len(row) else None for _, row in under]
        for place in places
    }
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return Frame(frame, pl.Series([n for n, _ in under], dtype=pl.Int64), False)


def refuse_twins(heads: Sequence[str], name: str) -> None:
    """Refuse a table in which two columns bear one heading."""
    for head in heads:
        if heads.count(head) > 1:
            raise WrongPaper(f"{name} 有两列都叫“{head}”，请改名或删去一列")


def _text(cell: Cell) -> str | None:
    """Return a cell as text; a number too long for a spreadsheet shows that it lost digits."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float) and is_number(cell) and abs(cell) >= EXACT:
        return f"{cell:.14E}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    return text_of(cell) or None


def _read_parquet(path: Path, known: frozenset[str]) -> Frame:
    return _typed(path, pl.read_parquet)


def _read_arrow(path: Path, known: frozenset[str]) -> Frame:
    with path.open("rb") as file:
        whole = file.read(len(ARROW_FILE)) == ARROW_FILE
    return _typed(path, pl.read_ipc if whole else pl.read_ipc_stream)


def _typed(path: Path, read: Callable[[Path], pl.DataFrame]) -> Frame:
    try:
        return Frame(read(path), None, True)
    except (pl.exceptions.PolarsError, OSError) as broken:
        raise WrongPaper(f"{path.name} 打不开或不完整，请重新导出") from broken


_READERS: Mapping[str, Callable[[Path, frozenset[str]], Frame]] = {
    ".csv": _read_text,
    ".txt": _read_text,
    ".xlsx": _read_workbook,
    ".parquet": _read_parquet,
    ".arrow": _read_arrow,
    ".feather": _read_arrow,
    ".ipc": _read_arrow,
}
