"""Reads of payments."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import (
    Count,
    DateField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import TruncDate

from jineng.foundation.audit.actions import subject_of
from jineng.foundation.documents.limits import OWN_WITHIN, limit_of
from jineng.foundation.documents.models import RowError
from jineng.foundation.holds.actions import held
from jineng.foundation.notices.actions import still_standing
from jineng.foundation.notices.models import Objection
from jineng.stages.claims.models import Decision, Outcome
from jineng.stages.claims.states import LineState
from jineng.stages.institutions.models import AccountChange
from jineng.stages.institutions.queries import accounts_of
from jineng.stages.institutions.states import ChangeState
from jineng.stages.payments.models import Attempt, BankLine, Batch, Line, Redirection
from jineng.stages.payments.papers import Transfer
from jineng.stages.payments.states import AttemptState
from jineng.values.days import HERE


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
    return Batch.objects.select_related(
        "fund", "payee", "made_by", "confirmed_by", "follows"
    ).order_by("-pk")


def due(area: str, *, on: date) -> list[Due]:
    """Return what may be ordered on a day: notice stood, undisputed, not held, not yet ordered.

    What was decided for an account that its payee left waits until two redirect it (改付).
    Where some was paid before, only the rest is due. What the bank returned, sent back or paid less
    is due again, unless another file of the bank says that it was paid.
    """
    said_paid = BankLine.objects.filter(
        paid=True,
        answer__batch__attempts__line__decision__line=OuterRef("line"),
        answer__batch__attempts__position=F("position"),
        answer__batch__attempts__state__in=[AttemptState.REJECTED, AttemptState.VOIDED],
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
    left = set(left_behind(area, found))
    groups: dict[tuple[int, int], list[Decision]] = {}
    for decision in found:
        may_go = decision not in left and subject_of(decision.line) not in stopped
        if may_go and fen[decision.line_id] > 0:
            assert decision.fund_id is not None, "a grant has a fund: a constraint keeps it so"
            groups.setdefault((decision.fund_id, decision.payee_id), []).append(decision)
    fen_of = {decision.pk: fen[decision.line_id] for decision in found}
    return [Due(fund, payee, tuple(each), fen_of) for (fund, payee), each in groups.items()]


def left_behind(area: str, decisions: Iterable[Decision]) -> list[Decision]:
    """Return those decided for an account that is not their payee's now, and not redirected."""
    redirected = set(
        Redirection.objects.filter(
            area=area,
            confirmed_by__isnull=False,
            change__state=ChangeState.IN_FORCE,
            change__account_digest=F("change__body__account_digest"),
        ).values_list("change__body", flat=True)
    )
    return [
        each
        for each in decisions
        if each.payee_id not in redirected
        and bytes(each.account_digest) != bytes(each.payee.account_digest)
    ]


def to_redirect(area: str) -> list[tuple[AccountChange, int]]:
    """Return each change in force behind which grants of an area were left, and how many."""
    states = [LineState.GRANTED, LineState.ON_NOTICE, LineState.RETURNED]
    standing = Decision.objects.filter(
        area=area, outcome=Outcome.GRANTED, superseded_by=None, line__state__in=states
    ).exclude(account_digest=F("payee__account_digest"))
    left = left_behind(area, standing.select_related("payee").order_by("pk"))
    counted = Counter(each.payee_id for each in left)
    changes = AccountChange.objects.select_related("body").filter(
        body__in=counted,
        state=ChangeState.IN_FORCE,
        account_digest=F("body__account_digest"),
    )
    return [(change, counted[change.body_id]) for change in changes.order_by("pk")]


@dataclass(frozen=True)
class Owning:
    """One attempt of unknown outcome: whose it is, until when somebody must own it, and is it late.

    Two working days after the day since when it is unknown; the last day is not late yet.
    """

    attempt: Attempt
    until: date
    late: bool


def unknown(*, on: date) -> list[Owning]:
    """Return every attempt of unknown outcome of the areas of who asks, the oldest first."""
    days = limit_of(OWN_WITHIN).number
    attempts = (
        Attempt.objects.filter(state=AttemptState.UNKNOWN, unknown_since__isnull=False)
        .select_related("batch", "resolved_by", "line__payee")
        .annotate(
            until=Func(
                TruncDate("unknown_since", tzinfo=HERE),
                Value(days),
                function="working_day_after",
                output_field=DateField(),
            )
        )
        .order_by("unknown_since", "pk")
    )
    return [
        Owning(each, each.until, each.resolved_by_id is None and on > each.until)
        for each in attempts
    ]


def due_on(lines: Sequence[int]) -> Mapping[int, int]:
    """Return by claim line what is due on it in fen; below zero, what is to be recovered."""
    with connection.cursor() as cursor:
        cursor.execute("select l, due_of(l) from unnest(%s::bigint[]) l", [list(lines)])
        return dict(cursor.fetchall())


def attempts_of(batch: Batch) -> QuerySet[Attempt]:
    """The attempts of a batch in the order of its file."""
    return batch.attempts.select_related(
        "line__decision__line__claim",
        "line__decision__line__enrolment",
        "line__payee",
        "evidence",
        "bounce",
    ).order_by("position")


def lines_of(batch: Batch) -> QuerySet[Attempt]:
    """The attempts of a batch with their claim lines: as much as an answer of the bank moves."""
    return (
        batch.attempts.select_related("line__decision__line")
        .only(
            *("batch", "state", "position", "evidence", "confirmed_by", "resolved_by"),
            *("line__fen", "line__decision__line__state", "line__decision__line__claim"),
        )
        .order_by("position")
    )


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
        elif _said_paid(each.line.decision.line_id):
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
    """Whether the bank says that something for a claim line was paid which we hold for returned."""
    return bool(_value("select said_paid(%s)", line_id))


def _value(statement: str, *arguments: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        (value,) = cursor.fetchone() or (0,)
        return int(value)


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
    """One batch against the bank, in fen. `difference` must be 0 when the batch is settled.

    `paid` is what the bank paid, which may not be what was ordered; `rejected` was not paid, or
    came back.
    """

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
    none = [AttemptState.REJECTED, AttemptState.VOIDED, AttemptState.BOUNCED]
    going = [AttemptState.PREPARED, AttemptState.SENT, AttemptState.UNKNOWN]
    sums = batch.attempts.aggregate(
        paid=Sum("evidence__fen", filter=Q(state=AttemptState.PAID), default=0),
        rejected=Sum("line__fen", filter=Q(state__in=none), default=0),
        open=Sum("line__fen", filter=Q(state__in=going), default=0),
    )
    debited = _value("select debited_of(%s)", batch.pk)
    return Reconciliation(batch=batch.number, ordered=batch.fen, debited=debited, **sums)


def transfers_of(batch: Batch) -> list[Transfer]:
    """Return what a batch asks of the bank. Depends on nothing but the batch."""
    accounts = accounts_of(batch.payee)
    return [
        Transfer(
            position=attempt.position,
            account=accounts[bytes(attempt.line.account_digest)],
            holder=batch.payee.name,
            fen=attempt.line.fen,
            reference=f"{attempt.line.decision.line.claim.number}/"
            f"{attempt.line.decision.line.enrolment.row}",
        )
        for attempt in attempts_of(batch)
    ]
