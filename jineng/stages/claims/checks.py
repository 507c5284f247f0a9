"""Is every stored decision still what the rules answer, and every time of a cap accounted for?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from jineng.policy.one.bundle import unlike_receipt
from jineng.policy.one.receipt import recheck
from jineng.policy.packs.shelf import Shelf
from jineng.stages.claims.models import Decision, Outcome
from jineng.stages.classes.models import Opening

# Every cap of the plan of a grant that stands has its one live slot, and so has that of one that
# was taken back in a way that gives no time back; nothing else has any; each stands on the record
# that speaks for its person.
_SLOTS = """
with counts as (
  select d.id, d.plan_id from claims_decision d
  left join claims_decision y on y.supersedes_id = d.id
  where d.outcome = 'granted' and (y.id is null or y.outcome = 'revoked'
    and not exists (select 1 from claims_withdrawn w where w.decision_id = d.id)
    and not exists (
      select 1 from documents_reversal v where v.plan_id = y.plan_id and v.name =
        case when exists (select 1 from claims_reopening r where r.decision_id = d.id)
             then '撤销补贴'
             when exists (select 1 from claims_posting p join notices_objection o
                          on o.line_id = p.notice_line_id and o.upheld where p.decision_id = d.id)
             then '异议成立' end)
    and not exists (select 1 from claims_decision l where l.line_id = d.line_id
                    and l.outcome = 'granted' and l.seq > d.seq))
)
select d.id, c.name from counts d join documents_cap c on c.plan_id = d.plan_id
left join claims_slot s on s.decision_id = d.id and s.cap_id = c.id and s.live
where s.id is null
union all
select s.decision_id, s.name from claims_slot s
where s.live and s.decision_id not in (select id from counts)
union all
select s.decision_id, s.name from claims_slot s join people_same o on o.person_id = s.person_id
where s.live and o.one_id <> s.person_id
order by 1, 2
"""


@dataclass(frozen=True)
class Kept:
    """One stored answer of the rules: what it concerns, what was recorded, and its receipt.

    `fen` is 0 for the opening of a class; `number` is that of the claim or the class.
    """

    which: str
    number: str
    area: str
    at: datetime
    outcome: str
    fen: int
    rule: str
    receipt: dict[str, object]


def kept_receipts() -> Iterator[Kept]:
    """Yield every decision, revocations too, then every opening, in the order they were kept."""
    decisions = Decision.objects.order_by("pk").values_list(
        "pk", "line__claim__number", "area", "at", "outcome", "fen", "rule", "receipt"
    )
    for pk, *rest in decisions.iterator():
        yield Kept(f"claims.Decision:{pk}", *rest)
    openings = Opening.objects.order_by("pk").values_list(
        "pk", "training__number", "area", "at", "outcome", "rule", "receipt"
    )
    for pk, number, area, at, outcome, rule, receipt in openings.iterator():
        yield Kept(f"classes.Opening:{pk}", number, area, at, outcome, 0, rule, receipt)


def recomputed(shelf: Shelf) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (which, differences) for every decision and opening, recomputed from its receipt."""
    for kept in kept_receipts():
        if kept.outcome != Outcome.REVOKED:
            yield kept.which, differences(kept, shelf)


def differences(kept: Kept, shelf: Shelf) -> tuple[str, ...]:
    """Return what is otherwise when an answer is made again, or between record and receipt."""
    recorded = (kept.outcome, kept.fen, kept.rule)
    return (*recheck(kept.receipt, shelf), *unlike_receipt(kept.receipt, recorded))


def slots_amiss() -> list[str]:
    """Return one sentence for each standing grant whose times of a cap are not as they should."""
    with connection.cursor() as cursor:
        cursor.execute(_SLOTS)
        return [f"claims.Decision:{pk} 的「{name}」次数不符" for pk, name in cursor.fetchall()]
