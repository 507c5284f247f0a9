"""Can a claim be made for others' work, or its review be rewritten, in plain SQL?"""

from typing import Any

import pytest

from tests.conftest import Database
from tests.guards.attack import (
    Raw,
    accepted,
    change,
    copied,
    crossed,
    insert,
    officer,
    one,
    refused,
    row_of,
    twin,
)
from tests.guards.chain import APPLIED, DECIDED, DUE, LAST_HERE, SUBMITTED, TAUGHT, TIGHT
from tests.guards.rows import a_claim, a_claim_line, of, review
from tests.papers import Course


def body(raw: Raw, number: str) -> int:
    """Return the key of an institution or an assessment body."""
    return int(one(raw, "select id from institutions_body where number = %s", number))


def test_an_institution_claims_for_the_class_it_taught(raw: Raw) -> None:
    with accepted(raw):
        claim = insert(raw, "claims_claim", a_claim(raw, TAUGHT))
        insert(raw, "claims_line", a_claim_line(raw, claim, TAUGHT))


def test_an_assessment_body_claims_for_the_class_whose_learners_it_certified(raw: Raw) -> None:
    with accepted(raw):
        insert(raw, "claims_claim", a_claim(raw, TAUGHT) | {"payee_id": body(raw, "PJ01")})


@pytest.mark.parametrize("number", ["PX002", "PJ02"])
def test_nobody_claims_for_the_work_of_others(raw: Raw, number: str) -> None:
    with refused(raw, "J0C04"):
        insert(raw, "claims_claim", a_claim(raw, TAUGHT) | {"payee_id": body(raw, number)})


def test_an_assessment_body_does_not_claim_for_a_class_it_did_not_certify(raw: Raw) -> None:
    """That it certified somebody of another class does not help."""
    elsewhere = of(raw, SUBMITTED, "l.enrolment_id")
    sitting = copied(raw, "assessment_sitting") | {"enrolment_id": elsewhere, "row": 999}
    key = insert(raw, "assessment_sitting", sitting | {"assessor_id": body(raw, "PJ02")})
    certificate = copied(raw, "certificates_certificate") | {"number": "", "sitting_id": key}
    insert(raw, "certificates_certificate", certificate | {"enrolment_id": elsewhere})

    with refused(raw, "J0C04"):
        insert(raw, "claims_claim", a_claim(raw, TAUGHT) | {"payee_id": body(raw, "PJ02")})


def test_nobody_claims_for_a_class_that_is_not_open(raw: Raw) -> None:
    with refused(raw, "J0C04"):
        insert(raw, "claims_claim", a_claim(raw, APPLIED))


def test_a_class_claims_a_subsidy_once_for_a_payee(raw: Raw) -> None:
    with refused(raw, "a_class_claims_a_subsidy_once_for_a_payee"):
        insert(raw, "claims_claim", a_claim(raw, SUBMITTED))


def test_a_learner_stands_once_in_a_claim(raw: Raw) -> None:
    line = a_claim_line(raw, of(raw, SUBMITTED, "c.id"), SUBMITTED)

    with refused(raw, "a_learner_stands_once_in_a_claim"):
        insert(raw, "claims_line", line)


@pytest.mark.parametrize("course", [TAUGHT, LAST_HERE], ids=lambda each: each.until)
def test_only_learners_of_its_class_stand_in_a_claim(raw: Raw, course: Course) -> None:
    with refused(raw, "J0C03"):
        insert(raw, "claims_line", a_claim_line(raw, of(raw, SUBMITTED, "c.id"), course))


@pytest.mark.parametrize("course", [LAST_HERE, DECIDED], ids=lambda each: each.until)
def test_no_line_joins_a_claim_that_was_reviewed(raw: Raw, course: Course) -> None:
    with refused(raw, "J0C05"):
        join(raw, course)


def test_a_line_does_not_slip_into_a_claim_that_is_just_being_reviewed(
    own_chain: Database,
) -> None:
    told = crossed(
        own_chain,
        lambda raw: review(raw, of(raw, SUBMITTED, "c.id")),
        lambda raw: join(raw, SUBMITTED),
    )

    assert told == "J0C05"


def test_a_line_joins_a_claim_that_waits_for_its_review(raw: Raw) -> None:
    with accepted(raw):
        join(raw, SUBMITTED)


def test_a_claim_past_review_names_its_reviewer(raw: Raw) -> None:
    with refused(raw, "claim_past_review_names_its_reviewer"):
        change(raw, "claims_claim", of(raw, SUBMITTED, "c.id"), state="reviewed")


def test_a_claim_is_not_reviewed_by_who_made_it(raw: Raw) -> None:
    with refused(raw, "J0P01"):
        review(raw, of(raw, SUBMITTED, "c.id"), by="institution-PX001")


def test_a_claim_is_not_reviewed_by_who_made_it_under_another_account(raw: Raw) -> None:
    twin(raw, "institution-PX001")

    with refused(raw, "J0P01"):
        review(raw, of(raw, SUBMITTED, "c.id"), by="institution-PX001-2")


@pytest.mark.parametrize(
    "wrong", [{"reviewed_by_id": None}, {"reviewed_at": "2024-01-01 00:00+08"}], ids=str
)
@pytest.mark.parametrize("course", [TIGHT, DECIDED], ids=lambda each: each.until)
def test_the_review_of_a_claim_stands(raw: Raw, course: Course, wrong: dict[str, Any]) -> None:
    with refused(raw, "J0C02"):
        change(raw, "claims_claim", of(raw, course, "c.id"), **wrong)


def test_a_claim_that_was_reviewed_is_decided(raw: Raw) -> None:
    with accepted(raw):
        change(raw, "claims_claim", of(raw, TIGHT, "c.id"), state="decided")


def test_the_reviewer_of_a_claim_is_not_exchanged(raw: Raw) -> None:
    other = officer(raw, "county_leader")

    with refused(raw, "J0C02"):
        change(raw, "claims_claim", of(raw, TIGHT, "c.id"), reviewed_by_id=other)


def join(raw: Raw, course: Course) -> int:
    """Enrol a learner of elsewhere in a class that was claimed for, and add a line to its claim."""
    learner = row_of(
        raw,
        """select e.person_id, e.area, e.name, e.category, e.gender, e.birth_year,
                  e.shown_identity, e.file_id, 99 as "row"
           from enrolment_enrolment e join classes_trainingclass t on t.id = e.training_id
           where t.number = %s order by e.id limit 1""",
        DUE.number,
    )
    enrolment = insert(
        raw, "enrolment_enrolment", learner | {"training_id": of(raw, course, "t.id")}
    )
    line = a_claim_line(raw, of(raw, course, "c.id"), DUE)
    return insert(raw, "claims_line", line | {"enrolment_id": enrolment})
