"""Can money be ordered that is not due, in plain SQL?"""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from jineng.values.days import HERE
from tests.conftest import Database
from tests.guards.attack import Raw, accepted, change, crossed, insert, officer, one, rearm, refused
from tests.guards.chain import (
    DECIDED,
    DUE,
    MADE,
    SENT,
    STANDING,
)
from tests.guards.rows import (
    GRANTED_FEN,
    a_hold,
    a_payment_line,
    answer_objection,
    fund_of,
    object_to,
    of,
    revoke,
)

TODAY = datetime.now(HERE).date()


def order(raw: Raw, decision: int, **changes: Any) -> int:
    """Owe the money of a grant."""
    return insert(raw, "payments_line", a_payment_line(raw, decision) | changes)


def test_a_grant_whose_notice_stood_is_ordered(raw: Raw) -> None:
    with accepted(raw):
        order(raw, of(raw, DUE, "d.id"))


def test_nothing_is_ordered_for_a_refusal(raw: Raw) -> None:
    refusal = of(raw, DECIDED, "d.id", 2)

    with refused(raw, "J0L01"):
        order(raw, refusal, fen=GRANTED_FEN, fund_id=fund_of(raw, DECIDED))


def test_nothing_is_ordered_for_a_grant_that_was_revoked(raw: Raw) -> None:
    decision = of(raw, DUE, "d.id")
    revoke(raw, decision)

    with refused(raw, "J0L01"):
        order(raw, decision)


def test_nothing_is_ordered_for_a_grant_that_was_never_shown(raw: Raw) -> None:
    with refused(raw, "J0L02"):
        order(raw, of(raw, DECIDED, "d.id"))


def test_nothing_is_ordered_on_the_last_day_of_the_notice(raw: Raw) -> None:
    closes_on = one(raw, "select closes_on from notices_notice order by id limit 1")
    assert closes_on == date(2024, 10, 11)

    with refused(raw, "J0L02"):
        order(raw, of(raw, DUE, "d.id"), ordered_on=closes_on)


@pytest.mark.parametrize("days", [0, 20])
def test_nothing_is_ordered_while_the_notice_stands_whatever_day_is_written(
    raw: Raw, days: int
) -> None:
    with refused(raw, "J0L02"):
        order(raw, of(raw, STANDING, "d.id"), ordered_on=TODAY + timedelta(days=days))


def test_nothing_is_ordered_on_a_day_that_has_not_come(raw: Raw) -> None:
    with refused(raw, "J0L02"):
        order(raw, of(raw, DUE, "d.id"), ordered_on=TODAY + timedelta(days=1))


def test_nothing_is_ordered_under_an_open_objection(raw: Raw) -> None:
    object_to(raw, of(raw, DUE, "g.notice_line_id"))

    with refused(raw, "J0L03"):
        order(raw, of(raw, DUE, "d.id"))


def test_nothing_is_ordered_under_an_objection_that_was_upheld(raw: Raw) -> None:
    objection = object_to(raw, of(raw, DUE, "g.notice_line_id"))
    answer_objection(raw, objection, upheld=True)

    with refused(raw, "J0L03"):
        order(raw, of(raw, DUE, "d.id"))


def test_money_is_ordered_after_an_objection_was_turned_down(raw: Raw) -> None:
    objection = object_to(raw, of(raw, DUE, "g.notice_line_id"))
    answer_objection(raw, objection, upheld=False)

    with accepted(raw):
        order(raw, of(raw, DUE, "d.id"))


def test_an_objection_to_one_line_does_not_stop_another(raw: Raw) -> None:
    object_to(raw, of(raw, DUE, "g.notice_line_id", 2))

    with accepted(raw):
        order(raw, of(raw, DUE, "d.id"))


def test_nothing_is_ordered_past_a_hold_until_it_is_lifted(raw: Raw) -> None:
    hold = insert(raw, "holds_hold", a_hold(raw, of(raw, DUE, "l.id")))

    with refused(raw, "J0L04"):
        order(raw, of(raw, DUE, "d.id"))

    lifted = {"lifted_by_id": officer(raw, "county_leader"), "lifted_at": TODAY}
    change(raw, "holds_hold", hold, **lifted, lifted_because="查无此事")
    with accepted(raw):
        order(raw, of(raw, DUE, "d.id"))


def test_a_hold_on_one_line_does_not_stop_another(raw: Raw) -> None:
    insert(raw, "holds_hold", a_hold(raw, of(raw, DUE, "l.id", 2)))

    with accepted(raw):
        order(raw, of(raw, DUE, "d.id"))


@pytest.mark.parametrize("column", ["fen", "fund_id", "payee_id", "account_digest"])
def test_amount_fund_payee_and_account_are_those_of_the_decision(raw: Raw, column: str) -> None:
    other = {
        "fen": GRANTED_FEN + 1,
        "fund_id": fund_of(raw, MADE),
        "payee_id": one(raw, "select id from institutions_body where number = 'PX002'"),
        "account_digest": b"another account",
    }

    with refused(raw, "J0L05"):
        order(raw, of(raw, DUE, "d.id"), **{column: other[column]})


def test_nothing_is_ordered_to_an_account_that_was_changed_after_the_decision(bare: Raw) -> None:
    bare.execute("reset role")
    bare.execute("update institutions_body set account_digest = 'swapped' where number = 'PX001'")
    rearm(bare, "payments_line")

    with refused(bare, "J0L06"):
        order(bare, of(bare, DUE, "d.id"))


def test_a_decision_is_owed_once(raw: Raw) -> None:
    decision = of(raw, DUE, "d.id")
    order(raw, decision)

    with refused(raw, "a_grant_is_ordered_once_and_what_is_still_due_follows"):
        order(raw, decision)


def test_the_moment_of_an_order_is_not_written_by_who_orders(raw: Raw) -> None:
    line = order(raw, of(raw, DUE, "d.id"), ordered_at="2024-10-14 09:00+08")

    written = one(raw, "select ordered_at from payments_line where id = %s", line)

    assert written.date() >= TODAY - timedelta(days=1)


def test_a_claim_line_is_not_called_ordered_without_an_attempt(raw: Raw) -> None:
    with refused(raw, "J0L07"):
        change(raw, "claims_line", of(raw, DUE, "l.id"), state="ordered")


@pytest.mark.parametrize("state", ["paid", "returned"])
def test_a_claim_line_is_called_paid_or_returned_only_when_its_attempt_is(
    raw: Raw, state: str
) -> None:
    with refused(raw, "J0L07"):
        change(raw, "claims_line", of(raw, SENT, "l.id"), state=state)


def test_a_line_and_a_revocation_do_not_cross(own_chain: Database) -> None:
    told = crossed(
        own_chain,
        lambda raw: order(raw, of(raw, DUE, "d.id")),
        lambda raw: revoke(raw, of(raw, DUE, "d.id")),
    )
    assert told == ""  # nothing was tried yet, so the grant may still be taken back

    told = crossed(
        own_chain,
        lambda raw: revoke(raw, of(raw, DUE, "d.id", 2)),
        lambda raw: order(raw, of(raw, DUE, "d.id", 2)),
    )
    assert told == "J0L01"


def test_a_line_of_nothing_cannot_be_owed(bare: Raw) -> None:
    with refused(bare, "payment_line_is_a_positive_amount"):
        order(bare, of(bare, DUE, "d.id"), fen=0)
