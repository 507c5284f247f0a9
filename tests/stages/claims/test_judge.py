"""An officer's opinion stands beside the rules' answer; where they differ the line waits."""

from typing import Any

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.permission import NotAllowed, SamePersonTwice
from jineng.stages.claims import judging
from jineng.stages.claims.actions import decide, review
from jineng.stages.claims.judging import (
    HIDDEN_OF,
    NobodyAskedFor,
    NotAnOpinion,
    NotJudged,
    hidden,
    judge,
)
from jineng.stages.claims.models import Claim, Line, Opinion
from jineng.stages.claims.states import ClaimState, LineState
from tests.builders import at, claim_of, shelf
from tests.conftest import Database
from tests.guards.chain import DECIDED, LAST_HERE, SUBMITTED
from tests.papers import Course
from tests.stages.asking import acts, look, of_elsewhere, school


def lines_of(course: Course) -> list[Line]:
    rows = Line.objects.filter(claim__training__number=course.number).order_by("pk")
    return list(look(lambda: rows))


def say(
    choice: str,
    reason: str = "",
    course: Course = SUBMITTED,
    place: int = 0,
    by: str = "county_reviewer",
) -> Opinion:
    line = lines_of(course)[place]
    told: dict[str, Any] = {"choice": choice, "reason": reason, "shelf": shelf()}
    return judge(line_id=line.pk, **told, by=officer(by), at=at(15))


def pass_on(course: Course = SUBMITTED) -> Claim:
    return review(
        claim_id=claim_of(course), by=officer("county_reviewer"), at=at(15), shelf=shelf()
    )


def drawn(monkeypatch: pytest.MonkeyPatch, *lines: int) -> None:
    monkeypatch.setattr(judging, "hidden", lambda line_id: line_id in lines)


def test_an_opinion_is_kept_with_what_the_rules_said_then(chain: Database) -> None:
    opinion = say("granted")
    assert (opinion.choice, opinion.suggested) == ("granted", "granted")
    assert opinion.shown is not hidden(opinion.line_id)
    assert acts("claims.judge")[-1].subject == f"claims.Line:{opinion.line_id}"


def test_a_line_on_which_opinion_and_rules_differ_waits_and_the_others_go_on(
    chain: Database,
) -> None:
    say("ask", "请补签到照片")
    review(claim_id=claim_of(SUBMITTED), by=officer("county_reviewer"), at=at(15))
    told = {"claim_id": claim_of(SUBMITTED), "shelf": shelf(), "by": officer("county_checker")}
    assert len(decide(**told, at=at(16))) == 1
    assert [each.state for each in lines_of(SUBMITTED)] == [LineState.SUBMITTED, LineState.GRANTED]
    say("granted")
    assert len(decide(**told, at=at(17))) == 1


def test_a_claim_is_passed_on_when_everybody_drawn_or_not_paid_was_judged(
    chain: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(monkeypatch, lines_of(SUBMITTED)[0].pk)
    with pytest.raises(NotJudged, match="还有 1 人"):
        pass_on()
    assert say("granted", place=0).shown is False
    assert pass_on().state == ClaimState.REVIEWED


def test_about_one_line_in_twenty_is_drawn_and_always_the_same(chain: Database) -> None:
    first = [hidden(number) for number in range(4000)]
    assert first == [hidden(number) for number in range(4000)]
    assert 0.6 < sum(first) * HIDDEN_OF / 4000 < 1.4


def test_another_opinion_than_the_rules_needs_a_reason_and_a_choice_is_a_choice(
    chain: Database,
) -> None:
    with pytest.raises(NotAnOpinion, match="理由"):
        say("refused")
    with pytest.raises(NotAnOpinion, match="先选择"):
        say("whatever")


def test_of_what_was_decided_nobody_is_asked(chain: Database) -> None:
    with pytest.raises(NobodyAskedFor):
        say("granted", course=DECIDED)


def test_who_claimed_or_has_no_right_or_is_elsewhere_does_not_judge(chain: Database) -> None:
    same = officer("county_reviewer")
    same.natural_person = school(SUBMITTED).natural_person
    told: dict[str, Any] = {"choice": "granted", "reason": "", "shelf": shelf(), "at": at(15)}
    line = lines_of(SUBMITTED)[0].pk
    with pytest.raises(SamePersonTwice):
        judge(line_id=line, by=same, **told)
    with pytest.raises(NotAllowed):
        say("granted", by="county_checker", course=LAST_HERE)
    with pytest.raises(Line.DoesNotExist):
        judge(line_id=line, by=of_elsewhere("county_reviewer"), **told)
