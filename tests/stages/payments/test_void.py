"""A batch that was not sent is given up whole, so that one stopped line stops nobody else."""

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.holds.actions import place
from jineng.foundation.offices.permission import NotAllowed
from jineng.stages.claims.models import Line
from jineng.stages.funds.models import Fund
from jineng.stages.payments.actions import StoppedMeanwhile, WrongBatch, confirm, order, send
from jineng.stages.payments.ending import void
from jineng.stages.payments.models import Batch
from jineng.stages.payments.states import BatchState, CannotMove
from tests.builders import ORDERED, at, batch_of
from tests.conftest import Database
from tests.guards.chain import CONFIRMED, MADE, SENT
from tests.papers import AREA, PAID, Course
from tests.stages.asking import acts, at_once, body_of, look
from tests.stages.payments.test_read_answer import ask as read
from tests.stages.payments.test_read_answer import paper, rows


def ask(course: Course = CONFIRMED, by: str = "finance_maker") -> Batch:
    return void(number=batch_of(course).number, by=officer(by), at=at(12, ORDERED))


def lines_of(course: Course) -> list[Line]:
    rows = Line.objects.filter(claim__training__number=course.number).order_by("pk")
    found: list[Line] = look(lambda: rows)
    return found


def fund_of(course: Course) -> Fund:
    found: Fund = look(lambda: Fund.objects.get(name=course.fund))
    return found


@pytest.mark.parametrize("course", [MADE, CONFIRMED])
def test_a_batch_that_was_not_sent_is_given_up_and_its_money_is_owed_again(
    chain: Database, course: Course
) -> None:
    before, fen = fund_of(course), batch_of(course).fen
    assert ask(course).state == BatchState.VOIDED
    assert [line.state for line in lines_of(course)] == ["returned", "returned"]
    assert fund_of(course).owed_fen == before.owed_fen + fen
    assert fund_of(course).sent_fen == before.sent_fen - fen
    assert acts("payments.void")[-1].moved == f"{course.until} → voided"


def test_what_is_not_stopped_is_ordered_again_without_what_is(chain: Database) -> None:
    stopped, other = lines_of(CONFIRMED)
    told = {"area": AREA, "reason": "核查", "by": officer("county_leader"), "at": at(11, ORDERED)}
    place(subject=stopped, **told)
    number, maker = batch_of(CONFIRMED).number, officer("finance_maker")
    with pytest.raises(StoppedMeanwhile):
        send(number=number, by=maker, at=at(12, ORDERED))
    ask()
    fund, payee = fund_of(CONFIRMED).pk, body_of(CONFIRMED).pk
    again = order(area=AREA, fund_id=fund, payee_id=payee, by=maker, at=at(13, ORDERED))
    confirm(number=again.number, fen=again.fen, by=officer("finance_checker"), at=at(14, ORDERED))
    send(number=again.number, by=maker, at=at(15, ORDERED))
    assert again.count == 1
    assert [line.state for line in lines_of(CONFIRMED)] == ["returned", "ordered"]
    assert [stopped.pk, other.pk] == [line.pk for line in lines_of(CONFIRMED)]


def test_what_was_sent_is_not_given_up(chain: Database) -> None:
    with pytest.raises(CannotMove, match="已送银行"):
        ask(SENT)


def test_nothing_is_sent_or_answered_of_a_batch_that_was_given_up(chain: Database) -> None:
    told = paper(CONFIRMED, rows(CONFIRMED, (PAID, PAID)))
    ask()
    with pytest.raises(CannotMove, match="作废"):
        send(number=batch_of(CONFIRMED).number, by=officer("finance_maker"), at=at(13, ORDERED))
    with pytest.raises(WrongBatch):
        read(told)


def test_a_post_without_the_right_is_refused(chain: Database) -> None:
    with pytest.raises(NotAllowed):
        ask(by="finance_checker")


def test_given_up_and_sent_at_once_one_of_them_wins(chain: Database) -> None:
    number, maker = batch_of(CONFIRMED).number, officer("finance_maker")
    said = at_once(ask, lambda: send(number=number, by=maker, at=at(12, ORDERED)))
    assert sum(isinstance(each, CannotMove) for each in said) == 1
