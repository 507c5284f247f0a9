"""Verbs about annual targets: one officer proposes on a document, another answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from jineng.foundation.audit import actions as audit
from jineng.foundation.database.turns import wait_turn
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require, require_other_person
from jineng.stages.targets.models import Order, OrderKind, Share
from jineng.stages.targets.queries import MEASURES, Standing, level_above, standing
from jineng.values.refusal import Refusal

NAMES = dict(
    zip(MEASURES, ("培训人次", "取得证书", "高级工以上", "技师以上", "资金（分）"), strict=True)
)


class NoDocument(Refusal):
    """Targets are given on a document; a change says why."""


class NoTarget(Refusal):
    """An area without a target of its own has nothing to split or to adjust."""


class NotTheHighest(Refusal):
    """Only an area that lies in no other is given its target from outside."""


class PartsAreNotTheWhole(Refusal):
    """The shares with what is kept back must be the whole, measure by measure."""


class NotACount(Refusal):
    """A count is below zero, or a higher level counts more than the lower one that holds it."""


@dataclass(frozen=True)
class Part:
    """What is asked for one receiver: an area, or an institution of the area that splits."""

    area: str
    amounts: Mapping[str, int]
    body_number: str = ""
    kept: bool = False


@act("targets.issue")
def issue(
    *, area: str, year: int, amounts: Mapping[str, int], document: str, by: Officer, at: datetime
) -> Order:
    """First of two: propose the whole target of the highest area, as its document sets it."""
    require(by, "targets.issue", area)
    if above := level_above(area):
        raise NotTheHighest(f"{area} 的目标由 {above} 分解，请在 {above} 分解时写明")
    told = {"giver": "", "kind": OrderKind.ISSUE, "document": document, "reason": ""}
    return _propose("targets.issue", area, year, told, [Part(area, amounts)], by, at)


@act("targets.split")
def split(
    *, area: str, year: int, parts: Sequence[Part], document: str, by: Officer, at: datetime
) -> Order:
    """First of two: propose how the target of an area is shared; every part is named.

    What the parts leave of the whole is kept back by the area, as a share that is written down.
    """
    require(by, "targets.split", area)
    own = standing(year).own(area)
    if own is None:
        raise NoTarget(f"{area} 在 {year} 年还没有目标，先由上级下达")
    left = {
        name: getattr(own, name) - sum(part.amounts[name] for part in parts) for name in MEASURES
    }
    _refuse_too_much(left)
    told = {"giver": area, "kind": OrderKind.SPLIT, "document": document, "reason": ""}
    whole = [*parts, Part(area, left, kept=True)]
    return _propose("targets.split", area, year, told, whole, by, at)


@act("targets.adjust")
def adjust(
    *,
    area: str,
    year: int,
    amounts: Mapping[str, int],
    document: str,
    reason: str,
    by: Officer,
    at: datetime,
) -> Order:
    """First of two: propose another target for an area, with the reason; the level above answers.

    What is taken off goes back to what the level above keeps, and what is added comes from there.
    """
    require(by, "targets.adjust", area)
    if not reason.strip():
        raise NoDocument("调整目标要写明理由，请补写后再提出")
    if standing(year).own(area) is None:
        raise NoTarget(f"{area} 在 {year} 年还没有目标，没有可调整的")
    above = level_above(area)
    told = {"giver": above, "kind": OrderKind.ADJUST, "document": document, "reason": reason}
    return _propose("targets.adjust", area, year, told, [Part(area, amounts)], by, at)


@act("targets.approve")
def approve(*, order_id: int, by: Officer, at: datetime) -> Order:
    """Second of two, of the level that gives: the shares of the order stand from now on."""
    order = Order.objects.locked(order_id)
    require(by, "targets.approve", order.giver or order.origin)
    require_other_person(by, order.proposed_by, "目标任务的提出与审批")
    wait_turn(f"RW-{order.giver}-{order.year}")
    moved = order.move("approve")
    if order.giver and order.kind == OrderKind.ADJUST:
        _balance(order)
    order.answered_by, order.answered_at = by, at
    order.save(update_fields=["state", "answered_by", "answered_at"])
    because = [order.document]
    audit.record(
        verb="targets.approve", subject=order, officer=by, at=at, moved=moved, because=because
    )
    return order


@act("targets.refuse")
def refuse(*, order_id: int, answer: str, by: Officer, at: datetime) -> Order:
    """Second of two: the order does not stand, and why."""
    order = Order.objects.locked(order_id)
    require(by, "targets.refuse", order.giver or order.origin)
    require_other_person(by, order.proposed_by, "目标任务的提出与审批")
    if not answer.strip():
        raise NoDocument("不批准要写明理由，请补写后再办")
    moved = order.move("refuse")
    order.answered_by, order.answered_at, order.answer = by, at, answer.strip()
    order.save(update_fields=["state", "answered_by", "answered_at", "answer"])
    audit.record(verb="targets.refuse", subject=order, officer=by, at=at, moved=moved)
    return order


def _balance(order: Order) -> None:
    """Write down what the giver keeps after one of its shares changes."""
    now = standing(order.year)
    [wanted] = order.shares.all()
    kept = now.kept(order.giver)
    left = {
        name: (getattr(kept, name) if kept else 0) + _of(now, wanted, name) - getattr(wanted, name)
        for name in MEASURES
    }
    _refuse_too_much(left)
    part = Part(order.giver, left, kept=True)
    _refuse_no_count(part)
    _write(order, part)


def _of(now: Standing, wanted: Share, name: str) -> int:
    before = now.own(wanted.area)
    return getattr(before, name) if before else 0


def _refuse_too_much(left: Mapping[str, int]) -> None:
    for name, count in left.items():
        if count < 0:
            raise PartsAreNotTheWhole(
                f"{NAMES[name]}：各部分合计比总数多 {-count}，请减少某一部分，或先请上级调整总数"
            )


def _propose(
    verb: str,
    area: str,
    year: int,
    told: Mapping[str, str],
    parts: Sequence[Part],
    by: Officer,
    at: datetime,
) -> Order:
    if not told["document"].strip():
        raise NoDocument("下达、分解和调整目标都要写明依据文件，请补写后再提出")
    for part in parts:
        _refuse_no_count(part)
    order = Order.objects.create(origin=area, year=year, proposed_by=by, proposed_at=at, **told)
    for part in parts:
        _write(order, part)
    audit.record(verb=verb, subject=order, officer=by, at=at, because=[order.document])
    return order


def _write(order: Order, part: Part) -> None:
    Share.objects.create(
        order=order,
        area=part.area,
        body_number=part.body_number,
        giver=order.giver,
        year=order.year,
        kept=part.kept,
        **part.amounts,
    )


def _refuse_no_count(part: Part) -> None:
    amounts = part.amounts
    nested = amounts["technician"] <= amounts["senior"] <= amounts["certified"]
    if min(amounts.values()) < 0 or not nested:
        place = part.body_number or part.area
        what = "本级留下的" if part.kept else f"{place} 的"
        raise NotACount(
            f"{what}目标不成立：各数不少于 0，技师以上不多于高级工以上，高级工以上不多于取得证书"
        )
