"""Can a class open without its answer, or a learner sit where nobody sat, in plain SQL?"""

from collections.abc import Callable
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
    refused,
    row_of,
    twin,
)
from tests.guards.chain import APPLIED, OPEN, REFUSED, TAUGHT
from tests.guards.rows import training_of
from tests.papers import Course

# On a day when nobody was anywhere.
NINE = {"day": "2024-06-30", "during": "[2024-06-30 09:00+08,2024-06-30 11:00+08]"}


def an_opening(raw: Raw, outcome: str = "granted", course: Course = APPLIED) -> dict[str, Any]:
    """The answer of the rules to an application."""
    answered = {"training_id": training_of(raw, course), "outcome": outcome}
    return copied(raw, "classes_opening") | answered


def answer(raw: Raw, outcome: str, state: str) -> None:
    """Answer the application, and let the class say so."""
    insert(raw, "classes_opening", an_opening(raw, outcome))
    change(raw, "classes_trainingclass", training_of(raw, APPLIED), state=state)


@pytest.mark.parametrize(("outcome", "state"), [("granted", "open"), ("refused", "refused")])
def test_a_class_moves_with_its_answer(raw: Raw, outcome: str, state: str) -> None:
    with accepted(raw):
        answer(raw, outcome, state)


@pytest.mark.parametrize(("outcome", "state"), [("refused", "open"), ("granted", "refused")])
def test_a_class_does_not_move_against_its_answer(raw: Raw, outcome: str, state: str) -> None:
    with refused(raw, "J0K01"):
        answer(raw, outcome, state)


@pytest.mark.parametrize("state", ["open", "refused"])
def test_a_class_does_not_move_without_an_answer(raw: Raw, state: str) -> None:
    with refused(raw, "J0K01"):
        change(raw, "classes_trainingclass", training_of(raw, APPLIED), state=state)


def test_a_class_is_answered_once(raw: Raw) -> None:
    with refused(raw, "classes_opening_training_id_key"):
        insert(raw, "classes_opening", an_opening(raw, course=REFUSED))


@pytest.mark.parametrize("account", ["institution-PX001", "institution-PX001-2"])
def test_a_class_is_not_answered_by_who_applied(raw: Raw, account: str) -> None:
    twin(raw, "institution-PX001")

    with refused(raw, "J0P01"):
        insert(raw, "classes_opening", an_opening(raw) | {"decided_by_id": officer(raw, account)})


def test_a_class_ends_on_or_after_it_starts(raw: Raw) -> None:
    training = copied(raw, "classes_trainingclass") | {"number": "KB-9", "state": "applied"}

    with refused(raw, "class_ends_on_or_after_it_starts"):
        insert(raw, "classes_trainingclass", training | {"ends_on": "2024-01-01"})


@pytest.mark.parametrize(
    "lacking", [{"fund_name": ""}, {"institution_id": None}, {"standard_id": None}], ids=str
)
def test_an_open_class_names_its_fund_body_and_standard(raw: Raw, lacking: dict[str, Any]) -> None:
    training = copied(raw, "classes_trainingclass") | {"number": "KB-9", "state": "applied"}
    key = insert(raw, "classes_trainingclass", training | lacking)
    insert(raw, "classes_opening", an_opening(raw) | {"training_id": key})

    with refused(raw, "open_class_names_its_fund_body_and_standard"):
        change(raw, "classes_trainingclass", key, state="open")


def test_a_class_number_is_taken_once(raw: Raw) -> None:
    with refused(raw, "classes_trainingclass_number_key"):
        training = copied(raw, "classes_trainingclass") | {"state": "applied"}
        insert(raw, "classes_trainingclass", training)


def test_two_who_enrol_one_person_in_a_class_at_once_do_not_both(own_chain: Database) -> None:
    def enrol(raw: Raw) -> None:
        learner = copied(raw, "enrolment_enrolment") | {"training_id": training_of(raw, OPEN)}
        insert(raw, "enrolment_enrolment", learner)

    assert crossed(own_chain, enrol, enrol) == "person_is_enrolled_once_in_a_class"


def test_two_classes_that_report_one_person_at_one_time_do_not_both(own_chain: Database) -> None:
    """Nobody sits in two classes at once, in whichever counties they are."""

    def at_nine(course: Course) -> Callable[[Raw], object]:
        def act(raw: Raw) -> None:
            enrolment = row_of(
                raw,
                "select id as enrolment_id, person_id, area from enrolment_enrolment"
                " where training_id = %s order by id limit 1",
                training_of(raw, course),
            )
            insert(raw, "attendance_halfday", copied(raw, "attendance_halfday") | enrolment | NINE)

        return act

    told = crossed(own_chain, at_nine(TAUGHT), at_nine(OPEN))

    assert told == "nobody_sits_in_two_classes_at_once"
