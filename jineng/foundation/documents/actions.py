"""Put rule documents in force, with two people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange

from jineng.foundation.audit import actions as audit
from jineng.foundation.documents.models import Cap, Pack, Plan, Reversal, TakenBack
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require, require_other_person
from jineng.values.refusal import Refusal


@dataclass(frozen=True)
class PackInForce:
    """What is recorded of one rule document."""

    pack_id: str
    fingerprint: str
    number: str
    name: str
    region: str
    first_day: date
    last_day: date


@dataclass(frozen=True)
class PlanInForce:
    """What answers one question in one area, and the caps it sets: (name, most, keys).

    `reversals` are the ways of taking a grant back that give its times back.
    """

    fingerprint: str
    question: str
    kind: str
    area: str
    first_day: date
    last_day: date
    packs: Sequence[PackInForce]
    caps: Sequence[tuple[str, int, Sequence[str]]]
    reversals: Sequence[str] = ()


class NoSuchReversal(Refusal):
    """A document names a way of taking a grant back that there is not."""


@act("documents.put_in_force")
def put_in_force(*, plan: PlanInForce, drafted_by: Officer, by: Officer, at: datetime) -> Plan:
    """Put a plan in force for its area. The same plan again changes nothing."""
    days = DateRange(plan.first_day, plan.last_day, "[]")
    if known := Plan.objects.filter(
        fingerprint=plan.fingerprint, question=plan.question, area=plan.area, in_force=days
    ).first():
        return known
    require(by, "documents.put_in_force", plan.area)
    require_other_person(by, drafted_by, "规则起草与生效")
    if odd := [each for each in plan.reversals if each not in TakenBack.values]:
        raise NoSuchReversal(
            f"退回次数的情形“{odd[0]}”不认识，可以写：{'、'.join(TakenBack.values)}，请改规则包"
        )
    made = Plan.objects.create(
        fingerprint=plan.fingerprint,
        question=plan.question,
        kind=plan.kind,
        area=plan.area,
        in_force=days,
        drafted_by=drafted_by,
        activated_by=by,
    )
    made.packs.set([_recorded(pack, drafted_by, by, at) for pack in plan.packs])
    Cap.objects.bulk_create(
        Cap(plan=made, name=name, most=most, keys=list(keys)) for name, most, keys in plan.caps
    )
    Reversal.objects.bulk_create(Reversal(plan=made, name=name) for name in plan.reversals)
    audit.record(verb="documents.put_in_force", subject=made, officer=by, at=at)
    return made


def _recorded(pack: PackInForce, drafted_by: Officer, by: Officer, at: datetime) -> Pack:
    known = Pack.objects.filter(fingerprint=pack.fingerprint).first()
    return known or Pack.objects.create(
        pack_id=pack.pack_id,
        fingerprint=pack.fingerprint,
        number=pack.number,
        name=pack.name,
        region=pack.region,
        first_day=pack.first_day,
        last_day=pack.last_day,
        drafted_by=drafted_by,
        activated_by=by,
        activated_at=at,
    )
