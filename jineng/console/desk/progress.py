"""How far is each part, by business rows: person-times, certificates, levels and money by day?

Few statements, each a stored figure split by part and day. Every number here is a sum of rows
that `/figures/` lists.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import connection

from jineng.foundation.figures import counting
from jineng.stages.targets import queries

# The order of levels stands in packs/facts.yaml; 高级工 is its third, 技师 its second.
SENIOR, TECHNICIAN = ("三级", "二级", "一级"), ("二级", "一级")
WEEK = 7
Days = dict[date, int]


@dataclass(frozen=True)
class Part:
    """One tile: an area below the one looked at, or an institution of it."""

    key: str
    name: str
    areas: frozenset[str]
    body: bool = False


@dataclass
class Progress:
    """What was counted for one part: by measure and day, and what is on the way."""

    days: dict[str, Days] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))

    def done(self, name: str) -> int:
        """Return all that was counted of something, in its unit."""
        return sum(self.days[name].values())

    def since(self, name: str, day: date) -> int:
        """Return what was counted on that day and after."""
        return sum(n for at, n in self.days[name].items() if at >= day)

    def add(self, other: "Progress") -> None:
        """Count in what another part has."""
        for name, days in other.days.items():
            for day, count in days.items():
                self.days[name][day] += count


@dataclass(frozen=True)
class Look:
    """What to count: areas, a year, up to a day, and how rows belong to parts."""

    areas: tuple[str, ...]
    year: int
    on: date
    parts: tuple[Part, ...]
    counting: frozenset[str]

    @cached_property
    def by_body(self) -> bool:
        """Whether the parts are institutions."""
        return any(part.body for part in self.parts)

    @cached_property
    def part_of(self) -> Mapping[str, str]:
        """Return the part of each area code, or institution number."""
        if self.by_body:
            return {part.key: part.key for part in self.parts}
        return {area: part.key for part in self.parts for area in part.areas}


def counted_within(look: Look, at: datetime) -> tuple[datetime, Mapping[str, Progress]]:
    """Return what was counted at most a minute ago for the same look, and when it was.

    A look names the areas that are heard, so nobody is shown what another counted of theirs.
    """
    key = (str(connection.settings_dict["NAME"]), look)
    kept = _KEPT.get(key)
    if kept is None or not timedelta(0) <= at - kept[0] < FRESH:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        kept = _KEPT[key] = (at, count(look))
    return kept


def count(look: Look) -> dict[str, Progress]:
    """Count every part, "" for what lies in none of them."""
    found: dict[str, Progress] = defaultdict(Progress)
    for name, key, day, value in _rows(look):
        found[look.part_of.get(key, "")].days[name][day] += value
    return found


def total(found: Mapping[str, Progress]) -> Progress:
    """Return the parts counted together."""
    whole = Progress()
    for each in found.values():
        whole.add(each)
    return whole


def week_of(on: date) -> date:
    """Return the first of the seven days that end on a day."""
    return on - timedelta(days=WEEK - 1)


def _rows(look: Look) -> Iterator[tuple[str, str, date, int]]:
    place = "institution" if look.by_body else "area"
    for name, figure, options in SIMPLE:
        column = "payee" if figure in ("paid", "granted") and look.by_body else place
        for (key, day), counted in _split(look, figure, column, "day", **options).items():
            yield name, key, day, counted.value
    split = _split(look, "certificates", place, "day", "kind", "level")
    for (key, day, kind, level), counted in split.items():
        for name in _certified(look, kind, level):
            yield name, key, day, counted.value


def _certified(look: Look, kind: str, level: str) -> list[str]:
    """Say as what a certificate counts: only kinds that the target's own sentence names."""
    if kind not in look.counting:
        return ["uncounted"]
    senior = ["senior"] if level in SENIOR else []
    return ["certified", *senior, *(["technician"] if level in TECHNICIAN else [])]


def _split(look: Look, figure: str, *by: str, **options: Any) -> dict[Any, counting.Counted]:
    told = {"year": look.year, "until": look.on} | options
    return counting.split(figure, *by, areas=look.areas, **told)


FRESH, MOST_KEPT = timedelta(seconds=60), 64
_KEPT: dict[tuple[str, Look], tuple[datetime, dict[str, Progress]]] = {}
# What is counted under which name: the stored figure, and by what it is asked.
SIMPLE: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("learners", "learners", {}),
    ("trained", "trained", {}),
    ("assessed", "assessed", {}),
    ("employed", "employed", {}),
    ("fen", "paid", {}),
    ("flight", "granted", {"paid": "no"}),
)


def parts_of(area: str, areas: tuple[str, ...], bodies: Mapping[str, str]) -> tuple[Part, ...]:
    """Return the tiles of an area: those below it, or its institutions when there are none.

    `bodies` are the names of institutions by their number.
    """
    below = queries.areas_within(area)
    if below:
        return tuple(
            Part(each.code, each.name, queries.lies_in(each.code) & frozenset(areas))
            for each in below
        )
    here = frozenset((area,))
    return tuple(Part(number, name, here, body=True) for number, name in bodies.items())
