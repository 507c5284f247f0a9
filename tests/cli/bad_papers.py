"""Ways in which a file of a season can be bad, each written by hand."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook

from jineng.cli.season_files import (
    ASSESSORS,
    CATALOGUE,
    CLASSES,
    EARLIER,
    INSTITUTIONS,
    INSURED,
    PENSIONS,
    PUNCHES,
    RESULTS,
)

WORKBOOK = f"{CLASSES}/KB-2024-970124-0004.xlsx"
KINDS = (
    CATALOGUE,
    INSTITUTIONS,
    ASSESSORS,
    PUNCHES,
    RESULTS,
    INSURED,
    PENSIONS,
    EARLIER,
    WORKBOOK,
)
SHEET = "xl/worksheets/sheet1.xml"
Spoil = Callable[[Path], None]


def without_sheet(title: str) -> Spoil:
    """Take a sheet out of a workbook."""

    def spoil(path: Path) -> None:
        book = load_workbook(path)
        book.remove(book[title])
        book.save(path)

    return spoil


def with_cell(sheet: str, place: str, value: object) -> Spoil:
    """Write something into one cell of a workbook."""

    def spoil(path: Path) -> None:
        book = load_workbook(path)
        book[sheet][place] = value
        book.save(path)

    return spoil


def replaced_by(content: bytes) -> Spoil:
    """Put other bytes in the file's place."""

    def spoil(path: Path) -> None:
        path.write_bytes(content)

    return spoil


def cut_short(path: Path) -> None:
    """Keep the first half, as when a download breaks off."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def swollen(path: Path) -> None:
    """A few KiB that unpack to a quarter of a gigabyte of one sheet."""
    _rewrite(path, SHEET, b"<worksheet><sheetData>" + b" " * (1 << 28))


def swollen_in_secret(path: Path) -> None:
    """The same, but its list of entries says that the sheet is small."""
    swollen(path)
    told = (1 << 28) + len(b"<worksheet><sheetData>")
    path.write_bytes(path.read_bytes().replace(told.to_bytes(4, "little"), b"\x00\x10\x00\x00"))


def sparse(path: Path) -> None:
    """A few KiB with one cell in the furthest corner a spreadsheet has."""
    _rewrite(
        path,
        SHEET,
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<dimension ref="A1:XFD1048576"/><sheetData><row r="1048576">'
        b'<c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
    )


def with_entities(path: Path) -> None:
    """A sheet whose XML declares entities that multiply."""
    _rewrite(
        path,
        SHEET,
        b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        b"<worksheet><sheetData>&b;</sheetData></worksheet>",
    )


def half_in_another_encoding(path: Path) -> None:
    """UTF-8 in which one line was pasted from a GB18030 file."""
    lines = path.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].rstrip() + "，补".encode("gb18030") + b"\xff\xff\n"
    path.write_bytes(b"".join(lines))


def in_gb18030(path: Path) -> None:
    """The same text as a Chinese Windows would save it."""
    path.write_bytes(path.read_text("utf-8-sig").encode("gb18030"))


def missing(path: Path) -> None:
    """The file is not there."""
    path.unlink()


def folder_instead(path: Path) -> None:
    """A folder of the file's name."""
    path.unlink()
    path.mkdir()


def renamed(suffix: str) -> Spoil:
    """Give the file's name another ending."""

    def spoil(path: Path) -> None:
        path.rename(path.with_suffix(suffix))

    return spoil


def of_nowhere(path: Path) -> None:
    """A class number without an area, of an institution that is on no list."""
    with_cell("开班申请表", "B2", "KB-7")(path)
    with_cell("开班申请表", "B4", "PX999")(path)


def without_learners(path: Path) -> None:
    """A roster of headings only."""
    book = load_workbook(path)
    book["花名册"].delete_rows(4, book["花名册"].max_row)
    book.save(path)


def with_line(line: str, encoding: str = "utf-8") -> Spoil:
    """Add one line at the end of a text file."""

    def spoil(path: Path) -> None:
        path.write_bytes(path.read_bytes().rstrip() + f"\r\n{line}\r\n".encode(encoding))

    return spoil


def _rewrite(path: Path, entry: str, content: bytes) -> None:
    """Write a workbook again with other content in one entry."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as was:
        kept = {name: was.read(name) for name in was.namelist()} | {entry: content}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, each in kept.items():
            archive.writestr(name, each)
