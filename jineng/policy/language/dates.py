"""What day is the same day some months later, and how far are two days apart?"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, date, timedelta


def months_later(day: date, months: int) -> date | None:
    """Return the same day so many months later (earlier if negative).

    Where that month has no such day, its last day: 31 August + 3 months = 30 November
    (Civil Code of China, art. 202). None beyond the years a date can hold.
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return None
    try:
        return date(year, month0 + 1, day.day)
    except ValueError:
        return date(year, month0 + 1, monthrange(year, month0 + 1)[1])


def days_later(day: date, days: int) -> date | None:
    """Return the day so many days later (earlier if negative); None beyond all dates."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def days_between(start: date, end: date) -> int:
    """Return the days from start to end; negative when end lies before start."""
    return (end - start).days


def full_months_between(start: date, end: date) -> int:
    """Return the full months from start to end: the most n with months_later(start, n) <= end.

    Negative when end lies before start.
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    # A month whose last day has come is full, even where it has no such day as the start.
    is_short = start.day > end.day and end.day < monthrange(end.year, end.month)[1]
    return months - 1 if is_short else months


def full_years_between(start: date, end: date) -> int:
    """Return the full years from start to end; of a birthday, the age on the day."""
    return full_months_between(start, end) // 12


def same_month_or_earlier(first: date, second: date) -> bool:
    """Say whether the month of `first` is that of `second` or one before it."""
    return first.year * 12 + first.month <= second.year * 12 + second.month


def first_after(days: Iterable[date], bound: date, *, inclusive: bool) -> date | None:
    """Return the first of the days after the bound, or on it if inclusive; None if none."""
    found = None
    for day in days:
        if (day > bound or (inclusive and day == bound)) and (found is None or day < found):
            found = day
    return found
