"""What do the lists of institutions and assessment bodies say?"""

import re
from dataclasses import dataclass
from datetime import date

from jineng.foundation.documents.reading.cells import RowReader
from jineng.foundation.documents.reading.errors import RowError
from jineng.foundation.documents.reading.headings import Column, find_sheet
from jineng.foundation.documents.reading.workbook import read_sheets
from jineng.values.identity import credit_code_problem, tidy_number

ALL = "全部"
INSTITUTIONS, ASSESSORS = "培训机构名单", "考核评价机构名单"
_COMMON = (
    Column("number", ("机构编号", "机构代码")),
    Column("name", ("机构名称", "单位名称")),
    Column("uscc", ("统一社会信用代码", "社会信用代码")),
    Column("listed", ("向社会公布日期", "公布日期")),
    Column("account", ("收款账户", "收款账号", "银行账号")),
)
INSTITUTION_COLUMNS = (
    *_COMMON,
    Column("area", ("所在地区代码", "地区代码", "行政区划代码")),
    Column("scope", ("可承训职业（工种）", "可承训职业", "承训范围"), most=10_000),
)


@dataclass(frozen=True)
class Institution:
    """One institution. `scope` is "全部" or the occupations it may teach."""

    row: int
    number: str
    name: str
    uscc: str
    area: str
    scope: str | tuple[str, ...]
    listed_on: date | None
    account: str


@dataclass(frozen=True)
class Assessor:
    """One assessment body."""

    row: int
    number: str
    name: str
    uscc: str
    listed_on: date | None
    account: str


@dataclass(frozen=True)
class Institutions:
    """A list of institutions."""

    rows: tuple[Institution, ...]
    errors: tuple[RowError, ...]


@dataclass(frozen=True)
class Assessors:
    """A list of assessment bodies."""

    rows: tuple[Assessor, ...]
    errors: tuple[RowError, ...]


def read_institutions(content: bytes, name: str) -> Institutions:
    """Read a list of institutions; a day of publication left empty means not listed."""
    sheet, table = find_sheet(
        read_sheets(content, name), INSTITUTION_COLUMNS, name=name, what=INSTITUTIONS
    )
    rows, errors = [], []
    first: dict[str, int] = {}
    for row in table.rows:
        reader = RowReader(sheet.name, table, row)
        scope = reader.text("scope")
        area = tidy_number(reader.text("area"))
        if area and not re.fullmatch(r"[0-9]{6}", area):
            reader.wrong("area", "not_an_area", f"“{area}”不是六位地区代码", "请填写六位代码")
        institution = Institution(
            row=row.number,
            number=_number(reader, first),
            name=reader.text("name"),
            uscc=_credit_code(reader),
            area=area,
            scope=ALL if scope == ALL else tuple(re.split(r"\s*[、，,；;]\s*", scope)),
            listed_on=reader.day("listed"),
            account=reader.exact("account"),
        )
        errors += [*reader.errors, *reader.remarks]
        if not reader.errors:
            rows.append(institution)
    return Institutions(tuple(rows), tuple(errors))


def read_assessors(content: bytes, name: str) -> Assessors:
    """Read a list of assessment bodies."""
    sheet, table = find_sheet(read_sheets(content, name), _COMMON, name=name, what=ASSESSORS)
    rows, errors = [], []
    first: dict[str, int] = {}
    for row in table.rows:
        reader = RowReader(sheet.name, table, row)
        assessor = Assessor(
            row=row.number,
            number=_number(reader, first),
            name=reader.text("name"),
            uscc=_credit_code(reader),
            listed_on=reader.day("listed"),
            account=reader.exact("account"),
        )
        errors += [*reader.errors, *reader.remarks]
        if not reader.errors:
            rows.append(assessor)
    return Assessors(tuple(rows), tuple(errors))


def _number(reader: RowReader, first: dict[str, int]) -> str:
    """Return the body's number. A list says one thing of a body: its first row."""
    number = reader.text("number")
    if number and first.setdefault(number, reader.row.number) != reader.row.number:
        says = f"{number} 在第 {first[number]} 行已经列过"
        reader.wrong("number", "listed_twice", says, "请核对两行，合成一行")
    return number


def _credit_code(reader: RowReader) -> str:
    """Return the credit code; a wrong one is a remark, for no payment rests on it."""
    code = tidy_number(reader.row.text("uscc"))
    if code and (says := credit_code_problem(code)):
        reader.odd("uscc", "credit_code", says, "请对照法人登记证书核对")
    return code
