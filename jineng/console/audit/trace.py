"""Where did this fen come from, and where did it go? From a clause to the bank and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from jineng.foundation.audit.actions import subject_of
from jineng.foundation.audit.models import Change, Entry
from jineng.foundation.notices.models import Notice
from jineng.stages.certificates.models import Certificate
from jineng.stages.claims.models import Claim, Decision, Earlier, Outcome, Slot
from jineng.stages.claims.states import LineState
from jineng.stages.classes.models import TrainingClass
from jineng.stages.funds.models import Entry as FundEntry
from jineng.stages.payments.models import Attempt, BankLine, Batch
from jineng.stages.payments.models import Line as PaymentLine

MOST = 20


@dataclass(frozen=True)
class Found:
    """One thing a search met, with the page that shows it."""

    what: str
    title: str
    url: str


def search(text: str) -> list[Found]:
    """Return what carries this number: class, claim, notice, batch, bank reference."""
    wanted = text.strip()
    if not wanted:
        return []
    found = [
        Found("班期", each.number, f"/classes/{each.number}/")
        for each in TrainingClass.objects.filter(number__icontains=wanted).order_by("pk")[:MOST]
    ]
    found += [
        Found("申领", f"{each.number} {each.kind}", f"/claims/{each.number}/")
        for each in Claim.objects.filter(
            Q(number__icontains=wanted) | Q(training__number__icontains=wanted)
        ).order_by("pk")[:MOST]
    ]
    found += [
        Found("公示", each.number, f"/notices/{each.number}/")
        for each in Notice.objects.filter(number__icontains=wanted).order_by("pk")[:MOST]
    ]
    found += [
        Found("批次", each.number, f"/audit/batches/{each.number}/")
        for each in Batch.objects.filter(number__icontains=wanted).order_by("pk")[:MOST]
    ]
    lines = BankLine.objects.filter(reference__iexact=wanted).prefetch_related("attempts__line")
    found += [
        Found("银行流水", each.reference, f"/audit/decisions/{attempt.line.decision_id}/")
        for each in lines.order_by("pk")[:MOST]
        for attempt in each.attempts.all()
    ]
    return found


def by_rule() -> list[dict[str, Any]]:
    """Return, rule by rule, how many stand, the fen granted and the fen paid."""
    stands = Decision.objects.filter(superseded_by=None).exclude(outcome=Outcome.REVOKED)
    rows = (
        stands.values("line__claim__kind", "rule", "clause", "outcome")
        .annotate(
            n=Count("pk"),
            granted=Coalesce(Sum("fen"), 0),
            paid=Coalesce(Sum("fen", filter=Q(line__state=LineState.PAID)), 0),
        )
        .order_by("line__claim__kind", "outcome", "rule")
    )
    return [{**row} for row in rows]


def of_rule(kind: str, rule: str) -> QuerySet[Decision]:
    """Return the standing decisions that a rule made, with their learners and claims."""
    rows = Decision.objects.filter(superseded_by=None, rule=rule, line__claim__kind=kind)
    return rows.select_related("line__claim__training", "line__enrolment").order_by("pk")


@dataclass(frozen=True)
class Trace:
    """One decision with everything it rests on and everything that came of it."""

    decision: Decision
    certificate: Certificate | None
    earlier: Sequence[Earlier]
    slots: Sequence[Slot]
    notice: Any
    payment: PaymentLine | None
    attempts: Sequence[Attempt]
    entries: Sequence[FundEntry]
    acts: Sequence[Entry]
    changes: Sequence[Change]


def trace(decision: Decision) -> Trace:
    """Follow a decision back to its papers and on to the bank."""
    line = decision.line
    payment = PaymentLine.objects.filter(decision=decision).first()
    attempts = (
        list(payment.attempts.select_related("batch__file", "evidence__answer__file"))
        if payment
        else []
    )
    posting = getattr(decision, "posting", None)
    subjects = [subject_of(each) for each in (decision, line, line.claim, line.claim.training)]
    subjects += [subject_of(each.batch) for each in attempts]
    money = [subject_of(decision), *(subject_of(each) for each in attempts)]
    return Trace(
        decision=decision,
        certificate=Certificate.objects.filter(enrolment=line.enrolment)
        .select_related("sitting__file")
        .first(),
        earlier=list(
            Earlier.objects.filter(person=line.person_id).select_related("file").order_by("paid_on")
        ),
        slots=list(decision.slots.select_related("cap").order_by("pk")),
        notice=posting.notice_line if posting else None,
        payment=payment,
        attempts=attempts,
        entries=list(FundEntry.objects.filter(subject__in=money).order_by("pk")),
        acts=list(
            Entry.objects.filter(subject__in=subjects)
            .select_related("officer__post")
            .order_by("pk")
        ),
        changes=_changes(decision, payment, attempts),
    )


def _changes(
    decision: Decision, payment: PaymentLine | None, attempts: Sequence[Attempt]
) -> list[Change]:
    rows = Q(table="claims_decision", row=str(decision.pk))
    rows |= Q(table="claims_line", row=str(decision.line_id))
    if payment:
        rows |= Q(table="payments_line", row=str(payment.pk))
    for attempt in attempts:
        rows |= Q(table="payments_attempt", row=str(attempt.pk))
    return list(Change.objects.filter(rows).order_by("pk"))
