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
    EditionOf,
    Ever,
    Expr,
    Fact,
    FirstAfter,
    History,
    Literal,
    Looked,
    Measured,
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
    Table,
    Within,
    YearOf,
)
from jineng.values.workdays import work_days_between


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
SPANS: Mapping[Span, Callable[[date, date], int | None]] = {
    Span.DAYS: dates.days_between,
    Span.MONTHS: dates.full_months_between,
    Span.YEARS: dates.full_years_between,
    Span.WORK_DAYS: work_days_between,
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
    expr: YearOf | FirstAfter | MonthNotAfter | Within | History | Ever | Looked | EditionOf,
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
        case _:
            return _reader_of_tables_and_history(expr)


def _reader_of_tables_and_history(expr: History | Ever | Looked | EditionOf) -> Read:
    match expr:
        case Looked():
            return _looked(expr)
        case EditionOf(table, on):
            read_on = reader(on)
            return lambda case: _edition(table, day) if _is_day(day := read_on(case)) else day
        case History():
            return _history(expr)
        case Ever():
            count = _history(expr.times)
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

    too_early, too_late = (lt if expr.with_start else le), (gt if expr.with_end else ge)

    def read(case: Case) -> Truth:
        day, start, end = (part(case) for part in parts)
        if ABSENT in (day, start, end):
            return False
        early = None if day is None or start is None else too_early(day, start)
        late = None if day is None or end is None else too_late(day, end)
        if early or late:
            return False
        return None if early is None or late is None else True

    return read


def _is_day(value: Value) -> bool:
    return isinstance(value, date)


def _edition(table: Table, on: date) -> Value:
    for each in table.editions:
        if each.first_day <= on <= each.last_day:
            return each.name
    return ABSENT


def _looked(expr: Looked) -> Read:
    parts = [reader(part) for part in (*expr.keys, *((expr.on,) if expr.on else ()))]
    rows = {each.name: dict(each.rows) for each in expr.table.editions}
    always = None if expr.on else expr.table.editions[0].name

    def read(case: Case) -> Value:
        asked = [part(case) for part in parts]
        if any(each is ABSENT for each in asked):
            return ABSENT
        if any(each is None for each in asked):
            return None
        name = always or _edition(expr.table, asked.pop())
        return ABSENT if name is ABSENT else rows[name].get(tuple(asked), ABSENT)

    return read


def _history(expr: History) -> Read:
    read_on = reader(expr.on) if expr.on else None
    counts = _counts(expr)
    asked = [each.id for each in expr.same_facts]
    asked += [expr.level.id] if expr.level and expr.levels else []

    def read(case: Case) -> int | None:
        on = read_on(case) if read_on else None
        if on is ABSENT:
            return 0
        if (read_on and on is None) or any(case.facts.get(each) is None for each in asked):
            return None
        found = (each for each in case.history if counts(each, case.facts, on))
        if expr.measured == Measured.FEN:
            return sum(each.fen for each in found)
        return sum(1 for _ in found)

    return read


def _counts(expr: History) -> Callable[[Grant, Mapping[str, Value], date | None], bool]:
    """Return whether a grant counts for a case, all that is asked of the case being known."""
    by_occupation, by_level = "occupation" in expr.same, "level" in expr.same
    rank = {level: n for n, level in enumerate(expr.levels)}
    level_id = expr.level.id if expr.level and expr.levels else ""

    def counts(grant: Grant, facts: Mapping[str, Value], on: date | None) -> bool:
        return (
            grant.kind in expr.kinds
            and (not by_occupation or grant.occupation == facts["occupation"])
            and (not by_level or grant.level == facts["level"])
            and (not level_id or _ranks_above(grant.level, facts[level_id], rank))
            and _in_scope(expr, grant, on)
        )

    return counts


def _ranks_above(level: str, than: str, rank: Mapping[str, int]) -> bool:
    return level in rank and than in rank and rank[level] > rank[than]


def _in_scope(expr: History, grant: Grant, on: date | None) -> bool:
    if expr.scope == Scope.LIFETIME or on is None:
        return True
    if expr.scope == Scope.YEAR:
        return grant.on.year == on.year
    start = dates.months_later(on, -expr.months)
    return (start is None or grant.on > start) and grant.on <= on


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
