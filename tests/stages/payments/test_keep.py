"""A revocation is taken back before the money came back: nothing is due, and the line says paid."""

from datetime import date

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.holds.actions import place
from jineng.foundation.notices.actions import lodge
from jineng.foundation.notices.models import Line as NoticeLine
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.permission import NotAllowed
from jineng.stages.claims.actions import put_on_notice
from jineng.stages.claims.models import Line
from jineng.stages.claims.reopening import reconsider, reopen, revoke
from jineng.stages.claims.states import CannotMove
from jineng.stages.payments.ending import NotStood, StillDue, keep
from tests.builders import at, shelf
from tests.conftest import Database
from tests.guards.chain import DUE, SETTLED
from tests.papers import AREA, Course
from tests.stages.asking import acts, at_once, look

LATER, SHOWN, STOOD = (at(9, date(2024, 11, day)) for day in (13, 14, 20))


def line_of(course: Course) -> Line:
    found: Line = look(
        lambda: Line.objects.filter(claim__training__number=course.number).earliest("pk")
    )
    return found


def ask(line: Line, by: str = "finance_maker", when: object = STOOD) -> Line:
    return keep(line_id=line.pk, by=officer(by), at=when)


def taken_back() -> Line:
    """A paid line is revoked, and granted again before anything came back."""
    line, told = line_of(SETTLED), {"reason": "核查", "by": officer("county_reviewer")}
    reopen(line_id=line.pk, wanted="revoked", **told, at=LATER)
    revoke(line_id=line.pk, by=officer("county_leader"), at=LATER)
    reopen(line_id=line.pk, wanted="reconsidered", **told, at=LATER)
    reconsider(line_id=line.pk, shelf=shelf(), by=officer("county_checker"), at=LATER)
    put_on_notice(area=AREA, shelf=shelf(), by=officer("county_reviewer"), at=SHOWN)
    return line


def test_a_grant_of_which_nothing_is_due_says_paid_when_its_notice_stood(chain: Database) -> None:
    line = taken_back()
    assert ask(line).state == "paid"
    assert acts("payments.keep")[-1].moved == "on_notice → paid"


def test_not_while_its_notice_stands(chain: Database) -> None:
    line = taken_back()
    with pytest.raises(NotStood):
        ask(line, when=SHOWN)


def test_not_past_an_objection_or_a_hold(chain: Database) -> None:
    line = taken_back()
    with speaking_as(officer("auditor")):
        shown = NoticeLine.objects.order_by("-pk").filter(notice__opened_on=SHOWN.date())
        first = shown.get(number=1)
        lodge(line=first, said="不实", said_by="某人", at=SHOWN)
    told = {"area": AREA, "reason": "核查", "by": officer("county_leader"), "at": SHOWN}
    place(subject=line, **told)
    with pytest.raises(NotStood):
        ask(line)


def test_not_while_something_is_due(chain: Database) -> None:
    with pytest.raises(StillDue):
        ask(line_of(DUE))


def test_a_post_without_the_right_and_a_line_in_another_state_are_refused(chain: Database) -> None:
    with pytest.raises(NotAllowed):
        ask(line_of(DUE), by="finance_checker")
    with pytest.raises(CannotMove):
        ask(line_of(SETTLED))


def test_twice_at_once_it_moves_once(chain: Database) -> None:
    line = taken_back()
    said = at_once(lambda: ask(line), lambda: ask(line))
    assert sum(isinstance(each, CannotMove) for each in said) == 1
