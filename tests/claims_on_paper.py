"""A table of claims as an officer keeps it: one good row, and a test changes what matters."""

import csv
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

PACK, QUESTION = "demo-qingchuan-2024-jijiuban-2", "training_subsidy"
ROW = {
    "编号": "1",
    "人员": "970124199001011234",
    "日期": "2024-06-11",
    "人员类别": "就业困难人员",
    "证书类型": "职业技能等级证书",
    "发证日期": "2024-06-20",
    "培训开始日": "2024-05-28",
    "职业（工种）": "养老护理员",
    "等级": "五级",
    "部颁新职业": "否",
    "培训补贴标准": "1600元",
    "养老待遇起始月": "没有",
    "参保起始日": "没有",
    "总课时": "80",
    "出勤课时": "80",
}
GRANT = {
    "人员": "970124199001011234",
    "补贴": "职业培训补贴",
    "职业": "保育师",
    "等级": "五级",
    "日期": "2023-06-01",
    "金额": "800元",
}


def row(number: object = 1, **changed: object) -> dict[str, str]:
    """Return the row of a claim; each number is another person's unless told otherwise."""
    person = f"9701241990010{int(str(number)) % 90000 + 10000:05d}"
    return ROW | {"编号": str(number), "人员": person} | {k: str(v) for k, v in changed.items()}


def lines(rows: Sequence[dict[str, str]]) -> list[list[str]]:
    """Return headings and rows, all columns that any row has."""
    heads = list(dict.fromkeys(name for each in rows for name in each))
    return [heads, *([each.get(name, "") for name in heads] for each in rows)]


def csv_of(path: Path, rows: Sequence[dict[str, str]], encoding: str = "utf-8") -> Path:
    """Write rows as a csv file."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(lines(rows))
    return path


def xlsx_of(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """Write a workbook of one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for each in rows:
        sheet.append(list(each))
    book.save(path)
    return path
