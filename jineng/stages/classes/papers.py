"""What does a class's application sheet say?"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jineng.foundation.documents.reading.cells import WHOLE
from jineng.foundation.documents.reading.errors import WrongPaper
from jineng.foundation.documents.reading.headings import LONGEST, tidy_heading
from jineng.foundation.documents.reading.workbook import Cell, read_sheets, text_of
from jineng.values.days import day_from

SHEET = "开班申请表"
LABELS = {
    "number": ("班期编号", "班级编号"),
    "institution_name": ("培训机构", "机构名称"),
    "institution_number": ("机构编号", "培训机构编号"),
    "occupation": ("职业（工种）", "职业", "职业工种"),
    "level": ("等级", "技能等级"),
    "lessons": ("总课时", "课时"),
    "starts_on": ("开班日期", "开班时间"),
    "ends_on": ("结业日期", "结课日期", "结束日期"),
    "place": ("培训地点", "地点"),
    "fund": ("资金支出渠道", "资金渠道"),
    "assessor_number": ("考核评价机构", "评价机构编号"),
    "assessment_on": ("预约评价日期", "评价日期"),
}


@dataclass(frozen=True)
class Application:
    """A class as its institution asks to open it. Empty cells are ""."""

    number: str
    institution_number: str
    institution_name: str
    occupation: str
    level: str
    lessons: int
    starts_on: date
    ends_on: date
    place: str
    fund: str
    assessor_number: str
    assessment_on: date | None


@dataclass(frozen=True)
class ClassPaper:
    """A class workbook's application."""

    application: Application


def read_class(content: bytes, name: str) -> ClassPaper:
    """Read the application sheet of a class workbook, or refuse it by file, sheet and cell."""
    sheets = read_sheets(content, name)
    if SHEET not in sheets:
        found = "、".join(sheets) or "没有工作表"
        raise WrongPaper(f"{name} 里没有工作表《{SHEET}》（只有：{found}），请补上后再上传")
    cells = _cells(sheets[SHEET].rows)
    reader = _Reader(name, cells)
    application = Application(
        number=reader.needed("number"),
        institution_number=reader.needed("institution_number"),
        institution_name=reader.text("institution_name"),
        occupation=reader.needed("occupation"),
        level=reader.text("level"),
        lessons=reader.whole("lessons"),
        starts_on=reader.day("starts_on"),
        ends_on=reader.day("ends_on"),
        place=reader.text("place"),
        fund=reader.text("fund"),
        assessor_number=reader.text("assessor_number"),
        assessment_on=reader.day("assessment_on") if reader.text("assessment_on") else None,
    )
    if application.ends_on < application.starts_on:
        raise WrongPaper(
            f"{name}《{SHEET}》的结业日期 {application.ends_on} 早于开班日期"
            f" {application.starts_on}，请核对后再上传"
        )
    return ClassPaper(application)


@dataclass(frozen=True)
class _Reader:
    """Reads the labelled cells of one application."""

    name: str
    cells: dict[str, tuple[int, Cell]]

    def text(self, field: str) -> str:
        found = text_of(self.cells.get(field, (0, None))[1])
        if len(found) > LONGEST:
            raise self._wrong(field, f"有 {len(found)} 个字，最多 {LONGEST} 个字")
        return found

    def needed(self, field: str) -> str:
        if found := self.text(field):
            return found
        raise self._wrong(field, "没有填写")

    def whole(self, field: str) -> int:
        text = unicodedata.normalize("NFKC", self.needed(field))
        text = text.removesuffix("课时").removesuffix("学时").strip()
        if not WHOLE.fullmatch(text) or int(text) == 0:
            raise self._wrong(field, f"写的是“{text}”，不是正整数")
        return int(text)

    def day(self, field: str) -> date:
        self.needed(field)
        try:
            return day_from(self.cells[field][1])
        except ValueError as wrong:
            raise self._wrong(field, str(wrong)) from wrong

    def _wrong(self, field: str, says: str) -> WrongPaper:
        row = self.cells[field][0] if field in self.cells else 0
        where = f"第 {row} 行" if row else ""
        return WrongPaper(
            f"{self.name}《{SHEET}》{where}“{LABELS[field][0]}”{says}，请补正后再上传"
        )


def _cells(rows: Sequence[Sequence[Cell]]) -> dict[str, tuple[int, Cell]]:
    """Return (row, value) by field: a value stands in the first filled cell after its label."""
    known = {tidy_heading(each): field for field, names in LABELS.items() for each in names}
    found: dict[str, tuple[int, Cell]] = {}
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            field = known.get(tidy_heading(cell).rstrip(":")) if isinstance(cell, str) else None
            if field is None or field in found:
                continue
            after = [each for each in row[place + 1 :] if text_of(each)]
            value = after[0] if after else None
            taken = isinstance(value, str) and tidy_heading(value).rstrip(":") in known
            found[field] = (number, None if taken else value)
    return found
