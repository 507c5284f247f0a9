"""How does what is due become a batch, the first time and after the bank left some of it?"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Count

from jineng.foundation.audit import actions as audit
from jineng.foundation.database.turns import wait_turn
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require
from jineng.stages.claims.models import Decision, keep_states
from jineng.stages.claims.models import Line as ClaimLine
from jineng.stages.claims.states import LineState
from jineng.stages.payments.layouts import layout_of
from jineng.stages.payments.models import Attempt, Batch, Line
from jineng.stages.payments.queries import Due, due, next_number
from jineng.stages.payments.states import AttemptState
from jineng.values.days import HERE
from jineng.values.refusal import Refusal


class NothingToFollowUp(Refusal):
    """Nothing of a batch is due again: the bank paid it all, or has not answered yet."""


@act("payments.follow_up")
def follow_up(*, number: str, by: Officer, at: datetime) -> Batch:
    """Order again, as a batch of its own, what the bank returned, sent back or paid less of one.

    Asked twice, the second finds nothing due any more.
    """
    before = Batch.objects.select_related("fund", "payee").get(number=number)
    require(by, "payments.follow_up", before.area)
    order_in_turn(before.area)
    tried = set(before.attempts.values_list("line__decision", flat=True))
    for group in due(before.area, on=at.astimezone(HERE).date()):
        again = tuple(each for each in group.decisions if each.pk in tried)
        if again and (group.fund_id, group.payee_id) == (before.fund_id, before.payee_id):
            rest = Due(group.fund_id, group.payee_id, again, group.fen_of)
            batch = make_batch(rest, before.area, before.layout, before, by, at)
            audit.record(
                verb="payments.follow_up", subject=batch, officer=by, at=at, because=[number]
            )
            return batch
    raise NothingToFollowUp(f"{number} 没有要补付的：没有退票、退回或少付，或者已经补付制单")


def due_again(batch: Batch) -> int:
    """Return how many lines of a batch the bank returned, sent back or paid less of."""
    tried = ClaimLine.objects.filter(pk__in=batch.attempts.values("line__decision__line"))
    return tried.filter(state=LineState.RETURNED).count()


def order_in_turn(area: str) -> None:
    """Let one order of an area wait for another; the second finds what the first left."""
    wait_turn(f"ZF-{area}")


def make_batch(
    group: Due, area: str, layout: str, follows: Batch | None, by: Officer, at: datetime
) -> Batch:
    """Make one batch of a group that is due, in a bank's layout."""
    day = at.astimezone(HERE).date()
    number = next_number(area, day.year)
    batch = Batch.objects.create(
        number=number,
        key=number,
        area=area,
        fund_id=group.fund_id,
        payee_id=group.payee_id,
        count=len(group.decisions),
        fen=group.fen,
        layout=layout_of(layout).code,
        follows=follows,
        made_by=by,
        made_at=at,
    )
    _join(batch, group, day)
    return batch


def _join(batch: Batch, group: Due, day: date) -> None:
    """Owe each decision of a group what is due, and let each begin an attempt in the batch."""
    lines = ClaimLine.objects.filter(pk__in=[each.line_id for each in group.decisions])
    moved = list(lines.select_for_update(of=("self",), no_key=True).order_by("pk"))
    for line in moved:
        line.move("order_again" if line.state == LineState.RETURNED else "order")
    owed = _owed(group, day)
    tried = dict(
        Attempt.objects.filter(line__in=owed.values())
        .values_list("line_id")
        .annotate(n=Count("pk"))
        .order_by("line_id")
    )
    Attempt.objects.bulk_create(
        Attempt(
            line=owed[decision.pk],
            number=tried.get(owed[decision.pk].pk, 0) + 1,
            batch=batch,
            position=position,
            area=batch.area,
        )
        for position, decision in enumerate(group.decisions, 1)
    )
    keep_states(moved)


def _owed(group: Due, day: date) -> Mapping[int, Line]:
    """Return by decision the line that is tried: the last one, or a new one after it.

    A line is tried again while it is of what is due, to the account its payee has, and nothing of
    it is paid.
    """
    ids = [decision.pk for decision in group.decisions]
    last = {line.decision_id: line for line in Line.objects.filter(decision__in=ids).order_by("pk")}
    paid = set(
        Attempt.objects.filter(line__in=last.values(), state=AttemptState.PAID).values_list(
            "line__decision", flat=True
        )
    )
    fresh = [
        _line(each, group.fen_of[each.pk], last.get(each.pk), day)
        for each in group.decisions
        if each.pk not in last
        or each.pk in paid
        or last[each.pk].fen != group.fen_of[each.pk]
        or bytes(last[each.pk].account_digest) != bytes(each.payee.account_digest)
    ]
    return last | {line.decision_id: line for line in Line.objects.bulk_create(fresh)}


def _line(decision: Decision, fen: int, follows: Line | None, day: date) -> Line:
    return Line(
        decision=decision,
        follows=follows,
        area=decision.area,
        fund=decision.fund,
        payee_id=decision.payee_id,
        fen=fen,
        account_digest=decision.payee.account_digest,
        ordered_on=day,
    )
