"""Date arithmetic holds for every day, month ends and leap years included."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jineng.policy.language import dates

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))
MONTHS = st.integers(min_value=-600, max_value=600)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2024, 6, 20), 3, date(2024, 9, 20)),
        (date(2024, 8, 31), 3, date(2024, 11, 30)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 12, 31), 1, date(2025, 1, 31)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_the_same_day_some_months_later(day, months, then):
    assert dates.months_later(day, months) == then


@given(DAYS, MONTHS)
def test_the_month_moves_by_exactly_so_many_and_the_day_only_back_to_a_month_end(day, months):
    then = dates.months_later(day, months)

    assert then is not None
    assert (then.year - day.year) * 12 + then.month - day.month == months
    assert then.day == min(day.day, monthrange(then.year, then.month)[1])


@given(DAYS, DAYS, MONTHS)
def test_a_later_day_never_gets_an_earlier_limit(first, second, months):
    assume(first <= second)

    assert dates.months_later(first, months) <= dates.months_later(second, months)


@given(DAYS, DAYS)
def test_full_months_are_the_most_that_fit(start, end):
    months = dates.full_months_between(start, end)

    assert dates.months_later(start, months) <= end
    assert dates.months_later(start, months + 1) > end


def test_age_is_reached_on_the_birthday_and_not_before():
    born = date(1964, 6, 20)

    assert dates.full_years_between(born, date(2024, 6, 19)) == 59
    assert dates.full_years_between(born, date(2024, 6, 20)) == 60


@given(DAYS, st.integers(-3000, 3000))
def test_days_moved_and_days_between_agree(day, days):
    assert dates.days_between(day, dates.days_later(day, days)) == days


def test_beyond_the_calendar_there_is_no_day():
    assert dates.months_later(date.max, 1) is None
    assert dates.days_later(date.max, 1) is None


@given(st.lists(DAYS), DAYS)
def test_the_first_day_after_a_bound_is_the_least_of_those_after_it(days, bound):
    strictly = dates.first_after(days, bound, inclusive=False)
    on_or_after = dates.first_after(days, bound, inclusive=True)

    assert strictly == min((day for day in days if day > bound), default=None)
    assert on_or_after == min((day for day in days if day >= bound), default=None)


@given(DAYS, DAYS)
def test_months_compare_without_their_days(first, second):
    same_or_earlier = dates.same_month_or_earlier(first, second)

    assert same_or_earlier == (first.replace(day=1) <= second.replace(day=1))
    assert dates.same_month_or_earlier(first, first + timedelta(days=31))
