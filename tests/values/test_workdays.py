"""Are working days counted from the published calendar, and never from the weekday?"""

from datetime import date, timedelta

import holidays

from jineng.values.workdays import calendar_rows

FIRST, LAST = 2019, 2026


def calendar(first=FIRST, last=LAST):
    return {day: works for day, works, _ in calendar_rows(first, last)}


def test_every_day_of_a_published_year_stands_in_the_calendar_with_its_source():
    rows = calendar_rows(2024, 2024)
    assert [day for day, _, _ in rows] == [
        date(2024, 1, 1) + timedelta(days=count) for count in range(366)
    ]
    assert all("2024" in source for _, _, source in rows)


def test_years_without_a_notice_are_left_out():
    assert calendar_rows(1999, 2003) == []
    assert {day.year for day, _, _ in calendar_rows(2003, 2004)} == {2004}
    assert calendar_rows(2090, 2091) == []


def test_another_calendar_says_the_same_of_every_day():
    """Two packages, made apart from each other, both from the State Council's notices."""
    china = holidays.country_holidays("CN", years=range(FIRST, LAST + 1))
    differ = [day for day, works in calendar().items() if works is not china.is_working_day(day)]
    assert differ == []
