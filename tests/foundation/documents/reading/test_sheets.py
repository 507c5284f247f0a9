"""Which sheet of a workbook is the paper, and what do its cells say?"""

import io

import pytest
from openpyxl import load_workbook

from jineng.foundation.documents.reading.errors import WrongPaper
from jineng.foundation.documents.reading.headings import Column, find_sheet
from jineng.foundation.documents.reading.workbook import read_sheets
from tests.papers import sheets

COLUMNS = (Column("what", ("什么",)), Column("much", ("多少",)))
PAPER = [("什么", "多少"), ("钉子", 3)]
NOTES = [("请按样例填写",)]


def test_a_sheet_that_explains_how_to_fill_in_is_passed_over() -> None:
    found, table = _found(sheets({"填写说明": NOTES, "明细": PAPER}))
    assert found == "明细"
    assert table == ["钉子"]


def test_a_hidden_sheet_is_passed_over_where_one_is_shown() -> None:
    book = _hidden(sheets({"旧版": [*PAPER, ("螺丝", 5)], "明细": PAPER}), "旧版")
    assert _found(book) == ("明细", ["钉子"])


def test_two_sheets_that_both_bear_the_headings_are_refused_by_name() -> None:
    with pytest.raises(WrongPaper, match="《甲》、《乙》"):
        _found(sheets({"甲": PAPER, "乙": PAPER}))


def test_a_total_under_the_list_is_not_read() -> None:
    assert _found(sheets({"明细": [*PAPER, ("合计", 3), ("注：单位为个", None)]}))[1] == ["钉子"]


def test_a_character_that_no_text_can_hold_is_left_out() -> None:
    assert _found(sheets({"明细": [PAPER[0], ("钉_x0000_子", 3)]}))[1] == ["钉子"]


def _found(content: bytes) -> tuple[str, list[str]]:
    """Return the title of the sheet and what stands in its first column."""
    sheet, table = find_sheet(read_sheets(content, "表.xlsx"), COLUMNS, name="表.xlsx", what="表")
    return sheet.name, [row.text("what") for row in table.rows]


def _hidden(content: bytes, title: str) -> bytes:
    book, buffer = load_workbook(io.BytesIO(content)), io.BytesIO()
    book[title].sheet_state = "hidden"
    book.save(buffer)
    return buffer.getvalue()
