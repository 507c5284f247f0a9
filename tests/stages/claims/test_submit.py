"""A body claims a subsidy for a class."""

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.permission import NotAllowed
from jineng.stages.claims.actions import ClassNotOpen, NothingToClaim, submit
from jineng.stages.claims.models import Claim, Line
from jineng.stages.claims.queries import NotYourClass
from jineng.stages.claims.states import ClaimState
from jineng.stages.classes.actions import answer
from tests.builders import AS_OF, TRAINING, apply, at, shelf
from tests.conftest import Database
from tests.guards.chain import APPLIED, LAST_THERE, REFUSED, SUBMITTED, TAUGHT
from tests.papers import Course
from tests.stages.asking import acts, at_once, look, school


def ask(course: Course = TAUGHT, **changed: object) -> Claim:
    told = {"number": course.number, "question": TRAINING, "as_of": AS_OF, "shelf": shelf()}
    return submit(**{**told, "by": school(course), "at": at(14), **changed})  # type: ignore[arg-type]


def test_a_claim_has_a_line_for_every_learner(chain: Database) -> None:
    claim = ask()
    assert claim.state == ClaimState.SUBMITTED
    lines = look(lambda: Line.objects.filter(claim=claim))
    assert len(lines) == len(TAUGHT.learners)
    assert {each.state for each in lines} == {"submitted"}
    assert acts("claims.submit")[-1].subject == f"claims.Claim:{claim.pk}"


def test_claiming_again_gives_the_claim_that_was_made(chain: Database) -> None:
    assert ask() == ask()


@pytest.mark.parametrize("course", [APPLIED, REFUSED])
def test_a_class_that_was_not_let_open_is_not_claimed_for(chain: Database, course: Course) -> None:
    with pytest.raises(ClassNotOpen, match=course.number):
        ask(course)


def test_a_body_claims_only_for_what_it_did(chain: Database) -> None:
    with pytest.raises(NotYourClass):
        ask(by=school(LAST_THERE))


def test_a_class_without_learners_has_nothing_to_claim(chain: Database) -> None:
    empty = Course(34, "open", ())
    apply(empty)
    answer(number=empty.number, shelf=shelf(), by=officer("county_reviewer"), at=at(10))
    with pytest.raises(NothingToClaim):
        ask(empty)


def test_a_post_without_the_right_is_refused(chain: Database) -> None:
    with pytest.raises(NotAllowed):
        ask(by=officer("county_reviewer"))


def test_claimed_twice_at_once_there_is_one_claim(chain: Database) -> None:
    first, second = at_once(ask, ask)
    assert first == second
    assert isinstance(first, Claim)
    assert first.number != look(lambda: Claim.objects.get(training__number=SUBMITTED.number)).number
