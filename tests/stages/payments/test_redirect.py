"""What was decided before a body's account changed waits until two send it to the new one."""

import pytest

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.permission import NotAllowed, SamePersonTwice
from jineng.foundation.people.sealing import keyed_digest, sm3, unseal
from jineng.stages.funds.models import Fund
from jineng.stages.institutions.models import AccountChange, Body
from jineng.stages.payments.actions import NothingDue, order, send
from jineng.stages.payments.layouts import PLAIN
from jineng.stages.payments.models import Batch, Redirection
from jineng.stages.payments.papers import read_order, write_order
from jineng.stages.payments.queries import attempts_of, to_redirect, transfers_of
from jineng.stages.payments.signing import (
    ConfirmedAlready,
    NotInForce,
    confirm_redirect,
    redirect,
)
from tests.builders import ORDERED, at, batch_of
from tests.conftest import Database
from tests.guards.chain import CONFIRMED, DUE, SETTLED, days_pass
from tests.papers import AREA, Course
from tests.stages.asking import acts, at_once, look, of_elsewhere
from tests.stages.institutions.test_accounts import NEW, check, confirm, start
from tests.stages.institutions.test_accounts import ask as ask_account

OLD = "6217000000000001"


@pytest.fixture
def changed(chain: Database) -> AccountChange:
    """The institution of every class of the county is paid to another account from now on."""
    change = check(confirm(ask_account()))
    days_pass(chain.admin_url, change.pk)
    return start(change)


def make(course: Course = DUE) -> Batch:
    fund = look(lambda: Fund.objects.get(name=course.fund))
    payee = Body.objects.get(number=course.body)
    by = officer("finance_maker")
    return order(area=AREA, fund_id=fund.pk, payee_id=payee.pk, by=by, at=at(13, ORDERED))


def propose(change: AccountChange, by: str = "finance_maker") -> Redirection:
    return redirect(change_id=change.pk, area=AREA, by=officer(by), at=at(11, ORDERED))


def agree(made: Redirection, by: str = "finance_checker") -> Redirection:
    return confirm_redirect(redirection_id=made.pk, by=officer(by), at=at(12, ORDERED))


def test_what_was_decided_before_waits_and_is_listed(changed: AccountChange) -> None:
    with pytest.raises(NothingDue):
        make()
    [(change, count)] = look(lambda: to_redirect(AREA))
    assert change == changed
    assert count > 0
    propose(changed)
    with pytest.raises(NothingDue):
        make()


def test_redirected_by_two_it_goes_to_the_new_account(changed: AccountChange) -> None:
    agree(propose(changed))
    assert look(lambda: to_redirect(AREA)) == []
    batch = make()
    accounts = {each.account for each in look(lambda: transfers_of(batch))}
    assert accounts == {NEW}
    lines = [each.line for each in look(lambda: attempts_of(batch))]
    assert {bytes(line.account_digest) for line in lines} == {keyed_digest(NEW)}
    decided = {bytes(line.decision.account_digest) for line in lines}
    assert decided == {keyed_digest(OLD)}
    assert acts("payments.confirm_redirect")[-1].officer == officer("finance_checker")


def test_a_returned_line_follows_to_the_new_account_on_a_line_of_its_own(
    changed: AccountChange,
) -> None:
    with pytest.raises(NothingDue):
        make(SETTLED)
    agree(propose(changed))
    [attempt] = look(lambda: attempts_of(make(SETTLED)))
    assert attempt.number == 1
    assert attempt.line.follows_id is not None


def test_a_batch_confirmed_before_goes_to_the_account_it_was_made_for(
    changed: AccountChange,
) -> None:
    batch = batch_of(CONFIRMED)
    file = send(number=batch.number, by=officer("finance_maker"), at=at(14, ORDERED))
    content = unseal(file.content_cipher)
    _, _, transfers = read_order(content, file.name)
    assert {each.account for each in transfers} == {OLD}
    again = look(lambda: [write_order(PLAIN, batch.number, transfers_of(batch))])[0]
    assert (again, sm3(again)) == (content, file.digest)


def test_to_an_account_that_is_not_in_force_nothing_goes(chain: Database) -> None:
    change = check(confirm(ask_account()))
    with pytest.raises(NotInForce):
        propose(change)


def test_proposed_and_confirmed_by_two_who_may(changed: AccountChange) -> None:
    with pytest.raises(NotAllowed):
        propose(changed, by="finance_checker")
    made = propose(changed)
    assert propose(changed) == made
    with pytest.raises(NotAllowed):
        agree(made, by="finance_maker")
    same = officer("finance_checker")
    same.natural_person = officer("finance_maker").natural_person
    with pytest.raises(SamePersonTwice):
        confirm_redirect(redirection_id=made.pk, by=same, at=at(12, ORDERED))
    stranger = of_elsewhere("finance_checker")
    with pytest.raises(Redirection.DoesNotExist):
        confirm_redirect(redirection_id=made.pk, by=stranger, at=at(12, ORDERED))
    agree(made)
    with pytest.raises(ConfirmedAlready):
        agree(made)


def test_confirmed_twice_at_once_it_counts_once(changed: AccountChange) -> None:
    made = propose(changed)
    said = at_once(lambda: agree(made), lambda: agree(made))
    assert sorted(type(each).__name__ for each in said) == ["ConfirmedAlready", "Redirection"]
