"""A body asks for another account; two confirm it over the old channel; days pass."""

from datetime import datetime

import pytest

from jineng.cli.demo_offices import officer, officers_of_bodies
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import NotAllowed, SamePersonTwice
from jineng.foundation.people.sealing import keyed_digest
from jineng.stages.institutions import accounts
from jineng.stages.institutions.accounts import (
    NotAnAccount,
    NotSaid,
    NotYourBody,
    OpenAlready,
    TooEarly,
)
from jineng.stages.institutions.models import AccountChange, Body
from jineng.stages.institutions.queries import accounts_of
from jineng.stages.institutions.states import CannotMove
from jineng.values.days import HERE
from tests.builders import at
from tests.conftest import Database
from tests.guards.chain import days_pass
from tests.stages.asking import acts, at_once, of_elsewhere

BODY, NEW = "PX001", "6217000000008888"


def ask(account: str = NEW, by: str = BODY, reason: str = "开户行撤并") -> AccountChange:
    body = officers_of_bodies()[by]
    return accounts.ask_account(number=BODY, account=account, reason=reason, by=body, at=at(9))


def confirm(
    change: AccountChange, by: Officer | None = None, said: str = "法定代表人确认"
) -> AccountChange:
    who = by or officer("finance_maker")
    told = {"channel": "原预留电话", "said": said}
    return accounts.confirm_account(change_id=change.pk, **told, by=who, at=at(10))


def check(change: AccountChange, by: Officer | None = None) -> AccountChange:
    who = by or officer("finance_checker")
    return accounts.check_account(change_id=change.pk, by=who, at=at(11))


def start(change: AccountChange, by: str = "finance_maker") -> AccountChange:
    now = datetime.now(HERE)
    return accounts.change_account(change_id=change.pk, by=officer(by), at=now)


def stop(change: AccountChange, by: str = "county_leader") -> AccountChange:
    return accounts.stop_account(change_id=change.pk, by=officer(by), at=at(12))


def account_digest() -> bytes:
    return bytes(Body.objects.get(number=BODY).account_digest)


def test_asked_confirmed_checked_and_waited_for_it_is_the_account(chain: Database) -> None:
    before = account_digest()
    change = check(confirm(ask()))
    assert change.in_force_on is not None
    assert (change.in_force_on - datetime.now(HERE).date()).days in (9, 10)
    assert account_digest() == before
    days_pass(chain.admin_url, change.pk)
    start(change)
    assert account_digest() == keyed_digest(NEW)
    assert set(accounts_of(Body.objects.get(number=BODY))) == {before, keyed_digest(NEW)}
    assert acts("institutions.change_account")[-1].moved == "checked → in_force"


def test_before_its_days_have_passed_it_is_not_put_in_force(chain: Database) -> None:
    change = check(confirm(ask()))
    with pytest.raises(TooEarly, match="等待期未满"):
        start(change)


def test_only_the_body_itself_asks_and_for_one_account_at_a_time(chain: Database) -> None:
    with pytest.raises(NotYourBody):
        ask(by="PX002")
    maker = officer("finance_maker")
    with pytest.raises(NotAllowed):
        accounts.ask_account(number=BODY, account=NEW, reason="无", by=maker, at=at(9))
    assert ask() == ask()
    with pytest.raises(OpenAlready):
        ask("6217000000007777")


@pytest.mark.parametrize(
    "account", ["", "123", "６２１７０００００００００００１", "6217000000000001"]
)
def test_what_is_no_other_account_is_refused(chain: Database, account: str) -> None:
    with pytest.raises(NotAnAccount):
        ask(account)


def test_without_a_reason_or_an_answer_of_the_old_channel_nothing_goes_on(chain: Database) -> None:
    with pytest.raises(NotSaid):
        ask(reason=" ")
    with pytest.raises(NotSaid):
        confirm(ask(), said="")


def test_each_step_is_taken_by_another_person(chain: Database) -> None:
    change = ask()
    body = officers_of_bodies()[BODY].natural_person
    for act in (confirm, check):
        same = officer("finance_maker" if act is confirm else "finance_checker")
        same.natural_person = body
        with pytest.raises(SamePersonTwice):
            act(change, same)
        if act is confirm:
            confirm(change)
    again = officer("finance_checker")
    again.natural_person = officer("finance_maker").natural_person
    with pytest.raises(SamePersonTwice):
        check(change, again)


def test_a_post_without_the_right_or_of_another_county_is_refused(chain: Database) -> None:
    change = ask()
    for wrong in (officer("county_reviewer"), of_elsewhere("finance_maker")):
        with pytest.raises(NotAllowed):
            confirm(change, wrong)
    confirm(change)
    with pytest.raises(NotAllowed):
        check(change, officer("finance_maker"))
    with pytest.raises(NotAllowed):
        start(check(change), by="finance_checker")
    with pytest.raises(NotAllowed):
        stop(change, by="finance_maker")


def test_no_step_is_left_out(chain: Database) -> None:
    change = ask()
    with pytest.raises(CannotMove):
        check(change)
    with pytest.raises(CannotMove):
        start(confirm(change))


def test_it_is_stopped_while_it_is_not_in_force(chain: Database) -> None:
    change = check(confirm(ask()))
    assert stop(change).state == "stopped"
    days_pass(chain.admin_url, change.pk)
    for act in (start, stop):
        with pytest.raises(CannotMove):
            act(change)
    assert ask("6217000000007777").state == "asked"


def test_asked_and_checked_twice_at_once_it_is_done_once(chain: Database) -> None:
    first, second = at_once(ask, ask)
    assert first == second
    change = confirm(AccountChange.objects.get(body__number=BODY))
    said = at_once(lambda: check(change), lambda: check(change))
    assert sorted(type(each).__name__ for each in said) == ["AccountChange", "CannotMove"]
