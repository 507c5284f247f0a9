"""Does what we hold for paid agree with what the bank says?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from jineng.foundation.documents.models import RowError
from jineng.stages.payments.models import Batch
from jineng.stages.payments.states import AttemptState


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
    with connection.cursor() as cursor:
        cursor.execute("select debited_of(%s)", [batch.pk])
        (debited,) = cursor.fetchone() or (0,)
    return Reconciliation(batch=batch.number, ordered=batch.fen, debited=int(debited), **sums)
