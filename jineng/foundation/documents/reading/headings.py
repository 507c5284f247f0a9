"""Under which heading does each column stand, and is this the paper it should be?"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jineng.foundation.documents.reading.errors import WrongPaper
from jineng.foundation.documents.reading.workbook import Cell, Sheet, text_of
from jineng.values.names import tidy_heading as tidy

DEPTH = 15
LONGEST = 100
HEADS_TOLD, HEAD_TOLD = 12, 20
# How a line begins that closes a list instead of standing in it: a total, who signs, a note.
_CLOSING = re.compile(
    r"(?:合计|小计|总计|共计)(?:[:：（(\d]|$)"
    r"|(?:填表|制表|填报|经办|审核|复核|负责|单位负责)人?[:：]|(?:注|备注|说明)[:：]|[（(]盖章[）)]"
)
# Two headings by which each paper is known, to say which file was put in another's place.
PAPERS = {
    "职业（工种）目录及补贴标准": ("培训补贴标准（元/人）", "课时"),
    "培训机构名单": ("可承训职业（工种）", "机构编号"),
    "评价成绩": ("理论", "实操"),
    "花名册": ("人员类别", "姓名"),
    "考勤打卡": ("打卡时间", "方向"),
    "社保参保": ("参保起", "单位名称"),
    "养老待遇": ("待遇起始", "姓名"),
    "既往补贴": ("补贴种类", "拨付日期"),
}


@dataclass(frozen=True)
class Column:
    """A column we look for: our name for it and the headings it may stand under.

    `most` is how many characters a cell of it may hold.
    """

    field: str
    names: tuple[str, ...]
    needed: bool = True
    most: int = LONGEST


@dataclass(frozen=True)
class Row:
    """One row under the headings: its number in the file and its cells by our names."""

    number: int
    cells: dict[str, Cell]

    def text(self, field: str) -> str:
        """Return a cell as text, "" when empty."""
        return text_of(self.cells.get(field))


@dataclass(frozen=True)
class Table:
    """The rows under the headings, and each column's heading as the file writes it.

    `most` is how many characters each column may hold.
    """

    heads: dict[str, str]
    rows: tuple[Row, ...]
    above: tuple[tuple[Cell, ...], ...]
    most: dict[str, int]


def find_table(
    rows: Sequence[Sequence[Cell]], columns: Sequence[Column], *, name: str, what: str
) -> Table:
    """Find the headings within the first rows and return what stands under them.

    Titles, blank rows, totals, signatures and the order of columns do not matter. A file in the
    place of another, or without a needed column, is refused by name.
    """
    at, found = _best(rows, columns)
    missing = [column for column in columns if column.needed and column.field not in found]
    _refuse_another(rows, name, what)
    if missing:
        _refuse(rows, at, missing, name, what)
    under = tuple(_rows(rows, at, found))
    heads = {field: text_of(rows[at][place]) for field, place in found.items()}
    most = {column.field: column.most for column in columns}
    return Table(heads, under, tuple(tuple(row) for row in rows[:at]), most)


def find_sheet(
    sheets: Mapping[str, Sheet], columns: Sequence[Column], *, name: str, what: str
) -> tuple[Sheet, Table]:
    """Find the sheet that bears the headings; return it and its table.

    Other sheets, such as one that explains how to fill in, do not matter; hidden ones are only
    looked at where none is shown. Two that bear the headings are refused: nothing is left out.
    """
    shown = [each for each in sheets.values() if not each.hidden] or list(sheets.values())
    needed = [column.field for column in columns if column.needed]
    alike = [each for each in shown if set(needed) <= set(_best(each.rows, columns)[1])]
    if not shown:
        raise WrongPaper(f"{name} 里没有工作表，请重新导出后上传")
    if len(alike) > 1:
        titles = "、".join(f"《{each.name}》" for each in alike)
        raise WrongPaper(f"{name} 里有几张工作表都像《{what}》：{titles}，请合并到一张后再上传")
    sheet = (alike or shown)[0]
    return sheet, find_table(sheet.rows, columns, name=name, what=what)


def tidy_heading(cell: Cell) -> str:
    """Return a heading without spaces, with one kind of brackets."""
    return tidy(text_of(cell))


def _best(rows: Sequence[Sequence[Cell]], columns: Sequence[Column]) -> tuple[int, dict[str, int]]:
    """Return which of the first rows bears the most of the headings, and each column's place."""
    at, best = 0, dict[str, int]()
    for number, row in enumerate(rows[:DEPTH]):
        found = _match(row, columns)
        if len(found) > len(best):
            at, best = number, found
    return at, best


def _match(row: Sequence[Cell], columns: Sequence[Column]) -> dict[str, int]:
    heads = {tidy_heading(cell): place for place, cell in reversed(list(enumerate(row))) if cell}
    found: dict[str, int] = {}
    for column in columns:
        for each in column.names:
            if (place := heads.get(tidy_heading(each))) is not None:
                found[column.field] = place
                break
    return found


def _rows(rows: Sequence[Sequence[Cell]], at: int, found: dict[str, int]) -> Iterator[Row]:
    for number, row in enumerate(rows[at + 1 :], at + 2):
        if _CLOSING.match(next((text for cell in row if (text := text_of(cell))), "")):
            continue
        cells = {field: row[place] if place < len(row) else None for field, place in found.items()}
        if any(text_of(cell) for cell in cells.values()):
            yield Row(number, cells)


def _refuse_another(rows: Sequence[Sequence[Cell]], name: str, what: str) -> None:
    """Refuse a paper that bears the two headings of another, and not those of its own."""
    met = {tidy_heading(cell) for row in rows[:DEPTH] for cell in row if cell is not None}

    def bears(paper: str) -> bool:
        return all(tidy_heading(sign) in met for sign in PAPERS[paper])

    if what in PAPERS and bears(what):
        return
    for paper in PAPERS:
        if paper != what and bears(paper):
            raise WrongPaper(f"{name} 是《{paper}》，不是《{what}》，请核对是否放错了文件")


def _refuse(
    rows: Sequence[Sequence[Cell]], at: int, missing: Sequence[Column], name: str, what: str
) -> None:
    lacking = "、".join(f"“{column.names[0]}”" for column in missing)
    filled = [text_of(cell)[:HEAD_TOLD] for cell in rows[at] if cell] if rows else []
    heads = "、".join(filled[:HEADS_TOLD]) + ("……" if len(filled) > HEADS_TOLD else "")
    where = f"第 {at + 1} 行的列名是：{heads}" if heads else "前几行没有列名"
    raise WrongPaper(f"{name} 不像《{what}》：缺少 {lacking} 列（{where}），请补上列名后再上传")
