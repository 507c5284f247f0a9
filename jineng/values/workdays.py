"""Which days are working days? From the published holiday arrangements, never from the weekday."""

from datetime import date, timedelta

import chinese_calendar

from jineng.values.refusal import Refusal


class UnknownDay(Refusal):
    """The calendar does not reach this year: nothing is guessed."""


def calendar_rows(first_year: int, last_year: int) -> list[tuple[date, bool, str]]:
    """Return (day, works, source) for every day of the years that have been published.

    Years beyond what the State Council has announced are left out; using a day of one refuses.
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


def working_day_after(start: date, days: int, calendar: dict[date, bool]) -> date:
    """Return the day on which so many full working days after `start` have passed."""
    reached = start
    while days > 0:
        reached += timedelta(days=1)
        if reached not in calendar:
            raise UnknownDay(f"工作日历里没有 {reached}，请先导入当年的放假安排")
        days -= calendar[reached]
    return reached
