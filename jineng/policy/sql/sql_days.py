"""How is reckoning with days printed as SQL, so that every database counts as Python does?"""

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

from jineng.policy.language.tree import DayStep, Span
from jineng.policy.sql.sql_dialects import WHOLE, Dialect
from jineng.values.workdays import known_days

FIRST_MONTH, LAST_MONTH = date.min.year * 12, date.max.year * 12 + 11


def moved(day: str, by: int, step: DayStep, dialect: Dialect) -> str:
    """Return the day moved; null beyond the years a date can hold."""
    limit = _last_movable(by, step) if by > 0 else _first_movable(by, step)
    if limit is None:
        return "CAST(NULL AS DATE)"
    later = dialect.months_later if step == DayStep.MONTHS else dialect.days_later
    within = f"{day} {'<=' if by > 0 else '>='} {dialect.literal(limit)}"
    return f"CASE WHEN {within} THEN {later.format(day=day, by=by)} END"


def _last_movable(by: int, step: DayStep) -> date | None:
    """The last day that can be moved onwards by so much."""
    if step == DayStep.DAYS:
        return date.max - timedelta(days=by) if by <= (date.max - date.min).days else None
    year, month0 = divmod(LAST_MONTH - by, 12)
    if year < date.min.year:
        return None
    return date(year, month0 + 1, monthrange(year, month0 + 1)[1])


def _first_movable(by: int, step: DayStep) -> date | None:
    """The first day that can be moved back by so much."""
    if step == DayStep.DAYS:
        return date.min - timedelta(days=by) if -by <= (date.max - date.min).days else None
    year, month0 = divmod(FIRST_MONTH - by, 12)
    return date(year, month0 + 1, 1) if year <= date.max.year else None


def between(start: str, end: str, span: Span, dialect: Dialect) -> str:
    """Return the distance of two days in days, full months or full years."""
    if span == Span.DAYS:
        return f"CAST({dialect.days_between.format(start=start, end=end)} AS {WHOLE})"
    months = _months(start, end, dialect)
    if span == Span.MONTHS:
        return months
    # A quotient drops its rest towards zero; full years before the start round down.
    down = f"({months} - CASE WHEN {months} < 0 THEN 11 ELSE 0 END)"
    return dialect.quotient.format(top=down, bottom=12)


def year_of(day: str) -> str:
    """Return the calendar year of a day."""
    return f"CAST(EXTRACT(YEAR FROM {day}) AS {WHOLE})"


def month_number(day: str) -> str:
    """Return a number for the month of a day, one more for each month."""
    return f"({year_of(day)} * 12 + CAST(EXTRACT(MONTH FROM {day}) AS {WHOLE}))"


def _months(start: str, end: str, dialect: Dialect) -> str:
    # A month whose last day has come is full, even where it has no such day as the start.
    after_end = dialect.days_later.format(day=end, by=1)
    is_short = (
        f"EXTRACT(DAY FROM {start}) > EXTRACT(DAY FROM {end}) "
        f"AND EXTRACT(DAY FROM {after_end}) <> 1"
    )
    whole = f"{month_number(end)} - {month_number(start)}"
    return f"({whole} - CASE WHEN {is_short} THEN 1 ELSE 0 END)"


@cache
def months_of_work() -> str:
    """Return the months of the published calendar as rows of VALUES.

    Each has its number (see month_number), the working days before it, and those from its first
    day to each of its days as one text, two digits a day.
    """
    first, counts = known_days()
    months: dict[int, list[int]] = {}
    for n, count in enumerate(counts):
        day = first + timedelta(days=n)
        months.setdefault(day.year * 12 + day.month, []).append(count)
    rows, before = [], 0
    for month, known in months.items():
        within = "".join(f"{count - before:02d}" for count in known)
        rows.append(f"({month}, {before}, '{within}')")
        before = known[-1]
    return ", ".join(rows)


def work_days_to(day: str, before: str, within: str) -> str:
    """Return the working days up to a day, from the two columns of its month's row."""
    at = f"CAST(EXTRACT(DAY FROM {day}) AS INTEGER) * 2 - 1"
    return f"({before} + CAST(SUBSTRING({within}, {at}, 2) AS {WHOLE}))"


def work_days_until(day: date) -> str:
    """Return the working days up to a day that is written in the pack; null beyond the calendar."""
    first, counts = known_days()
    n = (day - first).days
    return f"CAST({counts[n] if 0 <= n < len(counts) else 'NULL'} AS {WHOLE})"
