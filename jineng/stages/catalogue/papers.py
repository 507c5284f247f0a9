"""What does the catalogue's file say?"""

from dataclasses import dataclass
from datetime import date

from jineng.foundation.documents.reading.cells import RowReader
from jineng.foundation.documents.reading.errors import RowError
from jineng.foundation.documents.reading.headings import Column, find_table
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
    """An edition: its title and its lines."""

    title: str
    rows: tuple[Standard, ...]
    errors: tuple[RowError, ...]


def read_catalogue(content: bytes, name: str) -> Catalogue:
    """Read an edition of the catalogue."""
    sheet = next(iter(read_sheets(content, name).values()))
    table = find_table(sheet.rows, COLUMNS, name=name, what=WHAT)
    title = next((text_of(row[0]) for row in table.above if row and text_of(row[0])), name)
    rows, errors = [], []
    met: set[tuple[str, str, date]] = set()
    for row in table.rows:
        reader = RowReader(sheet.name, table, row)
        standard = Standard(
            row=row.number,
            occupation=reader.text("occupation"),
            code=row.text("code"),
            level=row.text("level"),
            lessons=reader.whole("lessons"),
            training_fen=reader.fen("training") or _none(reader),
            assessment_fen=reader.fen("assessment"),
            new_occupation=reader.yes("new"),
            certificate_kind=reader.text("certificate"),
            first_day=reader.needed_day("first"),
            last_day=reader.day("last"),
        )
        key = (standard.occupation, standard.level, standard.first_day)
        if key in met:
            reader.wrong("occupation", "listed_twice", "同一职业同一等级列了两次", "请删除其中一行")
        met.add(key)
        errors += reader.errors
        if not reader.errors:
            rows.append(standard)
    return Catalogue(title, tuple(rows), tuple(errors))


def _none(reader: RowReader) -> int:
    if not any(error.column == reader.table.heads["training"] for error in reader.errors):
        reader.wrong("training", "missing", "没有培训补贴标准", "请填写元/人，须大于 0")
    return 0
