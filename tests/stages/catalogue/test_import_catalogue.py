"""A catalogue's edition brings the standards by which is paid."""

from datetime import date

from jineng.stages.catalogue.actions import import_catalogue
from jineng.stages.catalogue.models import Standard
from jineng.stages.catalogue.queries import standard_for
from tests.conftest import Database
from tests.papers import AREA, CATALOGUE_HEAD
from tests.stages.asking import look
from tests.stages.registers import book, errors_of, hand_in, keeps_the_rules_of_a_register

ROW = ("虚构工", "五级", 80, 1500, 250, "否", "职业技能等级证书", "2024-01-01", "2024-12-31")


def standards() -> int:
    return len(look(lambda: Standard.objects.all()))


def test_a_standard_holds_in_its_days_only(chain: Database) -> None:
    hand_in(import_catalogue, book(CATALOGUE_HEAD, [ROW]))

    def on(day: date) -> Standard | None:
        return standard_for(area=AREA, occupation="虚构工", level="五级", on=day)

    found = on(date(2024, 12, 31))
    assert found is not None
    assert (found.training_fen, found.assessment_fen) == (150_000, 25_000)
    assert on(date(2023, 12, 31)) is None
    assert on(date(2025, 1, 1)) is None


def test_a_standard_that_is_no_money_is_an_error_of_its_cell(chain: Database) -> None:
    taken = hand_in(import_catalogue, book(CATALOGUE_HEAD, [ROW, (*ROW[:3], "15.005", *ROW[4:])]))
    assert (taken.good, taken.bad) == (1, 1)
    assert errors_of(taken)[0] == (3, "培训补贴标准（元/人）", "not_money")


def test_the_rules_of_a_register(chain: Database) -> None:
    keeps_the_rules_of_a_register(
        import_catalogue, "catalogue.import_catalogue", book(CATALOGUE_HEAD, [ROW]), standards
    )
