"""What the bank left out is owned by one officer and settled by another, by the statement."""

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.permission import NotAllowed, SamePersonTwice
from jineng.stages.payments.actions import (
    NotDescribed,
    StillOpen,
    own_unknown,
    resolve_unknown,
    settle,
)
from jineng.stages.payments.queries import attempts_of
from tests.builders import ORDERED, at, batch_of
from tests.conftest import Database
from tests.guards.chain import ANSWERED, SENT
from tests.papers import LEFT_OUT, PAID, Course
from tests.stages.asking import acts, at_once, look, of_elsewhere
from tests.stages.payments.test_read_answer import ask as read
from tests.stages.payments.test_read_answer import paper, rows


def own(course: Course = ANSWERED, by: str = "finance_maker") -> int:
    return own_unknown(number=batch_of(course).number, by=officer(by), at=at(16, ORDERED))


def resolve(course: Course = ANSWERED, by: str = "finance_checker") -> int:
    return resolve_unknown(number=batch_of(course).number, by=officer(by), at=at(16, ORDERED))


def states(course: Course = ANSWERED) -> list[str]:
    return [each.state for each in look(lambda: attempts_of(batch_of(course)))]


def test_owned_and_described_by_the_statement_it_is_paid(chain: Database) -> None:
    assert states() == ["paid", "rejected", "unknown"]
    assert (own(), resolve()) == (1, 1)
    assert states() == ["paid", "rejected", "paid"]
    assert acts("payments.resolve_unknown")[-1].officer == officer("finance_checker")


def test_what_nobody_owns_is_not_resolved(chain: Database) -> None:
    with pytest.raises(NotDescribed, match="须先有人认领"):
        resolve()


def test_without_a_statement_it_stays_unknown_and_the_batch_open(chain: Database) -> None:
    read(paper(SENT, rows(SENT, (PAID, PAID, LEFT_OUT))))
    own(SENT)
    with pytest.raises(NotDescribed, match="第 3 笔结果不明"):
        resolve(SENT)
    with pytest.raises(StillOpen, match="1 笔没有结果"):
        settle(number=batch_of(SENT).number, by=officer("finance_checker"), at=at(17, ORDERED))


def test_a_statement_that_says_rejected_frees_the_line(chain: Database) -> None:
    read(paper(SENT, rows(SENT, (PAID, PAID, LEFT_OUT))))
    read(paper(SENT, rows(SENT, (PAID, PAID, "失败")), "对账单"))
    own(SENT)
    resolve(SENT)
    assert states(SENT) == ["paid", "paid", "rejected"]


def test_who_owns_it_does_not_resolve_it(chain: Database) -> None:
    own()
    same = officer("finance_checker")
    same.natural_person = officer("finance_maker").natural_person
    with pytest.raises(SamePersonTwice):
        resolve_unknown(number=batch_of(ANSWERED).number, by=same, at=at(16, ORDERED))


def test_owned_again_the_first_owner_stays(chain: Database) -> None:
    assert (own(), own()) == (1, 0)


def test_a_post_without_the_right_is_refused(chain: Database) -> None:
    with pytest.raises(NotAllowed):
        own(by="finance_checker")
    with pytest.raises(NotAllowed):
        resolve(by="finance_maker")
    assert of_elsewhere("finance_maker").areas != officer("finance_maker").areas


def test_resolved_twice_at_once_it_is_counted_once(chain: Database) -> None:
    own()
    assert sorted(map(str, at_once(resolve, resolve))) == ["0", "1"]
    assert states() == ["paid", "rejected", "paid"]
