"""A first officer orders what is due from one fund to one payee."""

from datetime import date

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.holds.actions import lift, place
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import NotAllowed
from jineng.stages.claims.models import Line as ClaimLine
from jineng.stages.funds.models import Fund
from jineng.stages.payments.actions import NothingDue, order
from jineng.stages.payments.models import Attempt, Batch
from jineng.stages.payments.states import BatchState
from tests.builders import ORDERED, at
from tests.conftest import Database
from tests.guards.chain import DUE, SETTLED, STANDING
from tests.papers import AREA, Course
from tests.stages.asking import acts, at_once, body_of, look, of_elsewhere


def ask(course: Course = DUE, on: date = ORDERED, by: Officer | None = None) -> Batch:
    fund = look(lambda: Fund.objects.get(name=course.fund))
    return order(
        area=AREA,
        fund_id=fund.pk,
        payee_id=body_of(course).pk,
        by=by or officer("finance_maker"),
        at=at(9, on),
    )


def test_what_is_due_becomes_one_batch(chain: Database) -> None:
    batch = ask()
    assert (batch.state, batch.count, batch.fen) == (BatchState.MADE, 2, 256_000)
    assert batch.made_by == officer("finance_maker")
    assert acts("payments.order")[-1].subject == f"payments.Batch:{batch.pk}"


def test_ordered_again_there_is_nothing_due(chain: Database) -> None:
    ask()
    with pytest.raises(NothingDue):
        ask()


def test_a_returned_line_is_due_again_with_a_second_attempt(chain: Database) -> None:
    batch = ask(SETTLED)
    assert [each.number for each in look(lambda: batch.attempts.all())] == [2]


def test_before_the_notice_has_stood_its_days_nothing_is_due(chain: Database) -> None:
    """Posted on the 8th for three working days: the 11th is its last."""
    with pytest.raises(NothingDue):
        ask(on=date(2024, 10, 11))
    assert ask(on=date(2024, 10, 12)).count == 2
    with pytest.raises(NothingDue):
        ask(STANDING)


def test_a_held_line_waits_and_the_other_is_ordered(chain: Database) -> None:
    leader = officer("county_leader")
    line = look(lambda: ClaimLine.objects.filter(claim__training__number=DUE.number).first())
    place(subject=line, area=AREA, reason="举报核查", by=leader, at=at(9))
    assert ask().count == 1
    lift(subject=line, area=AREA, because="查无实据", by=leader, at=at(10))
    assert ask().count == 1


def test_a_post_without_the_right_or_of_another_county_is_refused(chain: Database) -> None:
    for by in (officer("finance_checker"), of_elsewhere("finance_maker")):
        with pytest.raises(NotAllowed):
            ask(by=by)


def test_ordered_twice_at_once_every_line_is_tried_once(chain: Database) -> None:
    said = at_once(ask, ask)
    assert sorted(type(each).__name__ for each in said) == ["Batch", "NothingDue"]
    fund = look(lambda: Fund.objects.get(name=DUE.fund))
    assert len(look(lambda: Attempt.objects.filter(batch__fund=fund))) == 2
