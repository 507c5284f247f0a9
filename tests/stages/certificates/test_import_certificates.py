"""Certificates come with the results, each with the sitting it came from."""

from jineng.foundation.documents.models import Intake
from jineng.stages.assessment.actions import import_results
from jineng.stages.certificates.actions import import_certificates
from jineng.stages.certificates.models import Certificate
from tests.conftest import Database
from tests.guards.chain import OPEN, TAUGHT
from tests.papers import RESULT_HEAD, result_rows
from tests.stages.asking import look
from tests.stages.registers import book, errors_of, hand_in, keeps_the_rules_of_a_register

NUMBER = 9


def rows(*numbers: str) -> list[tuple[object, ...]]:
    """Return the results of the open class with these certificate numbers."""
    made = result_rows(OPEN)
    return [
        (*row[:NUMBER], number, *row[NUMBER + 1 :])
        for row, number in zip(made, numbers, strict=False)
    ]


def bring(*numbers: str) -> Intake:
    content = book(RESULT_HEAD, rows(*numbers))
    hand_in(import_results, content)
    return hand_in(import_certificates, content)


def certificates() -> list[Certificate]:
    found: list[Certificate] = look(
        lambda: Certificate.objects.filter(enrolment__training__number=OPEN.number).select_related(
            "sitting"
        )
    )
    return found


def test_a_certificate_is_kept_with_its_sitting(chain: Database) -> None:
    assert bring("S000097000009245900001").good == 1
    (found,) = certificates()
    assert (found.kind, found.number) == ("职业技能等级证书", "S000097000009245900001")
    assert found.sitting.enrolment_id == found.enrolment_id


def test_a_number_of_the_wrong_form_is_an_error_of_the_row(chain: Database) -> None:
    taken = bring("S00009700000924590000", "S000097000009245900002")
    assert (taken.good, taken.bad) == (1, 1)
    assert errors_of(taken) == [(2, "证书编号", "certificate_number")]


def test_a_number_that_was_given_to_another_is_refused(chain: Database) -> None:
    taken_already = str(result_rows(TAUGHT)[0][NUMBER])
    taken = bring(taken_already, "S000097000009245900003")
    assert errors_of(taken) == [(2, "证书编号", "certificate_number")]
    twice = bring("S000097000009245900004", "S000097000009245900004")
    assert (3, "证书编号", "certificate_number") in errors_of(twice)


def test_the_rules_of_a_register(chain: Database) -> None:
    content = book(RESULT_HEAD, rows("S000097000009245900005"))
    hand_in(import_results, content)
    keeps_the_rules_of_a_register(
        import_certificates,
        "certificates.import_certificates",
        content,
        lambda: len(certificates()),
    )
