"""What officers do with funds."""

from calendar import monthrange
from datetime import date, datetime

from django.db import connection

from jineng.foundation.audit import actions as audit
from jineng.foundation.database.turns import wait_turn
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require, require_other_person
from jineng.stages.funds.models import Appropriation, Fund, Period
from jineng.values.days import HERE
from jineng.values.money import yuan_text
from jineng.values.refusal import Refusal


class NothingToAppropriate(Refusal):
    """An appropriation is a positive number of fen, on a document."""


class DocumentTaken(Refusal):
    """A document gives to a fund once, and always the same."""


class NothingToMove(Refusal):
    """A fund gives no more than it has free, to another fund."""


class ConfirmedAlready(Refusal):
    """What two people confirmed stands."""


class MonthNotOver(Refusal):
    """A month is closed when its last day has passed."""


class NotExplained(Refusal):
    """A month is closed when reconciliation leaves nothing unexplained."""


@act("funds.appropriate")
def appropriate(
    *, area: str, name: str, year: int, fen: int, document: str, by: Officer, at: datetime
) -> Appropriation:
    """First of two: propose to add money (fen) to a fund of an area and year, on a document.

    The same document gives once: proposing it again gives what was proposed the first time.
    """
    require(by, "funds.appropriate", area)
    fund, _ = Fund.objects.get_or_create(area=area, name=name, year=year)
    return _proposed("funds.appropriate", fund, None, fen, document, by, at)


@act("funds.move")
def move(
    *,
    from_id: int,
    area: str,
    name: str,
    year: int,
    fen: int,
    document: str,
    by: Officer,
    at: datetime,
) -> Appropriation:
    """First of two: propose to move free money (fen) from one fund to another, on a document.

    The officer must be responsible for both areas.
    """
    source = Fund.objects.get(pk=from_id)
    require(by, "funds.move", source.area)
    require(by, "funds.move", area)
    fund, _ = Fund.objects.get_or_create(area=area, name=name, year=year)
    if fund == source:
        raise NothingToMove(f"{fund} 不能调剂给自己，请选另一个资金渠道")
    return _proposed("funds.move", fund, source, fen, document, by, at)


@act("funds.confirm_appropriation")
def confirm_appropriation(*, appropriation_id: int, by: Officer, at: datetime) -> Appropriation:
    """Second of two: confirm what was proposed; the money is in the fund from now on."""
    proposed = (
        Appropriation.objects.select_related("fund", "source", "proposed_by")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=appropriation_id)
    )
    require(by, "funds.confirm_appropriation", proposed.area)
    require_other_person(by, proposed.proposed_by, "下达资金的提出与复核")
    if proposed.confirmed_by is not None:
        raise ConfirmedAlready(f"{proposed} 已经复核过了，不用再办")
    if source := proposed.source:
        require(by, "funds.confirm_appropriation", source.area)
        if proposed.fen > source.free_fen:
            raise NothingToMove(
                f"{source}可用 {yuan_text(source.free_fen)} 元，"
                f"不够调出 {yuan_text(proposed.fen)} 元"
            )
    proposed.confirmed_by, proposed.confirmed_at = by, at
    proposed.save(update_fields=["confirmed_by", "confirmed_at"])
    audit.record(
        verb="funds.confirm_appropriation",
        subject=proposed,
        officer=by,
        at=at,
        because=[proposed.document],
    )
    return proposed


@act("funds.close_period")
def close_period(*, fund_id: int, year: int, month: int, by: Officer, at: datetime) -> Period:
    """First of two: close a month of a fund that left nothing unexplained."""
    fund = Fund.objects.get(pk=fund_id)
    require(by, "funds.close_period", fund.area)
    first = date(year, month, 1)
    last = date(year, month, monthrange(year, month)[1])
    if last >= at.astimezone(HERE).date():
        raise MonthNotOver(f"{fund} {year} 年 {month} 月还没有过完，过了 {last} 再结账")
    if known := Period.objects.filter(fund=fund, first_day=first).first():
        return known
    _refuse_unexplained(fund, last)
    period = Period.objects.create(
        fund=fund, area=fund.area, first_day=first, last_day=last, closed_by=by, closed_at=at
    )
    audit.record(verb="funds.close_period", subject=period, officer=by, at=at)
    return period


@act("funds.check_period")
def check_period(*, period_id: int, by: Officer, at: datetime) -> Period:
    """Second of two: check a month that was closed; nothing is entered in it any more."""
    period = (
        Period.objects.select_related("fund", "closed_by")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=period_id)
    )
    require(by, "funds.check_period", period.area)
    require_other_person(by, period.closed_by, "结账与复核")
    if period.checked_by is not None:
        raise ConfirmedAlready(f"{period} 已经复核结账，不用再办")
    _refuse_unexplained(period.fund, period.last_day)
    period.checked_by, period.checked_at = by, at
    period.save(update_fields=["checked_by", "checked_at"])
    audit.record(verb="funds.check_period", subject=period, officer=by, at=at)
    return period


def _proposed(
    verb: str,
    fund: Fund,
    source: Fund | None,
    fen: int,
    document: str,
    by: Officer,
    at: datetime,
) -> Appropriation:
    if fen <= 0 or not document.strip():
        raise NothingToAppropriate(f"{fund.name}的金额须大于 0 元，并写明依据文件")
    wait_turn(f"XD-{fund.pk}")
    known = Appropriation.objects.filter(fund=fund, document=document).first()
    if known is None:
        proposed = Appropriation.objects.create(
            fund=fund,
            area=fund.area,
            source=source,
            fen=fen,
            document=document,
            proposed_by=by,
            proposed_at=at,
        )
        audit.record(verb=verb, subject=proposed, officer=by, at=at, because=[document])
        return proposed
    if (known.fen, known.source_id) != (fen, source.pk if source else None):
        raise DocumentTaken(f"{document} 已经用于{fund} {yuan_text(known.fen)} 元，请核对文件号")
    return known


def _refuse_unexplained(fund: Fund, last: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select says from unexplained(%s, %s)", [fund.pk, last])
        found = [says for (says,) in cursor.fetchall()]
    if found:
        raise NotExplained(f"{fund} 还有 {len(found)} 处没有查清，不能结账：{found[0]}")
