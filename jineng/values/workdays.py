"""Which days are working days? From the published holiday arrangements, never from the weekday."""

from datetime import date, timedelta
from functools import cache

import chinese_calendar

FIRST_YEAR, LAST_YEAR = 2004, 2099


def calendar_rows(first_year: int, last_year: int) -> list[tuple[date, bool, str]]:
    """Return (day, works, source) for every day of the years that have been published.

    Years beyond what the State Council has announced are left out; nobody can count past them.
    """
    rows: list[tuple[date, bool, str]] = []
    for year in range(first_year, last_year + 1):
        day = date(year, 1, 1)
        source = f"国务院办公厅关于{year}年部分节假日安排的通知"
        try:
            while day.year == year:
                rows.append((day, bool(chinese_calendar.is_workday(day)), source))
                day += timedelta(days=1)
        except NotImplementedError:
            rows = [row for row in rows if row[0].year != year]
    return rows


@cache
def known_days() -> tuple[date, tuple[int, ...]]:
    """Return the first day of the published calendar and, for each day from it, a running count.

    The n-th count is how many working days there are from the first day to n days after it, that
    day included. A day beyond the counts has not been announced yet.
    """
    rows = calendar_rows(FIRST_YEAR, LAST_YEAR)
    counts, works = [], 0
    for _, is_work, _ in rows:
        works += is_work
        counts.append(works)
    return rows[0][0], tuple(counts)


def work_days_between(start: date, end: date) -> int | None:
    """Return the working days after start up to and including end; negative when end is earlier.

    None where a day lies outside the published calendar: nobody can count there.
    """
    first, counts = known_days()
    from_start, to_end = (start - first).days, (end - first).days
    if not (0 <= from_start < len(counts) and 0 <= to_end < len(counts)):
        return None
    return counts[to_end] - counts[from_start]
