"""A body is told what it was paid in a month; what it was told stays."""

import psycopg
import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.permission import NotAllowed
from jineng.stages.funds.actions import check_period, close_period
from jineng.stages.funds.models import Fund
from jineng.stages.institutions.models import Body
from jineng.stages.payments.actions import own_unknown, resolve_unknown
from jineng.stages.payments.models import Statement
from jineng.stages.payments.queries import attempts_of
from jineng.stages.payments.stating import (
    HEADS,
    NothingToState,
    make_statement,
    rows_of,
    statements_amiss,
)
from tests.builders import ORDERED, at, batch_of
from tests.conftest import Database
from tests.guards.chain import ANSWERED, CLOSED, SETTLED
from tests.papers import AREA, Course
from tests.stages.asking import acts, at_once, look, of_elsewhere

OCTOBER = " where first_day = '2024-10-01'"
LATER = ORDERED.replace(month=11, day=20)


def close(course: Course) -> None:
    """Close October of the fund of a class."""
    fund = look(lambda: Fund.objects.get(name=course.fund))
    maker, checker = officer("finance_maker"), officer("finance_checker")
    period = close_period(fund_id=fund.pk, year=2024, month=10, by=maker, at=at(9, LATER))
    check_period(period_id=period.pk, by=checker, at=at(10, LATER))


@pytest.fixture
def closed(chain: Database) -> Database:
    """Every fund that paid the institution in October has closed it."""
    number = batch_of(ANSWERED).number
    own_unknown(number=number, by=officer("finance_maker"), at=at(16, ORDERED))
    resolve_unknown(number=number, by=officer("finance_checker"), at=at(16, ORDERED))
    close(SETTLED)
    close(ANSWERED)
    return chain


def ask(by: str = "finance_maker", month: int = 10) -> Statement:
    payee = Body.objects.get(number=SETTLED.body)
    when = {"year": 2024, "month": month}
    return make_statement(payee_id=payee.pk, area=AREA, **when, by=officer(by), at=at(11, LATER))


def test_it_says_every_payment_of_the_month_and_what_came_back(closed: Database) -> None:
    statement = ask()
    rows = rows_of(statement)
    fen = {
        each.line.fen
        for course in (SETTLED, ANSWERED, CLOSED)
        for each in look(lambda course=course: attempts_of(batch_of(course)))
    }
    assert all(len(row) == len(HEADS) for row in rows)
    assert {row[1] for row in rows} == {"支出", "追回"}
    assert (statement.count, statement.fen) == (len(rows), sum(int(row[2]) for row in rows))
    assert {abs(int(row[2])) for row in rows} <= fen
    assert look(statements_amiss) == []
    assert acts("payments.make_statement")[-1].subject == f"payments.Statement:{statement.pk}"
    assert ask() == statement


def test_a_month_that_is_not_closed_is_not_stated(chain: Database) -> None:
    with pytest.raises(NothingToState, match="还没有都结账"):
        ask()


def test_a_month_in_which_nothing_was_paid_is_not_stated(closed: Database) -> None:
    with pytest.raises(NothingToState, match="没有付给"):
        ask(month=8)


def test_a_post_without_the_right_or_of_another_county_is_refused(closed: Database) -> None:
    with pytest.raises(NotAllowed):
        ask(by="finance_checker")
    payee = Body.objects.get(number=SETTLED.body)
    told = {"payee_id": payee.pk, "area": AREA, "year": 2024, "month": 10}
    with pytest.raises(NotAllowed):
        make_statement(**told, by=of_elsewhere("finance_maker"), at=at(11, LATER))


def test_made_twice_at_once_it_is_one(closed: Database) -> None:
    first, second = at_once(ask, ask)
    assert first == second


@pytest.mark.parametrize(
    "edit",
    [
        "update payments_statement set content = replace(content, '支', '收') || ' '" + OCTOBER,
        "update payments_statement set fen = fen + 1" + OCTOBER,
        "update payments_statement set digest = repeat('0', 64)" + OCTOBER,
        "update funds_entry set fen = fen - 1 where id = (select min(id) from funds_entry"
        " where movement = 'pay')",
        "delete from funds_entry where id = (select min(id) from funds_entry"
        " where movement = 'pay')",
    ],
)
def test_an_edit_above_every_guard_is_found_when_it_is_made_again(
    closed: Database, edit: str
) -> None:
    statement = ask()
    with psycopg.connect(closed.admin_url) as raw:
        raw.execute("set session_replication_role = replica")
        raw.execute(edit)
    assert look(statements_amiss) == [f"payments.Statement:{statement.pk} 与资金账重算的不同"]
