"""Shall we spend too much or too little? Plan, paid, on the way and forecast as lines."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

from jineng.console.desk.calendar import Window
from jineng.console.desk.wall import Wall

LEFT, RIGHT, TOP, BOTTOM = 46.0, 400.0, 34.0, 236.0
LINES = 5
WAN_FEN, YI_FEN = 10_000_00, 100_000_000_00


@dataclass(frozen=True)
class Burning:
    """The lines of the picture in its own units, and the numbers said beside it."""

    plan: str
    paid: str
    filled: str
    forecast: str
    today: str
    paid_y: str
    flight_y: str
    end_x: str
    end_y: str
    ticks: list[tuple[str, str]]
    months: list[tuple[str, str]]
    unit: str
    rows: list[tuple[str, int, int]]
    target: int
    done: int
    flight: int
    expected: int
    should: int


def burning(wall: Wall) -> Burning:
    """Draw what was paid in the year beside a plan that follows the calendar."""
    reach = wall.reach("", "fen")
    flight = wall.whole.done("flight")
    window, on = reach.window, wall.asked.on
    until = max(window.last, on)
    most = max(reach.target, reach.done + flight, reach.expected, 1)
    scale = _Scale(window.first, until, most)
    days = sorted(wall.whole.days["fen"].items())
    paid, line = 0, [(window.first, 0)]
    for day, fen in days:
        paid += fen
        line.append((max(day, window.first), paid))
    line.append((max(on, window.first), paid))
    plan = [(window.first, 0), (window.last, reach.target), (until, reach.target)]
    here, there = (on, paid), (until, reach.expected)
    unit, by = (gettext("亿元"), YI_FEN) if most >= YI_FEN else (gettext("万元"), WAN_FEN)
    return Burning(
        plan=scale.line(plan),
        paid=scale.line(line),
        filled=scale.line([*line, (max(on, window.first), 0), (window.first, 0)]),
        forecast=scale.line([here, there]),
        today=scale.x(on),
        paid_y=scale.y(paid),
        flight_y=scale.y(paid + flight),
        end_x=scale.x(until),
        end_y=scale.y(reach.expected),
        ticks=[
            (f"{most * n / LINES / by:.2g}", scale.y(most * n // LINES)) for n in range(LINES + 1)
        ],
        months=_months(scale),
        unit=unit,
        rows=_rows(days, window, min(on, until), reach.target),
        target=reach.target,
        done=paid,
        flight=flight,
        expected=reach.expected,
        should=reach.target * reach.on_pace // 1000,
    )


@dataclass(frozen=True)
class _Scale:
    first: date
    last: date
    most: int

    def x(self, day: date) -> str:
        length = max((self.last - self.first).days, 1)
        inside = min(max(day, self.first), self.last)
        return f"{LEFT + (RIGHT - LEFT) * (inside - self.first).days / length:.1f}"

    def y(self, fen: int) -> str:
        return f"{BOTTOM - (BOTTOM - TOP) * fen / self.most:.1f}"

    def line(self, points: list[tuple[date, int]]) -> str:
        return " ".join(f"{self.x(day)},{self.y(fen)}" for day, fen in points)


def _months(scale: _Scale) -> list[tuple[str, str]]:
    found, day = [], scale.first.replace(day=1)
    while day <= scale.last:
        if day >= scale.first:
            found.append((gettext("%(month)s月") % {"month": day.month}, scale.x(day)))
        day = (day + timedelta(days=32)).replace(day=1)
    return found[:: 2 if len(found) > 9 else 1]


def _rows(
    days: list[tuple[date, int]], window: Window, until: date, target: int
) -> list[tuple[str, int, int]]:
    """Return month by month what the plan would have and what was paid, added up."""
    found, day = [], window.first.replace(day=1)
    while day <= until:
        end = (day + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        paid = sum(fen for at, fen in days if at <= end)
        found.append((f"{day.year}-{day.month:02d}", target * window.pace(end) // 1000, paid))
        day = end + timedelta(days=1)
    return found
