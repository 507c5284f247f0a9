"""What does the catalogue's file say?"""

from dataclasses import dataclass
from datetime import date

from jineng.foundation.documents.reading.cells import RowReader
from jineng.foundation.documents.reading.errors import RowError
from jineng.foundation.documents.reading.headings import Column, find_sheet
from jineng.foundation.documents.reading.workbook import read_sheets, text_of

WHAT = "职业（工种）目录及补贴标准"
COLUMNS = (
    Column("occupation", ("职业（工种）", "职业工种", "职业", "职业名称")),
    Column("code", ("职业编码", "职业代码"), needed=False),
    Column("level", ("等级", "技能等级", "职业技能等级")),
    Column("lessons", ("课时", "培训课时", "总课时")),
    Column("training", ("培训补贴标准（元/人）", "培训补贴标准", "培训补贴标准（元）")),
    Column("assessment", ("评价补贴标准（元/人）", "评价补贴标准", "评价补贴标准（元）")),
    Column("new", ("部颁新职业", "新职业")),
    Column("certificate", ("证书类型", "证书种类")),
    Column("first", ("执行起", "执行日期起", "执行起始日")),
    Column("last", ("执行止", "执行日期止", "执行截止日")),
)


@dataclass(frozen=True)
class Standard:
    """One line of the catalogue. `level` is "" where there is none; standards are in fen."""

    row: int
    occupation: str
    code: str
    level: str
    lessons: int
    training_fen: int
    assessment_fen: int | None
    new_occupation: bool
    certificate_kind: str
    first_day: date
    last_day: date | None


@dataclass(frozen=True)
class Catalogue:
    """An edition: its title, the sheet it stands on and its lines."""

    title: str
    sheet: str
    rows: tuple[Standard, ...]
    errors: tuple[RowError, ...]


def read_catalogue(content: bytes, name: str) -> Catalogue:
    """Read an edition of the catalogue."""
    sheet, table = find_sheet(read_sheets(content, name), COLUMNS, name=name, what=WHAT)
    title = next((text_of(row[0]) for row in table.above if row and text_of(row[0])), name)
    rows: list[Standard] = []
    errors: list[RowError] = []
    for row in table.rows:
        reader = RowReader(sheet.name, table, row)
        standard = Standard(
            row=row.number,
            occupation=reader.text("occupation"),
            code=row.text("code"),
            level=row.text("level"),
            lessons=reader.whole("lessons"),
            training_fen=_training_fen(reader),
            assessment_fen=_assessment_fen(reader),
            new_occupation=reader.yes("new"),
            certificate_kind=reader.text("certificate"),
            first_day=reader.needed_day("first"),
            last_day=_last_day(reader),
        )
        _check_days(reader, standard, rows)
        errors += reader.errors
        if not reader.errors:
            rows.append(standard)
    return Catalogue(title, sheet.name, tuple(rows), tuple(errors))


def _last_day(reader: RowReader) -> date | None:
    """Return the last day of a standard; the end of all days, as some write it, is no end."""
    day = reader.day("last")
    return None if day == date.max else day


def _training_fen(reader: RowReader) -> int:
    fen = reader.fen("training")
    if fen is None and not reader.row.text("training"):
        reader.wrong("training", "missing", "没有培训补贴标准", "请填写元/人，须大于 0")
    elif fen is not None and fen <= 0:
        _not_above_zero(reader, "training")
    return fen or 0


def _assessment_fen(reader: RowReader) -> int | None:
    """Return the standard for assessing; an empty cell and a 0 both say that there is none."""
    fen = reader.fen("assessment")
    if fen is not None and fen < 0:
        _not_above_zero(reader, "assessment")
    return fen or None


def _not_above_zero(reader: RowReader, name: str) -> None:
    says = f"补贴标准“{reader.row.text(name)}”不大于 0"
    reader.wrong(name, "not_above_zero", says, "请填写元/人，须大于 0")


def _check_days(reader: RowReader, standard: Standard, before: list[Standard]) -> None:
    """Note days that are none, and days on which an earlier row has a standard already."""
    last = standard.last_day or date.max
    if last < standard.first_day:
        reader.wrong("last", "ends_before_it_starts", "执行止早于执行起", "请核对两个日期")
        return
    what = (standard.occupation, standard.level)
    for each in before:
        ends = each.last_day or date.max
        if (each.occupation, each.level) == what and (
            each.first_day <= last and standard.first_day <= ends
        ):
            says = f"与第 {each.row} 行是同一职业同一等级，执行日期重叠"
            reader.wrong("first", "listed_twice", says, "请删除其中一行，或改执行日期使其相接")
            return
