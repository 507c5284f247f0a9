"""Reads of payments."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import (
    BooleanField,
    DateField,
    Exists,
    F,
    Func,
    OuterRef,
    QuerySet,
    Value,
)
from django.db.models.functions import TruncDate

from jineng.foundation.audit.actions import subject_of
from jineng.foundation.documents.limits import OWN_WITHIN, limit_of
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
        cursor.execute("select line, fen from dues_of(%s::bigint[])", [list(lines)])
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


class Asked(NamedTuple):
    """An attempt with its claim line: as much as the bank's word moves. `fen` were ordered."""

    key: int
    state: str
    position: int
    fen: int
    owner: int | None
    line: int
    line_state: str


def asked_of(batch: Batch, state: AttemptState) -> list[Asked]:
    """Return the attempts of a batch that are in a state, in the order of its file."""
    line = "line__decision__line"
    found = batch.attempts.filter(state=state).order_by("position")
    return [
        Asked(*row)
        for row in found.values_list(
            *("pk", "state", "position", "line__fen", "resolved_by", line, f"{line}__state")
        )
    ]


def stopped_in(batch: Batch) -> dict[int, str]:
    """Return why each position of a batch that must not leave now is stopped, in order."""
    attempts = list(
        attempts_of(batch)
        .select_related("line__decision__posting__notice_line")
        .annotate(
            disputed=Exists(
                Objection.objects.filter(
                    line=OuterRef("line__decision__posting__notice_line")
                ).exclude(upheld=False)
            ),
            said=Func("line__decision__line", function="said_paid", output_field=BooleanField()),
        )
    )
    notice_of = {each: each.line.decision.posting.notice_line.notice_id for each in attempts}
    standing = still_standing(set(notice_of.values()))
    stopped = held([subject_of(each.line.decision.line) for each in attempts])
    found: dict[int, str] = {}
    for each in attempts:
        if each.disputed:
            found[each.position] = "有异议没有答复"
        elif notice_of[each] in standing:
            found[each.position] = "重新公示还没有期满"
        elif subject_of(each.line.decision.line) in stopped:
            found[each.position] = "已被暂停拨付"
        elif each.said:
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


def next_number(area: str, year: int) -> str:
    """Return the next batch number; the caller holds the area's series by its lock."""
    taken = Batch.objects.filter(number__startswith=f"ZF-{year}-{area}-").count()
    return f"ZF-{year}-{area}-{taken + 1:04d}"


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
