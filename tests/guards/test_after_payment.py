"""Can what was paid be changed by one person, or come back twice, in plain SQL?"""

from typing import Any

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
    row_of,
    twin,
)
from tests.guards.chain import DECIDED, DUE, LAST_HERE, SENT, SETTLED, SUBMITTED
from tests.guards.rows import (
    GRANTED_FEN,
    a_finish,
    a_payment_line,
    a_receipt,
    a_recovery,
    a_reopening,
    a_revocation,
    an_enrolment,
    confirm_recovery,
    decide,
    fund_of,
    of,
    revoke_paid,
)
from tests.guards.test_funds import COLUMNS, OFF_BY, balance, free_of

RAISED_FEN = 1_600_00


def reopened(raw: Raw, wanted: str = "reconsidered") -> dict[str, Any]:
    """A grant that was paid is opened again; return the decision that raises it."""
    decision = of(raw, SETTLED, "d.id")
    insert(raw, "claims_reopening", a_reopening(raw, decision, wanted))
    return a_revocation(raw, decision) | {
        "outcome": "granted",
        "fen": RAISED_FEN,
        "fund_id": fund_of(raw, SETTLED),
        "receipt": a_receipt(RAISED_FEN),
        "maker_id": officer(raw, "county_reviewer"),
        "checker_id": officer(raw, "county_leader"),
    }


def raise_(raw: Raw, **changes: Any) -> int:
    """Grant more for a line that was paid."""
    row = reopened(raw) | changes
    made = insert(raw, "claims_decision", row)
    change(raw, "claims_line", row["line_id"], state="granted")
    return made


def due(raw: Raw, line: int) -> int:
    """Return what is due on a claim line."""
    return int(one(raw, "select due_of(%s)", line))


def overpaid(raw: Raw) -> int:
    """Revoke what was paid; return the line."""
    revoke_paid(raw, of(raw, SETTLED, "d.id"))
    return int(of(raw, SETTLED, "l.id"))


def test_only_the_difference_is_owed_when_more_is_granted_for_what_was_paid(raw: Raw) -> None:
    fund, line = fund_of(raw, SETTLED), of(raw, SETTLED, "l.id")
    owed, paid = balance(raw, fund, "owed_fen"), balance(raw, fund, "paid_fen")

    with accepted(raw):
        raise_(raw)

    assert due(raw, line) == RAISED_FEN - GRANTED_FEN
    assert balance(raw, fund, "owed_fen") == owed + RAISED_FEN - GRANTED_FEN
    assert balance(raw, fund, "paid_fen") == paid


def test_what_was_paid_is_not_decided_again_unless_it_was_asked_for(raw: Raw) -> None:
    decision = of(raw, SETTLED, "d.id")
    for more in ({}, {"outcome": "granted", "fen": RAISED_FEN, "receipt": a_receipt(RAISED_FEN)}):
        with refused(raw, "J0D10"):
            row = a_revocation(raw, decision) | more
            fund = fund_of(raw, SETTLED) if more else None
            insert(raw, "claims_decision", row | {"fund_id": fund})


def test_what_was_paid_is_decided_again_by_who_asked_and_another(raw: Raw) -> None:
    row = reopened(raw)
    reviewer = officer(raw, "county_reviewer")
    with refused(raw, "J0D02"):
        insert(raw, "claims_decision", row | {"maker_id": officer(raw, "county_checker")})
    for same in (reviewer, twin(raw, "county_reviewer")):
        with refused(raw, "J0P01"):
            insert(raw, "claims_decision", row | {"checker_id": same})


def test_what_was_paid_is_decided_again_as_it_was_asked_for(raw: Raw) -> None:
    row = reopened(raw, "revoked")

    with refused(raw, "J0D12"):
        insert(raw, "claims_decision", row)


def test_only_what_was_paid_and_stands_is_opened_again(raw: Raw) -> None:
    for decision in (of(raw, DUE, "d.id"), of(raw, SENT, "d.id"), of(raw, DECIDED, "d.id", 2)):
        with refused(raw, "J0C07"):
            insert(raw, "claims_reopening", a_reopening(raw, decision))
    paid = of(raw, SETTLED, "d.id")
    revoke_paid(raw, paid)
    with refused(raw, "J0C07"):
        insert(raw, "claims_reopening", a_reopening(raw, paid))


def test_what_was_asked_for_in_vain_does_not_keep_from_revoking(raw: Raw) -> None:
    decision = of(raw, SETTLED, "d.id")
    insert(raw, "claims_reopening", a_reopening(raw, decision, "reconsidered"))

    with accepted(raw):
        revoke_paid(raw, decision)


def test_a_decision_is_opened_again_once_for_each_wish(bare: Raw) -> None:
    row = a_reopening(bare, of(bare, SETTLED, "d.id"))
    insert(bare, "claims_reopening", row)
    with refused(bare, "a_decision_is_opened_again_once_for_each_wish"):
        insert(bare, "claims_reopening", row)


def test_who_claimed_does_not_ask_for_another_decision(raw: Raw) -> None:
    row = a_reopening(raw, of(raw, SETTLED, "d.id"))
    for who in (of(raw, SETTLED, "c.submitted_by_id"), twin(raw, "institution-PX001")):
        with refused(raw, "J0P01"):
            insert(raw, "claims_reopening", row | {"asked_by_id": who})


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"wanted": "doubled"}], ids=str)
def test_a_reopening_names_what_is_wanted_and_why(bare: Raw, wrong: dict[str, str]) -> None:
    with refused(bare, "reopening_names_what_is_wanted_and_why"):
        insert(bare, "claims_reopening", a_reopening(bare, of(bare, SETTLED, "d.id")) | wrong)


def test_a_line_does_not_say_paid_while_more_is_due(raw: Raw) -> None:
    row = reopened(raw)

    with refused(raw, "J0L08"):
        insert(raw, "claims_decision", row)


def test_less_for_what_was_paid_leaves_the_line_paid_and_a_sum_to_recover(raw: Raw) -> None:
    fund = fund_of(raw, SETTLED)
    before = balance(raw, fund, "owed_fen"), balance(raw, fund, "paid_fen")

    with accepted(raw):
        insert(raw, "claims_decision", reopened(raw) | {"fen": 1_00, "receipt": a_receipt(1_00)})

    assert due(raw, of(raw, SETTLED, "l.id")) == 1_00 - GRANTED_FEN
    assert (balance(raw, fund, "owed_fen"), balance(raw, fund, "paid_fen")) == before


def test_a_difference_may_come_from_the_fund_of_a_later_year(raw: Raw) -> None:
    named = {"area": SETTLED.area, "name": SETTLED.fund}
    empty = dict.fromkeys(COLUMNS, 0)
    later = insert(raw, "funds_fund", named | empty | {"year": 2025})
    for at in ("2024-12-31 23:59+08", "2025-01-01 00:00+08"):
        by = "J0D05" if at < "2025" else "what_is_taken_stays_within_what_was_appropriated"
        with refused(raw, by):
            raise_(raw, fund_id=later, at=at)


def test_money_comes_back_to_the_fund_that_paid_it(raw: Raw) -> None:
    fund = fund_of(raw, SETTLED)
    paid, free = balance(raw, fund, "paid_fen"), free_of(raw, fund)

    with accepted(raw):
        line = overpaid(raw)
        assert due(raw, line) == -GRANTED_FEN
        recovery = insert(raw, "payments_recovery", a_recovery(raw, line, GRANTED_FEN))
        confirm_recovery(raw, recovery)

    assert due(raw, line) == 0
    assert balance(raw, fund, "paid_fen") == paid - GRANTED_FEN
    assert free_of(raw, fund) == free + GRANTED_FEN
    assert raw.execute(OFF_BY).fetchall() == []


def test_no_more_comes_back_than_was_paid_beyond_what_stands(raw: Raw) -> None:
    stands = a_recovery(raw, of(raw, SETTLED, "l.id", 2), 1)
    with refused(raw, "J0L09"):
        insert(raw, "payments_recovery", stands)
    line = overpaid(raw)
    first = insert(raw, "payments_recovery", a_recovery(raw, line, GRANTED_FEN))
    other = a_recovery(raw, line, 1) | {"reference": "退 2"}
    second = insert(raw, "payments_recovery", other)
    confirm_recovery(raw, first)

    with refused(raw, "J0L09"):
        confirm_recovery(raw, second)


def test_two_receipts_confirmed_at_once_do_not_bring_back_too_much(own_chain: Database) -> None:
    def come_back(raw: Raw, reference: str) -> None:
        row = a_recovery(raw, of(raw, SETTLED, "l.id"), GRANTED_FEN) | {"reference": reference}
        confirm_recovery(raw, insert(raw, "payments_recovery", row))

    def revoke_and_come_back(raw: Raw) -> None:
        overpaid(raw)
        come_back(raw, "退 1")

    assert crossed(own_chain, revoke_and_come_back, lambda raw: come_back(raw, "退 2")) == "J0L09"


def test_a_recovery_is_confirmed_once_by_another_person(raw: Raw) -> None:
    row = a_recovery(raw, overpaid(raw), GRANTED_FEN)
    checker = officer(raw, "finance_checker")
    with refused(raw, "J0F03"):
        confirmed = {"confirmed_by_id": checker, "confirmed_at": "2024-10-21 09:00+08"}
        insert(raw, "payments_recovery", row | confirmed)
    recovery = insert(raw, "payments_recovery", row)
    for same in (officer(raw, "finance_maker"), twin(raw, "finance_maker")):
        with refused(raw, "J0P01"):
            confirm_recovery(raw, recovery, by=same)
    confirm_recovery(raw, recovery)
    with refused(raw, "J0F04"):
        change(raw, "payments_recovery", recovery, confirmed_at="2024-10-22 09:00+08")


def test_small_promises_of_a_recovery_are_kept_without_triggers(bare: Raw) -> None:
    row = a_recovery(bare, of(bare, SETTLED, "l.id"), 1)
    for wrong in ({"fen": 0}, {"fen": -1}, {"reference": ""}):
        with refused(bare, "recovery_is_a_positive_amount_with_its_receipt"):
            insert(bare, "payments_recovery", row | wrong)
    recovery = insert(bare, "payments_recovery", row)
    with refused(bare, "a_receipt_is_counted_once_for_a_line"):
        insert(bare, "payments_recovery", row)
    with refused(bare, "recovery_is_made_and_confirmed_by_two"):
        confirm_recovery(bare, recovery, by=officer(bare, "finance_maker"))


def paid_by_two_funds(bare: Raw) -> tuple[int, int, int]:
    """A line of which one fund paid 1,280 yuan and a later one 320, all of it revoked since."""
    line, first = of(bare, SETTLED, "l.id"), fund_of(bare, SETTLED)
    attempt = of(bare, SETTLED, "a.id")
    later = {"area": SETTLED.area, "name": SETTLED.fund, "year": 2025}
    second = insert(bare, "funds_fund", later | dict.fromkeys(COLUMNS, 0))
    made = insert(bare, "claims_decision", reopened(bare) | {"fund_id": second})
    rest = {"fen": RAISED_FEN - GRANTED_FEN}
    owed = insert(bare, "payments_line", a_payment_line(bare, made) | rest)
    row = row_of(bare, "select * from payments_attempt where id = %s", attempt)
    del row["id"]
    said = row_of(bare, "select * from payments_bankline where id = %s", row["evidence_id"])
    del said["id"]
    evidence = insert(bare, "payments_bankline", said | rest | {"position": 99})
    told = {"line_id": owed, "position": 99, "evidence_id": evidence}
    insert(bare, "payments_attempt", row | told)
    insert(bare, "claims_decision", a_revocation(bare, made))
    return line, first, second


def test_what_came_back_is_split_over_the_funds_that_paid_to_the_fen(bare: Raw) -> None:
    """Four fifths and one fifth; the odd fen goes to the larger remainder, and none is lost."""
    line, first, second = paid_by_two_funds(bare)
    rearm(bare, "payments_recovery", "goes_back")
    rearm(bare, "funds_entry", "finds_its_accounts")
    shares = "select fund_id, fen from funds_entry where subject = %s"

    for number, (fen, told) in enumerate(
        [
            (1, {first: 1}),
            (100_001, {first: 80_001, second: 20_000}),
            (59_998, {first: 47_998, second: 12_000}),
        ]
    ):
        row = a_recovery(bare, line, fen) | {"reference": f"退 {number}"}
        recovery = insert(bare, "payments_recovery", row)
        confirm_recovery(bare, recovery)
        found = bare.execute(shares, [f"payments.Recovery:{recovery}"]).fetchall()
        assert sum(share for _, share in found) == fen
        assert dict(found) == told

    assert due(bare, line) == 0


def test_a_class_is_finished_when_nothing_of_it_waits(raw: Raw) -> None:
    fund = fund_of(raw, DUE)
    assert balance(raw, fund, "held_fen") > 0

    with accepted(raw):
        insert(raw, "claims_finish", a_finish(raw, DUE))

    assert balance(raw, fund, "held_fen") == 0
    assert raw.execute(OFF_BY).fetchall() == []


@pytest.mark.parametrize("course", [SUBMITTED, LAST_HERE], ids=lambda each: each.until)
def test_a_class_with_lines_that_wait_is_not_finished(raw: Raw, course: Any) -> None:
    with refused(raw, "J0C06"):
        insert(raw, "claims_finish", a_finish(raw, course))


def test_a_finished_class_takes_nobody(raw: Raw) -> None:
    insert(raw, "claims_finish", a_finish(raw, DUE))

    with refused(raw, "J0C08"):
        insert(raw, "enrolment_enrolment", an_enrolment(raw, DUE))


def test_a_class_finished_while_somebody_joins_holds_nothing_back(own_chain: Database) -> None:
    told = crossed(
        own_chain,
        lambda raw: insert(raw, "claims_finish", a_finish(raw, DUE)),
        lambda raw: insert(raw, "enrolment_enrolment", an_enrolment(raw, DUE)),
    )

    assert told == "J0C08"


def test_a_grant_after_the_class_is_finished_comes_out_of_what_is_free(raw: Raw) -> None:
    fund, line = fund_of(raw, DUE), of(raw, DUE, "l.id")
    insert(raw, "claims_finish", a_finish(raw, DUE))
    revocation = a_revocation(raw, of(raw, DUE, "d.id"))
    revoked = insert(raw, "claims_decision", revocation)
    change(raw, "claims_line", line, state="submitted")
    free = free_of(raw, fund)

    with accepted(raw):
        decide(raw, line, seq=3, supersedes_id=revoked)

    assert free_of(raw, fund) == free - GRANTED_FEN
