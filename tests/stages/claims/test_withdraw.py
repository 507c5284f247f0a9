"""An officer takes a step of one's own back, in time and before the next one."""

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.notices.models import Notice
from jineng.foundation.offices.permission import NotAllowed
from jineng.stages.claims.actions import decide, put_on_notice, review
from jineng.stages.claims.checks import slots_amiss
from jineng.stages.claims.models import Claim, Decision, Line, Outcome, Slot
from jineng.stages.claims.states import ClaimState, LineState
from jineng.stages.claims.withdrawing import TooLate, still_open, withdraw
from jineng.stages.funds.models import Fund
from tests.builders import at, claim_of, shelf
from tests.conftest import Database
from tests.guards.chain import LAST_HERE, SUBMITTED
from tests.papers import Course
from tests.stages.asking import acts, claim_on, look, of_elsewhere


def take_back(course: Course, by: str) -> Claim:
    return withdraw(claim_id=claim_of(course), by=officer(by), at=at(17))


def decided(course: Course = LAST_HERE) -> list[Decision]:
    return decide(claim_id=claim_of(course), shelf=shelf(), by=officer("county_checker"), at=at(16))


def reviewed(course: Course = SUBMITTED) -> None:
    review(claim_id=claim_of(course), by=officer("county_reviewer"), at=at(15))


def states_of(course: Course) -> set[str]:
    rows = Line.objects.filter(claim__training__number=course.number)
    return set(look(lambda: rows.values_list("state", flat=True)))


def test_a_review_is_taken_back_by_who_made_it_and_may_be_made_again(chain: Database) -> None:
    reviewed()
    claim = take_back(SUBMITTED, "county_reviewer")
    assert (claim.state, claim.reviewed_by) == (ClaimState.SUBMITTED, None)
    assert acts("claims.withdraw")[-1].moved == "reviewed → submitted"
    assert acts("claims.review")[-1].subject == f"claims.Claim:{claim.pk}"
    reviewed()
    assert claim_on(SUBMITTED).state == ClaimState.REVIEWED


def test_decisions_taken_back_give_sum_and_time_back_and_stay_on_record(chain: Database) -> None:
    fund = look(lambda: Fund.objects.get(name=LAST_HERE.fund))
    made = decided()
    claim = take_back(LAST_HERE, "county_checker")
    assert claim.state == ClaimState.REVIEWED
    assert states_of(LAST_HERE) == {LineState.SUBMITTED}
    after = look(lambda: Fund.objects.get(name=LAST_HERE.fund))
    assert after.owed_fen == fund.owed_fen
    rows = Decision.objects.filter(line__claim=claim)
    assert look(lambda: rows.filter(superseded_by=None, outcome=Outcome.REVOKED).count()) == len(
        made
    )
    assert look(lambda: Slot.objects.filter(decision__in=made, live=True).count()) == 0
    assert look(slots_amiss) == []
    again = decided()
    assert {each.outcome for each in again} == {each.outcome for each in made}
    assert claim_on(LAST_HERE).state == ClaimState.DECIDED
    assert look(slots_amiss) == []


def test_nobody_takes_back_what_another_did(chain: Database) -> None:
    decided()
    with pytest.raises(TooLate, match="只能撤回自己"):
        take_back(LAST_HERE, "county_reviewer")


def test_a_review_is_not_taken_back_once_something_was_decided(chain: Database) -> None:
    reviewed()
    decided(SUBMITTED)
    with pytest.raises(TooLate):
        take_back(SUBMITTED, "county_reviewer")
    take_back(SUBMITTED, "county_checker")
    assert take_back(SUBMITTED, "county_reviewer").state == ClaimState.SUBMITTED


def test_what_the_public_was_shown_is_not_taken_back(chain: Database) -> None:
    decided()
    notices = look(lambda: Notice.objects.count())
    put_on_notice(area=LAST_HERE.area, shelf=shelf(), by=officer("county_reviewer"), at=at(17))
    assert look(lambda: Notice.objects.count()) == notices + 1
    with pytest.raises(TooLate):
        take_back(LAST_HERE, "county_checker")


def test_after_ten_minutes_of_the_databases_clock_it_stands(chain: Database) -> None:
    """The season of the chain was reviewed by the same officer, but its verb is long past here."""
    decided()
    by = officer("county_checker")
    open_now = look(lambda: still_open(claim_on(LAST_HERE), by))
    assert open_now is not None
    last = look(lambda: Decision.objects.latest("recorded_at").recorded_at)
    assert 0 <= (last - open_now.ends_at).total_seconds() + 600 < 5


def test_a_post_without_the_right_or_of_another_county_is_refused(chain: Database) -> None:
    decided()
    with pytest.raises(NotAllowed):
        take_back(LAST_HERE, "county_leader")
    with pytest.raises(Claim.DoesNotExist):
        withdraw(claim_id=claim_of(LAST_HERE), by=of_elsewhere("county_checker"), at=at(17))
