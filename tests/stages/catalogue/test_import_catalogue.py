"""A catalogue's edition brings the standards by which is paid."""

from datetime import date

import pytest

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


def test_a_zero_for_assessing_says_that_there_is_no_standard(chain: Database) -> None:
    hand_in(import_catalogue, book(CATALOGUE_HEAD, [(*ROW[:4], 0, *ROW[5:])]))
    found = standard_for(area=AREA, occupation="虚构工", level="五级", on=date(2024, 6, 1))
    assert found is not None
    assert found.assessment_fen is None


@pytest.mark.parametrize("training", [0, -5])
def test_a_standard_that_is_not_above_zero_is_an_error_of_its_cell(
    chain: Database, training: int
) -> None:
    taken = hand_in(import_catalogue, book(CATALOGUE_HEAD, [(*ROW[:3], training, *ROW[4:])]))
    assert (taken.good, taken.bad) == (0, 1)
    assert errors_of(taken)[0] == (2, "培训补贴标准（元/人）", "not_above_zero")


def test_two_rows_for_one_day_keep_the_first(chain: Database) -> None:
    """Editions may follow each other in one file; they may not meet on a day."""
    summer = (*ROW[:3], 1700, *ROW[4:7], "2024-12-31", "9999-12-31")
    later = (*ROW[:3], 1800, *ROW[4:7], "2025-01-01", "9999-12-31")
    taken = hand_in(import_catalogue, book(CATALOGUE_HEAD, [ROW, summer, later]))
    assert errors_of(taken) == [(3, "执行起", "listed_twice")]
    fens = [
        found.training_fen
        for day in (date(2024, 12, 31), date(2025, 1, 1))
        if (found := standard_for(area=AREA, occupation="虚构工", level="五级", on=day))
    ]
    assert fens == [150_000, 180_000]


def test_days_that_end_before_they_begin_are_an_error(chain: Database) -> None:
    backwards = (*ROW[:7], "2024-12-31", "2024-01-01")
    taken = hand_in(import_catalogue, book(CATALOGUE_HEAD, [backwards]))
    assert errors_of(taken) == [(2, "执行止", "ends_before_it_starts")]


def test_a_later_edition_does_not_overwrite_the_one_in_force(chain: Database) -> None:
    hand_in(import_catalogue, book(CATALOGUE_HEAD, [ROW]))
    again = hand_in(import_catalogue, book(CATALOGUE_HEAD, [(*ROW[:3], 9999, *ROW[4:])]))
    assert errors_of(again) == [(2, "执行起", "in_force_already")]
    found = standard_for(area=AREA, occupation="虚构工", level="五级", on=date(2024, 6, 1))
    assert found is not None
    assert found.training_fen == 150_000


def test_the_rules_of_a_register(chain: Database) -> None:
    keeps_the_rules_of_a_register(
        import_catalogue, "catalogue.import_catalogue", book(CATALOGUE_HEAD, [ROW]), standards
    )
