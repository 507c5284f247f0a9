"""What may an officer still take back, and what happens when it is?

A review is undone; a decision is superseded by one that takes it back, and its line waits again.
Everything stays on record. Until when, and whether the next step was taken, the database says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from jineng.foundation.audit import actions as audit
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require
from jineng.stages.claims.deciding import revocation
from jineng.stages.claims.models import Claim, Decision, Line, Withdrawn, keep_states
from jineng.stages.claims.states import ClaimState
from jineng.values.refusal import Refusal


class TooLate(Refusal):
    """There is nothing of one's own that may still be taken back."""


@dataclass(frozen=True)
class Open:
    """What an officer may take back of a claim: decisions, or else the review; until when."""

    decisions: tuple[int, ...]
    ends_at: datetime


def still_open(claim: Claim, by: Officer) -> Open | None:
    """Return what this officer may take back of a claim now, None if nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select decision_id, ends_at from withdrawable(%s) where officer_id = %s"
            " order by decision_id",
            [claim.pk, by.pk],
        )
        rows = cursor.fetchall()
    if not rows:
        return None
    decisions = tuple(decision for decision, _ in rows if decision is not None)
    return Open(decisions, min(ends_at for _, ends_at in rows))


@act("claims.withdraw")
def withdraw(*, claim_id: int, by: Officer, at: datetime) -> Claim:
    """Take one's own last step back, in time and before the next one: a review, or decisions."""
    claim = Claim.objects.locked(claim_id)
    require(by, "claims.withdraw", claim.area)
    found = still_open(claim, by)
    if found is None:
        raise TooLate(
            f"{claim.number} 没有可以撤回的：只能撤回自己刚办的一步，且在限时之内、下一步还没有办"
        )
    moved = (
        _decisions(claim, found.decisions, by, at) if found.decisions else _review(claim, by, at)
    )
    audit.record(verb="claims.withdraw", subject=claim, officer=by, at=at, moved=moved)
    return claim


def _review(claim: Claim, by: Officer, at: datetime) -> str:
    Withdrawn.objects.create(claim=claim, area=claim.area, withdrawn_by=by, at=at)
    moved = claim.move("withdraw_review")
    claim.reviewed_by, claim.reviewed_at = None, None
    claim.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    return moved


def _decisions(claim: Claim, keys: Sequence[int], by: Officer, at: datetime) -> str:
    """Supersede decisions by ones that take them back; lines locked in primary-key order."""
    held = Line.objects.filter(decisions__in=keys).order_by("pk")
    lines = {line.pk: line for line in held.select_for_update(of=("self",), no_key=True)}
    taken = list(Decision.objects.filter(pk__in=keys).select_related("maker").order_by("line_id"))
    Withdrawn.objects.bulk_create(
        Withdrawn(claim=claim, decision=each, area=claim.area, withdrawn_by=by, at=at)
        for each in taken
    )
    assert claim.reviewed_by is not None, "a decision is of a claim somebody reviewed: a guard"
    Decision.objects.bulk_create(
        revocation(
            each,
            rule="withdrawn_in_time",
            clause=each.clause,
            message="核定后由本人在限时内撤回",
            told={"withdraws": each.pk},
            maker=claim.reviewed_by,
            by=by,
            at=at,
        )
        for each in taken
    )
    for each in taken:
        lines[each.line_id].move(f"withdraw_{each.outcome}")
    keep_states(list(lines.values()))
    if claim.state != ClaimState.DECIDED:
        return ""
    moved = claim.move("withdraw_decision")
    claim.save(update_fields=["state"])
    return moved
