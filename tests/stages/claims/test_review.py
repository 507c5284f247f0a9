"""The first of two looks at a claim."""

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.permission import NotAllowed, SamePersonTwice
from jineng.stages.claims.actions import review
from jineng.stages.claims.models import Claim
from jineng.stages.claims.states import CannotMove, ClaimState
from tests.builders import at, claim_of
from tests.conftest import Database
from tests.guards.chain import LAST_HERE, SUBMITTED
from tests.papers import Course
from tests.stages.asking import acts, at_once, claim_on, of_elsewhere, school


def ask(course: Course = SUBMITTED, by: str = "county_reviewer") -> Claim:
    return review(claim_id=claim_of(course), by=officer(by), at=at(15))


def test_a_reviewed_claim_names_its_reviewer_and_waits_for_another(chain: Database) -> None:
    claim = ask()
    assert (claim.state, claim.reviewed_by) == (ClaimState.REVIEWED, officer("county_reviewer"))
    assert acts("claims.review")[-1].moved == "submitted → reviewed"


def test_a_claim_is_reviewed_once(chain: Database) -> None:
    with pytest.raises(CannotMove, match="待复核"):
        ask(LAST_HERE)


def test_who_claimed_does_not_review(chain: Database) -> None:
    same = officer("county_reviewer")
    same.natural_person = school(SUBMITTED).natural_person
    with pytest.raises(SamePersonTwice):
        review(claim_id=claim_of(SUBMITTED), by=same, at=at(15))


def test_a_post_without_the_right_is_refused(chain: Database) -> None:
    with pytest.raises(NotAllowed):
        ask(by="county_checker")


def test_to_another_county_the_claim_does_not_exist(chain: Database) -> None:
    with pytest.raises(Claim.DoesNotExist):
        review(claim_id=claim_of(SUBMITTED), by=of_elsewhere("county_reviewer"), at=at(15))


def test_reviewed_twice_at_once_it_moves_once(chain: Database) -> None:
    said = at_once(ask, ask)
    assert sorted(type(each).__name__ for each in said) == ["CannotMove", "Claim"]
    assert claim_on(SUBMITTED).state == ClaimState.REVIEWED
