"""What does one cell say, and if it cannot be read, what is the row's error?"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from jineng.foundation.documents.reading.errors import RowError
from jineng.foundation.documents.reading.headings import Row, Table
from jineng.foundation.documents.reading.workbook import is_number, text_of
from jineng.values.days import day_from
from jineng.values.identity import normalise, problem
from jineng.values.money import fen_from_yuan

T = TypeVar("T")
WHOLE = re.compile(r"[0-9]{1,6}")
YES_NO = {"是": True, "否": False, "√": True, "×": False}


@dataclass
class RowReader:
    """Reads the cells of one row and collects what is wrong with them, and what is odd."""

    sheet: str
    table: Table
    row: Row
    errors: list[RowError] = field(default_factory=list)
    remarks: list[RowError] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Note cells that hold far more than such a cell can mean."""
        for name in self.row.cells:
            length, most = len(self.row.text(name)), self.table.most[name]
            if length > most:
                says = f"这一格有 {length} 个字，最多 {most} 个字"
                self.wrong(name, "too_long", says, "请核对是否贴错了内容，删减后重新上传")

    def wrong(self, name: str, code: str, says: str, mend: str) -> None:
        """Note an error in one column of the row."""
        self.errors.append(self._note(name, code, says, mend, remark=False))

    def odd(self, name: str, code: str, says: str, mend: str) -> None:
        """Note what deserves a look in one column, and does not keep the row out."""
        self.remarks.append(self._note(name, code, says, mend, remark=True))

    def text(self, name: str) -> str:
        """Return a needed text, noting an empty cell."""
        found = self.row.text(name)
        if not found:
            heading = self.table.heads.get(name, name)
            self.wrong(name, "missing", f"“{heading}”没有填写", f"请填写{heading}")
        return found

    def exact(self, name: str) -> str:
        """Return a number kept as text (an account); a numeric cell has lost digits."""
        if is_number(self.row.cells.get(name)):
            self.wrong(
                name,
                "number_lost_digits",
                "号码存成了数字，后几位已经丢失",
                "请把该列设为“文本”格式，重新填写完整号码",
            )
            return ""
        return normalise_digits(self.text(name))

    def identity(self, name: str = "identity") -> str:
        """Return an identity number as the system keeps it, noting what is wrong with it."""
        cell = self.row.cells.get(name)
        if is_number(cell):
            self.wrong(
                name,
                "number_lost_digits",
                "Excel 把身份证号存成了数字，后几位已经丢失",
                "请把该列设为“文本”格式，对照身份证重新填写 18 位号码",
            )
            return ""
        number = normalise(text_of(cell))
        if not number:
            self.wrong(name, "missing_identity", "没有填写身份证号", "请填写 18 位身份证号")
        elif found := problem(number):
            self.wrong(name, found.code, found.says, found.mend)
        return number

    def day(self, name: str, read: Callable[[object], date] = day_from) -> date | None:
        """Return a day, None when the cell is empty, noting one that is none."""
        cell = self.row.cells.get(name)
        if text_of(cell) == "":
            return None
        return self._read(name, "not_a_day", "请按 2024-06-03 的样子填写", lambda: read(cell))

    def needed_day(self, name: str, read: Callable[[object], date] = day_from) -> date:
        """Return a day that must be there."""
        self.text(name)
        return self.day(name, read) or date.min

    def fen(self, name: str) -> int | None:
        """Return yuan as fen, None when the cell is empty."""
        cell = self.row.cells.get(name)
        if text_of(cell) == "":
            return None
        return self._read(name, "not_money", "请填写元，最多两位小数", lambda: fen_from_yuan(cell))

    def whole(self, name: str) -> int:
        """Return a whole number that must be there."""
        text = unicodedata.normalize("NFKC", self.text(name))
        if text and not WHOLE.fullmatch(text):
            self.wrong(name, "not_a_number", f"“{text}”不是整数", "请填写整数，最多六位")
            return 0
        return int(text or 0)

    def yes(self, name: str) -> bool:
        """Return 是/否 as a truth."""
        text = self.text(name)
        if text and text not in YES_NO:
            self.wrong(name, "not_yes_or_no", f"“{text}”不是“是”或“否”", "请填写是或否")
        return YES_NO.get(text, False)

    def _note(self, name: str, code: str, says: str, mend: str, *, remark: bool) -> RowError:
        return RowError(
            sheet=self.sheet,
            row=self.row.number,
            column=self.table.heads.get(name, name),
            value=self.row.text(name),
            code=code,
            says=says,
            mend=mend,
            remark=remark,
        )

    def _read(self, name: str, code: str, mend: str, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except ValueError as wrong:
            self.wrong(name, code, str(wrong), mend)
            return None


def normalise_digits(text: str) -> str:
    """Return a number typed with full-width digits or spaces as plain characters."""
    return normalise(text) if len(text) != 15 else text
