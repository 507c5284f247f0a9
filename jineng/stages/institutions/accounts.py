"""How does a body come to be paid to another account, and who may stop it?

It asks; an officer confirms over a channel that was known before; another checks; days pass; then
it is put in force. The database keeps people, order and days.
"""

from datetime import datetime

from jineng.foundation.audit import actions as audit
from jineng.foundation.database.turns import wait_turn
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require, require_other_person
from jineng.foundation.people.sealing import keyed_digest, seal
from jineng.stages.institutions.models import AccountChange, Body
from jineng.stages.institutions.states import OPEN
from jineng.values.days import HERE
from jineng.values.refusal import Refusal


class NotAnAccount(Refusal):
    """An account is a number of 8 to 32 digits that the body does not have already."""


class NotYourBody(Refusal):
    """A body asks for itself; an officer asks for nobody's account but on its paper."""


class OpenAlready(Refusal):
    """A body has one change of account under way at a time."""


class NotSaid(Refusal):
    """A change says why; its confirmation, which channel was asked and what it said."""


class TooEarly(Refusal):
    """A new account is put in force when its days have passed, not before."""


@act("institutions.ask_account")
def ask_account(
    *, number: str, account: str, reason: str, by: Officer, at: datetime
) -> AccountChange:
    """Ask to be paid to another account; the body itself only. The same again gives the first."""
    wait_turn(f"ZH-{number}")
    body = Body.objects.get(number=number)
    require(by, "institutions.ask_account", "")
    if by.body_number != number:
        raise NotYourBody(f"{number} 不是本机构，不能替别的机构申请变更收款账户")
    digest = keyed_digest(account)
    if known := body.account_changes.filter(state__in=OPEN).first():
        if bytes(known.account_digest) == digest:
            return known
        raise OpenAlready(f"{body.name} 已有一项账户变更在办，请先办完或中止")
    good = account.isascii() and account.isdigit() and 8 <= len(account) <= 32
    if not good or bytes(body.account_digest) == digest:
        raise NotAnAccount("收款账户应为 8 至 32 位数字，并与现在的不同，请核对后再填")
    if not reason.strip():
        raise NotSaid("请写明为什么变更收款账户")
    change = AccountChange.objects.create(
        body=body,
        account_cipher=seal(account.encode()),
        account_digest=digest,
        account_last4=account[-4:],
        reason=reason.strip(),
        asked_by=by,
        asked_at=at,
    )
    audit.record(verb="institutions.ask_account", subject=change, officer=by, at=at)
    return change


@act("institutions.confirm_account")
def confirm_account(
    *, change_id: int, channel: str, said: str, by: Officer, at: datetime
) -> AccountChange:
    """First of two: ask over a channel that was known before the request, and record its answer."""
    change = _locked(change_id)
    require(by, "institutions.confirm_account", change.body.area)
    require_other_person(by, change.asked_by, "账户变更的申请与核实")
    moved = change.move("confirm")
    if not channel.strip() or not said.strip():
        raise NotSaid("请写明用哪个原有渠道核实、对方怎样答复（来电时间、回款流水或公函文号）")
    change.channel, change.channel_said = channel.strip(), said.strip()
    change.confirmed_by, change.confirmed_at = by, at
    change.save(update_fields=["state", "channel", "channel_said", "confirmed_by", "confirmed_at"])
    audit.record(
        verb="institutions.confirm_account", subject=change, officer=by, at=at, moved=moved
    )
    return change


@act("institutions.check_account")
def check_account(*, change_id: int, by: Officer, at: datetime) -> AccountChange:
    """Second of two: check the change; its days of waiting begin."""
    change = _locked(change_id)
    require(by, "institutions.check_account", change.body.area)
    require_other_person(by, change.confirmed_by, "账户变更的核实与复核")
    require_other_person(by, change.asked_by, "账户变更的申请与复核")
    moved = change.move("check")
    change.checked_by, change.checked_at = by, at
    change.save(update_fields=["state", "checked_by", "checked_at"])
    change.refresh_from_db(fields=["in_force_on"])
    audit.record(verb="institutions.check_account", subject=change, officer=by, at=at, moved=moved)
    return change


@act("institutions.change_account")
def change_account(*, change_id: int, by: Officer, at: datetime) -> AccountChange:
    """Put the new account in force once its days have passed; from now on it is paid to."""
    change = _locked(change_id)
    require(by, "institutions.change_account", change.body.area)
    moved = change.move("put_in_force")
    day = at.astimezone(HERE).date()
    if change.in_force_on is None or day < change.in_force_on:
        raise TooEarly(f"等待期未满，{change.in_force_on} 起才能启用新账户")
    change.save(update_fields=["state"])
    audit.record(verb="institutions.change_account", subject=change, officer=by, at=at, moved=moved)
    return change


@act("institutions.stop_account")
def stop_account(*, change_id: int, by: Officer, at: datetime) -> AccountChange:
    """Stop a change that is not in force yet, whatever was confirmed."""
    change = _locked(change_id)
    require(by, "institutions.stop_account", change.body.area)
    moved = change.move(f"stop_{change.state}")
    change.save(update_fields=["state"])
    audit.record(verb="institutions.stop_account", subject=change, officer=by, at=at, moved=moved)
    return change


def _locked(change_id: int) -> AccountChange:
    changes = AccountChange.objects.select_related("body", "asked_by", "confirmed_by")
    return changes.select_for_update(of=("self",), no_key=True).get(pk=change_id)
