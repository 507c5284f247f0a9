"""A season nobody has seen: the sample with its facts disturbed, at the edges of the rules."""

import random
import re
import shutil
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from openpyxl import load_workbook

from jineng.cli import season_files as files
from jineng.stages.enrolment.papers import read_roster
from tests.stories.by_hand import COMPLETION, SIX, three_months_after

IDENTITY = re.compile(rb"\t?(\d{17}[\dXx])")
OCCUPATIONS = ("养老护理员", "中式面点师", "保育师", "焊工", "家政服务员")
KIND, NUMBER, ISSUED, SITTING, AGREED = 8, 9, 10, 11, 12
People = Sequence[tuple[str, str]]


def disturbed(
    sample: Path, folder: Path, chance: random.Random, categories: frozenset[str]
) -> Path:
    """Copy the sample and disturb results, registers, attendance and categories."""
    shutil.copytree(sample, folder)
    people = _people(folder, categories)
    issued = _results(folder / files.RESULTS, chance)
    _add(folder / files.INSURED, "gb18030", _insured(people, issued, chance))
    pensioners = chance.sample(people, 25)
    _add(
        folder / files.PENSIONS,
        "gb18030",
        [f"{who},{name},2024-{chance.randrange(4, 9):02d}" for who, name in pensioners],
    )
    _add(folder / files.EARLIER, "utf-8", _earlier(people, chance))
    _leave_out(folder / files.PUNCHES, chance.sample(people, 60), chance)
    _categories(folder / files.CLASSES, chance)
    return folder


def _people(folder: Path, categories: frozenset[str]) -> list[tuple[str, str]]:
    found = []
    for path in sorted((folder / files.CLASSES).glob("*.xlsx")):
        rows = read_roster(path.read_bytes(), path.name, categories).rows
        found += [(each.identity, each.name) for each in rows]
    return found


def _results(path: Path, chance: random.Random) -> dict[str, date]:
    """Change sittings, agreements, kinds and days of issue; return the days by person."""
    book, issued = load_workbook(path), dict[str, date]()
    for row in book.worksheets[0].iter_rows(min_row=3):
        for place, value in _changed(str(row[KIND].value), chance).items():
            row[place].value = value
        if isinstance(day := row[ISSUED].value, date):
            issued[str(row[1].value)] = date(day.year, day.month, day.day)
    book.save(path)
    return issued


def _changed(kind: str, chance: random.Random) -> dict[int, object]:
    """Return what becomes of one result, by its column."""
    changed: dict[int, object] = {}
    if chance.random() < 0.15:
        changed[SITTING] = chance.choice(["初次", "补考"])
    if chance.random() < 0.15:
        changed[AGREED] = chance.choice(["是", "否"])
    if chance.random() < 0.1 and kind == "职业技能等级证书":
        changed |= {KIND: COMPLETION, NUMBER: f"HG{chance.randrange(10**8):08d}"}
    if chance.random() < 0.3 and kind != "None":
        changed[ISSUED] = _a_day(chance)
    if chance.random() < 0.05:
        changed |= {KIND: None, NUMBER: None, ISSUED: None}
    return changed


def _a_day(chance: random.Random) -> date:
    """Any day of the summer, or one three months after which there is no such day."""
    any_day = date(2024, 6, 1) + timedelta(days=chance.randrange(120))
    ends = (date(2024, 5, 31), date(2024, 8, 31), date(2024, 11, 30))
    return chance.choice([any_day, any_day, *ends])


def _insured(people: People, issued: dict[str, date], chance: random.Random) -> list[str]:
    """Let people find work on the last day, one later, the day of issue, long before."""
    lines = []
    for who, name in chance.sample(people, 120):
        if day := issued.get(who):
            last, one = three_months_after(day), timedelta(days=1)
            began = chance.choice([day, day + one, last - one, last, last + one, day - 40 * one])
            lines.append(f"{who},{name},试用工厂,{began:%Y/%m/%d},")
    return lines


def _earlier(people: People, chance: random.Random) -> list[str]:
    """Give people one to three subsidies before, some under their number of fifteen digits."""
    lines = []
    for who, name in chance.sample(people, 60):
        old = who[:6] + who[8:17] if who[6:8] == "19" and chance.random() < 0.5 else who.lower()
        kind = chance.choice(["职业培训补贴", "职业技能评价补贴"])
        for year in range(2020, 2020 + chance.choice([1, 1, 2, 3])):
            what, level = chance.choice(OCCUPATIONS), chance.choice(["五级", "四级"])
            lines.append(f"{old},{name},{kind},{what},{level},{year}-06-15,800")
    return lines


def _leave_out(path: Path, absent: People, chance: random.Random) -> None:
    """Take about a fifth of the punches of some people away."""
    who = {identity.encode() for identity, _ in absent}
    kept = []
    for line in path.read_bytes().splitlines(keepends=True):
        found = IDENTITY.search(line)
        if not (found and found[1].upper() in who and chance.random() < 0.22):
            kept.append(line)
    path.write_bytes(b"".join(kept))


def _categories(folder: Path, chance: random.Random) -> None:
    for path in sorted(folder.glob("*.xlsx")):
        book = load_workbook(path)
        roster = book["花名册"]
        place = next(cell.column for cell in roster[3] if cell.value == "人员类别")
        for row in range(4, roster.max_row + 1):
            if roster.cell(row, place).value in SIX and chance.random() < 0.06:
                roster.cell(row, place).value = chance.choice(["企业职工", "退役军人"])
        book.save(path)


def _add(path: Path, encoding: str, lines: Sequence[str]) -> None:
    with path.open("a", encoding=encoding, newline="") as file:
        file.write("".join(f"{line}\r\n" for line in lines))
