"""Propose a pack, confirm it as another person, keep a plan that was only tried."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from jineng.foundation.audit import actions as audit
from jineng.foundation.database.turns import wait_turn
from jineng.foundation.documents import actions as documents
from jineng.foundation.documents.models import Plan
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require, require_other_person
from jineng.policy.packs.shelf import Shelf
from jineng.stages.activation.models import Activation, Proposal, Trial
from jineng.stages.activation.queries import Effects, standing
from jineng.stages.claims.queries import to_put_in_force
from jineng.values.days import HERE
from jineng.values.refusal import Refusal


class AlreadyInForce(Refusal):
    """The same rules already answer the question there and then."""


class OtherPack(Refusal):
    """The pack does not answer the question there and then, or is not the one proposed."""


class BackDated(Refusal):
    """The first day lies before the day of confirmation and nobody says why."""


class AlreadyConfirmed(Refusal):
    """A proposal is confirmed once."""


class NoName(Refusal):
    """A plan is kept under a name."""


@dataclass(frozen=True)
class Wanted:
    """A pack that is to answer a question in an area from a day on; `because`: why so early."""

    area: str
    question: str
    pack_id: str
    first_day: date
    because: str = ""


@dataclass(frozen=True)
class Tried:
    """A plan as it was tried: its figures, the address that asks again, the sums in fen."""

    pack_id: str
    fingerprint: str
    question: str
    year: int
    figures: Sequence[Mapping[str, str]]
    asked: str
    lines: int
    changed: int
    fen_before: int
    fen_after: int


@act("activation.propose")
def propose(
    *, wanted: Wanted, effects: Effects, shelf: Shelf, by: Officer, at: datetime
) -> Proposal:
    """Propose that a pack comes into force, with the claims that would come out otherwise."""
    require(by, "activation.propose", wanted.area)
    plan = to_put_in_force(wanted.question, wanted.area, wanted.first_day, shelf)
    if wanted.pack_id not in [pack.pack_id for pack in plan.packs]:
        raise OtherPack(
            f"{wanted.area} 在 {wanted.first_day} 按“{plan.packs[0].pack_id}”办理，"
            f"不按“{wanted.pack_id}”；请核对规则包的适用地区、日期和取代关系"
        )
    _refuse_if_in_force(plan.fingerprint, wanted)
    _refuse_back_dated(wanted.first_day, wanted.because, at)
    made = Proposal.objects.create(
        **asdict(wanted), **asdict(effects), fingerprint=plan.fingerprint, proposed_by=by, at=at
    )
    audit.record(verb="activation.propose", subject=made, officer=by, at=at)
    return made


@act("activation.confirm")
def confirm(*, proposal_id: int, shelf: Shelf, by: Officer, at: datetime) -> Activation:
    """Put a proposed pack in force as another person; what answered until then ends before it."""
    proposal = Proposal.objects.select_related("proposed_by").get(pk=proposal_id)
    wait_turn(f"SX-{proposal.question}-{proposal.area}")
    require(by, "activation.confirm", proposal.area)
    require_other_person(by, proposal.proposed_by, "规则提出与确认")
    if Activation.objects.filter(proposal=proposal).exists():
        raise AlreadyConfirmed("这份提议已经确认过，不能再确认")
    _refuse_back_dated(proposal.first_day, proposal.because, at)
    plan = to_put_in_force(proposal.question, proposal.area, proposal.first_day, shelf)
    if plan.fingerprint != proposal.fingerprint:
        raise OtherPack("架上的规则包已不是提出时的内容，请重新提出")
    _end_before(proposal)
    made = Activation.objects.create(
        area=proposal.area,
        proposal=proposal,
        plan=documents.put_in_force(
            plan=replace(plan, first_day=max(plan.first_day, proposal.first_day)),
            drafted_by=proposal.proposed_by,
            by=by,
            at=at,
        ),
        confirmed_by=by,
        at=at,
    )
    audit.record(verb="activation.confirm", subject=made, officer=by, at=at)
    return made


@act("activation.keep_trial")
def keep_trial(*, name: str, tried: Tried, by: Officer, at: datetime) -> Trial:
    """Keep a plan that was only tried, under its name."""
    area = min(by.areas, key=len)
    require(by, "activation.keep_trial", area)
    if not name.strip():
        raise NoName("请给方案起一个名字，再保存")
    made = Trial.objects.create(
        name=name.strip()[:60], area=area, kept_by=by, at=at, **asdict(tried)
    )
    audit.record(verb="activation.keep_trial", subject=made, officer=by, at=at)
    return made


def _refuse_if_in_force(fingerprint: str, wanted: Wanted) -> None:
    now = standing(wanted.question, wanted.area, wanted.first_day)
    if now is not None and now.fingerprint == fingerprint:
        raise AlreadyInForce(f"{wanted.area} 在 {wanted.first_day} 已经按这份规则办理，不用再提")


def _refuse_back_dated(first_day: date, because: str, at: datetime) -> None:
    if first_day < at.astimezone(HERE).date() and not because.strip():
        raise BackDated(f"生效日 {first_day} 早于确认的日子，请写明为什么追溯")


def _end_before(proposal: Proposal) -> None:
    """End what answered until then on the day before; from there on the new plan answers."""
    now = standing(proposal.question, proposal.area, proposal.first_day)
    if now is None:
        return
    last = proposal.first_day - timedelta(days=1)
    if now.in_force.lower > last:
        raise AlreadyInForce(
            f"现行规则从 {now.in_force.lower} 起生效，新规则不能从同一天或更早取代它"
        )
    now.in_force = DateRange(now.in_force.lower, proposal.first_day, "[)")
    Plan.objects.filter(pk=now.pk).update(in_force=now.in_force)
