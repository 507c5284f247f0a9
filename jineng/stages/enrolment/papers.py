"""What does a class's roster say, row by row, and what is wrong with which cell?"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from jineng.foundation.documents.reading.cells import RowReader
from jineng.foundation.documents.reading.errors import RowError, WrongPaper
from jineng.foundation.documents.reading.headings import Column, Row, Table, find_table
from jineng.foundation.documents.reading.workbook import is_number, read_sheets
from jineng.values.identity import luhn, normalise, tidy_number
from jineng.values.names import tidy_name

SHEET = "花名册"
COLUMNS = (
    Column("identity", ("身份证号", "身份证号码", "公民身份号码", "证件号码")),
    Column("name", ("姓名", "学员姓名")),
    Column("category", ("人员类别", "人员类型")),
    Column("gender", ("性别",), needed=False),
    Column("phone", ("联系电话", "手机号", "手机号码", "电话"), needed=False),
    Column("card", ("银行卡号", "社保卡银行账号", "银行账号"), needed=False),
)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Learner:
    """One learner as the roster names the learner, tidied. `identity` has 18 characters."""

    row: int
    identity: str
    name: str
    category: str
    gender: str
    phone: str
    card: str


@dataclass(frozen=True)
class Roster:
    """The good rows, every error (a row's main one first), and how many cells were tidied."""

    rows: tuple[Learner, ...]
    errors: tuple[RowError, ...]
    tidied: int


def read_roster(content: bytes, name: str, categories: Collection[str]) -> Roster:
    """Read the roster sheet of a class workbook. `categories` are the words a category may be.

    A row with neither number nor name (a signature, a total) is no learner. A number that stands
    on two rows is an error of the later one.
    """
    sheets = read_sheets(content, name)
    if SHEET not in sheets:
        found = "、".join(sheets) or "没有工作表"
        raise WrongPaper(f"{name} 里没有工作表《{SHEET}》（只有：{found}），请补上后再上传")
    sheet = sheets[SHEET]
    table = find_table(sheet.rows, COLUMNS, name=f"{name}《{SHEET}》", what=SHEET)
    learners: list[Learner] = []
    errors: list[RowError] = []
    rows_of: dict[str, int] = {}
    tidied = 0
    for row in table.rows:
        if not row.text("identity") and not row.text("name"):
            continue
        learner, wrong, changed = _learner(table, row, rows_of, categories)
        tidied += changed
        errors += wrong
        if all(each.remark for each in wrong):
            rows_of[learner.identity] = row.number
            learners.append(learner)
    return Roster(tuple(learners), tuple(errors), tidied)


def read_as_written(content: bytes, name: str) -> Table:
    """Return the roster as it was written, to show a row's other cells beside the wrong one."""
    return find_table(read_sheets(content, name)[SHEET].rows, COLUMNS, name=name, what=SHEET)


def _learner(
    table: Table, row: Row, rows_of: dict[str, int], categories: Collection[str]
) -> tuple[Learner, list[RowError], int]:
    reader = RowReader(SHEET, table, row)
    identity = reader.identity()
    if not reader.errors and identity in rows_of:
        reader.wrong(
            "identity",
            "duplicate_in_roster",
            f"与第 {rows_of[identity]} 行是同一人",
            "请删除其中一行",
        )
    name = tidy_name(reader.text("name"))
    category = _SPACES.sub("", reader.text("category"))
    if category and category not in categories:
        reader.wrong(
            "category",
            "unknown_category",
            f"人员类别里没有“{category}”",
            "请改为：" + "、".join(sorted(categories)),
        )
    learner = Learner(
        row=row.number,
        identity=identity,
        name=name,
        category=category,
        gender=row.text("gender"),
        phone=normalise(row.text("phone")),
        card=_card(reader),
    )
    as_read = {"identity": identity, "name": name, "category": category}
    changed = sum(1 for field, value in as_read.items() if str(row.cells[field] or "") != value)
    return learner, [*reader.errors, *reader.remarks], changed


def _card(reader: RowReader) -> str:
    """Return the card number. What is wrong with it is a remark: nobody is paid to it yet."""
    lost = is_number(reader.row.cells.get("card"))
    card = "" if lost else tidy_number(reader.row.text("card"))
    if lost:
        reader.odd(
            "card",
            "card_lost_digits",
            "Excel 把卡号存成了数字，后几位已经丢失，卡号没有导入",
            "请把该列设为“文本”格式，重新填写完整卡号",
        )
    elif card and not luhn(card):
        says = "卡号的校验位不符，可能抄错了一位"
        reader.odd("card", "card_check_digit", says, "请对照银行卡核对")
    return card
