"""A month of a fund is closed by one and checked by another, with nothing left unexplained."""

from datetime import date

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.permission import NotAllowed, SamePersonTwice
from jineng.stages.funds.actions import (
    ConfirmedAlready,
    MonthNotOver,
    NotExplained,
    check_period,
    close_period,
)
from jineng.stages.funds.models import Fund, Period
from tests.builders import at
from tests.conftest import Database
from tests.guards.chain import ANSWERED, SENT, SETTLED
from tests.papers import Course
from tests.stages.asking import acts, at_once, look, of_elsewhere

LATER = at(9, date(2024, 11, 4))


def fund(course: Course) -> Fund:
    found: Fund = look(lambda: Fund.objects.get(name=course.fund))
    return found


def ask(course: Course = SETTLED, by: str = "finance_maker", month: int = 10) -> Period:
    return close_period(fund_id=fund(course).pk, year=2024, month=month, by=officer(by), at=LATER)


def check(period: Period, by: str = "finance_checker") -> Period:
    return check_period(period_id=period.pk, by=officer(by), at=LATER)


def test_a_settled_month_is_closed_by_two(chain: Database) -> None:
    period = check(ask())
    assert (period.closed_by.name, period.checked_by.name) == ("何静", "高远")
    assert (period.first_day, period.last_day) == (date(2024, 10, 1), date(2024, 10, 31))
    assert acts("funds.check_period")[-1].officer == officer("finance_checker")


def test_a_month_with_an_unknown_outcome_is_not_closed(chain: Database) -> None:
    with pytest.raises(NotExplained, match="第 3 笔结果不明"):
        ask(ANSWERED)


def test_a_month_whose_batch_the_bank_has_not_answered_is_not_closed(chain: Database) -> None:
    with pytest.raises(NotExplained, match="银行还没有回音"):
        ask(SENT)


def test_a_month_that_is_not_over_is_not_closed(chain: Database) -> None:
    with pytest.raises(MonthNotOver):
        ask(month=11)


def test_who_closed_does_not_check(chain: Database) -> None:
    period, same = ask(), officer("finance_checker")
    same.natural_person = officer("finance_maker").natural_person
    with pytest.raises(SamePersonTwice):
        check_period(period_id=period.pk, by=same, at=LATER)


def test_a_post_without_the_right_or_of_another_county_is_refused(chain: Database) -> None:
    with pytest.raises(NotAllowed):
        ask(by="finance_checker")
    period = ask()
    with pytest.raises(NotAllowed):
        check(period, by="finance_maker")
    with pytest.raises(Period.DoesNotExist):
        check_period(period_id=period.pk, by=of_elsewhere("finance_checker"), at=LATER)


def test_closed_again_it_is_the_same_month_and_checked_once(chain: Database) -> None:
    assert ask() == ask()
    period = ask()
    said = at_once(lambda: check(period), lambda: check(period))
    assert sorted(type(each).__name__ for each in said) == ["ConfirmedAlready", "Period"]
    with pytest.raises(ConfirmedAlready):
        check(period)
