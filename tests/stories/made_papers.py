"""A made-up season as the papers that arrive: every fact in one of the odd forms people write."""

import csv
import io
import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from openpyxl import Workbook

from jineng.cli import season_files as files
from tests.stories.made_season import (
    COMPLETION,
    LEVELLED,
    ONE,
    QUALIFIED,
    Course,
    Made,
    Seat,
    check_character,
)

Cells = Sequence[object]
FULL = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
CLOCK = ((8, 5), (11, 40)), ((13, 50), (17, 10))
UNKNOWN = ("待业", "农民工", "其他")
HEADS = (
    ("序号", "姓名", "性别", "身份证号", "人员类别", "联系电话", "银行卡号", "备注"),
    ("序号", "身份证号码", "姓名", "人员类别", "性别", "手机号", "社保卡银行账号", "备注"),
    ("姓名", "证件号码", "人员类型", "备注"),
)
CLOSING = (
    ("填表人：          审核人：          （盖章）",),
    ("合计", "30人"),
    (None, "合计：30人"),
    ("注：以上人员均已核实",),
)
RESULT_HEAD = (
    *("班期编号", "身份证号", "姓名", "评价机构编号", "评价日期", "理论", "实操", "结果"),
    *("证书类型", "证书编号", "发证日期", "评价次数", "签订免费评价协议"),
)
RosterError = tuple[str, int, str]


def write(made: Made, folder: Path, chance: random.Random) -> list[RosterError]:
    """Write a season's papers into a folder; return the roster's errors that must come out."""
    (folder / files.CLASSES).mkdir(parents=True)
    errors: list[RosterError] = []
    for course in made.courses:
        content, wrong = _class(course, chance)
        (folder / files.CLASSES / f"{course.number}.xlsx").write_bytes(content)
        errors += wrong
    _lists(made, folder, chance)
    _results(made, folder, chance)
    _registers(made, folder, chance)
    return sorted(errors)


def _class(course: Course, chance: random.Random) -> tuple[bytes, list[RosterError]]:
    book = Workbook()
    form = book.worksheets[0]
    form.title = "开班申请表"
    for row in (
        ("职业技能培训开班申请表",),
        ("班期编号", course.number),
        ("培训机构", f"{course.school.number}学校"),
        ("机构编号", course.school.number),
        ("职业（工种）", course.occupation),
        ("等级", course.level or None),
        ("总课时", chance.choice([course.lessons, f"{course.lessons}", f"{course.lessons}课时"])),
        ("开班日期", _day(course.starts, chance)),
        ("结业日期", _day(course.ends, chance)),
        ("资金支出渠道", chance.choice(["就业补助资金", "失业保险基金"])),
        ("考核评价机构", "PJ01"),
    ):
        form.append(row)
    heads = chance.choice(HEADS)
    rows, errors = _roster(course, heads, chance)
    sheet = book.create_sheet("花名册")
    for row in (("学员花名册",), (), heads, *rows):
        sheet.append(list(row))
    if chance.random() < 0.3:
        book.create_sheet("旧花名册", 0).sheet_state = "hidden"
    return _bytes(book), [(course.number, row, code) for row, code in errors]


def _roster(
    course: Course, heads: Sequence[str], chance: random.Random
) -> tuple[list[Cells], list[tuple[int, str]]]:
    """Return the rows under the headings, the first of which is row 4, and the errors met."""
    lines: list[tuple[dict[str, object], str]] = [
        (_learner(seat, chance), "") for seat in course.seats
    ]
    wrongs = [_wrong(course, n, chance) for n in range(chance.choice([0, 1, 3]))]
    for line, code in wrongs or ([] if course.seats else [_wrong(course, 9, chance)]):
        lines.insert(chance.randrange(len(lines) + 1), (line, code))
    if course.seats and chance.random() < 0.6:
        again = chance.choice(course.seats)
        lines.append((_learner(again, chance), "duplicate_in_roster"))
    rows: list[Cells] = []
    errors = []
    for line, code in lines:
        if chance.random() < 0.1:
            rows.append([None] * len(heads))
        rows.append([_under(head, line, len(rows) + 1) for head in heads])
        if code:
            errors.append((len(rows) + 3, code))
    return [*rows, (), *chance.sample(CLOSING, 2)], errors


def _under(head: str, line: dict[str, object], serial: int) -> object:
    kinds = {"身": "number", "证": "number", "姓": "name", "人": "category"}
    if head == "序号":
        return serial
    return line.get(kinds.get(head[0], ""))


def _learner(seat: Seat, chance: random.Random) -> dict[str, object]:
    name = seat.person.name
    typed = [name, f" {name}", f"{name[0]}　{name[1:]}" if name[-1] >= "\u4e00" else name]
    category = chance.choice([seat.category, f" {seat.category}"])
    number = _number(seat.person.identity, chance)
    return {"number": number, "name": chance.choice(typed), "category": category}


def _wrong(course: Course, serial: int, chance: random.Random) -> tuple[dict[str, object], str]:
    """Somebody who never enters: one thing is wrong with the row."""
    first17 = f"97012419880{chance.randrange(1, 10)}1{serial}{int(course.number[-4:]):03d}"[:17]
    good = first17 + check_character(first17)
    line: dict[str, object] = {"number": good, "name": "错一", "category": "就业困难人员"}
    code = chance.choice(
        ["check_digit", "impossible_date", "number_lost_digits", "unknown_category"]
    )
    if code == "check_digit":
        line["number"] = first17 + ("1" if good[17] != "1" else "2")
    elif code == "impossible_date":
        odd = f"{good[:10]}0230{good[14:17]}"
        line["number"] = odd + check_character(odd)
    elif code == "number_lost_digits":
        line["number"] = chance.choice([float(first17 + "0"), int(first17[:15])])
    else:
        line["category"] = chance.choice(UNKNOWN)
    return line, code


def _lists(made: Made, folder: Path, chance: random.Random) -> None:
    catalogue = [
        (n, each.occupation, None, each.level or None, each.lessons, each.training_fen / 100)
        + (each.assessment_fen / 100 or None, "是" if each.new else "否", "证书")
        + (str(each.first), _day(each.last, chance))
        for n, each in enumerate(made.standards, 1)
    ]
    heads = ("序号", "职业（工种）", "职业编码", "等级", "课时", "培训补贴标准（元/人）")
    heads += ("评价补贴标准（元/人）", "部颁新职业", "证书类型", "执行起", "执行止")
    _book(folder / files.CATALOGUE, "目录（2024年版）", heads, catalogue)
    heads = ("机构编号", "机构名称", "统一社会信用代码", "所在地区代码", "可承训职业（工种）")
    schools = [
        (each.number, f"{each.number}学校", None, each.area, "、".join(each.scope) or "全部")
        + (_day(each.listed, chance) if each.listed else None, f"62170000000{each.number[2:]}")
        for each in made.schools
    ]
    _book(folder / files.INSTITUTIONS, "名单", (*heads, "向社会公布日期", "收款账户"), schools)
    bodies = [(f"PJ0{n}", f"评价中心{n}", None, "2024-03-01", f"622800000{n}") for n in (1, 2)]
    heads = (*heads[:3], "向社会公布日期", "收款账户")
    _book(folder / files.ASSESSORS, "名单", heads, bodies)


def _results(made: Made, folder: Path, chance: random.Random) -> None:
    rows: list[Cells] = []
    for course in made.courses:
        for seat in course.seats:
            for sat in seat.sat:
                serial = len(rows) + 1
                number = {LEVELLED: f"S{97:014d}5{serial:06d}"}
                number |= {QUALIFIED: f"9701240{serial:03d}5{serial:05d}"}
                number |= {COMPLETION: f"PX-97-2024-{serial:06d}"}
                passed = (sat.kind, number.get(sat.kind, f"ZX-{serial}"), _day(sat.issued, chance))
                rows.append(
                    (course.number, _number(seat.person.identity, chance), seat.person.name)
                    + (chance.choice(["PJ01", "PJ02"]), _day(course.ends + ONE, chance), 80, 70)
                    + (("合格", *passed) if sat.kind else ("不合格", None, None, None))
                    + ("初次" if sat.first else "补考", "是" if sat.agreed else "否")
                )
    chance.shuffle(rows)
    _book(folder / files.RESULTS, "评价成绩及证书", RESULT_HEAD, rows)


def _registers(made: Made, folder: Path, chance: random.Random) -> None:
    punches = [
        (
            course.number,
            "\t" + _number(seat.person.identity, chance),
            _moment(at, chance),
            way,
            "D1",
        )
        for course in made.courses
        for seat in course.seats
        for at, way in _punches(course, seat, chance)
    ]
    heads: Cells = ("班期编号", "身份证号", "打卡时间", "方向", "设备号")
    _table(folder / files.PUNCHES, "utf-8-sig", heads, punches, chance)
    spells = [
        (_number(who.identity, chance), who.name, "某厂", f"{_text(day, chance)}", "")
        for who in made.people
        for day in who.spells
    ]
    heads = ("身份证号", "姓名", "单位名称", "参保起", "参保止")
    _table(folder / files.INSURED, "gb18030", heads, spells, chance)
    pensions = [
        (_number(who.identity, chance), who.name, _month(who.pension, chance))
        for who in made.people
        if who.pension
    ]
    _table(folder / files.PENSIONS, "gb18030", ("身份证号", "姓名", "待遇起始"), pensions, chance)
    before = [
        (_number(who.identity, chance), who.name, *what, f"20{n + 15}-06-15", "800")
        for who in made.people
        for n, what in enumerate(who.before)
    ]
    heads = ("身份证号", "姓名", "补贴种类", "职业（工种）", "等级", "拨付日期", "金额（元）")
    _table(folder / files.EARLIER, "utf-8", heads, before, chance)


def _punches(course: Course, seat: Seat, chance: random.Random) -> list[tuple[datetime, str]]:
    """Both ways in every half-day that counts; one way, or none, in the others."""
    halves = [(day, half) for day in course.days for half in (0, 1)]
    there = set(chance.sample(halves, seat.halves))
    found = []
    for day, half in halves:
        (came, left) = (datetime.combine(day, time(*at)) for at in CLOCK[half])
        late = timedelta(minutes=chance.randrange(15), seconds=chance.randrange(60))
        both = [(came + late, "签到"), (left + late, "签退")]
        if (day, half) in there:
            found += both + both[: chance.choice([0, 0, 1])]
        else:
            found += chance.choice([[], [], both[:1], both[1:]])
    return found


def _number(identity: str, chance: random.Random) -> str:
    """One of the ways in which people write a number; those born before 2000 had a shorter one."""
    shorter = identity[:6] + identity[8:17] if identity[6:8] == "19" else identity
    spaced = f" {identity[:6]} {identity[6:14]} {identity[14:]}"
    forms = [identity, identity, identity.lower(), identity.translate(FULL), spaced, shorter]
    return chance.choice(forms)


def _text(day: date, chance: random.Random) -> str:
    forms = (f"{day}", f"{day:%Y/%m/%d}", f"{day:%Y%m%d}", f"{day.year}.{day.month}.{day.day}")
    return chance.choice([*forms, f"{day.year}年{day.month}月{day.day}日"])


def _day(day: date, chance: random.Random) -> object:
    return chance.choice([_text(day, chance), datetime.combine(day, time())])


def _month(day: date, chance: random.Random) -> str:
    forms = (f"{day:%Y-%m}", f"{day:%Y%m}", f"{day.year}年{day.month}月", f"{day:%Y/%m}")
    return chance.choice(forms)


def _moment(at: datetime, chance: random.Random) -> str:
    return chance.choice([f"{at}", f"{at:%Y/%m/%d %H:%M:%S}", f"{at.date()} {at.hour}:{at:%M:%S}"])


def _book(path: Path, title: str, heads: Cells, rows: Sequence[Cells]) -> None:
    book = Workbook()
    for row in ((title,), heads, *rows):
        book.worksheets[0].append(list(row))
    path.write_bytes(_bytes(book))


def _table(
    path: Path, encoding: str, heads: Cells, rows: list[tuple[object, ...]], chance: random.Random
) -> None:
    text = io.StringIO()
    chance.shuffle(rows)
    csv.writer(text).writerows([heads, *rows])
    path.write_text(text.getvalue(), encoding=encoding, newline="")


def _bytes(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
