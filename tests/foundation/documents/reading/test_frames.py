"""Which columns and row numbers come out of a large file of any kind?"""

from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook

from jineng.foundation.documents.reading.errors import WrongPaper
from jineng.foundation.documents.reading.frames import Frame, read_frame

KNOWN = ("编号", "人员", "日期")


def read(path: Path, content: bytes | str) -> Frame:
    """Write a file and read it."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_frame(path, KNOWN)


def numbers(frame: Frame) -> list[int]:
    """Return the file's own row numbers."""
    assert frame.rows is not None
    return frame.rows.to_list()


def test_rows_are_counted_as_the_file_counts_its_lines(tmp_path):
    text = '编号,人员,日期\n1,甲,今天\n\n,,\n2,"乙\n丙",明天\n3,丁,后天\n'

    frame = read(tmp_path / "a.csv", text)

    assert frame.columns.rows() == [
        ("1", "甲", "今天"),
        ("2", "乙\n丙", "明天"),
        ("3", "丁", "后天"),
    ]
    assert numbers(frame) == [2, 5, 7]


def test_a_title_above_the_headings_is_passed_over(tmp_path):
    frame = read(tmp_path / "a.csv", "申领表,,\n\n编号,人员,日期\n1,甲,今天\n")

    assert frame.columns.columns == ["编号", "人员", "日期"]
    assert numbers(frame) == [4]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_usual_encodings_are_read(encoding, tmp_path):
    frame = read(tmp_path / "a.csv", "编号,人员\r\n1,㛃䶮𠮷\r\n".encode(encoding))

    assert frame.columns.rows() == [("1", "㛃䶮𠮷")]


def test_lines_that_are_not_whole_are_told_and_the_others_read(tmp_path):
    frame = read(tmp_path / "a.csv", "编号,人员,日期\n1,甲\n2,乙,今天\n3,丙,今天,多\n")

    assert frame.columns["编号"].to_list() == ["2"]
    assert numbers(frame) == [3]
    assert [(each.line, each.says) for each in frame.broken] == [
        (2, "这一行有 2 格，列名有 3 个"),
        (4, "这一行有 4 格，列名有 3 个"),
    ]


def test_a_quotation_that_never_ends_swallows_no_rows(tmp_path):
    with pytest.raises(WrongPaper, match="引号没有成对"):
        read(tmp_path / "a.csv", '编号,人员\n1,"甲\n2,乙\n')


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"", "是空文件"),
        ("a.csv", b"x,y\n1,2\n", "没有认得的列名"),
        ("a.csv", "编号,编号\n1,2\n".encode(), "有两列都叫“编号”"),
        ("a.csv", "编号,人员,\n1,甲,\n".encode() + b"\xff\xff\n", "读不出的字"),
        ("a.csv", "编号,人员\n1,\x00\n".encode(), "空字节"),
        ("a.csv", b"PK\x03\x04", "其实是 Excel"),
        ("a.parquet", b"PAR1", "打不开或不完整"),
        ("a.arrow", b"ARROW1", "打不开或不完整"),
        ("a.xlsx", b"PK\x03\x04", "不是完整的 Excel"),
        ("a.doc", b"x", "不是能读的种类"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(name, content, says, tmp_path):
    with pytest.raises(WrongPaper, match=says):
        read(tmp_path / name, content)


def test_a_workbook_keeps_its_row_numbers_and_shows_lost_digits(tmp_path):
    book = Workbook()
    sheet = book.active
    for cells in (
        ["申领表"],
        [],
        ["编号", "人员", "日期"],
        [1, 970124199001011234, 0.25],
        [],
        [2, "甲"],
    ):
        sheet.append(cells)
    book.create_sheet("填写说明").append(["请按样例填写"])
    book.save(tmp_path / "a.xlsx")

    frame = read_frame(tmp_path / "a.xlsx", KNOWN)

    assert frame.columns.rows() == [("1", "9.70124199001011E+17", "0.25"), ("2", "甲", None)]
    assert numbers(frame) == [4, 6]


def test_two_sheets_that_are_alike_are_refused(tmp_path):
    book = Workbook()
    for sheet in (book.active, book.create_sheet("二月")):
        sheet.append(["编号", "人员"])
        sheet.append([1, "甲"])
    book.save(tmp_path / "a.xlsx")

    with pytest.raises(WrongPaper, match="几张工作表都像：《Sheet》、《二月》"):
        read_frame(tmp_path / "a.xlsx", KNOWN)


@pytest.mark.parametrize("write", ["write_ipc", "write_ipc_stream", "write_parquet"])
def test_typed_files_keep_their_types(write, tmp_path):
    made = pl.DataFrame({"编号": [1, 2], "人员": ["甲", None]})
    path = tmp_path / ("a.parquet" if write == "write_parquet" else "a.arrow")
    getattr(made, write)(path)

    frame = read_frame(path, KNOWN)

    assert frame.typed
    assert frame.rows is None
    assert frame.columns.equals(made)
