"""What would a made-up class hand in? Papers of the real forms, for people of no real province."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from openpyxl import Workbook

from jineng.values.identity import check_character
from jineng.values.money import plain_yuan

AREA, ELSEWHERE = "970124", "970125"
WELDER, SENIOR_WELDER, CARER = ("焊工", "五级"), ("焊工", "四级"), ("养老护理员", "五级")
PAID, REJECTED, LEFT_OUT = "成功", "失败", ""
# The day the notice of a class is posted, and more money than any class costs.
POSTED, AMPLE = date(2024, 10, 8), 10_000_00
CATALOGUE_HEAD = (
    *("职业（工种）", "等级", "课时", "培训补贴标准（元/人）", "评价补贴标准（元/人）"),
    *("部颁新职业", "证书类型", "执行起", "执行止"),
)
ASSESSOR_HEAD = ("机构编号", "机构名称", "统一社会信用代码", "向社会公布日期", "收款账户")
BODY_HEAD = (*ASSESSOR_HEAD[:3], "所在地区代码", "可承训职业（工种）", *ASSESSOR_HEAD[3:])
INSURED_HEAD = ("身份证号", "姓名", "单位名称", "参保起", "参保止")
PENSION_HEAD = ("身份证号", "姓名", "待遇起始")
EARLIER_HEAD = ("身份证号", "姓名", "补贴种类", "职业（工种）", "等级", "拨付日期", "金额（元）")
PUNCH_HEAD = ("班期编号", "身份证号", "打卡时间", "方向")
RESULT_HEAD = (
    *("班期编号", "身份证号", "姓名", "评价机构编号", "评价日期", "理论", "实操", "结果"),
    *("证书类型", "证书编号", "发证日期", "评价次数", "签订免费评价协议"),
)


@dataclass(frozen=True)
class Learner:
    """One fictional learner."""

    name: str
    identity: str
    category: str = "农村转移就业劳动者"


@dataclass(frozen=True)
class Course:
    """A class and the point of its life at which it is left."""

    serial: int
    until: str
    learners: tuple[Learner, ...]
    taught: tuple[str, str] = WELDER
    area: str = AREA
    body: str = "PX001"
    fund_fen: int = AMPLE
    posted_on: date = POSTED
    bank: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        return f"KB-2024-{self.area}-{self.serial:04d}"

    @property
    def fund(self) -> str:
        return f"就业补助资金第 {self.serial} 笔"

    @property
    def starts_on(self) -> date:
        """A day of its own for each class, so that nobody sits in two at once."""
        return date(2024, 5, 6) + timedelta(days=self.serial)

    @property
    def ends_on(self) -> date:
        return self.starts_on + timedelta(days=9)


def learner(serial: int, name: str, category: str = "农村转移就业劳动者") -> Learner:
    """Return a person of a province that does not exist, with a valid check character."""
    first17 = f"{AREA}19{70 + serial}0315{serial:03d}"
    return Learner(name, first17 + check_character(first17), category)


def bank_row(place: int, said: str, fen: int, batch: str = "") -> tuple[object, ...]:
    """What the bank says of one position of a batch."""
    paid = said == PAID
    return (
        place,
        said,
        plain_yuan(fen),
        f"LS{batch[-4:]}{place}" if paid else "",
        "" if paid else "账户异常",
    )


def punches(course: Course) -> list[tuple[object, ...]]:
    """Everybody was there for a morning."""
    return [
        (course.number, each.identity, f"{course.starts_on} {clock}", way)
        for each in course.learners
        for clock, way in (("08:10:00", "签到"), ("11:40:00", "签退"))
    ]


def result_rows(course: Course) -> list[tuple[object, ...]]:
    """Everybody passed and has a certificate."""
    assessed, issued = (str(course.ends_on + timedelta(days=n)) for n in (2, 5))
    return [
        (course.number, who.identity, who.name, "PJ01", assessed, "80", "80", "合格")
        + ("职业技能等级证书", f"S000097000009245{course.serial:03d}{place:03d}", issued)
        + ("初次", "是")
        for place, who in enumerate(course.learners, 1)
    ]


@cache
def workbook(course: Course) -> bytes:
    """Return the class's workbook: its application and its roster."""
    application = (
        ("班期编号", course.number),
        ("培训机构", "虚构培训学校"),
        ("机构编号", course.body),
        ("职业（工种）", course.taught[0]),
        ("等级", course.taught[1]),
        ("总课时", 4),
        ("开班日期", str(course.starts_on)),
        ("结业日期", str(course.ends_on)),
        ("资金支出渠道", course.fund),
        ("考核评价机构", "PJ01"),
    )
    roster = [(each.identity, each.name, each.category) for each in course.learners]
    return sheets(
        {"开班申请表": application, "花名册": [("身份证号", "姓名", "人员类别"), *roster]}
    )


def sheets(told: dict[str, Sequence[tuple[object, ...]]]) -> bytes:
    """Return a workbook of these sheets."""
    book, buffer = Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for title, rows in told.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(buffer)
    return buffer.getvalue()


def table(head: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> bytes:
    """Return a csv file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([head, *rows])
    return text.getvalue().encode()
