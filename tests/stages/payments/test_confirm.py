"""A second officer confirms a batch by its total."""

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.permission import NotAllowed, SamePersonTwice
from jineng.stages.payments.actions import TotalDiffers, confirm
from jineng.stages.payments.models import Batch
from jineng.stages.payments.states import BatchState, CannotMove
from tests.builders import ORDERED, at, batch_of
from tests.conftest import Database
from tests.guards.chain import CONFIRMED, MADE
from tests.papers import Course
from tests.stages.asking import acts, at_once, of_elsewhere


def ask(course: Course = MADE, by: str = "finance_checker", less: int = 0) -> Batch:
    batch = batch_of(course)
    return confirm(number=batch.number, fen=batch.fen - less, by=officer(by), at=at(10, ORDERED))


def test_a_confirmed_batch_names_who_confirmed_it(chain: Database) -> None:
    batch = ask()
    assert (batch.state, batch.confirmed_by) == (BatchState.CONFIRMED, officer("finance_checker"))
    assert acts("payments.confirm")[-1].moved == "made → confirmed"


def test_a_total_that_differs_by_one_fen_is_refused_with_both(chain: Database) -> None:
    with pytest.raises(TotalDiffers, match=r"2,559\.99 元与批次合计 2,560\.00 元"):
        ask(less=1)
    assert batch_of(MADE).state == BatchState.MADE


def test_a_batch_is_confirmed_once(chain: Database) -> None:
    with pytest.raises(CannotMove, match="待发送"):
        ask(CONFIRMED)


def test_who_made_it_does_not_confirm_it(chain: Database) -> None:
    same, batch = officer("finance_checker"), batch_of(MADE)
    same.natural_person = officer("finance_maker").natural_person
    with pytest.raises(SamePersonTwice):
        confirm(number=batch.number, fen=batch.fen, by=same, at=at(10, ORDERED))


def test_a_post_without_the_right_or_of_another_county_is_refused(chain: Database) -> None:
    with pytest.raises(NotAllowed):
        ask(by="finance_maker")
    batch, stranger = batch_of(MADE), of_elsewhere("finance_checker")
    with pytest.raises(Batch.DoesNotExist):
        confirm(number=batch.number, fen=batch.fen, by=stranger, at=at(10, ORDERED))


def test_confirmed_twice_at_once_it_moves_once(chain: Database) -> None:
    said = at_once(ask, ask)
    assert sorted(type(each).__name__ for each in said) == ["Batch", "CannotMove"]
