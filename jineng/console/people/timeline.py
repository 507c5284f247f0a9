"""How is a person's life with the subsidy drawn: six lanes over the months?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from jineng.console.people.events import LANES, Event, Lane

WIDTH, LEFT, RIGHT, TOP, ROW, PAD = 1320, 70, 24, 34, 30, 6
WIDE, NARROW, GAP = 13, 7.5, 14
MOST_TICKS = 14
# Older than this before the first class is told in the table only, so that the months stay legible.
BEFORE = 200


@dataclass(frozen=True)
class Mark:
    """One event as it is drawn: a bar or a diamond, and where its words stand."""

    event: Event
    x: float
    y: float
    width: float
    text_x: float
    anchor: str
    inside: bool

    @property
    def base(self) -> float:
        """Where its words stand on."""
        return self.y + 14

    @property
    def diamond(self) -> str:
        """The corners of a diamond around the day."""
        x, y = self.x, self.y + 9
        return f"{x:.1f},{y - 7} {x + 7:.1f},{y} {x:.1f},{y + 7} {x - 7:.1f},{y}"


@dataclass(frozen=True)
class Row:
    """One lane: its name, its place and height, and its marks."""

    name: str
    y: float
    height: float
    marks: list[Mark]

    @property
    def base(self) -> float:
        """Where its name stands on."""
        return self.y + 24


@dataclass(frozen=True)
class Tick:
    """A month on the axis."""

    x: float
    words: str


@dataclass(frozen=True)
class Timeline:
    """The whole drawing."""

    width: int
    height: float
    rows: list[Row]
    ticks: list[Tick]
    today: float | None
    left_out: int


def timeline(events: Sequence[Event], today: date) -> Timeline | None:
    """Return the drawing of a person's events; none where nothing happened."""
    if not events:
        return None
    shown = _legible(events)
    first, last = _span(shown)
    days = (last - first).days

    def at(day: date) -> float:
        inside = min(max((day - first).days, 0), days)
        return LEFT + (WIDTH - LEFT - RIGHT) * inside / days

    rows, y = [], float(TOP)
    for lane in Lane:
        marks, levels = _laid([each for each in shown if each.lane == lane], at, y)
        height = levels * ROW + PAD
        rows.append(Row(str(LANES[lane]), y, height, marks))
        y += height
    return Timeline(
        width=WIDTH,
        height=y + 8,
        rows=rows,
        ticks=[Tick(at(day), words) for day, words in _ticks(first, last)],
        today=at(today) if first <= today <= last else None,
        left_out=len(events) - len(shown),
    )


def _legible(events: Sequence[Event]) -> list[Event]:
    trained = [each.begins for each in events if each.lane is Lane.TRAINING]
    if not trained:
        return list(events)
    since = min(trained) - timedelta(days=BEFORE)
    return [each for each in events if (each.ends or each.begins) >= since]


def _span(events: Sequence[Event]) -> tuple[date, date]:
    trained = [each.begins for each in events if each.lane is Lane.TRAINING]
    floor = min(trained) - timedelta(days=BEFORE) if trained else date.min
    first = max(min(each.begins for each in events), floor)
    last = max(each.ends or each.begins for each in events if not each.open or not trained)
    return first.replace(day=1), max(last, first + timedelta(days=60)) + timedelta(days=25)


def _laid(
    events: Sequence[Event], at: Callable[[date], float], top: float
) -> tuple[list[Mark], int]:
    """Place a lane's marks on as few levels as their words need."""
    ends: list[float] = []
    marks = []
    for event in events:
        x, text = at(event.begins), _length(event.words)
        width = max(at(event.ends) - x, 6) if event.ends else 0
        inside = width > text + 16
        right = x + (width if inside else width + 10 + text + (0 if event.ends else 4))
        flip = right > WIDTH and not inside and x - text - 14 > LEFT
        left = x - text - 20 if flip else x - 8
        right = x + width + 8 if flip else right
        level = next((n for n, end in enumerate(ends) if end + GAP <= left), len(ends))
        ends[level : level + 1] = [right]
        marks.append(
            Mark(
                event=event,
                x=x,
                y=top + PAD + level * ROW,
                width=width,
                text_x=x + 8 if inside else (x - 12 if flip else x + width + (8 if width else 12)),
                anchor="end" if flip else "start",
                inside=inside,
            )
        )
    return marks, max(len(ends), 1)


def _length(words: str) -> float:
    return sum(WIDE if ord(sign) > 0x2E80 else NARROW for sign in words)


def _ticks(first: date, last: date) -> list[tuple[date, str]]:
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next(each for each in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if months / each <= MOST_TICKS)
    found: list[tuple[date, str]] = []
    for number in range(0, months, step):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        day = date(year, month + 1, 1)
        told = {"year": year, "month": month + 1}
        full = not found or month == 0 or step >= 12
        found.append((day, _("%(year)s年%(month)s月") % told if full else _("%(month)s月") % told))
    return found
