"""An assessment body hands in its results."""

from jineng.stages.assessment.actions import import_results
from jineng.stages.assessment.models import Sitting
from tests.conftest import Database
from tests.guards.chain import OPEN
from tests.papers import RESULT_HEAD, learner, result_rows
from tests.stages.asking import look
from tests.stages.registers import book, errors_of, hand_in, keeps_the_rules_of_a_register

ROWS = result_rows(OPEN)[:1]


def sittings() -> list[Sitting]:
    rows = Sitting.objects.filter(enrolment__training__number=OPEN.number)
    found: list[Sitting] = look(lambda: rows.order_by("row"))
    return found


def test_a_sitting_says_how_it_went_and_where(chain: Database) -> None:
    hand_in(import_results, book(RESULT_HEAD, ROWS))
    (found,) = sittings()
    assert (found.passed, found.first_sitting, found.agreement_signed) == (True, True, True)
    assert (found.assessor_number, found.theory) == ("PJ01", "80")


def test_somebody_who_is_not_enrolled_is_an_error_of_the_row(chain: Database) -> None:
    stranger = (ROWS[0][0], learner(22, "己九").identity, "己九", *ROWS[0][3:])
    taken = hand_in(import_results, book(RESULT_HEAD, [*ROWS, stranger]))
    assert (taken.good, taken.bad) == (1, 1)
    assert [(row, code) for row, _, code in errors_of(taken)] == [(3, "not_on_roster")]


def test_the_rules_of_a_register(chain: Database) -> None:
    keeps_the_rules_of_a_register(
        import_results,
        "assessment.import_results",
        book(RESULT_HEAD, ROWS),
        lambda: len(sittings()),
    )
