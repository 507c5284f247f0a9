"""A batch is closed when every line is answered and the bank debited what we count as paid."""

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.permission import NotAllowed
from jineng.stages.payments.actions import StillOpen, Unexplained, settle
from jineng.stages.payments.models import Batch
from jineng.stages.payments.states import BatchState, CannotMove
from tests.builders import ORDERED, at, batch_of
from tests.conftest import Database
from tests.guards.chain import ANSWERED, MADE, SENT, SETTLED
from tests.papers import PAID, Course, bank_row
from tests.stages.asking import acts, at_once
from tests.stages.payments.test_read_answer import ask as read
from tests.stages.payments.test_read_answer import paper, rows
from tests.stages.payments.test_resolve_unknown import own, resolve


def ask(course: Course = SENT, by: str = "finance_checker") -> Batch:
    return settle(number=batch_of(course).number, by=officer(by), at=at(17, ORDERED))


def test_a_batch_with_every_line_answered_is_settled(chain: Database) -> None:
    own()
    resolve()
    assert ask(ANSWERED).state == BatchState.SETTLED
    assert acts("payments.settle")[-1].moved == "sent → settled"


@pytest.mark.parametrize("course", [SENT, ANSWERED])
def test_a_batch_with_a_line_open_is_not_settled(chain: Database, course: Course) -> None:
    with pytest.raises(StillOpen):
        ask(course)


def test_a_fen_that_nobody_can_explain_keeps_it_open(chain: Database) -> None:
    read(paper(SENT, rows(SENT, (PAID, PAID, "失败"))))
    third = rows(SENT, (PAID, PAID, PAID))[2]
    told = [*rows(SENT, (PAID, PAID)), bank_row(3, PAID, _fen(third))]
    read(paper(SENT, told, "对账单"))
    with pytest.raises(Unexplained, match="查明前不能对平"):
        ask()


def test_a_batch_is_settled_once_and_not_before_it_was_sent(chain: Database) -> None:
    with pytest.raises(CannotMove, match="已对平"):
        ask(SETTLED)
    with pytest.raises(StillOpen):
        ask(MADE)


def test_a_post_without_the_right_is_refused(chain: Database) -> None:
    with pytest.raises(NotAllowed):
        ask(SETTLED, by="finance_maker")


def test_settled_twice_at_once_it_moves_once(chain: Database) -> None:
    read(paper(SENT, rows(SENT, (PAID, PAID, PAID))))
    said = at_once(ask, ask)
    assert sorted(type(each).__name__ for each in said) == ["Batch", "CannotMove"]


def _fen(row: tuple[object, ...]) -> int:
    return round(float(str(row[2])) * 100)
