"""Can an attempt say what the bank did not, or leave `unknown` too easily?"""

import pytest

from tests.conftest import Database
from tests.guards.attack import (
    Raw,
    accepted,
    change,
    crossed,
    insert,
    officer,
    one,
    rearm,
    refused,
    twin,
)
from tests.guards.chain import ANSWERED, CONFIRMED, DUE, MADE, SENT, SETTLED
from tests.guards.rows import (
    GRANTED_FEN,
    a_hold,
    a_payment_file,
    a_payment_line,
    a_revocation,
    an_attempt,
    bank_says,
    batch_for,
    batch_of,
    fund_of,
    of,
    revoke,
)
from tests.papers import Course

UNKNOWN = RETURNED = 3
UNKNOWN_FEN = 1_600_00


def found_out(raw: Raw, *, paid: bool = True) -> dict[str, int]:
    """What two people write when the bank's statement tells of an unknown attempt."""
    batch = batch_of(raw, ANSWERED)
    return {
        "evidence_id": bank_says(raw, batch, UNKNOWN, UNKNOWN_FEN, paid=paid, statement=True),
        "resolved_by_id": officer(raw, "finance_maker"),
        "confirmed_by_id": officer(raw, "finance_checker"),
    }


def claim_line_says(raw: Raw, attempt: int, state: str) -> None:
    """Let the claim line follow its attempt."""
    raw.execute(
        "update claims_line set state = %s where id = (select d.line_id from payments_attempt a"
        " join payments_line p on p.id = a.line_id join claims_decision d on d.id = p.decision_id"
        " where a.id = %s)",
        [state, attempt],
    )


def test_an_attempt_is_paid_by_the_word_of_the_bank_and_the_books_follow(raw: Raw) -> None:
    fund, attempt = fund_of(raw, SENT), of(raw, SENT, "a.id")
    before = one(
        raw, "select (owed_fen, sent_fen, paid_fen)::text from funds_fund where id = %s", fund
    )
    evidence = bank_says(raw, batch_of(raw, SENT), 1, GRANTED_FEN)

    with accepted(raw):
        change(raw, "payments_attempt", attempt, state="paid", evidence_id=evidence)
        claim_line_says(raw, attempt, "paid")

    after = one(
        raw, "select (owed_fen, sent_fen, paid_fen)::text from funds_fund where id = %s", fund
    )
    assert (before, after) == ("(0,416000,0)", "(0,288000,128000)")


def test_an_attempt_is_not_paid_without_evidence(raw: Raw) -> None:
    with refused(raw, "answered_attempt_names_its_bank_line"):
        change(raw, "payments_attempt", of(raw, SENT, "a.id"), state="paid")


@pytest.mark.parametrize(
    ("course", "position", "fen", "paid"),
    [
        (ANSWERED, 1, GRANTED_FEN, True),
        (SENT, 2, GRANTED_FEN, True),
        (SENT, 1, GRANTED_FEN - 1, True),
        (SENT, 1, GRANTED_FEN, False),
    ],
    ids=["another batch", "another position", "another amount", "turned away"],
)
def test_an_attempt_is_not_paid_by_another_word_of_the_bank(
    raw: Raw, course: Course, position: int, fen: int, paid: bool
) -> None:
    evidence = bank_says(raw, batch_of(raw, course), position, fen, paid=paid)

    with refused(raw, "J0B05"):
        change(raw, "payments_attempt", of(raw, SENT, "a.id"), state="paid", evidence_id=evidence)


def test_an_attempt_is_not_rejected_when_the_bank_says_it_paid(raw: Raw) -> None:
    evidence = bank_says(raw, batch_of(raw, SENT), 1, GRANTED_FEN)

    with refused(raw, "J0B05"):
        change(
            raw, "payments_attempt", of(raw, SENT, "a.id"), state="rejected", evidence_id=evidence
        )


def test_an_attempt_that_the_bank_turned_away_returns_its_line(raw: Raw) -> None:
    evidence = bank_says(raw, batch_of(raw, SENT), 1, GRANTED_FEN, paid=False)
    attempt = of(raw, SENT, "a.id")

    with accepted(raw):
        change(raw, "payments_attempt", attempt, state="rejected", evidence_id=evidence)
        claim_line_says(raw, attempt, "returned")


@pytest.mark.parametrize("column", ["evidence_id", "resolved_by_id", "confirmed_by_id"])
def test_the_evidence_of_an_attempt_stays(raw: Raw, column: str) -> None:
    other = {
        "evidence_id": bank_says(raw, batch_of(raw, SETTLED), 1, GRANTED_FEN),
        "resolved_by_id": officer(raw, "finance_maker"),
        "confirmed_by_id": officer(raw, "finance_checker"),
    }

    with refused(raw, "J0B03"):
        change(raw, "payments_attempt", of(raw, SETTLED, "a.id"), **{column: other[column]})


@pytest.mark.parametrize(
    ("column", "no"),
    [("evidence_id", "J0B03"), ("resolved_by_id", "J0B16"), ("confirmed_by_id", "J0B03")],
)
def test_what_the_bank_said_is_not_written_before_the_attempt_moves(
    raw: Raw, column: str, no: str
) -> None:
    told = {
        "evidence_id": bank_says(raw, batch_of(raw, SENT), 1, GRANTED_FEN),
        "resolved_by_id": officer(raw, "finance_maker"),
        "confirmed_by_id": officer(raw, "finance_checker"),
    }

    with refused(raw, no):
        change(raw, "payments_attempt", of(raw, SENT, "a.id"), **{column: told[column]})


def test_unknown_is_left_by_the_statement_and_two_people_and_the_batch_settled(raw: Raw) -> None:
    attempt = of(raw, ANSWERED, "a.id", UNKNOWN)

    with accepted(raw):
        change(raw, "payments_attempt", attempt, state="paid", **found_out(raw))
        claim_line_says(raw, attempt, "paid")
        change(raw, "payments_batch", batch_of(raw, ANSWERED), state="settled")


@pytest.mark.parametrize("lacking", ["resolved_by_id", "confirmed_by_id"])
@pytest.mark.parametrize("state", ["paid", "rejected"])
def test_an_attempt_does_not_leave_unknown_by_one_person(
    raw: Raw, state: str, lacking: str
) -> None:
    attempt, found = of(raw, ANSWERED, "a.id", UNKNOWN), found_out(raw, paid=state == "paid")
    del found[lacking]

    with refused(raw, "J0B06"):
        change(raw, "payments_attempt", attempt, state=state, **found)


@pytest.mark.parametrize("state", ["paid", "rejected"])
def test_an_attempt_does_not_leave_unknown_without_the_statement(raw: Raw, state: str) -> None:
    paid = state == "paid"
    evidence = bank_says(raw, batch_of(raw, ANSWERED), UNKNOWN, UNKNOWN_FEN, paid=paid)
    found = found_out(raw) | {"evidence_id": evidence}

    with refused(raw, "J0B06"):
        change(raw, "payments_attempt", of(raw, ANSWERED, "a.id", UNKNOWN), state=state, **found)


def test_two_accounts_of_one_person_do_not_settle_an_unknown_attempt(raw: Raw) -> None:
    found = found_out(raw) | {"confirmed_by_id": twin(raw, "finance_maker")}

    with refused(raw, "J0P01"):
        change(raw, "payments_attempt", of(raw, ANSWERED, "a.id", UNKNOWN), state="paid", **found)


def test_one_account_does_not_settle_an_unknown_attempt_even_without_triggers(bare: Raw) -> None:
    found = found_out(bare) | {"confirmed_by_id": officer(bare, "finance_maker")}

    with refused(bare, "unknown_is_resolved_by_two_people"):
        change(bare, "payments_attempt", of(bare, ANSWERED, "a.id", UNKNOWN), state="paid", **found)


@pytest.mark.parametrize("state", ["paid", "rejected"])
def test_an_answered_attempt_names_its_bank_line_even_without_triggers(
    bare: Raw, state: str
) -> None:
    with refused(bare, "answered_attempt_names_its_bank_line"):
        change(bare, "payments_attempt", of(bare, SENT, "a.id"), state=state)


def test_an_unknown_attempt_is_never_sent_again(raw: Raw) -> None:
    with refused(raw, "J0S02"):
        change(raw, "payments_attempt", of(raw, ANSWERED, "a.id", UNKNOWN), state="sent")


@pytest.mark.parametrize("course", [MADE, CONFIRMED], ids=lambda each: each.until)
def test_an_attempt_is_sent_with_its_batch(raw: Raw, course: Course) -> None:
    with refused(raw, "J0B04"):
        change(raw, "payments_attempt", of(raw, course, "a.id"), state="sent")


def test_an_attempt_on_hold_is_not_sent(raw: Raw) -> None:
    insert(raw, "holds_hold", a_hold(raw, of(raw, CONFIRMED, "l.id")))
    batch = batch_of(raw, CONFIRMED)
    insert(raw, "payments_paymentfile", a_payment_file(raw, batch))
    change(raw, "payments_batch", batch, state="sent")

    with refused(raw, "J0L04"):
        change(raw, "payments_attempt", of(raw, CONFIRMED, "a.id"), state="sent")


@pytest.mark.parametrize(
    ("course", "place"),
    [(MADE, 1), (SENT, 1), (ANSWERED, UNKNOWN), (SETTLED, 1)],
    ids=["prepared", "sent", "unknown", "paid"],
)
def test_a_decision_under_which_money_may_have_moved_is_not_replaced(
    raw: Raw, course: Course, place: int
) -> None:
    with refused(raw, "J0D10"):
        insert(raw, "claims_decision", a_revocation(raw, of(raw, course, "d.id", place)))


def test_a_decision_whose_only_attempt_was_turned_away_is_replaced(bare: Raw) -> None:
    rearm(bare, "claims_decision", "waits_for_the_money")

    with accepted(bare):
        insert(bare, "claims_decision", a_revocation(bare, of(bare, SETTLED, "d.id", RETURNED)))


def test_a_decision_nobody_began_to_pay_is_replaced(raw: Raw) -> None:
    decision = of(raw, DUE, "d.id")
    insert(raw, "payments_line", a_payment_line(raw, decision))

    with accepted(raw):
        revoke(raw, decision)


def test_a_payment_and_a_revocation_at_once_are_not_both_made(own_chain: Database) -> None:
    def pay(raw: Raw) -> None:
        line = insert(raw, "payments_line", a_payment_line(raw, of(raw, DUE, "d.id")))
        insert(raw, "payments_attempt", an_attempt(raw, line, batch_for(raw, line)))
        change(raw, "claims_line", of(raw, DUE, "l.id"), state="ordered")

    told = crossed(own_chain, pay, lambda raw: revoke(raw, of(raw, DUE, "d.id")))

    assert told == "J0D10"
