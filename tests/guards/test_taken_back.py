"""Can a step be taken back late or by another, or two people be left out, in plain SQL?"""

from typing import Any

import pytest

from tests.guards.attack import Raw, accepted, change, insert, one, refused, speak
from tests.guards.chain import DECIDED, LAST_HERE, SUBMITTED
from tests.guards.looks import REFERRED_PLACE, a_ruling, a_withdrawal, an_opinion
from tests.guards.rows import (
    a_receipt,
    a_revocation,
    decide,
    of,
    review,
)


def as_ruled(raw: Raw, **changes: Any) -> dict[str, Any]:
    """The decision that follows a ruling."""
    before = of(raw, DECIDED, "d.id", REFERRED_PLACE)
    ruling = {"outcome": "granted", "fen": 800_00, "reason": "会商同意"}
    receipt = {"answer": {"fen": 0, "outcome": "silent"}, "ruling": ruling}
    fund = one(raw, "select id from funds_fund where name = %s and year = 2024", DECIDED.fund)
    told = {"outcome": "granted", "fen": 800_00, "fund_id": fund, "receipt": receipt}
    return a_revocation(raw, before) | told | changes


def reviewed_now(raw: Raw) -> int:
    """Review a claim in this transaction, under the verb of reviewing."""
    claim = int(of(raw, SUBMITTED, "c.id"))
    speak(raw, "county_reviewer", verb="claims.review")
    review(raw, claim)
    speak(raw, "county_reviewer", verb="claims.withdraw")
    return claim


def undo_review(raw: Raw, claim: int) -> None:
    change(raw, "claims_claim", claim, state="submitted", reviewed_by_id=None, reviewed_at=None)


def test_a_review_goes_with_its_withdrawal_only(raw: Raw) -> None:
    claim = reviewed_now(raw)
    with refused(raw, "J0C02"):
        undo_review(raw, claim)
    with accepted(raw):
        insert(raw, "claims_withdrawn", a_withdrawal(raw, SUBMITTED, None, "county_reviewer"))
        undo_review(raw, claim)


def test_what_is_said_to_be_taken_back_does_not_stand_on(raw: Raw) -> None:
    reviewed_now(raw)
    with refused(raw, "J0C12"):
        insert(raw, "claims_withdrawn", a_withdrawal(raw, SUBMITTED, None, "county_reviewer"))


def test_nobody_takes_back_anothers_review(raw: Raw) -> None:
    reviewed_now(raw)
    with refused(raw, "J0C11"):
        insert(raw, "claims_withdrawn", a_withdrawal(raw, SUBMITTED, None, "county_leader"))


def test_a_decision_is_taken_back_by_its_own_officer_only(raw: Raw) -> None:
    decision = decide(raw, of(raw, LAST_HERE, "l.id", 2))
    with refused(raw, "J0C11"):
        insert(raw, "claims_withdrawn", a_withdrawal(raw, LAST_HERE, decision, "county_leader"))
    with accepted(raw):
        row = a_withdrawal(raw, LAST_HERE, decision, "county_checker")
        insert(raw, "claims_withdrawn", row)
        insert(raw, "claims_decision", a_revocation(raw, decision))
        change(raw, "claims_line", of(raw, LAST_HERE, "l.id", 2), state="submitted")


def test_what_nobody_was_shown_is_not_revoked_without_being_taken_back(raw: Raw) -> None:
    decision = decide(raw, of(raw, LAST_HERE, "l.id", 2))
    with refused(raw, "J0C12"):
        insert(raw, "claims_decision", a_revocation(raw, decision))


def test_a_decided_claim_waits_again_only_when_a_decision_was_taken_back(raw: Raw) -> None:
    with refused(raw, "J0C12"):
        change(raw, "claims_claim", of(raw, DECIDED, "c.id"), state="reviewed")


def test_after_its_minutes_a_decision_stands(admin: Raw) -> None:
    """The clock is the database's: here its decision is made an hour older, as only it could."""
    decision = of(admin, DECIDED, "d.id")
    speak(admin, "county_checker")
    row = a_withdrawal(admin, DECIDED, decision, "county_checker")
    admin.execute("alter table claims_decision disable trigger user")
    admin.execute("update claims_decision set recorded_at = recorded_at - interval '1 hour'")
    admin.execute("alter table claims_decision enable trigger user")
    with refused(admin, "J0C11"):
        insert(admin, "claims_withdrawn", row)


def test_what_was_decided_is_not_judged_any_more(raw: Raw) -> None:
    with refused(raw, "J0C09"):
        insert(raw, "claims_opinion", an_opinion(raw, DECIDED))


def test_who_claimed_neither_judges_nor_proposes(raw: Raw) -> None:
    who = of(raw, SUBMITTED, "c.submitted_by_id")
    with refused(raw, "J0P01"):
        insert(raw, "claims_opinion", an_opinion(raw, SUBMITTED) | {"given_by_id": who})
    who = of(raw, DECIDED, "c.submitted_by_id")
    with refused(raw, "J0P01"):
        insert(raw, "claims_ruling", a_ruling(raw, proposed_by_id=who))


def test_an_opinion_other_than_the_rules_says_why(bare: Raw) -> None:
    with refused(bare, "opinion_other_than_the_rules_says_why"):
        insert(bare, "claims_opinion", an_opinion(bare, SUBMITTED) | {"choice": "ask"})


def test_only_what_the_rules_are_silent_on_is_ruled(raw: Raw) -> None:
    granted = of(raw, DECIDED, "d.id")
    with refused(raw, "J0C10"):
        insert(raw, "claims_ruling", a_ruling(raw, decision_id=granted))


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"fen": 0}, {"outcome": "revoked"}])
def test_a_ruling_grants_a_sum_or_refuses_and_says_why(bare: Raw, wrong: dict[str, Any]) -> None:
    with refused(bare, "ruling_grants_a_sum_or_refuses_and_says_why"):
        insert(bare, "claims_ruling", a_ruling(bare) | wrong)


def test_a_silent_case_is_decided_as_it_was_ruled(raw: Raw) -> None:
    with refused(raw, "J0D13"):
        insert(raw, "claims_decision", as_ruled(raw))
    insert(raw, "claims_ruling", a_ruling(raw))
    plain = {"receipt": a_receipt(800_00)}
    more = {"fen": 900_00}
    for wrong in (plain, more | {"receipt": a_receipt(900_00)}):
        with refused(raw, "J0D13"):
            insert(raw, "claims_decision", as_ruled(raw) | wrong)
    with accepted(raw):
        insert(raw, "claims_decision", as_ruled(raw))
        change(raw, "claims_line", of(raw, DECIDED, "l.id", REFERRED_PLACE), state="granted")


def test_a_receipt_with_a_ruling_is_of_a_silent_case(raw: Raw) -> None:
    ruling = {"outcome": "granted", "fen": 1_280_00, "reason": "好"}
    receipt = {"answer": {"fen": 1_280_00, "outcome": "granted"}, "ruling": ruling}
    with refused(raw, "J0D13"):
        decide(raw, of(raw, LAST_HERE, "l.id", 2), receipt=receipt)
