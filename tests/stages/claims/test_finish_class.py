"""When every line of a class is decided, what is left of its money set aside is free."""

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.permission import NotAllowed
from jineng.stages.claims.actions import StillWaiting, finish_class
from jineng.stages.claims.models import Finish
from jineng.stages.classes.models import TrainingClass
from jineng.stages.funds.models import Fund
from tests.builders import at
from tests.conftest import Database
from tests.guards.chain import DECIDED, DUE, HELD_FEN, LAST_HERE, TAUGHT
from tests.guards.rows import GRANTED_FEN
from tests.papers import Course
from tests.stages.asking import acts, at_once, look, of_elsewhere


def ask(course: Course = DUE, by: str = "county_checker") -> Finish:
    return finish_class(number=course.number, by=officer(by), at=at(17))


def fund(course: Course) -> Fund:
    found: Fund = look(lambda: Fund.objects.get(name=course.fund))
    return found


def test_what_was_not_granted_is_free_again(chain: Database) -> None:
    """Two learners were granted less than was set aside; the class can cost no more."""
    before = fund(DUE)
    assert before.held_fen == 2 * (HELD_FEN - GRANTED_FEN)
    ask()
    after = fund(DUE)
    assert (after.held_fen, after.free_fen) == (0, before.free_fen + before.held_fen)
    assert after.owed_fen == before.owed_fen
    assert acts("claims.finish_class")[-1].officer == officer("county_checker")


def test_who_was_refused_or_left_to_a_person_holds_nothing_after_it(chain: Database) -> None:
    ask(DECIDED)
    assert fund(DECIDED).held_fen == 0


@pytest.mark.parametrize(
    ("course", "says"), [(LAST_HERE, "还有 3 人待核定"), (TAUGHT, "还没有申领")], ids=str
)
def test_a_class_that_waits_is_not_finished(chain: Database, course: Course, says: str) -> None:
    with pytest.raises(StillWaiting, match=says):
        ask(course)


def test_a_post_without_the_right_or_of_another_county_is_refused(chain: Database) -> None:
    with pytest.raises(NotAllowed):
        ask(by="county_reviewer")
    with pytest.raises(TrainingClass.DoesNotExist):
        finish_class(number=DUE.number, by=of_elsewhere("county_checker"), at=at(17))


def test_finished_twice_at_once_it_is_finished_once(chain: Database) -> None:
    first, second = at_once(ask, ask)
    assert first == second
    assert len(acts("claims.finish_class")) == 2  # one of the chain's own
