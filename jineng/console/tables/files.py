"""A list as a file: exactly what is seen, with a cover sheet that says what it is."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from jineng.console.tables.asked import Asked
from jineng.console.tables.columns import Column, Kind, day_of
from jineng.console.tables.counting import EXACT_UP_TO
from jineng.console.tables.laid_out import chosen_words
from jineng.console.tables.table import Rows, Table
from jineng.foundation.offices.models import Officer
from jineng.values.days import HERE

BATCH = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A cell that begins so is taken for a formula by a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Taken:
    """What is taken out: the list as asked for, by whom, when and what for."""

    table: Table
    asked: Asked
    rows: Rows
    officer: Officer
    at: datetime
    purpose: str = ""


def cover(taken: Taken, count: int) -> list[tuple[str, str]]:
    """Return the lines of the cover sheet: what, which filter, whose, when, what for."""
    asked = taken.asked
    held = [f"{each.label}：{words}" for each, words in chosen_words(asked, taken.officer)]
    held += [_("搜索：%(text)s") % {"text": asked.search}] if asked.search else []
    down = _("从大到小") if asked.down else _("从小到大")
    order = f"{asked.sort.label} {down}" if asked.sort else _("列表原有顺序")
    told = [
        (_("名称"), str(taken.table.title)),
        (_("口径"), str(taken.table.scope)),
        (_("筛选"), "；".join(held) or _("没有筛选")),
        (_("排序"), order),
        (_("行数"), str(count)),
        (
            _("导出人"),
            f"{taken.officer.name}（{taken.officer.post.name}，{taken.officer.office.name}）",
        ),
        (_("导出时间"), taken.at.astimezone(HERE).strftime("%Y-%m-%d %H:%M")),
    ]
    return [*told, (_("用途"), taken.purpose)] if taken.purpose else told


def as_xlsx(taken: Taken) -> tuple[bytes, int]:
    """Return a workbook (cover sheet, list with its totals) and how many rows it holds."""
    columns = taken.asked.columns
    book = Workbook(write_only=True)
    front, sheet = book.create_sheet(_("说明")), book.create_sheet(_("清单"))
    sheet.freeze_panes = "B2"
    for number in range(len(columns)):
        sheet.column_dimensions[chr(ord("A") + number)].width = 22 if number == 0 else 16
    sheet.append([_headed(sheet, column) for column in columns])
    count = 0
    for row in _filled(taken):
        sheet.append([_celled(sheet, column, column.read(row)) for column in columns])
        count += 1
    _append_totals(sheet, taken)
    front.column_dimensions["A"].width, front.column_dimensions["B"].width = 12, 80
    for name, words in cover(taken, count):
        front.append([_bold(front, name), safe(words)])
    out = BytesIO()
    book.save(out)
    return out.getvalue(), count


def as_csv(taken: Taken) -> tuple[bytes, int]:
    """Return the list as CSV with a byte-order mark (so that Excel reads Chinese), cover first."""
    columns = taken.asked.columns
    lines = [[safe(column.text(column.read(row))) for column in columns] for row in _filled(taken)]
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([f"# {name}", safe(words)] for name, words in cover(taken, len(lines)))
    writer.writerow([heading(column) for column in columns])
    writer.writerows(lines)
    return out.getvalue().encode("utf-8-sig"), len(lines)


def heading(column: Column) -> str:
    """Return a column's heading in a file: with its unit."""
    return str(column.label)


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _filled(taken: Taken) -> Iterator[Any]:
    """Give the rows batch by batch, each batch with what its page would hang on it."""
    keys = list(taken.rows.values_list("pk", flat=True)[:EXACT_UP_TO])
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        found = {row.pk: row for row in taken.rows.order_by("pk").filter(pk__in=part)}
        rows = [found[key] for key in part if key in found]
        if taken.table.fill:
            taken.table.fill(rows)
        yield from rows


def _headed(sheet: Any, column: Column) -> Any:
    made = _bold(sheet, heading(column))
    made.fill = PatternFill("solid", fgColor="FFE9F0F9")
    return made


def _bold(sheet: Any, text: str) -> Any:
    made = WriteOnlyCell(sheet, value=text)
    made.font = Font(bold=True)
    return made


def _celled(sheet: Any, column: Column, value: Any) -> Any:
    made = WriteOnlyCell(sheet, value=_plain(column, value))
    if column.kind is Kind.MONEY:
        made.number_format = "#,##0.00"
    if column.right:
        made.alignment = Alignment(horizontal="right")
    return made


def _plain(column: Column, value: Any) -> Any:
    """Return what a cell holds: yuan as a number, a day as a day, the rest as text."""
    if value is None or value == "":
        return None
    if column.kind is Kind.MONEY:
        return int(value) / 100
    if column.kind is Kind.NUMBER:
        return int(value)
    return day_of(value) if column.kind is Kind.DAY else safe(str(value))


def _append_totals(sheet: Any, taken: Taken) -> None:
    columns = taken.asked.columns
    if any(each.total for each in columns):
        sums = [each.total(taken.rows) if each.total else None for each in columns[1:]]
        cells = [_celled(sheet, each, sum_) for each, sum_ in zip(columns[1:], sums, strict=True)]
        sheet.append([_bold(sheet, _("合计")), *cells])
