"""How does the tree read the facts of one person? Each node becomes one small function, once.

Values are plain Python; UNKNOWN (None) is a fact nobody has told, ABSENT a thing known not to be.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import Enum
from operator import ge, gt, le, lt
from typing import Any, TypeAlias

from jineng.policy import dates
from jineng.policy.answer import Grant
from jineng.policy.tree import (
    AllOf,
    AnyOf,
    Between,
    Compare,
    Condition,
    DayStep,
    Ever,
    Expr,
    Fact,
    FirstAfter,
    Literal,
    MonthNotAfter,
    Moved,
    Named,
    Not,
    OneOf,
    Op,
    Present,
    Scope,
    Share,
    Span,
    Times,
    Within,
    YearOf,
)


class Absence(Enum):
    """The one value of a thing that is known not to be."""

    ABSENT = "没有"


ABSENT = Absence.ABSENT
OPERATORS: Mapping[Op, Callable[[Any, Any], bool]] = {
    Op.LESS: lt,
    Op.AT_MOST: le,
    Op.AT_LEAST: ge,
    Op.MORE: gt,
}
SPANS: Mapping[Span, Callable[[date, date], int]] = {
    Span.DAYS: dates.days_between,
    Span.MONTHS: dates.full_months_between,
    Span.YEARS: dates.full_years_between,
}
Value: TypeAlias = Any
Truth: TypeAlias = bool | None


class Case:
    """The facts and the history of one person, and what was derived from them so far."""

    __slots__ = ("facts", "history", "known")

    def __init__(self, facts: Mapping[str, Value], history: Sequence[Grant]) -> None:
        self.facts = facts
        self.history = history
        self.known: dict[int, Value] = {}


Read: TypeAlias = Callable[[Case], Value]
Test: TypeAlias = Callable[[Case], Truth]


def reader(expr: Expr) -> Read:
    """Return the function that yields the value of a part of a rule."""
    match expr:
        case Fact():
            fact_id = expr.id
            return lambda case: case.facts.get(fact_id)
        case Literal():
            value = expr.value
            return lambda case: value
        case Named():
            return _remembered(expr)
        case Moved():
            return _moved(expr)
        case Between():
            return _both(expr.start, expr.end, SPANS[expr.span], ABSENT)
        case Share():
            return _both(expr.part, expr.whole, _share, ABSENT)
        case _:
            return _reader_of_days_and_history(expr)


def _reader_of_days_and_history(
    expr: YearOf | FirstAfter | MonthNotAfter | Within | Times | Ever,
) -> Read:
    match expr:
        case YearOf():
            read = reader(expr.day)
            return lambda case: day.year if isinstance(day := read(case), date) else day
        case FirstAfter(days, bound, inclusive):
            return _both(
                days,
                bound,
                lambda a, b: (
                    ABSENT if (d := dates.first_after(a, b, inclusive=inclusive)) is None else d
                ),
                ABSENT,
            )
        case MonthNotAfter():
            return _both(expr.first, expr.second, dates.same_month_or_earlier, False)
        case Within():
            return _within(expr)
        case Times():
            return _times(expr)
        case Ever():
            count = _times(expr.times)
            return lambda case: None if (n := count(case)) is None else n > 0


def _remembered(named: Named) -> Read:
    read, key = reader(named.of), id(named)

    def remember(case: Case) -> Value:
        if key in case.known:
            return case.known[key]
        value = case.known[key] = read(case)
        return value

    return remember


def _moved(expr: Moved) -> Read:
    read, by = reader(expr.day), expr.by
    move = dates.months_later if expr.step == DayStep.MONTHS else dates.days_later
    return lambda case: move(day, by) if isinstance(day := read(case), date) else day


def _both(left: Expr, right: Expr, join: Callable[[Any, Any], Value], if_absent: Value) -> Read:
    read_left, read_right = reader(left), reader(right)

    def read(case: Case) -> Value:
        a, b = read_left(case), read_right(case)
        if a is ABSENT or b is ABSENT:
            return if_absent
        if a is None or b is None:
            return None
        return join(a, b)

    return read


def _share(part: int, whole: int) -> tuple[int, int] | None:
    return (part, whole) if whole > 0 else None


def _within(expr: Within) -> Read:
    parts = (reader(expr.day), reader(expr.start), reader(expr.end))

    def read(case: Case) -> Truth:
        day, start, end = (part(case) for part in parts)
        if ABSENT in (day, start, end):
            return False
        early = None if day is None or start is None else day < start
        late = None if day is None or end is None else day > end
        if early or late:
            return False
        return None if early is None or late is None else True

    return read


def _times(expr: Times) -> Read:
    read_on = reader(expr.on) if expr.on else None
    kind, scope, months = expr.kind, expr.scope, expr.months
    by_occupation, by_level = "occupation" in expr.same, "level" in expr.same

    def in_scope(grant: Grant, on: date | None) -> bool:
        if scope == Scope.LIFETIME or on is None:
            return True
        if scope == Scope.YEAR:
            return grant.on.year == on.year
        start = dates.months_later(on, -months)
        return (start is None or grant.on > start) and grant.on <= on

    def read(case: Case) -> int | None:
        on = read_on(case) if read_on else None
        if on is ABSENT:
            return 0
        occupation, level = case.facts.get("occupation"), case.facts.get("level")
        if (read_on and on is None) or (by_occupation and occupation is None):
            return None
        if by_level and level is None:
            return None
        return sum(
            1
            for grant in case.history
            if grant.kind == kind
            and (not by_occupation or grant.occupation == occupation)
            and (not by_level or grant.level == level)
            and in_scope(grant, on)
        )

    return read


def test(condition: Condition) -> Test:
    """Return the function that says whether a condition holds: yes, no, or unknown (None)."""
    match condition:
        case AllOf(parts):
            return _all(tuple(test(part) for part in parts))
        case AnyOf(parts):
            return _any(tuple(test(part) for part in parts))
        case Not(of):
            inner = test(of)
            return lambda case: None if (truth := inner(case)) is None else not truth
        case Present(left):
            read = reader(left)
            return lambda case: None if (v := read(case)) is None else v is not ABSENT
        case OneOf(left, values):
            return _one_of(reader(left), frozenset(values))
        case Compare():
            return _compare(condition)


def _all(parts: tuple[Test, ...]) -> Test:
    def read(case: Case) -> Truth:
        truth: Truth = True
        for part in parts:
            each = part(case)
            if each is False:
                return False
            if each is None:
                truth = None
        return truth

    return read


def _any(parts: tuple[Test, ...]) -> Test:
    def read(case: Case) -> Truth:
        truth: Truth = False
        for part in parts:
            each = part(case)
            if each:
                return True
            if each is None:
                truth = None
        return truth

    return read


def _one_of(read: Read, values: frozenset[str | bool]) -> Test:
    return lambda case: None if (v := read(case)) is None else v is not ABSENT and v in values


def _compare(node: Compare) -> Test:
    holds = OPERATORS[node.op]

    def join(left: Value, right: Value) -> bool:
        if isinstance(left, tuple):
            return holds(left[0] * 100, right * left[1])
        return holds(left, right)

    return _both(node.left, node.right, join, False)
