"""What do the registers of insurance and pensions say?"""

from dataclasses import dataclass
from datetime import date

from jineng.foundation.documents.reading.cells import RowReader
from jineng.foundation.documents.reading.errors import RowError
from jineng.foundation.documents.reading.headings import Column, find_table
from jineng.foundation.documents.reading.text import read_lines
from jineng.values.days import month_from

INSURED, PENSIONS = "社保参保", "养老待遇"
INSURED_COLUMNS = (
    Column("identity", ("身份证号", "身份证号码")),
    Column("name", ("姓名",)),
    Column("firm", ("单位名称", "参保单位")),
    Column("from_on", ("参保起", "参保开始日期")),
    Column("to_on", ("参保止", "参保截止日期")),
)
PENSION_COLUMNS = (
    Column("identity", ("身份证号", "身份证号码")),
    Column("name", ("姓名",)),
    Column("from_month", ("待遇起始", "待遇起始年月")),
)


@dataclass(frozen=True)
class Insured:
    """One spell of insurance with a firm; `to_on` is None while it lasts."""

    row: int
    identity: str
    name: str
    firm: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True)
class Pension:
    """One pension and the first day of the month it began."""

    row: int
    identity: str
    name: str
    from_month: date


@dataclass(frozen=True)
class InsuredList:
    """A register of insurance."""

    rows: tuple[Insured, ...]
    errors: tuple[RowError, ...]


@dataclass(frozen=True)
class PensionList:
    """A register of pensions."""

    rows: tuple[Pension, ...]
    errors: tuple[RowError, ...]


def read_insured(content: bytes, name: str) -> InsuredList:
    """Read who is insured by which firm."""
    table = find_table(read_lines(content, name), INSURED_COLUMNS, name=name, what=INSURED)
    rows, errors = [], []
    for row in table.rows:
        reader = RowReader("", table, row)
        insured = Insured(
            row=row.number,
            identity=reader.identity(),
            name=row.text("name"),
            firm=reader.text("firm"),
            from_on=reader.needed_day("from_on"),
            to_on=reader.day("to_on"),
        )
        if insured.to_on is not None and insured.to_on < insured.from_on:
            reader.wrong("to_on", "ends_before_it_starts", "参保止早于参保起", "请核对两个日期")
        errors += reader.errors
        if not reader.errors:
            rows.append(insured)
    return InsuredList(tuple(rows), tuple(errors))


def read_pensions(content: bytes, name: str) -> PensionList:
    """Read who draws a pension since which month."""
    table = find_table(read_lines(content, name), PENSION_COLUMNS, name=name, what=PENSIONS)
    rows, errors = [], []
    for row in table.rows:
        reader = RowReader("", table, row)
        pension = Pension(
            row=row.number,
            identity=reader.identity(),
            name=row.text("name"),
            from_month=reader.needed_day("from_month", month_from),
        )
        errors += reader.errors
        if not reader.errors:
            rows.append(pension)
    return PensionList(tuple(rows), tuple(errors))
