"""Free money is moved from one fund to another by two people."""

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import NotAllowed, SamePersonTwice
from jineng.stages.funds.actions import NothingToMove, confirm_appropriation, move
from jineng.stages.funds.models import Appropriation, Fund
from tests.builders import at
from tests.conftest import Database
from tests.guards.chain import DUE, LAST_THERE
from tests.papers import AREA, Course
from tests.stages.asking import acts, at_once, look


def fund(course: Course = DUE) -> Fund:
    found: Fund = look(lambda: Fund.objects.get(name=course.fund))
    return found


def ask(fen: int = 100, to: Course = LAST_THERE, by: Officer | None = None) -> Appropriation:
    who = by or officer("finance_maker")
    told = {"area": to.area, "name": to.fund, "year": 2024, "document": "调剂单"}
    return move(from_id=fund().pk, fen=fen, by=who, at=at(9), **told)


def confirm(proposed: Appropriation, by: Officer | None = None) -> Appropriation:
    who = by or officer("finance_checker")
    return confirm_appropriation(appropriation_id=proposed.pk, by=who, at=at(10))


def test_what_one_county_gives_another_gets_when_a_second_officer_confirmed(
    chain: Database,
) -> None:
    before = fund().appropriated_fen, fund(LAST_THERE).appropriated_fen
    proposed = ask()
    assert (fund().appropriated_fen, fund(LAST_THERE).appropriated_fen) == before
    confirm(proposed)
    after = fund().appropriated_fen, fund(LAST_THERE).appropriated_fen
    assert after == (before[0] - 100, before[1] + 100)
    assert acts("funds.move")[-1].because == ["调剂单"]


def test_no_more_is_moved_than_is_free(chain: Database) -> None:
    proposed = ask(fund().free_fen + 1)
    with pytest.raises(NothingToMove, match="不够调出"):
        confirm(proposed)


def test_a_fund_gives_nothing_to_itself(chain: Database) -> None:
    with pytest.raises(NothingToMove):
        ask(to=DUE)


def test_who_is_not_responsible_for_both_counties_is_refused(chain: Database) -> None:
    here = officer("finance_maker")
    here.areas = [AREA]
    with pytest.raises(NotAllowed):
        ask(by=here)
    with pytest.raises(NotAllowed):
        ask(by=officer("finance_checker"))


def test_who_proposed_does_not_confirm(chain: Database) -> None:
    same = officer("finance_checker")
    same.natural_person = officer("finance_maker").natural_person
    with pytest.raises(SamePersonTwice):
        confirm(ask(), by=same)


def test_two_who_move_all_that_is_free_at_once_do_not_both(chain: Database) -> None:
    first = ask(fund().free_fen)
    told = {"area": DUE.area, "name": "另一笔", "year": 2024, "document": "调剂单"}
    maker = officer("finance_maker")
    second = move(from_id=fund().pk, fen=fund().free_fen, by=maker, at=at(9), **told)
    said = at_once(lambda: confirm(first), lambda: confirm(second))
    assert sum(isinstance(each, Appropriation) for each in said) == 1
    assert fund().free_fen == 0
