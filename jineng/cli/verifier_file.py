"""How is the stand-alone verifier made, of our own files and always the same?"""

import ast
import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import files as files_of
from pathlib import Path

import yaml

import jineng
from jineng.values.workdays import FIRST_YEAR, LAST_YEAR, calendar_rows

PACKAGE = Path(jineng.__file__).parent
FIRST_PAGE = "jineng.cli.verifier"
LICENCE = PACKAGE.parent / "LICENSE"
SHEBANG = b"#!/usr/bin/env python3\n"
# The earliest moment a zip file can hold: the same bytes whenever it is made.
ALWAYS = (1980, 1, 1, 0, 0, 0)
CALENDAR = '''"""The working days that were announced for {first} to {last}, one bit a day."""

from datetime import date

FIRST, DAYS = date({year}, {month}, {day}), {count}
WORKS = int("{bits:x}", 16)


def is_workday(day):
    """Say whether a day is a working day. Raises NotImplementedError beyond what was announced."""
    at = (day - FIRST).days
    if not 0 <= at < DAYS:
        raise NotImplementedError(day)
    return bool(WORKS >> at & 1)
'''


def verifier() -> bytes:
    """Return verify.pyz: the rules, the reader of YAML and the calendar in one file of Python."""
    whole = io.BytesIO()
    whole.write(SHEBANG)
    with zipfile.ZipFile(whole, "a", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(_contents().items()):
            archive.writestr(zipfile.ZipInfo(name, ALWAYS), content)
    return whole.getvalue()


def _contents() -> dict[str, bytes]:
    found = {"__main__.py": _source(FIRST_PAGE).read_bytes()}
    for path in map(_source, _closure(FIRST_PAGE)):
        # A folder is a package by its own first page, up to the whole.
        folders = [each for each in path.parents if each.is_relative_to(PACKAGE)]
        for each in (path, *(folder / "__init__.py" for folder in folders)):
            found[f"jineng/{each.relative_to(PACKAGE).as_posix()}"] = each.read_bytes()
    for path in Path(yaml.__file__).parent.glob("*.py"):
        found[f"yaml/{path.name}"] = path.read_bytes()
    found["chinese_calendar.py"] = _calendar().encode()
    for licence in files_of("pyyaml") or []:
        if licence.name == "LICENSE":
            found["yaml/LICENSE"] = licence.read_binary()
    return found


def _closure(first: str) -> set[str]:
    """Every module of ours that a module needs, it itself left out."""
    found: set[str] = set()
    waiting = [first]
    while waiting:
        for module in _imported(waiting.pop()):
            if module not in found:
                found.add(module)
                waiting.append(module)
    return found


def _imported(module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(_source(module).read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("jineng"):
            name = node.module or ""
            # `from jineng.policy.reading import paper` names a module, not something in it.
            inside = [f"{name}.{each.name}" for each in node.names]
            modules = [each for each in inside if _source(each).is_file()]
            yield from modules or [name]


def _source(module: str) -> Path:
    return PACKAGE.joinpath(*module.split(".")[1:]).with_suffix(".py")


def _calendar() -> str:
    rows = calendar_rows(FIRST_YEAR, LAST_YEAR)
    first, last = rows[0][0], rows[-1][0]
    assert last - first == timedelta(days=len(rows) - 1), "the calendar has no gap"
    bits = sum(1 << at for at, (_, works, _) in enumerate(rows) if works)
    return CALENDAR.format(
        first=first, last=last, year=first.year, month=first.month, day=first.day,
        count=len(rows), bits=bits,
    )  # fmt: skip
