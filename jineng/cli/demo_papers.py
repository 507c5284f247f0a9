"""What would these made-up classes hand in? Workbooks and registers in the forms that arrive.

All people are made up: numbers from a counter, names from short lists.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from openpyxl import Workbook

from jineng.values.identity import check_character, luhn

AREA, FUND, LESSONS_OF_A_HALF_DAY = "970124", "就业补助资金", 4
CATEGORIES = ("农村转移就业劳动者", "城镇登记失业人员", "就业困难人员", "防止返贫监测对象")
FAMILY, GIVEN = "温庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈", "佳若明安清云书言知远初晓思文景"
CLOCK = (("08:12", "签到"), ("11:45", "签退"), ("13:50", "签到"), ("17:25", "签退"))
# What is unusual about the learner at a place of the roster; everyone else took part, passed and
# has not found work.
ODD = {2: "employed", 4: "absent", 7: "failed", 9: "pension", 11: "other", 13: "employed"}
ROSTER_HEAD = ("序号", "姓名", "身份证号", "人员类别", "性别", "手机号", "银行卡号", "备注")
RESULT_HEAD = (
    *("班期编号", "身份证号", "姓名", "评价机构编号", "评价日期", "理论", "实操", "结果"),
    *("证书类型", "证书编号", "发证日期", "评价次数", "签订免费评价协议"),
)


@dataclass(frozen=True)
class Learner:
    """One made-up person on a roster; `odd` says what is unusual, nothing mostly."""

    identity: str
    name: str
    category: str
    odd: str


@dataclass(frozen=True)
class Half:
    """One class and how far it goes: applied, open, submitted, reviewed, granted, posted, due."""

    number: str
    body: str
    occupation: str
    level: str
    lessons: int
    starts: date
    size: int
    until: str
    also: tuple[Learner, ...] = ()

    @property
    def days(self) -> list[date]:
        """The weekdays on which the class is taught."""
        wanted = -(-self.lessons // (2 * LESSONS_OF_A_HALF_DAY))
        every = (self.starts + timedelta(days=n) for n in range(3 * wanted))
        return [day for day in every if day.weekday() < 5][:wanted]

    @property
    def learners(self) -> list[Learner]:
        """The roster. The counter goes on from class to class, so nobody stands in two."""
        first = 40 * int(self.number[-2:])
        made = [_learner(first + place, ODD.get(place, "")) for place in range(1, self.size + 1)]
        return [*made, *self.also]


def _learner(counter: int, odd: str) -> Learner:
    born = date(1975, 1, 1) + timedelta(days=131 * counter % 9000)
    if odd == "pension":
        born = date(1963, 5, 4) + timedelta(days=counter)
    first17 = f"{AREA}{born:%Y%m%d}{counter % 999:03d}"
    name = (
        FAMILY[counter % len(FAMILY)]
        + GIVEN[counter % len(GIVEN)]
        + GIVEN[counter // 7 % len(GIVEN)]
    )
    category = "企业职工" if odd == "other" else CATEGORIES[counter % len(CATEGORIES)]
    return Learner(first17 + check_character(first17), name, category, odd)


def workbook(half: Half, body: str) -> bytes:
    """Return a class workbook: the application and the roster."""
    book = Workbook()
    form = book.active
    assert form is not None
    form.title = "开班申请表"
    for row in (
        ("职业技能培训开班申请表",),
        ("班期编号", half.number),
        ("培训机构", body),
        ("机构编号", half.body),
        ("职业（工种）", half.occupation),
        ("等级", half.level),
        ("总课时", half.lessons),
        ("开班日期", str(half.starts)),
        ("结业日期", str(half.days[-1])),
        ("培训地点", "安平县城关镇"),
        ("资金支出渠道", FUND),
        ("考核评价机构", "PJ01"),
        ("预约评价日期", str(half.days[-1] + timedelta(days=4))),
    ):
        form.append(row)
    roster = book.create_sheet("花名册")
    roster.append(("学员花名册",))
    roster.append(())
    roster.append(ROSTER_HEAD)
    for place, learner in enumerate(half.learners, 1):
        roster.append(_roster_row(half, place, learner))
    return _bytes(book)


def _roster_row(half: Half, place: int, learner: Learner) -> tuple[object, ...]:
    """One row; the open class brings three mistakes of the kind that really arrive."""
    identity, category = learner.identity, learner.category
    if half.until == "open" and place == 3:
        identity = identity[:-1] + ("1" if identity[-1] != "1" else "2")
    if half.until == "open" and place == 6:
        category = "待业"
    if half.until == "open" and place == 10:
        identity = identity[:10] + "0230" + identity[14:]
    gender = "男" if int(learner.identity[16]) % 2 else "女"
    phone = f"139{place:04d}{int(half.number[-3:]):04d}"
    card = _card(f"621799{int(half.number[-3:]):05d}{place:07d}")
    return (place, learner.name, identity, category, gender, phone, card, None)


def _card(digits: str) -> str:
    """Return the card number with its last digit, by which banks find a slip."""
    return next(digits + last for last in "0123456789" if luhn(digits + last))


def punches(taught: Iterable[Half]) -> bytes:
    """Return the check-ins and check-outs of these classes as CSV."""
    return _table(_punches(taught))


def insured(taught: Iterable[Half]) -> bytes:
    """Return who of these classes found work, as the insurance register's CSV."""
    return _table(_insured(taught))


def pensions(taught: Iterable[Half]) -> bytes:
    """Return who of these classes draws a pension, as the pension register's CSV."""
    return _table(_pensions(taught))


def _punches(taught: Iterable[Half]) -> Iterator[Sequence[object]]:
    yield "班期编号", "身份证号", "打卡时间", "方向", "设备号"
    for half in taught:
        for learner in half.learners:
            for day in half.days[::2] if learner.odd == "absent" else half.days:
                for clock, way in (
                    ("08:12", "签到"),
                    ("11:45", "签退"),
                    ("13:50", "签到"),
                    ("17:25", "签退"),
                ):
                    yield half.number, learner.identity, f"{day} {clock}:00", way, "D01012024"


def results(taught: Iterable[Half]) -> bytes:
    """Return the results and certificates of these classes as one workbook."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("职业技能评价成绩及证书信息",))
    sheet.append(RESULT_HEAD)
    for half in taught:
        on = half.days[-1] + timedelta(days=4)
        for place, learner in enumerate(half.learners, 1):
            passed = learner.odd != "failed"
            number = f"S000097000009245{half.number[-3:]}{place:03d}"
            certificate = (
                ("职业技能等级证书", number, on + timedelta(days=5)) if passed else ("",) * 3
            )
            sheet.append(
                (half.number, learner.identity, learner.name, "PJ01", on, 81, 76 if passed else 48)
                + ("合格" if passed else "不合格", *certificate, "初次", "是")
            )
    return _bytes(book)


def _insured(taught: Iterable[Half]) -> Iterator[Sequence[object]]:
    yield "身份证号", "姓名", "单位名称", "参保起", "参保止"
    for half in taught:
        for learner in half.learners:
            if learner.odd == "employed":
                began = half.days[-1] + timedelta(days=30)
                yield learner.identity, learner.name, "安平县和合养老服务有限公司", began, ""


def _pensions(taught: Iterable[Half]) -> Iterator[Sequence[object]]:
    yield "身份证号", "姓名", "待遇起始"
    for half in taught:
        for learner in half.learners:
            if learner.odd == "pension":
                yield learner.identity, learner.name, "2023-06"


def _table(rows: Iterator[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _bytes(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
