"""What columns does a large text file hold, and on which line does each row begin?"""

import csv
import io
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv as arrow_csv

from jineng.foundation.documents.reading.errors import WrongPaper
from jineng.foundation.documents.reading.headings import DEPTH
from jineng.foundation.documents.reading.text import encoding_of, not_text
from jineng.values.names import tidy_heading

MOST_BYTES = 4 * 1024**3
HEAD_BYTES = 1 << 16


@dataclass(frozen=True)
class Broken:
    """A line with more or fewer cells than there are headings, and how it reads."""

    line: int
    text: str
    says: str


@dataclass(frozen=True)
class Columns:
    """The columns of a text file, every cell text or null, and the line of each row."""

    columns: pl.DataFrame
    lines: pl.Series
    broken: tuple[Broken, ...]


@dataclass(frozen=True)
class _Head:
    """Where the headings are: how they read, the line they end on, the byte after them."""

    names: list[str]
    line: int
    end: int


def read_columns(data: bytes, name: str, known: frozenset[str]) -> Columns:
    """Read a csv file column by column. `known` are tidied headings of its first line.

    UTF-8 (with or without a mark), GB18030 and marked UTF-16. A row that is not whole is told
    with its line, and the others are read. Raises WrongPaper when the file cannot be read at all.
    """
    encoding = encoding_of(data, name, most=MOST_BYTES)
    if encoding == "utf-8-sig":
        data = data[3:]
    elif encoding != "utf-8":
        data = data.decode(encoding).encode()
    if b"\x00" in data:
        raise not_text(name)
    head = _head(data, name, known)
    body = memoryview(data)[head.end : len(data.rstrip())]
    if not len(body):
        return Columns(pl.DataFrame(schema=dict.fromkeys(head.names, pl.String)), pl.Series([]), ())
    if data.count(b'"', head.end) % 2:
        raise WrongPaper(f"{name} 的引号没有成对，分不清哪里是一行的结尾，请重新导出为 CSV")
    table, broken = _parsed(body, head.names, name)
    starts = _starts(body) + head.line + 1
    lost = np.array([number - 1 for number, _, _ in broken], dtype=np.int64)
    lines = pl.Series(np.delete(starts, lost), dtype=pl.Int64)
    told = tuple(
        Broken(int(starts[number - 1]), text, f"这一行有 {cells} 格，列名有 {len(head.names)} 个")
        for number, cells, text in broken
        if text.strip()
    )
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame), "a table with columns is a frame"
    return Columns(frame, lines, told)


def _head(data: bytes, name: str, known: frozenset[str]) -> _Head:
    """Find the headings among the first lines; what stands above them is a title."""
    text = data[:HEAD_BYTES].decode("utf-8", errors="ignore")
    reader = csv.reader(io.StringIO(text, newline=""))
    best: tuple[int, list[str], int] = (0, [], 0)
    try:
        for _, row in zip(range(DEPTH), reader, strict=False):
            matched = sum(tidy_heading(cell) in known for cell in row)
            if matched > best[0]:
                best = (matched, row, reader.line_num)
    except csv.Error as broken:
        raise WrongPaper(f"{name} 的格式损坏（{broken}），请重新导出为 CSV") from broken
    matched, row, line = best
    if not matched:
        raise WrongPaper(f"{name} 的前 {DEPTH} 行里没有认得的列名，请核对表头")
    for head in row:
        if row.count(head) > 1:
            called = f"都叫“{head}”" if head.strip() else "没有列名"
            raise WrongPaper(f"{name} 有两列{called}，请改名或删去一列")
    end = 0
    for _ in range(line):
        end = data.find(b"\n", end) + 1 or len(data)
    return _Head([head.strip() for head in row], line, end)


def _parsed(
    body: memoryview, names: list[str], name: str
) -> tuple[pa.Table, list[tuple[int, int, str]]]:
    """Parse on all cores; only when a row is not whole, again on one, which counts the rows."""
    try:
        return _arrow(body, names, None), []
    except pa.ArrowInvalid:
        broken: list[tuple[int, int, str]] = []

        def met(row: arrow_csv.InvalidRow) -> str:
            broken.append((row.number, row.actual_columns, row.text))
            return "skip"

        try:
            return _arrow(body, names, met), broken
        except pa.ArrowInvalid as wrong:
            raise WrongPaper(f"{name} 的格式损坏（{wrong}），请重新导出为 CSV") from wrong


def _arrow(body: memoryview, names: list[str], met: object) -> pa.Table:
    return arrow_csv.read_csv(
        pa.BufferReader(pa.py_buffer(body)),
        read_options=arrow_csv.ReadOptions(column_names=names, use_threads=met is None),
        parse_options=arrow_csv.ParseOptions(
            newlines_in_values=_has_quotes(body),
            ignore_empty_lines=False,
            invalid_row_handler=met,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=True,
            null_values=[""],
        ),
    )


def _has_quotes(body: memoryview) -> bool:
    return bool((np.frombuffer(body, dtype=np.uint8) == ord('"')).any())


def _starts(body: memoryview) -> np.ndarray:
    """Return for each row on which line it begins, counted from 0: a quoted cell may hold lines."""
    seen = np.frombuffer(body, dtype=np.uint8)
    ends = np.flatnonzero(seen == ord("\n"))
    quotes = np.flatnonzero(seen == ord('"'))
    before = np.searchsorted(quotes, ends)
    rows = np.flatnonzero(before % 2 == 0) + 1
    return np.concatenate([[0], rows])
