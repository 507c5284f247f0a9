"""How are days reckoned with over all claims: moved, counted between, looked up in lists?

A reckoning is made once for every day that occurs, and each claim takes its own from there: a
calendar costs as many steps as there are days, not as there are claims.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jineng.policy.language.tree import DayStep, Span
from jineng.policy.many.checked import EPOCH, FIRST_DAY, LAST_DAY, PIECE, days_of_lists
from jineng.policy.many.column import (
    DATE,
    FLAG,
    SMALL,
    Column,
    Reckoned,
    all_known,
    bounded,
    never,
    worked_from,
)
from jineng.values.workdays import known_days

Days: TypeAlias = NDArray[np.integer[Any]]
Reckon: TypeAlias = Callable[..., Days]
NONE = -(2**31)
FIRST_YEAR = 1970
# Beyond so many days (over 500 years) a calendar is made of all there are, and kept.
WIDEST_CALENDAR = 200_000
# Months of 31 days each: two days so numbered lie as many full months apart as 31 goes into them.
PER_MONTH, PER_YEAR = 31, 372


def moved(day: Column, by: int, step: DayStep) -> Column:
    """Return the day so many months or days later; unknown beyond the years a date can hold."""
    if step == DayStep.MONTHS:
        value = _by_day(day, months_later, by)
        ends = [int(each) for each in months_later(np.array([day.low, day.high]), by)]
    else:
        value = day.day + by
        ends = [day.low + by, day.high + by]
        if ends[0] < FIRST_DAY or ends[1] > LAST_DAY:
            value = pl.when(value.is_between(FIRST_DAY, LAST_DAY)).then(value)
    low = ends[0] if ends[0] >= FIRST_DAY else FIRST_DAY
    high = ends[1] if FIRST_DAY <= ends[1] <= LAST_DAY else LAST_DAY
    return bounded(worked_from([day], value.cast(DATE), DATE), low, max(low, high))


def between(start: Column, end: Column, span: Span) -> Column:
    """Return the days, working days, full months or full years from one day to another."""
    if span == Span.DAYS:
        value, most = end.day - start.day, max(end.high - start.low, start.high - end.low, 0)
    elif span == Span.WORK_DAYS:
        value, most = _by_day(end, _work_days) - _by_day(start, _work_days), 10**5
    else:
        per = PER_MONTH if span == Span.MONTHS else PER_YEAR
        value = (_by_day(end, _last_numbered) - _by_day(start, _numbered)) // per
        most = 12 * 10**4
    return bounded(worked_from([start, end], value, SMALL), -most, most)


def year_of(day: Column) -> Column:
    """Return the calendar year of the day."""
    low, high = (int(year) for year in years(np.array([day.low, day.high])))
    return bounded(worked_from([day], _by_day(day, years), SMALL), low, high)


def same_month_or_earlier(first: Column, second: Column) -> Column:
    """Say whether the month of `first` is that of `second` or earlier; false when one is absent."""
    column = worked_from([first, second], _by_day(first, _month_start) <= second.day, FLAG)
    return _flag(column)


def within(day: Column, start: Column, end: Column, *, with_start: bool, with_end: bool) -> Column:
    """Say whether the day lies in the window; false when one of the days is absent."""
    early = day.value >= start.value if with_start else day.value > start.value
    late = day.value <= end.value if with_end else day.value < end.value
    return _flag(worked_from([day, start, end], early & late, FLAG))


def first_after(days: Column, bound: Column, name: str) -> Column:
    """Return the first day of the lists after the bound, or on it; absent where there is none.

    It is read from a column of that name, which `reckoned_first_after` makes.
    """
    column = worked_from([days, bound], pl.col(name), DATE)
    column = replace(column, known=all_known([days, bound]), step=column.step + 1, fixed=False)
    return bounded(column, bound.low, LAST_DAY)


def reckoned_first_after(days: Column, bound: Column, name: str, *, inclusive: bool) -> Reckoned:
    """Return how to reckon the column of the first days after the bound."""
    return Reckoned(
        name,
        (days.value, bound.spread.to_physical()),
        lambda read: _first_after(read[0], read[1], inclusive=inclusive),
    )


def first_of_few_after(days: Column, bound: Column, most: int, *, inclusive: bool) -> Column:
    """Return the first day after the bound of lists of so many days, where history sets it."""
    found = pl.lit(None, DATE)
    for nth in range(most):
        day = days.value.list.get(nth, null_on_oob=True)
        fits = day >= bound.value if inclusive else day > bound.value
        found = pl.when(fits & (found.is_null() | (day < found))).then(day).otherwise(found)
    column = replace(worked_from([days, bound], found, DATE), known=all_known([days, bound]))
    return bounded(column, bound.low, LAST_DAY)


def months_later(days: Days, by: int) -> Days:
    """Return each day so many months later, at most the month's last; below all days if beyond."""
    months, day_of_month = _parts(days)
    later = months + by
    moved_days = _first_of(later) + np.minimum(day_of_month, _length_of(later) - 1)
    return np.where((moved_days >= FIRST_DAY) & (moved_days <= LAST_DAY), moved_days, NONE)


def years(days: Days) -> Days:
    """Return the calendar year of each day, counted from 1970."""
    return _parts(days)[0] // 12 + FIRST_YEAR


def _flag(column: Column) -> Column:
    return replace(column, value=never(column.value, column.without), without=None)


def _by_day(day: Column, reckon: Reckon, *more: int) -> pl.Expr:
    """Reckon once for each day that may occur; claims take what belongs to their day."""
    if day.fixed:
        return pl.lit(_calendar_of(day.low, day.low, reckon, *more)[0], SMALL)
    if day.high - day.low <= WIDEST_CALENDAR:
        table = _calendar_of(day.low, day.high, reckon, *more)
        return pl.lit(table).gather(day.day - day.low)
    return pl.lit(_whole_calendar(reckon, *more)).gather(day.day - FIRST_DAY)


def _calendar_of(first: int, last: int, reckon: Reckon, *more: int) -> pl.Series:
    """Return what is reckoned from each day; null where nothing comes of it."""
    reckoned = reckon(np.arange(first, last + 1), *more)
    none = reckoned == NONE
    column = pl.Series(np.where(none, 0, reckoned).astype(np.int32))
    return column.set(pl.Series(none), None) if none.any() else column


@lru_cache(maxsize=16)
def _whole_calendar(reckon: Reckon, *more: int) -> pl.Series:
    """Return it for all days there are, made once: where days lie far apart (a 9999-12-31)."""
    return _calendar_of(FIRST_DAY, LAST_DAY, reckon, *more)


def _parts(days: Days) -> tuple[Days, Days]:
    """Return the months since 1970 and the days since the month's first."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months, days - _first_of(months)


def _first_of(months: Days) -> Days:
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def _length_of(months: Days) -> Days:
    return _first_of(months + 1) - _first_of(months)


def _month_start(days: Days) -> Days:
    return _first_of(_parts(days)[0])


def _numbered(days: Days) -> Days:
    months, day_of_month = _parts(days)
    return months * PER_MONTH + day_of_month


def _last_numbered(days: Days) -> Days:
    """Number the days by months of 31; the last of a month completes it, however short."""
    months, day_of_month = _parts(days)
    is_last = day_of_month + 1 == _length_of(months)
    return months * PER_MONTH + np.where(is_last, PER_MONTH - 1, day_of_month)


def _work_days(days: Days) -> Days:
    first, counts = _calendar()
    at = days - first
    inside = (at >= 0) & (at < len(counts))
    return np.where(inside, counts[np.clip(at, 0, len(counts) - 1)], NONE)


@cache
def _calendar() -> tuple[int, Days]:
    first, counts = known_days()
    return (first - EPOCH).days, np.array(counts)


def _first_after(lists: pl.Series, bounds: pl.Series, *, inclusive: bool) -> pl.Series:
    """Reckon piece by piece, so that what it takes stays in the fast memory of a core."""
    limits = (bounds.fill_null(LAST_DAY + 1) if bounds.null_count() else bounds).to_numpy()
    found = np.empty(len(lists), np.int32)
    for first in range(0, len(lists), PIECE):
        piece = slice(first, first + PIECE)
        limit = limits[piece] - 1 if inclusive else limits[piece]
        found[piece] = _first_beyond(lists[piece], limit)
    column = pl.Series(found)
    return column.set(column > LAST_DAY, None).cast(DATE)


def _first_beyond(lists: pl.Series, limit: Days) -> Days:
    """Return the first day beyond the limit of each list, a day after all days if there is none."""
    listed, lengths = days_of_lists(lists)
    days = listed.to_physical().to_numpy()
    row = np.repeat(np.arange(len(lists), dtype=np.int32), lengths)
    beyond = np.flatnonzero(days > limit[row])
    found = np.full(len(lists), LAST_DAY + 1, np.int32)
    np.minimum.at(found, row[beyond], days[beyond])
    return found
