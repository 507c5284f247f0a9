"""Which areas and years can the top bar narrow a list to?"""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from jineng.console.tables.asked import PLACE
from jineng.console.tables.table import Table
from jineng.foundation.offices.doors import officer_of
from jineng.foundation.regions.models import Region

YEARS = 3


@dataclass(frozen=True)
class Way:
    """One choice of the top bar: its name, the words of its address, whether it holds now."""

    name: str
    query: str
    here: bool


@dataclass(frozen=True)
class Scoped:
    """The choices of area and year for a list."""

    areas: list[Way]
    all_areas: str
    area: str
    years: list[Way]
    year: str


def scoped(table: Table, request: HttpRequest) -> Scoped | None:
    """Return the choices of a list that filters by area and year; none for another."""
    keys = {each.key for each in table.filters}
    if not {"area", "year"} <= keys:
        return None
    officer = officer_of(request)
    area, year = request.GET.get("area", ""), request.GET.get("year", "")
    names = dict(Region.objects.filter(code__in=officer.areas).values_list("code", "name"))
    last = localdate().year
    years = [str(last - back) for back in range(YEARS)]
    if year.isdecimal() and year not in years:
        years.append(year)
    return Scoped(
        areas=[
            Way(names.get(code, code), _with(request, area=code), code == area)
            for code in officer.areas
        ],
        all_areas=_with(request, area=""),
        area=area,
        years=[Way(_("全部年度"), _with(request, year=""), not year)]
        + [
            Way(_("%(year)s 年度") % {"year": each}, _with(request, year=each), each == year)
            for each in years
        ],
        year=year,
    )


def _with(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    for key in (*PLACE, *changes):
        query.pop(key, None)
    for key, value in changes.items():
        if value:
            query[key] = value
    return query.urlencode()
