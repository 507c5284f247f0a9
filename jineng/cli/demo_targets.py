"""Which targets does the demonstration province have, and who answers for them?

The whole is what the province's own document sets; money and how it is split are made up, in
proportion to made-up sizes.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from django.db import transaction

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.models import MADE_UP, Office, Officer, Post
from jineng.foundation.regions.models import Region
from jineng.policy.packs.shelf import Shelf
from jineng.stages.institutions.models import Body, Kind
from jineng.stages.targets import actions
from jineng.stages.targets.actions import Part
from jineng.stages.targets.models import Order
from jineng.stages.targets.queries import MEASURES, areas_within, standing
from jineng.values.days import HERE

YEAR, PROVINCE, CITY, COUNTY = 2024, "97", "9701", "970124"
SAID = ("trained", "certified", "senior_certified", "technician_certified")
MONEY_FEN = 620_000_000_00
MAKER, CHECKER = "target_maker", "target_checker"
DOCUMENTS = {
    PROVINCE: "青就办字〔2024〕3号 年度目标任务分解表",
    CITY: "临人社字〔2024〕11号 分县任务表",
    COUNTY: "安人社字〔2024〕6号 分机构任务表",
}
# In thousandths of the level above; what is left is kept back. The county is as small as its rows.
COUNTY_SHARE = {
    "trained": 760,
    "certified": 560,
    "senior": 24,
    "technician": 4,
    "fen": 800_000_00,
}


def set_targets(shelf: Shelf) -> None:
    """Issue the year's targets and split them down to the institutions, once."""
    _planners()
    with speaking_as(officer(MAKER)):
        if Order.objects.filter(year=YEAR).exists():
            return
    with transaction.atomic():
        _answer(_issue(shelf), 10)
        for area in (PROVINCE, CITY, COUNTY):
            _answer(_split(area), 11)
        actions.adjust(
            area=COUNTY,
            year=YEAR,
            amounts=COUNTY_SHARE | {"trained": COUNTY_SHARE["trained"] - 20},
            document="安人社字〔2024〕15号",
            reason="一所机构停训，少两个班，申请核减二十人次。",
            by=officer(MAKER),
            at=_at(9, date(2024, 7, 30)),
        )


def _planners() -> None:
    """Two officers of the province, who see every area."""
    areas = sorted(Region.objects.values_list("code", flat=True))
    office, _ = Office.objects.get_or_create(
        name="青川省人力资源和社会保障厅", defaults={"area": PROVINCE}
    )
    for name, code in (("沈若川", MAKER), ("顾远山", CHECKER)):
        Officer.objects.get_or_create(
            username=code,
            defaults={
                "name": name,
                "natural_person": f"{MADE_UP}{code}",
                "office": office,
                "post": Post.objects.get(code=code),
                "areas": areas,
                "password": "!",
            },
        )


def _issue(shelf: Shelf) -> Order:
    on = date(YEAR, 12, 31)
    counts = [shelf.figure(name, region=PROVINCE, on=on).count for name in SAID]
    amounts = dict(zip(MEASURES, [*counts, MONEY_FEN], strict=True))
    document = shelf.figure(SAID[0], region=PROVINCE, on=on)
    number = shelf.pack(document.pack_id).about.number
    return actions.issue(
        area=PROVINCE, year=YEAR, amounts=amounts, document=number, by=officer(MAKER), at=_at(9)
    )


def _split(area: str) -> Order:
    by = officer(MAKER)
    with speaking_as(by):
        own = standing(YEAR).own(area)
    whole = {name: getattr(own, name) for name in MEASURES}
    return actions.split(
        area=area, year=YEAR, parts=_parts(area, whole), document=DOCUMENTS[area], by=by, at=_at(10)
    )


def _parts(area: str, whole: Mapping[str, int]) -> list[Part]:
    """Share a whole by made-up sizes; the demonstration's own county gets what it can reach."""
    if area == COUNTY:
        bodies = Body.objects.filter(kind=Kind.TRAINING).order_by("number")
        numbers = [each.number for each in bodies if each.area in ("", COUNTY)]
        return [
            Part(COUNTY, amounts, body_number=number)
            for number, amounts in _by_size(numbers, whole).items()
        ]
    places = [each.code for each in areas_within(area)]
    return [
        Part(code, COUNTY_SHARE if code == COUNTY else amounts)
        for code, amounts in _by_size(places, whole).items()
    ]


def _by_size(keys: Sequence[str], whole: Mapping[str, int]) -> dict[str, dict[str, int]]:
    sizes = {key: 5 + (place * 7) % 11 for place, key in enumerate(keys)}
    return {key: _cut(whole, 970 * sizes[key] // sum(sizes.values())) for key in keys}


def _cut(whole: Mapping[str, int], thousandths: int) -> dict[str, int]:
    return {name: value * thousandths // 1000 for name, value in whole.items()}


def _answer(order: Order, hour: int) -> None:
    actions.approve(order_id=order.pk, by=officer(CHECKER), at=_at(hour))


def _at(hour: int, day: date = date(YEAR, 3, 1)) -> datetime:
    return datetime.combine(day, time(hour), HERE)
