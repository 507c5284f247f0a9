"""Do rows that belong together lie in one area, name one person and follow one enrolment?

Tried without triggers: each key refuses alone, and only what it is named for is wrong.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.guards.attack import Raw, copied, insert, one, refused, row_of
from tests.guards.chain import (
    APPLIED,
    CONFIRMED,
    DECIDED,
    DUE,
    LAST_HERE,
    LAST_THERE,
    OPEN,
    SUBMITTED,
    TAUGHT,
)
from tests.guards.looks import a_ruling, a_withdrawal, an_opinion
from tests.guards.rows import (
    a_batch,
    a_claim,
    a_claim_line,
    a_decision,
    a_file,
    a_finish,
    a_payment_file,
    a_payment_line,
    a_period,
    a_recovery,
    a_reopening,
    a_signature,
    an_appropriation,
    an_attempt,
    as_owner,
    batch_of,
    fund_of,
    of,
    training_of,
)
from tests.papers import AREA, ELSEWHERE

MOVED = {"area": ELSEWHERE}
AFTERNOON = "2024-06-30"


def an_afternoon(raw: Raw, course: Any) -> dict[str, Any]:
    """A half-day of the first learner of a class, at a time when nobody was anywhere."""
    line = a_claim_line(raw, 0, course)
    row = {name: line[name] for name in ("enrolment_id", "person_id", "area")}
    during = f"[{AFTERNOON} 14:00+08,{AFTERNOON} 17:00+08]"
    row |= {"day": AFTERNOON, "half": "下午", "during": during, "row": 9_999}
    return row | {"file_id": one(raw, "select min(file_id) from attendance_halfday")}


def a_sitting(raw: Raw) -> int:
    """Sit the first sitting once more; return its key."""
    return insert(raw, "assessment_sitting", copied(raw, "assessment_sitting") | {"row": 9_999})


def a_certificate(raw: Raw) -> dict[str, Any]:
    """A certificate of a sitting that has none yet."""
    first = copied(raw, "certificates_certificate")
    return first | {"sitting_id": a_sitting(raw), "number": ""}


def a_line_of_elsewhere(raw: Raw) -> dict[str, Any]:
    """A learner of the other county in a claim of ours."""
    return a_claim_line(raw, of(raw, SUBMITTED, "c.id"), LAST_THERE, 2)


def a_posting(raw: Raw) -> dict[str, Any]:
    """The tie of a grant to a line of a notice that shows nothing yet."""
    notice = one(raw, "select min(id) from notices_notice")
    line = row_of(raw, "select * from notices_line where notice_id = %s limit 1", notice)
    del line["id"]
    shown = insert(raw, "notices_line", line | {"number": 99})
    return {"decision_id": of(raw, DECIDED, "d.id"), "notice_line_id": shown, "area": AREA}


def an_attempt_across(raw: Raw, area: str) -> dict[str, Any]:
    """An attempt to pay a line of our county in a batch of the other."""
    line = insert(raw, "payments_line", a_payment_line(raw, of(raw, DUE, "d.id")))
    payee = of(raw, LAST_THERE, "c.payee_id")
    batch = insert(raw, "payments_batch", a_batch(raw, fund_of(raw, LAST_THERE), payee, 1))
    return an_attempt(raw, line, batch) | {"area": area}


def an_opening(raw: Raw) -> dict[str, Any]:
    """The answer to the application nobody has answered."""
    return copied(raw, "classes_opening") | {"training_id": training_of(raw, APPLIED)}


def stranger(raw: Raw) -> dict[str, Any]:
    """The person of elsewhere in a class of ours."""
    person = of(raw, LAST_THERE, "l.person_id", 2)
    return copied(raw, "enrolment_enrolment") | {"person_id": person, "row": 99}


def an_answer(raw: Raw) -> dict[str, Any]:
    """One more file of the bank."""
    return copied(raw, "payments_answer") | {"file_id": a_file(raw, "another")}


# The key, the table, and the row in which nothing else is wrong.
KEYS: tuple[tuple[str, str, Callable[[Raw], dict[str, Any]]], ...] = (
    (
        "row_error_lies_in_the_area_of_its_intake",
        "documents_rowerror",
        lambda raw: copied(raw, "documents_rowerror") | MOVED,
    ),
    (
        "opening_lies_in_the_area_of_its_class",
        "classes_opening",
        lambda raw: an_opening(raw) | MOVED,
    ),
    (
        "enrolment_lies_in_the_area_of_its_class",
        "enrolment_enrolment",
        lambda raw: stranger(raw) | MOVED,
    ),
    (
        "half_day_is_of_its_enrolments_person_and_area",
        "attendance_halfday",
        lambda raw: an_afternoon(raw, TAUGHT) | MOVED,
    ),
    (
        "half_day_is_of_its_enrolments_person_and_area",
        "attendance_halfday",
        lambda raw: an_afternoon(raw, TAUGHT) | {"person_id": of(raw, DUE, "l.person_id")},
    ),
    (
        "sitting_lies_in_the_area_of_its_enrolment",
        "assessment_sitting",
        lambda raw: copied(raw, "assessment_sitting") | {"row": 9_999} | MOVED,
    ),
    (
        "certificate_lies_in_the_area_of_its_enrolment",
        "certificates_certificate",
        lambda raw: a_certificate(raw) | MOVED,
    ),
    (
        "certificate_is_of_its_sittings_enrolment",
        "certificates_certificate",
        lambda raw: a_certificate(raw) | {"enrolment_id": of(raw, DUE, "l.enrolment_id")},
    ),
    (
        "claim_lies_in_the_area_of_its_class",
        "claims_claim",
        lambda raw: a_claim(raw, TAUGHT) | MOVED,
    ),
    ("line_lies_in_the_area_of_its_claim", "claims_line", a_line_of_elsewhere),
    (
        "line_is_of_its_enrolments_person_and_area",
        "claims_line",
        lambda raw: a_line_of_elsewhere(raw) | {"area": AREA},
    ),
    (
        "line_is_of_its_enrolments_person_and_area",
        "claims_line",
        lambda raw: (
            a_claim_line(raw, of(raw, SUBMITTED, "c.id"), OPEN)
            | {"person_id": of(raw, DUE, "l.person_id")}
        ),
    ),
    (
        "decision_lies_in_the_area_of_its_line",
        "claims_decision",
        lambda raw: a_decision(raw, of(raw, LAST_HERE, "l.id")) | MOVED,
    ),
    (
        "posting_lies_in_the_area_of_its_decision",
        "claims_posting",
        lambda raw: a_posting(raw) | MOVED,
    ),
    (
        "entry_lies_in_the_area_of_its_fund",
        "funds_entry",
        lambda raw: as_owner(raw) or copied(raw, "funds_entry") | {"subject": "another"} | MOVED,
    ),
    (
        "appropriation_lies_in_the_area_of_its_fund",
        "funds_appropriation",
        lambda raw: an_appropriation(raw, fund_of(raw, DUE)) | MOVED,
    ),
    (
        "money_held_lies_in_the_area_of_its_fund",
        "funds_hold",
        lambda raw: as_owner(raw) or copied(raw, "funds_hold") | {"subject": "another"} | MOVED,
    ),
    (
        "period_lies_in_the_area_of_its_fund",
        "funds_period",
        lambda raw: a_period(raw, DUE) | MOVED,
    ),
    (
        "reopening_lies_in_the_area_of_its_decision",
        "claims_reopening",
        lambda raw: a_reopening(raw, of(raw, DUE, "d.id")) | MOVED,
    ),
    (
        "opinion_lies_in_the_area_of_its_line",
        "claims_opinion",
        lambda raw: an_opinion(raw, SUBMITTED) | MOVED,
    ),
    (
        "ruling_lies_in_the_area_of_its_decision",
        "claims_ruling",
        lambda raw: a_ruling(raw) | MOVED,
    ),
    (
        "withdrawal_lies_in_the_area_of_its_claim",
        "claims_withdrawn",
        lambda raw: a_withdrawal(raw, SUBMITTED, None, "county_reviewer") | MOVED,
    ),
    (
        "finish_lies_in_the_area_of_its_class",
        "claims_finish",
        lambda raw: a_finish(raw, DUE) | MOVED,
    ),
    (
        "recovery_lies_in_the_area_of_its_line",
        "payments_recovery",
        lambda raw: a_recovery(raw, of(raw, DUE, "l.id"), 1) | MOVED,
    ),
    (
        "signature_lies_in_the_area_of_its_batch",
        "payments_signature",
        lambda raw: a_signature(raw, CONFIRMED) | MOVED,
    ),
    (
        "batch_pays_from_a_fund_of_its_area",
        "payments_batch",
        lambda raw: a_batch(raw, fund_of(raw, DUE), of(raw, DUE, "c.payee_id"), 1) | MOVED,
    ),
    (
        "payment_line_lies_in_the_area_of_its_decision",
        "payments_line",
        lambda raw: a_payment_line(raw, of(raw, DUE, "d.id")) | MOVED,
    ),
    (
        "attempt_lies_in_the_area_of_its_line",
        "payments_attempt",
        lambda raw: an_attempt_across(raw, ELSEWHERE),
    ),
    (
        "attempt_lies_in_the_area_of_its_batch",
        "payments_attempt",
        lambda raw: an_attempt_across(raw, AREA),
    ),
    (
        "payment_file_lies_in_the_area_of_its_batch",
        "payments_paymentfile",
        lambda raw: a_payment_file(raw, batch_of(raw, CONFIRMED)) | MOVED,
    ),
    (
        "answer_lies_in_the_area_of_its_batch",
        "payments_answer",
        lambda raw: an_answer(raw) | MOVED,
    ),
    (
        "bank_line_lies_in_the_area_of_its_answer",
        "payments_bankline",
        lambda raw: copied(raw, "payments_bankline") | {"position": 99} | MOVED,
    ),
)
# What rows are followed by. Being a primary key and its area, they can be broken by nothing.
FOLLOWED = {
    "answer_knows_its_area",
    "batch_knows_its_area",
    "claim_knows_its_area",
    "class_knows_its_area",
    "decision_knows_its_area",
    "enrolment_knows_its_area",
    "enrolment_knows_its_person_and_area",
    "fund_knows_its_area",
    "intake_knows_its_area",
    "line_knows_its_area",
    "payment_line_knows_its_area",
    "sitting_knows_its_enrolment",
}


@pytest.mark.parametrize(("key", "table", "row"), KEYS, ids=lambda each: each)
def test_rows_that_belong_together_lie_together(
    bare: Raw, key: str, table: str, row: Callable[[Raw], dict[str, Any]]
) -> None:
    wrong = row(bare)

    with refused(bare, key):
        insert(bare, table, wrong)


def test_every_key_of_more_than_one_column_is_tried_above(admin: Raw) -> None:
    found = admin.execute(
        "select conname from pg_constraint where contype = 'f' and array_length(conkey, 1) > 1"
    )

    assert {name for (name,) in found} == {key for key, _, _ in KEYS}


def test_what_rows_are_followed_by_is_there(admin: Raw) -> None:
    found = admin.execute(
        "select conname from pg_constraint where contype = 'u' and conname like '%_knows_its_%'"
    )

    assert {name for (name,) in found} == FOLLOWED
