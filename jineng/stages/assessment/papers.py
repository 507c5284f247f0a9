"""What does a results file say of sittings and certificates?"""

from dataclasses import dataclass
from datetime import date

from jineng.foundation.documents.reading.cells import RowReader
from jineng.foundation.documents.reading.errors import RowError
from jineng.foundation.documents.reading.headings import Column, find_sheet
from jineng.foundation.documents.reading.workbook import read_sheets

WHAT = "评价成绩"
COLUMNS = (
    Column("class_number", ("班期编号", "班级编号")),
    Column("identity", ("身份证号", "身份证号码")),
    Column("name", ("姓名",)),
    Column("assessor", ("评价机构编号", "考核评价机构编号")),
    Column("assessed_on", ("评价日期", "考核日期")),
    Column("theory", ("理论", "理论成绩")),
    Column("practice", ("实操", "实操成绩")),
    Column("result", ("结果", "评价结果")),
    Column("kind", ("证书类型", "证书种类")),
    Column("number", ("证书编号", "证书号码")),
    Column("issued_on", ("发证日期",)),
    Column("sitting", ("评价次数", "初次/补考")),
    Column("agreement", ("签订免费评价协议", "免费评价协议")),
)
RESULTS = {"合格": True, "通过": True, "不合格": False, "不通过": False, "缺考": False}
SITTINGS = {"初次": True, "首次": True, "补考": False, "再次": False}


@dataclass(frozen=True)
class Result:
    """One learner's sitting. Without a certificate its three fields are None."""

    row: int
    class_number: str
    identity: str
    name: str
    assessor_number: str
    assessed_on: date
    theory: str
    practice: str
    passed: bool
    certificate_kind: str | None
    certificate_number: str | None
    issued_on: date | None
    first_sitting: bool
    agreement_signed: bool


@dataclass(frozen=True)
class Results:
    """A results file."""

    rows: tuple[Result, ...]
    errors: tuple[RowError, ...]


def read_results(content: bytes, name: str) -> Results:
    """Read a results file."""
    sheet, table = find_sheet(read_sheets(content, name), COLUMNS, name=name, what=WHAT)
    rows, errors = [], []
    for row in table.rows:
        if not row.text("identity") and not row.text("class_number"):
            continue
        reader = RowReader(sheet.name, table, row)
        kind = row.text("kind")
        result = Result(
            row=row.number,
            class_number=reader.text("class_number"),
            identity=reader.identity(),
            name=row.text("name"),
            assessor_number=row.text("assessor"),
            assessed_on=reader.needed_day("assessed_on"),
            theory=row.text("theory"),
            practice=row.text("practice"),
            passed=_word(reader, "result", RESULTS),
            certificate_kind=None if kind in ("", "无") else kind,
            certificate_number=row.text("number") or None,
            issued_on=reader.needed_day("issued_on") if kind not in ("", "无") else None,
            first_sitting=_word(reader, "sitting", SITTINGS),
            agreement_signed=reader.yes("agreement"),
        )
        errors += reader.errors
        if not reader.errors:
            rows.append(result)
    return Results(tuple(rows), tuple(errors))


def _word(reader: RowReader, field: str, words: dict[str, bool]) -> bool:
    text = reader.text(field)
    if text and text not in words:
        reader.wrong(field, "unknown_word", f"“{text}”看不懂", "请填写：" + "、".join(words))
    return words.get(text, False)
