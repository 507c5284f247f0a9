"""A province with two officers and a whole to share, for stories about targets."""

from collections.abc import Iterator
from contextlib import contextmanager

from jineng.cli.demo_offices import PEOPLE, officer
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.models import Office, Officer, Post
from jineng.stages.targets import actions
from jineng.stages.targets.actions import Part
from jineng.stages.targets.models import Order, Share
from jineng.stages.targets.queries import MEASURES, standing
from tests.builders import at
from tests.papers import AREA, ELSEWHERE

YEAR, PROVINCE, CITY = 2031, "97", "9701"
WHOLE = dict(zip(MEASURES, (1000, 800, 200, 40, 500_000), strict=True))
HALF = {name: value // 2 for name, value in WHOLE.items()}
MAKER, CHECKER = "target_maker", "target_checker"


def planners() -> None:
    """Two officers of the province, who see every area."""
    areas = [*PEOPLE["地区"]]
    office, _ = Office.objects.get_or_create(name="测试省厅", defaults={"area": PROVINCE})
    for code in (MAKER, CHECKER):
        Officer.objects.create(
            username=code,
            name=code,
            natural_person=code,
            office=office,
            post=Post.objects.get(code=code),
            areas=areas,
            password="!",
        )


def issued(amounts: dict[str, int] = WHOLE, *, year: int = YEAR) -> Order:
    """The whole of the province, as its document sets it."""
    order = actions.issue(
        area=PROVINCE, year=year, amounts=amounts, document="省 1 号", by=maker(), at=at(9)
    )
    return approve(order)


def split(area: str, *parts: Part, document: str = "分解 1 号", year: int = YEAR) -> Order:
    """The parts of an area, proposed."""
    return actions.split(
        area=area, year=year, parts=parts, document=document, by=maker(), at=at(10)
    )


def to_the_county(year: int = YEAR) -> None:
    """A whole that goes down to two counties, half to each."""
    issued(year=year)
    approve(split(PROVINCE, Part(CITY, WHOLE), year=year))
    approve(split(CITY, Part(AREA, HALF), Part(ELSEWHERE, HALF), year=year))


def asked_for_less(year: int = YEAR) -> None:
    """A county asks for less twice: once it is refused, once it waits."""
    for number, more in enumerate(("", "再"), 1):
        asked = actions.adjust(
            area=AREA,
            year=year,
            amounts=HALF | {"trained": HALF["trained"] - 10},
            document=f"请示 {number} 号",
            reason=f"{more}申请核减",
            by=maker(),
            at=at(12),
        )
        if not more:
            actions.refuse(order_id=asked.pk, answer="理由不足", by=officer(CHECKER), at=at(13))


def approve(order: Order, by: Officer | None = None) -> Order:
    """Another officer of the level approves."""
    return actions.approve(order_id=order.pk, by=by or officer(CHECKER), at=at(11))


def maker() -> Officer:
    """Who proposes."""
    return officer(MAKER)


def own(area: str) -> Share | None:
    """What an area is to reach, seen by the province."""
    with speaking_as(officer(MAKER)):
        return standing(YEAR).own(area)


@contextmanager
def seen() -> Iterator[None]:
    """Look with the eyes of the province."""
    with speaking_as(officer(MAKER)):
        yield
