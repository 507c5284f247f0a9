"""Which days are working days? From the published holiday arrangements, never from the weekday."""

from datetime import date, timedelta

import chinese_calendar


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
