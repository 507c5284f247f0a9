"""Who of a class was there on which half-day? Learners down, half-days across, drawn as squares.

Two things are told apart by what the check-in and check-out devices kept: no half-day at all, and
one that was left or begun so late that less than half of the class's usual time remains.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from jineng.stages.attendance.models import HalfDay
from jineng.stages.claims.models import Claim

LEFT, WIDE, TOP, TALL = 26.0, 282.0, 4.0, 168.0
MORNING = "上午"
Half = tuple[date, str]


@dataclass(frozen=True)
class Cell:
    """One half-day of one learner that was not simply attended: `absent` or `short`."""

    kind: str
    x: str
    y: str


@dataclass(frozen=True)
class Tick:
    """A word beside the picture and where it stands."""

    label: str
    x: str
    y: str


@dataclass(frozen=True)
class Attendance:
    """The picture of a class's half-days, with its conclusion in figures."""

    halves: int
    learners: int
    cells: tuple[Cell, ...]
    days: tuple[Tick, ...]
    places: tuple[Tick, ...]
    width: str
    height: str
    row_y: str
    row_height: str
    absent: int
    short: int
    missed_here: int


def attendance_of(claim: Claim, enrolments: Sequence[int], here: int | None) -> Attendance | None:
    """Return the picture for these enrolments in order; `here` is outlined. None: no half-days."""
    there = _minutes(claim)
    halves = sorted({half for one in there.values() for half in one}, key=_order)
    if not halves or not enrolments:
        return None
    usual = {half: median(one[half] for one in there.values() if half in one) for half in halves}
    wide, tall = WIDE / len(halves), min(TALL / len(enrolments), 14.0)
    cells = [
        Cell(kind, _at(LEFT + wide * x), _at(TOP + tall * y))
        for y, enrolment in enumerate(enrolments)
        for x, half in enumerate(halves)
        if (kind := _kind(there[enrolment], half, usual))
    ]
    row = enrolments.index(here) if here in enrolments else 0
    return Attendance(
        halves=len(halves),
        learners=len(enrolments),
        cells=tuple(cells),
        days=tuple(_days(halves, wide, tall * len(enrolments))),
        places=tuple(_places(len(enrolments), tall)),
        width=_at(wide),
        height=_at(tall),
        row_y=_at(TOP + tall * row),
        row_height=_at(tall * len(enrolments)),
        absent=sum(cell.kind == "absent" for cell in cells),
        short=sum(cell.kind == "short" for cell in cells),
        missed_here=sum(half not in there[enrolments[row]] for half in halves),
    )


def _minutes(claim: Claim) -> Mapping[int, dict[Half, float]]:
    """Return how long each enrolment was there on each half-day, in minutes."""
    found: defaultdict[int, dict[Half, float]] = defaultdict(dict)
    rows = HalfDay.objects.filter(enrolment__training=claim.training)
    for enrolment, day, half, during in rows.values_list("enrolment_id", "day", "half", "during"):
        found[enrolment][day, half] = (during.upper - during.lower).total_seconds() / 60
    return found


def _kind(mine: Mapping[Half, float], half: Half, usual: Mapping[Half, float]) -> str:
    if half not in mine:
        return "absent"
    return "short" if mine[half] * 2 < usual[half] else ""


def _days(halves: Sequence[Half], wide: float, tall: float) -> list[Tick]:
    """Name every day at its first half-day, as many as there is room for."""
    first = [place for place, half in enumerate(halves) if halves[place - 1][0] != half[0]]
    every = max(1, -(-len(first) // 6))
    named = [(place, halves[place][0]) for place in first[::every]]
    under = _at(TOP + tall + 13)
    return [Tick(f"{day.month}/{day.day}", _at(LEFT + wide * n), under) for n, day in named]


def _places(learners: int, tall: float) -> list[Tick]:
    every = max(1, -(-learners // 4))
    wanted = sorted({1, *range(every, learners + 1, every), learners})
    kept = [n for n in wanted if n in (1, learners) or learners - n >= every / 2]
    return [Tick(str(n), "20", _at(TOP + tall * (n - 0.5) + 4)) for n in kept]


def _order(half: Half) -> tuple[date, bool]:
    return half[0], half[1] != MORNING


def _at(number: float) -> str:
    return f"{number:.1f}"
