"""The list of assessment bodies."""

from jineng.stages.institutions.actions import import_assessors
from jineng.stages.institutions.models import Body, Kind
from tests.conftest import Database
from tests.papers import ASSESSOR_HEAD
from tests.stages.asking import look
from tests.stages.registers import book, errors_of, hand_in, keeps_the_rules_of_a_register

ROW = ("PJ09", "虚构新评价中心", "", "2024-05-01", "6217000000000098")


def bodies() -> int:
    return len(look(lambda: Body.objects.filter(kind=Kind.ASSESSMENT)))


def test_an_assessment_body_can_be_paid(chain: Database) -> None:
    assert hand_in(import_assessors, book(ASSESSOR_HEAD, [ROW])).good == 1
    found = Body.objects.get(number="PJ09")
    assert (found.kind, found.account_last4) == (Kind.ASSESSMENT, "0098")


def test_a_body_without_an_account_is_an_error_of_its_cell(chain: Database) -> None:
    taken = hand_in(import_assessors, book(ASSESSOR_HEAD, [(*ROW[:4], "")]))
    assert (taken.good, taken.bad) == (0, 1)
    assert errors_of(taken)[0][1:] == ("收款账户", "missing")


def test_the_rules_of_a_register(chain: Database) -> None:
    keeps_the_rules_of_a_register(
        import_assessors, "institutions.import_assessors", book(ASSESSOR_HEAD, [ROW]), bodies
    )
