"""Which targets stand, and what lies in what?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from jineng.foundation.regions.models import Region
from jineng.stages.targets.models import Order, Share
from jineng.stages.targets.states import OrderState

MEASURES = ("trained", "certified", "senior", "technician", "fen")


@dataclass(frozen=True)
class Standing:
    """The shares that stand in a year, as far as who asks may see them."""

    year: int
    shares: tuple[Share, ...]

    def own(self, area: str) -> Share | None:
        """Return what an area itself is to reach."""
        mine = (each for each in self.shares if each.area == area and each.giver != area)
        return next(mine, None)

    def parts(self, giver: str) -> tuple[Share, ...]:
        """Return the shares an area gives, without what it keeps back."""
        return tuple(each for each in self.shares if each.giver == giver and not each.kept)

    def kept(self, giver: str) -> Share | None:
        """Return what an area keeps back."""
        return next((each for each in self.shares if each.giver == giver and each.kept), None)

    def difference(self, giver: str) -> Mapping[str, int]:
        """Return, by measure, what the shares of an area lack to its own target; {} where equal."""
        own, given = self.own(giver), [each for each in self.shares if each.giver == giver]
        if own is None or not given:
            return {}
        lacking = {
            name: getattr(own, name) - sum(getattr(each, name) for each in given)
            for name in MEASURES
        }
        return {name: lack for name, lack in lacking.items() if lack}


def standing(year: int) -> Standing:
    """Return the shares that stand in a year."""
    found = Share.objects.raw("select * from targets_standing(%s)", [year])
    return Standing(year, tuple(found))


def years() -> list[int]:
    """Return the years that have targets, the latest first."""
    found = Share.objects.order_by("-year").values_list("year", flat=True).distinct()
    return list(found)


def orders(year: int) -> QuerySet[Order]:
    """Return the orders of a year that may be seen, the latest first."""
    seen = Order.objects.filter(year=year).select_related("proposed_by", "answered_by")
    return seen.prefetch_related("shares").order_by("-pk")


def waiting() -> QuerySet[Order]:
    """Return the orders that nobody answered yet, the oldest first."""
    found = Order.objects.filter(state=OrderState.PROPOSED).select_related("proposed_by")
    return found.order_by("pk")


def areas_within(area: str) -> Sequence[Region]:
    """Return the areas that lie directly in an area."""
    return list(Region.objects.filter(within=area).order_by("code"))


def level_above(area: str) -> str:
    """Return the area in which an area lies, or nothing."""
    found = Region.objects.filter(code=area).values_list("within_id", flat=True).first()
    return found or ""


def highest(areas: Sequence[str]) -> str:
    """Return the area of these that lies in none of the others."""
    return min(areas, key=lambda area: (len(area), area), default="")


def lies_in(area: str) -> frozenset[str]:
    """Return an area with every area that lies in it, however deep."""
    pairs = list(Region.objects.values_list("code", "within_id"))
    found, more = {area}, True
    while more:
        inside = {code for code, within in pairs if within in found} - found
        found |= inside
        more = bool(inside)
    return frozenset(found)
