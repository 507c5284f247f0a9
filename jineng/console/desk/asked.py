"""Which area, year, day and measure does the address ask for, and may this officer see them?"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest

from jineng.foundation.offices.models import Officer
from jineng.foundation.regions.models import Region
from jineng.stages.targets import queries
from jineng.stages.targets.queries import MEASURES
from jineng.values.days import HERE, day_from

# A demonstration's season is long over: its wall chart opens on a day when people were busy.
DEMO_DAY = date(2024, 8, 10)


@dataclass(frozen=True)
class Asked:
    """What is looked at: an area with all that lies in it, a year up to a day, one measure."""

    area: str
    name: str
    year: int
    on: date
    measure: str
    part: str
    areas: tuple[str, ...]
    within: frozenset[str]
    years: tuple[int, ...]

    def url(self, path: str = "/desk/", **changes: object) -> str:
        """Return the address of the same look with something changed."""
        told: dict[str, object] = {"area": self.area, "year": self.year, "on": self.on}
        told |= {"measure": self.measure} if self.measure != MEASURES[0] else {}
        told |= {"part": self.part} if self.part else {}
        return f"{path}?{urlencode({k: v for k, v in (told | changes).items() if v})}"


def asked(request: HttpRequest, officer: Officer, at: datetime) -> Asked:
    """Read the address. What is missing or may not be seen becomes the officer's own."""
    told = request.GET
    area = told.get("area", "")
    if area not in officer.areas:
        area = queries.highest(officer.areas)
    years = queries.years()
    today = at.astimezone(HERE).date()
    year = _year(told.get("year", ""), years, today)
    measure = told.get("measure", "")
    found = Region.objects.filter(code=area).first()
    return Asked(
        area=area,
        name=found.name if found else area,
        year=year,
        on=_day(told.get("on", ""), year, today),
        measure=measure if measure in MEASURES else MEASURES[0],
        part=told.get("part", ""),
        areas=tuple(officer.areas),
        within=queries.lies_in(area) & frozenset(officer.areas),
        years=tuple(years) or (year,),
    )


def _year(told: str, years: list[int], today: date) -> int:
    if re.fullmatch(r"20\d\d", told, re.ASCII):
        return int(told)
    return years[0] if years else today.year


def _day(told: str, year: int, today: date) -> date:
    try:
        return day_from(told)
    except ValueError:
        pass
    if settings.DEMO and year == DEMO_DAY.year:
        return DEMO_DAY
    return min(today, date(year, 12, 31))
