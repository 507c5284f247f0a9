"""Can the same money be tried twice, or under a grant that is disputed, in plain SQL?"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from jineng.values.days import HERE
from tests.conftest import Database
from tests.guards.attack import (
    Raw,
    accepted,
    change,
    crossed,
    insert,
    officer,
    one,
    refused,
)
from tests.guards.chain import (
    CONFIRMED,
    DUE,
    MADE,
    SENT,
    SETTLED,
)
from tests.guards.rows import (
    a_hold,
    a_payment_file,
    a_payment_line,
    an_attempt,
    answer_objection,
    bank_says,
    batch_for,
    batch_of,
    fund_of,
    object_to,
    of,
    revoke,
)

TODAY = datetime.now(HERE).date()
RETURNED = 3


def order(raw: Raw, decision: int, **changes: Any) -> int:
    """Owe the money of a grant."""
    return insert(raw, "payments_line", a_payment_line(raw, decision) | changes)


def test_a_returned_line_is_tried_again(raw: Raw) -> None:
    line = of(raw, SETTLED, "p.id", RETURNED)

    with accepted(raw):
        insert(raw, "payments_attempt", an_attempt(raw, line, batch_for(raw, line)))


def test_nothing_is_tried_under_a_decision_that_was_superseded(raw: Raw) -> None:
    decision = of(raw, DUE, "d.id")
    line = order(raw, decision)
    batch = batch_for(raw, line)
    revoke(raw, decision)

    with refused(raw, "J0L01"):
        insert(raw, "payments_attempt", an_attempt(raw, line, batch))


def test_nothing_is_tried_past_a_hold(raw: Raw) -> None:
    line = of(raw, SETTLED, "p.id", RETURNED)
    insert(raw, "holds_hold", a_hold(raw, of(raw, SETTLED, "l.id", RETURNED)))
    batch = batch_for(raw, line)

    with refused(raw, "J0L04"):
        insert(raw, "payments_attempt", an_attempt(raw, line, batch))


def test_nothing_is_tried_under_an_objection(raw: Raw) -> None:
    line = of(raw, SETTLED, "p.id", RETURNED)
    object_to(raw, of(raw, SETTLED, "g.notice_line_id", RETURNED))
    batch = batch_for(raw, line)

    with refused(raw, "J0L03"):
        insert(raw, "payments_attempt", an_attempt(raw, line, batch))


def test_nothing_is_tried_again_that_any_word_of_the_bank_says_was_paid(raw: Raw) -> None:
    line = of(raw, SETTLED, "p.id", RETURNED)
    fen = one(raw, "select fen from payments_line where id = %s", line)
    bank_says(raw, batch_of(raw, SETTLED), RETURNED, fen, statement=True)
    batch = batch_for(raw, line)

    with refused(raw, "J0B11"):
        insert(raw, "payments_attempt", an_attempt(raw, line, batch))


def test_what_was_sent_is_not_tried_again(raw: Raw) -> None:
    line = of(raw, SENT, "p.id")
    batch = batch_for(raw, line)

    with refused(raw, "J0L05"):
        insert(raw, "payments_attempt", an_attempt(raw, line, batch))


@pytest.mark.parametrize("state", ["prepared", "sent", "unknown", "paid"])
def test_what_may_have_moved_money_stands_in_the_way_even_without_triggers(
    bare: Raw, state: str
) -> None:
    line = of(bare, SENT, "p.id")
    evidence = of(bare, SETTLED, "a.evidence_id")
    change(bare, "payments_attempt", of(bare, SENT, "a.id"), state=state, evidence_id=evidence)
    batch = batch_for(bare, line)

    with refused(bare, "one_attempt_of_a_line_may_have_moved_money"):
        insert(bare, "payments_attempt", an_attempt(bare, line, batch))


def test_two_who_try_the_same_line_at_once_do_not_both(own_chain: Database) -> None:
    def try_as(number: str) -> Callable[[Raw], object]:
        def act(raw: Raw) -> None:
            line = of(raw, SETTLED, "p.id", RETURNED)
            batch = batch_for(raw, line, number=number, key=number)
            insert(raw, "payments_attempt", an_attempt(raw, line, batch))
            change(raw, "claims_line", of(raw, SETTLED, "l.id", RETURNED), state="ordered")

        return act

    told = crossed(own_chain, try_as("ZF-1"), try_as("ZF-2"))

    assert told == "attempts_of_a_line_are_numbered"


def test_an_attempt_joins_only_a_batch_that_is_being_made(raw: Raw) -> None:
    line = of(raw, SETTLED, "p.id", RETURNED)

    for course in (MADE, CONFIRMED):
        with refused(raw, "J0B01"):
            insert(raw, "payments_attempt", an_attempt(raw, line, batch_of(raw, course)))


def test_an_attempt_joins_no_batch_of_this_moment_that_is_confirmed(raw: Raw) -> None:
    line = of(raw, SETTLED, "p.id", RETURNED)
    other = order(raw, of(raw, DUE, "d.id"))
    batch = batch_for(raw, other)
    insert(raw, "payments_attempt", an_attempt(raw, other, batch))
    by = officer(raw, "finance_checker")
    change(raw, "payments_batch", batch, state="confirmed", confirmed_by_id=by, confirmed_at=TODAY)

    with refused(raw, "J0B01"):
        insert(raw, "payments_attempt", an_attempt(raw, line, batch) | {"position": 2})


@pytest.mark.parametrize("column", ["fund_id", "payee_id"])
def test_a_batch_holds_lines_of_one_fund_and_one_payee(raw: Raw, column: str) -> None:
    line = of(raw, SETTLED, "p.id", RETURNED)
    other = {
        "fund_id": fund_of(raw, DUE),
        "payee_id": one(raw, "select id from institutions_body where number = 'PX002'"),
    }
    batch = batch_for(raw, line, **{column: other[column]})

    with refused(raw, "J0B01"):
        insert(raw, "payments_attempt", an_attempt(raw, line, batch))


@pytest.mark.parametrize("number", [1, 3])
def test_attempts_of_a_line_follow_one_another(raw: Raw, number: int) -> None:
    line = of(raw, SETTLED, "p.id", RETURNED)
    batch = batch_for(raw, line)

    with refused(raw, "J0B02"):
        insert(raw, "payments_attempt", an_attempt(raw, line, batch) | {"number": number})


@pytest.mark.parametrize("column", ["evidence_id", "resolved_by_id", "confirmed_by_id"])
def test_an_attempt_begins_without_an_answer(raw: Raw, column: str) -> None:
    line = of(raw, SETTLED, "p.id", RETURNED)
    batch = batch_for(raw, line)
    given = {
        "evidence_id": of(raw, SETTLED, "a.evidence_id"),
        "resolved_by_id": officer(raw, "finance_maker"),
        "confirmed_by_id": officer(raw, "finance_checker"),
    }

    with refused(raw, "J0B02"):
        insert(raw, "payments_attempt", an_attempt(raw, line, batch) | {column: given[column]})


def tried_again_and_confirmed(raw: Raw) -> tuple[int, int]:
    """Try the returned line again, up to where its batch may be sent; return batch and attempt."""
    line = of(raw, SETTLED, "p.id", RETURNED)
    batch = batch_for(raw, line)
    attempt = insert(raw, "payments_attempt", an_attempt(raw, line, batch))
    change(raw, "claims_line", of(raw, SETTLED, "l.id", RETURNED), state="ordered")
    by = officer(raw, "finance_checker")
    change(raw, "payments_batch", batch, state="confirmed", confirmed_by_id=by, confirmed_at=TODAY)
    insert(raw, "payments_paymentfile", a_payment_file(raw, batch))
    return batch, attempt


def send(raw: Raw, batch: int, attempt: int) -> None:
    """Send a batch of one attempt."""
    change(raw, "payments_batch", batch, state="sent")
    change(raw, "payments_attempt", attempt, state="sent")


def test_what_was_tried_again_is_sent(raw: Raw) -> None:
    with accepted(raw):
        send(raw, *tried_again_and_confirmed(raw))


def test_nothing_is_sent_that_the_bank_meanwhile_says_was_paid(raw: Raw) -> None:
    before = batch_of(raw, SETTLED)
    batch, attempt = tried_again_and_confirmed(raw)
    fen = one(raw, "select fen from payments_batch where id = %s", batch)
    bank_says(raw, before, RETURNED, fen, statement=True)

    with refused(raw, "J0B11"):
        send(raw, batch, attempt)


@pytest.mark.parametrize("upheld", [None, True])
def test_nothing_is_sent_that_is_disputed_meanwhile(raw: Raw, upheld: bool | None) -> None:
    batch, attempt = tried_again_and_confirmed(raw)
    objection = object_to(raw, of(raw, SETTLED, "g.notice_line_id", RETURNED))
    if upheld is not None:
        answer_objection(raw, objection, upheld=upheld)

    with refused(raw, "J0L03"):
        send(raw, batch, attempt)
