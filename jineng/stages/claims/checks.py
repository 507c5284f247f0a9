"""Is every stored decision still what the rules answer, and every time of a cap accounted for?"""

from collections.abc import Iterator

from django.db import connection

from jineng.policy.receipt import recheck
from jineng.policy.shelf import Shelf
from jineng.stages.claims.models import Decision, Outcome
from jineng.stages.classes.models import Opening

# Every cap of a standing grant's plan has its one live slot, and nothing else has any.
_SLOTS = """
select d.id, c.name from claims_decision d
join documents_cap c on c.plan_id = d.plan_id
left join claims_slot s on s.decision_id = d.id and s.cap_id = c.id and s.live
where d.outcome = 'granted' and s.id is null
  and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)
union all
select s.decision_id, s.name from claims_slot s join claims_decision d on d.id = s.decision_id
where s.live and (d.outcome <> 'granted'
  or exists (select 1 from claims_decision y where y.supersedes_id = d.id))
order by 1, 2
"""


def recomputed(shelf: Shelf) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (which, differences) for every decision and opening, recomputed from its receipt."""
    decisions = Decision.objects.exclude(outcome=Outcome.REVOKED).order_by("pk")
    for pk, receipt, fen, rule in decisions.values_list("pk", "receipt", "fen", "rule").iterator():
        differences = recheck(receipt, shelf)
        answer = receipt["answer"]
        if (answer["fen"], answer["rule"]) != (fen, rule):
            differences += (f"凭据写 {answer['fen']} 分 {answer['rule']}，记录写 {fen} 分 {rule}",)
        yield f"claims.Decision:{pk}", differences
    for pk, receipt in Opening.objects.order_by("pk").values_list("pk", "receipt").iterator():
        yield f"classes.Opening:{pk}", recheck(receipt, shelf)


def slots_amiss() -> list[str]:
    """Return one sentence for each standing grant whose times of a cap are not as they should."""
    with connection.cursor() as cursor:
        cursor.execute(_SLOTS)
        return [f"claims.Decision:{pk} 的「{name}」次数不符" for pk, name in cursor.fetchall()]
