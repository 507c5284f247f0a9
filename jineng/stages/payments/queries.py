"""Reads of payments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from jineng.foundation.audit.actions import subject_of
from jineng.foundation.documents.models import RowError
from jineng.foundation.holds.actions import held
from jineng.foundation.notices.actions import still_standing
from jineng.foundation.notices.models import Objection
from jineng.foundation.people.sealing import unseal
from jineng.stages.claims.models import Decision, Outcome
from jineng.stages.claims.states import LineState
from jineng.stages.payments.models import Attempt, BankLine, Batch, Line
from jineng.stages.payments.papers import Transfer
from jineng.stages.payments.states import AttemptState


@dataclass(frozen=True)
class Due:
    """What is due from one fund to one payee: decisions, and the fen due for each by its key."""

    fund_id: int
    payee_id: int
    decisions: tuple[Decision, ...]
    fen_of: Mapping[int, int]

    @property
    def fen(self) -> int:
        """The sum in fen."""
        return sum(self.fen_of[decision.pk] for decision in self.decisions)


def seen() -> QuerySet[Batch]:
    """Every batch of the areas of who asks (row-level security), the newest first."""
    return Batch.objects.select_related("fund", "payee", "made_by", "confirmed_by").order_by("-pk")


def due(area: str, *, on: date) -> list[Due]:
    """Return what may be ordered on a day: notice stood, undisputed, not held, not yet ordered.

    Where some was paid before, only the rest is due. Lines the bank returned are due again, unless
    another file of the bank says they were paid.
    """
    said_paid = BankLine.objects.filter(
        paid=True,
        answer__batch__attempts__line__decision=OuterRef("pk"),
        answer__batch__attempts__position=F("position"),
    )
    objected = Objection.objects.filter(line=OuterRef("posting__notice_line")).exclude(upheld=False)
    decisions = (
        Decision.objects.filter(
            area=area,
            outcome=Outcome.GRANTED,
            superseded_by=None,
            line__state__in=[LineState.ON_NOTICE, LineState.RETURNED],
            posting__notice_line__notice__closes_on__lt=on,
        )
        .filter(~Exists(objected), ~Exists(said_paid))
        .select_related("line__claim", "payee", "fund", "posting__notice_line")
        .order_by("fund_id", "payee__number", "line__claim__number", "pk")
    )
    standing = still_standing({each.posting.notice_line.notice_id for each in decisions}, on=on)
    found = [each for each in decisions if each.posting.notice_line.notice_id not in standing]
    fen = due_on([decision.line_id for decision in found])
    stopped = held([subject_of(decision.line) for decision in found])
    groups: dict[tuple[int, int], list[Decision]] = {}
    for decision in found:
        if subject_of(decision.line) not in stopped and fen[decision.line_id] > 0:
            assert decision.fund_id is not None, "a grant has a fund: a constraint keeps it so"
            groups.setdefault((decision.fund_id, decision.payee_id), []).append(decision)
    fen_of = {decision.pk: fen[decision.line_id] for decision in found}
    return [Due(fund, payee, tuple(each), fen_of) for (fund, payee), each in groups.items()]


def due_on(lines: Sequence[int]) -> Mapping[int, int]:
    """Return by claim line what is due on it in fen; below zero, what is to be recovered."""
    with connection.cursor() as cursor:
        cursor.execute("select l, due_of(l) from unnest(%s::bigint[]) l", [list(lines)])
        return dict(cursor.fetchall())


def attempts_of(batch: Batch) -> QuerySet[Attempt]:
    """The attempts of a batch in the order of its file."""
    return batch.attempts.select_related(
        "line__decision__line__claim", "line__decision__line__enrolment", "line__payee", "evidence"
    ).order_by("position")


def stopped_in(batch: Batch) -> dict[int, str]:
    """Return why each position of a batch that must not leave now is stopped, in order."""
    found: dict[int, str] = {}
    objections = Objection.objects.exclude(upheld=False)
    for each in attempts_of(batch):
        shown = each.line.decision.posting.notice_line_id
        if objections.filter(line=shown).exists():
            found[each.position] = "有异议没有答复"
        elif still_standing([each.line.decision.posting.notice_line.notice_id]):
            found[each.position] = "重新公示还没有期满"
        elif held([subject_of(each.line.decision.line)]):
            found[each.position] = "已被暂停拨付"
        elif _said_paid(each.line_id):
            found[each.position] = "银行另有文件说已付"
    return found


def ordered_meanwhile() -> QuerySet[Line]:
    """Every line that was ordered before its notice was opened again, the newest first."""
    again = Line.objects.filter(
        ordered_on__lte=F("decision__posting__notice_line__notice__closes_on")
    )
    return again.select_related(
        "decision__posting__notice_line__notice", "decision__line__enrolment"
    ).order_by("-pk")


def _said_paid(line_id: int) -> bool:
    """Whether any file of the bank says that an attempt of this line was paid."""
    return BankLine.objects.filter(
        paid=True,
        answer__batch__attempts__line=line_id,
        answer__batch__attempts__position=F("position"),
    ).exists()


def next_number(area: str, year: int) -> str:
    """Return the next batch number; the caller holds the area's series by its lock."""
    taken = Batch.objects.filter(number__startswith=f"ZF-{year}-{area}-").count()
    return f"ZF-{year}-{area}-{taken + 1:04d}"


def open_attempts(batch: Batch) -> Mapping[str, int]:
    """Return how many attempts of a batch are in each state that is not final."""
    still = batch.attempts.filter(
        state__in=[AttemptState.PREPARED, AttemptState.SENT, AttemptState.UNKNOWN]
    )
    return dict(still.values_list("state").annotate(n=Count("pk")).order_by("state"))


@dataclass(frozen=True)
class Reconciliation:
    """One batch against the bank, in fen. `difference` must be 0 when the batch is settled."""

    batch: str
    ordered: int
    paid: int
    rejected: int
    open: int
    debited: int

    @property
    def difference(self) -> int:
        """What our books say was paid, less what the bank says it debited."""
        return self.paid - self.debited


def answer_errors(batch: Batch) -> QuerySet[RowError]:
    """Return the lines of the bank's files that do not fit the batch."""
    files = batch.answers.values("file_id")
    errors = RowError.objects.filter(intake__file__in=files)
    return errors.select_related("intake__file").order_by("intake_id", "row")


def reconcile(batches: Sequence[Batch]) -> list[Reconciliation]:
    """Set our attempts beside the bank's own lines, batch by batch."""
    return [_reconciliation(batch) for batch in batches]


def _reconciliation(batch: Batch) -> Reconciliation:
    sums = batch.attempts.aggregate(
        paid=Sum("line__fen", filter=Q(state=AttemptState.PAID), default=0),
        rejected=Sum(
            "line__fen",
            filter=Q(state__in=[AttemptState.REJECTED, AttemptState.VOIDED]),
            default=0,
        ),
    )
    debits: dict[str, int] = {}
    for answer in batch.answers.order_by("pk"):
        for bank in answer.lines.filter(paid=True):
            debits[bank.reference] = bank.fen
    return Reconciliation(
        batch=batch.number,
        ordered=batch.fen,
        paid=sums["paid"],
        rejected=sums["rejected"],
        open=batch.fen - sums["paid"] - sums["rejected"],
        debited=sum(debits.values()),
    )


def transfers_of(batch: Batch) -> list[Transfer]:
    """Return what a batch asks of the bank. Depends on nothing but the batch."""
    account = unseal(batch.payee.account_cipher).decode()
    return [
        Transfer(
            position=attempt.position,
            account=account,
            holder=batch.payee.name,
            fen=attempt.line.fen,
            reference=f"{attempt.line.decision.line.claim.number}/"
            f"{attempt.line.decision.line.enrolment.row}",
        )
        for attempt in attempts_of(batch)
    ]
