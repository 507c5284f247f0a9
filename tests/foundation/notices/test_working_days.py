"""The database counts the days of a notice from the calendar it keeps."""

from datetime import date, timedelta

import psycopg
import pytest

from jineng.foundation.notices.actions import fill_calendar
from jineng.values.workdays import calendar_rows
from tests.conftest import Database


@pytest.fixture
def filled(own_database: Database, app_sql: psycopg.Connection) -> psycopg.Connection:
    """The application role beside a calendar of eight published years."""
    fill_calendar(calendar_rows(2019, 2026))
    return app_sql


def after(raw: psycopg.Connection, start: date, days: int) -> date:
    found = raw.execute("select working_day_after(%s, %s)", [start, days]).fetchone()
    assert found is not None
    return date.fromisoformat(str(found[0]))


def test_three_days_over_the_national_holiday_end_on_a_made_up_saturday(
    filled: psycopg.Connection,
) -> None:
    assert after(filled, date(2025, 9, 30), 3) == date(2025, 10, 11)


def test_three_days_over_a_plain_weekend(filled: psycopg.Connection) -> None:
    assert after(filled, date(2024, 9, 5), 3) == date(2024, 9, 10)


def test_every_day_of_a_year_is_counted_as_by_hand(filled: psycopg.Connection) -> None:
    works = {day: worked for day, worked, _ in calendar_rows(2024, 2025)}
    for start in (date(2024, 1, 1) + timedelta(days=n) for n in range(366)):
        later = [day for day, worked in sorted(works.items()) if worked and day > start]
        assert after(filled, start, 3) == later[2], start


@pytest.mark.parametrize("posted", [date(2026, 12, 30), date(2027, 3, 1)])
def test_a_day_beyond_the_calendar_refuses(filled: psycopg.Connection, posted: date) -> None:
    with pytest.raises(psycopg.DatabaseError) as refused:
        after(filled, posted, 3)
    assert refused.value.sqlstate == "J0C01"
    assert "2027" in str(refused.value)
