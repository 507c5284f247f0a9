"""Can a line be decided by one person, twice, past a cap, or under another rule, in plain SQL?"""

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
from tests.guards.chain import (
    DECIDED,
    DUE,
    LAST_HERE,
    SUBMITTED,
    TAUGHT,
)
from tests.guards.rows import (
    GRANTED_FEN,
    a_claim,
    a_claim_line,
    a_decision,
    a_receipt,
    a_revocation,
    decide,
    fund_of,
    of,
    review,
    revoke,
)
from tests.guards.test_funds import COLUMNS
from tests.papers import ELSEWHERE

PENSIONER, NEXT = 2, 2


def test_a_reviewed_line_is_decided_by_a_second_person(raw: Raw) -> None:
    with accepted(raw):
        decide(raw, of(raw, LAST_HERE, "l.id", NEXT))


def test_the_maker_of_a_decision_is_who_reviewed_the_claim(raw: Raw) -> None:
    with refused(raw, "J0D02"):
        decide(raw, of(raw, LAST_HERE, "l.id"), maker_id=officer(raw, "county_leader"))


def test_a_claim_nobody_reviewed_is_not_decided(raw: Raw) -> None:
    with refused(raw, "J0D02"):
        decide(raw, of(raw, SUBMITTED, "l.id"), maker_id=officer(raw, "county_reviewer"))


def test_the_reviewer_of_a_claim_does_not_decide_it(raw: Raw) -> None:
    with refused(raw, "J0P01"):
        decide(raw, of(raw, LAST_HERE, "l.id"), checker_id=officer(raw, "county_reviewer"))


def test_the_reviewer_does_not_decide_under_another_account(raw: Raw) -> None:
    with refused(raw, "J0P01"):
        decide(raw, of(raw, LAST_HERE, "l.id"), checker_id=twin(raw, "county_reviewer"))


def test_who_claimed_does_not_decide(raw: Raw) -> None:
    with refused(raw, "J0P01"):
        decide(raw, of(raw, LAST_HERE, "l.id"), checker_id=of(raw, LAST_HERE, "c.submitted_by_id"))


def test_who_claimed_does_not_decide_under_another_account(raw: Raw) -> None:
    with refused(raw, "J0P01"):
        decide(raw, of(raw, LAST_HERE, "l.id"), checker_id=twin(raw, "institution-PX001"))


def test_one_account_does_not_decide_alone_even_without_triggers(bare: Raw) -> None:
    reviewer = officer(bare, "county_reviewer")

    with refused(bare, "decision_is_made_and_checked_by_two"):
        decide(bare, of(bare, LAST_HERE, "l.id"), checker_id=reviewer)


def test_a_decision_stands_under_the_plan_of_its_area(raw: Raw) -> None:
    with refused(raw, "J0D03"):
        decide(raw, of(raw, LAST_HERE, "l.id"), plan_id=plan(raw, area=ELSEWHERE))


def test_a_decision_stands_under_the_plan_of_its_question(raw: Raw) -> None:
    with refused(raw, "J0D03"):
        decide(raw, of(raw, LAST_HERE, "l.id"), plan_id=plan(raw, question="class_opening"))


def test_a_decision_stands_under_a_plan_of_its_kind(raw: Raw) -> None:
    of_another_kind = a_claim(raw, TAUGHT) | {"kind": "职业技能评价补贴"}
    claim = insert(raw, "claims_claim", of_another_kind)
    line = insert(raw, "claims_line", a_claim_line(raw, claim, TAUGHT))
    review(raw, claim)

    with refused(raw, "J0D03"):
        decide(raw, line)


def test_a_decision_stands_under_the_plan_of_the_day_the_training_ended(raw: Raw) -> None:
    later = insert(raw, "documents_plan", a_plan(raw) | {"in_force": "[2025-01-01,2026-01-01)"})

    with refused(raw, "J0D03"):
        decide(raw, of(raw, LAST_HERE, "l.id"), plan_id=later)


def test_a_decision_pays_the_payee_of_its_claim(raw: Raw) -> None:
    other = one(raw, "select id from institutions_body where number = 'PJ01'")

    with refused(raw, "J0D04"):
        decide(raw, of(raw, LAST_HERE, "l.id"), payee_id=other)


def test_a_decision_pays_to_the_account_of_its_payee(raw: Raw) -> None:
    with refused(raw, "J0D04"):
        decide(raw, of(raw, LAST_HERE, "l.id"), account_digest=b"another account")


def test_a_decision_grants_from_the_fund_its_class_named(raw: Raw) -> None:
    with refused(raw, "J0D05"):
        decide(raw, of(raw, LAST_HERE, "l.id"), fund_id=fund_of(raw, DUE))


@pytest.mark.parametrize("wrong", [{"area": ELSEWHERE}, {"year": 2025}], ids=str)
def test_a_decision_grants_from_a_fund_of_its_area_and_year(
    raw: Raw, wrong: dict[str, object]
) -> None:
    named = {"area": LAST_HERE.area, "name": LAST_HERE.fund, "year": 2024} | wrong
    empty = dict.fromkeys(COLUMNS, 0)
    fund = insert(raw, "funds_fund", named | empty)

    with refused(raw, "J0D05"):
        decide(raw, of(raw, LAST_HERE, "l.id"), fund_id=fund)


def test_a_decision_supersedes_only_one_of_its_own_line(raw: Raw) -> None:
    other = a_revocation(raw, of(raw, DUE, "d.id", NEXT))

    with refused(raw, "J0D06"):
        insert(raw, "claims_decision", other | {"line_id": of(raw, DUE, "l.id")})


def test_a_decision_supersedes_the_one_before_it(raw: Raw) -> None:
    with refused(raw, "J0D06"):
        decision = a_revocation(raw, of(raw, DUE, "d.id"))
        insert(raw, "claims_decision", decision | {"seq": 3})


def test_a_decision_is_superseded_once(bare: Raw) -> None:
    revocation = a_revocation(bare, of(bare, DUE, "d.id"))
    insert(bare, "claims_decision", revocation)

    with refused(bare, "claims_decision_supersedes_id_key"):
        insert(bare, "claims_decision", revocation | {"seq": 3})


def test_two_who_supersede_one_decision_at_once_do_not_both(own_chain: Database) -> None:
    def take_back(raw: Raw) -> None:
        revoke(raw, of(raw, DUE, "d.id"))

    told = crossed(own_chain, take_back, take_back)

    assert told in ("claims_decision_supersedes_id_key", "decisions_of_a_line_are_numbered")


def test_a_line_is_decided_first_once(raw: Raw) -> None:
    first = a_decision(raw, of(raw, DUE, "l.id")) | {"outcome": "refused", "fen": 0}

    with refused(raw, "decisions_of_a_line_are_numbered"):
        insert(raw, "claims_decision", first | {"fund_id": None, "receipt": a_receipt(0)})


@pytest.mark.parametrize("wrong", [{"seq": 2}, {"supersedes_id": 1}], ids=str)
def test_the_first_decision_supersedes_nothing_and_others_do(
    bare: Raw, wrong: dict[str, int]
) -> None:
    with refused(bare, "first_decision_supersedes_nothing_and_others_do"):
        decide(bare, of(bare, LAST_HERE, "l.id"), **wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"fund_id": None},
        {"fen": 0, "receipt": a_receipt(0)},
        {"fen": -1, "receipt": a_receipt(-1)},
        {"outcome": "refused", "fund_id": None},
        {"outcome": "referred", "fund_id": None},
        {"outcome": "revoked", "fund_id": None},
    ],
    ids=["no fund", "nothing", "less than nothing", "refused", "referred", "revoked"],
)
def test_only_a_grant_has_an_amount_and_a_grant_has_its_fund(
    bare: Raw, wrong: dict[str, Any]
) -> None:
    with refused(bare, "granted_means_a_positive_amount_and_a_fund"):
        decide(bare, of(bare, LAST_HERE, "l.id"), **wrong)


@pytest.mark.parametrize(
    "receipt",
    [{}, {"answer": {}}, {"answer": {"fen": None}}, {"answer": {"fen": GRANTED_FEN + 1}}],
    ids=str,
)
def test_a_decision_grants_what_its_receipt_says(raw: Raw, receipt: dict[str, Any]) -> None:
    with refused(raw, "decision_grants_what_its_receipt_says"):
        decide(raw, of(raw, LAST_HERE, "l.id", NEXT), receipt=receipt)


def test_a_line_does_not_say_what_its_decision_does_not(raw: Raw) -> None:
    """Neither without a decision, nor another than it, nor waiting again under it."""
    waiting, granted = of(raw, LAST_HERE, "l.id"), of(raw, DECIDED, "l.id")
    for line, states in (
        (waiting, ("granted", "refused", "referred")),
        (granted, ("on_notice",)),
        (of(raw, DUE, "l.id"), ("submitted",)),
    ):
        for state in states:
            with refused(raw, "J0D08"):
                change(raw, "claims_line", line, state=state)


def test_no_decision_stands_that_its_line_does_not_tell(raw: Raw) -> None:
    with refused(raw, "J0D08"):
        insert(raw, "claims_decision", a_decision(raw, of(raw, LAST_HERE, "l.id", NEXT)))


def test_a_grant_may_be_shown_in_the_transaction_that_makes_it(bare: Raw) -> None:
    line = of(bare, LAST_HERE, "l.id", NEXT)
    rearm(bare, "claims_decision", "is_told_by_its_line")

    with accepted(bare):
        decide(bare, line)
        change(bare, "claims_line", line, state="on_notice")


def test_a_line_does_not_stay_on_notice_when_its_grant_is_revoked(raw: Raw) -> None:
    with refused(raw, "J0D08"):
        insert(raw, "claims_decision", a_revocation(raw, of(raw, DUE, "d.id")))


def test_the_moment_of_a_decision_is_not_written_by_who_decides(raw: Raw) -> None:
    decision = decide(raw, of(raw, LAST_HERE, "l.id", NEXT), recorded_at="2024-01-01 00:00+08")

    assert one(raw, "select recorded_at > now() from claims_decision where id = %s", decision)


def a_plan(raw: Raw) -> dict[str, Any]:
    """A plan like the one in force."""
    return row_of(
        raw,
        "select fingerprint, question, kind, area, in_force::text, drafted_by_id, activated_by_id"
        " from documents_plan where id = %s",
        plan(raw),
    )


def plan(raw: Raw, *, question: str = "training_subsidy", area: str = LAST_HERE.area) -> int:
    """Return the key of a plan in force."""
    asked = "select id from documents_plan where question = %s and area = %s"
    return int(one(raw, asked, question, area))
