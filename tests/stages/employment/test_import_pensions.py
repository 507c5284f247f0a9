"""Who draws a pension since which month."""

from datetime import date

from jineng.stages.employment.actions import import_pensions
from jineng.stages.employment.models import Pension
from tests.conftest import Database
from tests.guards.chain import GRANTED
from tests.papers import PENSION_HEAD, table
from tests.stages.asking import look
from tests.stages.registers import errors_of, hand_in, keeps_the_rules_of_a_register

ROW = (GRANTED.identity, "丙六", "2024-07")


def pensions() -> int:
    return len(look(lambda: Pension.objects.all()))


def test_a_pension_begins_with_the_first_day_of_its_month(chain: Database) -> None:
    assert hand_in(import_pensions, table(PENSION_HEAD, [ROW])).good == 1
    assert look(lambda: Pension.objects.order_by("-pk").first()).from_month == date(2024, 7, 1)


def test_a_month_that_is_none_is_an_error_of_its_cell(chain: Database) -> None:
    taken = hand_in(import_pensions, table(PENSION_HEAD, [(*ROW[:2], "2024-13")]))
    assert (taken.good, taken.bad) == (0, 1)
    assert errors_of(taken)[0][1] == "待遇起始"


def test_the_rules_of_a_register(chain: Database) -> None:
    keeps_the_rules_of_a_register(
        import_pensions, "employment.import_pensions", table(PENSION_HEAD, [ROW]), pensions
    )
