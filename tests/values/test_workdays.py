"""Are working days counted from the published calendar, and never from the weekday?"""

from datetime import date, timedelta

import holidays
import pytest

from jineng.values.refusal import Refusal
from jineng.values.workdays import UnknownDay, calendar_rows, working_day_after

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


def test_three_working_days_over_the_national_holiday_end_on_a_made_up_saturday():
    assert working_day_after(date(2025, 9, 30), 3, calendar()) == date(2025, 10, 11)


def test_three_working_days_over_a_plain_weekend():
    assert working_day_after(date(2024, 9, 5), 3, calendar()) == date(2024, 9, 10)


@pytest.mark.parametrize("posted", [date(2026, 12, 30), date(2027, 3, 1)])
def test_a_day_beyond_the_calendar_refuses(posted):
    with pytest.raises(UnknownDay) as refused:
        working_day_after(posted, 3, calendar())
    assert isinstance(refused.value, Refusal)
    assert "2027" in refused.value.message
