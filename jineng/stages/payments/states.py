"""The lives of a batch and of an attempt, in two tables. The database keeps the same tables."""

from django.db.models import TextChoices

from jineng.values.refusal import Refusal


class BatchState(TextChoices):
    """What may be said of a batch."""

    MADE = "made", "待复核"
    CONFIRMED = "confirmed", "待发送"
    SENT = "sent", "已送银行"
    SETTLED = "settled", "已对平"
    VOIDED = "voided", "作废"


class AttemptState(TextChoices):
    """What may be said of one attempt to pay one line. `unknown` is never sent again."""

    PREPARED = "prepared", "待发送"
    SENT = "sent", "已送银行"
    UNKNOWN = "unknown", "结果不明"
    PAID = "paid", "已付"
    REJECTED = "rejected", "退票"
    BOUNCED = "bounced", "付后退回"
    VOIDED = "voided", "作废"


BATCH_MOVES = {
    "confirm": (BatchState.MADE, BatchState.CONFIRMED),
    "send": (BatchState.CONFIRMED, BatchState.SENT),
    "settle": (BatchState.SENT, BatchState.SETTLED),
    "void": (BatchState.MADE, BatchState.VOIDED),
    "void_confirmed": (BatchState.CONFIRMED, BatchState.VOIDED),
}

ATTEMPT_MOVES = {
    "send": (AttemptState.PREPARED, AttemptState.SENT),
    "void": (AttemptState.PREPARED, AttemptState.VOIDED),
    "pay": (AttemptState.SENT, AttemptState.PAID),
    "reject": (AttemptState.SENT, AttemptState.REJECTED),
    "lose": (AttemptState.SENT, AttemptState.UNKNOWN),
    "find_paid": (AttemptState.UNKNOWN, AttemptState.PAID),
    "find_rejected": (AttemptState.UNKNOWN, AttemptState.REJECTED),
    "bounce": (AttemptState.PAID, AttemptState.BOUNCED),
}

MAY_HAVE_MOVED_MONEY = (
    AttemptState.PREPARED,
    AttemptState.SENT,
    AttemptState.UNKNOWN,
    AttemptState.PAID,
)


class CannotMove(Refusal):
    """The verb does not apply to the state the record is in."""


def batch_after(verb: str, state: str) -> BatchState:
    """Return the batch's state after the verb, or refuse."""
    before, result = BATCH_MOVES[verb]
    if state != before:
        raise CannotMove(f"批次现为「{BatchState(state).label}」，须为「{before.label}」才能办理")
    return result


def attempt_after(verb: str, state: str) -> AttemptState:
    """Return the attempt's state after the verb, or refuse."""
    before, result = ATTEMPT_MOVES[verb]
    if state != before:
        raise CannotMove(f"此笔现为「{AttemptState(state).label}」，须为「{before.label}」才能办理")
    return result
