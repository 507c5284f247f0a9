"""The lives of a claim and of its lines, in two tables. The database keeps the same tables."""

from django.db.models import TextChoices

from jineng.values.refusal import Refusal


class ClaimState(TextChoices):
    """What may be said of the claim of a whole class."""

    SUBMITTED = "submitted", "待初审"
    REVIEWED = "reviewed", "待复核"
    DECIDED = "decided", "已核定"


class LineState(TextChoices):
    """What may be said of one learner's line."""

    SUBMITTED = "submitted", "待核定"
    GRANTED = "granted", "待公示"
    REFUSED = "refused", "不予补贴"
    REFERRED = "referred", "转人工"
    ON_NOTICE = "on_notice", "公示中"
    ORDERED = "ordered", "拨付中"
    PAID = "paid", "已拨付"
    RETURNED = "returned", "已退票"
    REVOKED = "revoked", "已撤销"


CLAIM_MOVES = {
    "review": (ClaimState.SUBMITTED, ClaimState.REVIEWED),
    "decide": (ClaimState.REVIEWED, ClaimState.DECIDED),
    "withdraw_review": (ClaimState.REVIEWED, ClaimState.SUBMITTED),
    "withdraw_decision": (ClaimState.DECIDED, ClaimState.REVIEWED),
}

LINE_MOVES = {
    "grant": (LineState.SUBMITTED, LineState.GRANTED),
    "refuse": (LineState.SUBMITTED, LineState.REFUSED),
    "refer": (LineState.SUBMITTED, LineState.REFERRED),
    "rule_granted": (LineState.REFERRED, LineState.GRANTED),
    "rule_refused": (LineState.REFERRED, LineState.REFUSED),
    "withdraw_granted": (LineState.GRANTED, LineState.SUBMITTED),
    "withdraw_refused": (LineState.REFUSED, LineState.SUBMITTED),
    "withdraw_referred": (LineState.REFERRED, LineState.SUBMITTED),
    "put_on_notice": (LineState.GRANTED, LineState.ON_NOTICE),
    "uphold_objection": (LineState.ON_NOTICE, LineState.SUBMITTED),
    "order": (LineState.ON_NOTICE, LineState.ORDERED),
    "pay": (LineState.ORDERED, LineState.PAID),
    "keep": (LineState.ON_NOTICE, LineState.PAID),
    "return": (LineState.ORDERED, LineState.RETURNED),
    "order_again": (LineState.RETURNED, LineState.ORDERED),
    "bounce": (LineState.PAID, LineState.RETURNED),
    "raise": (LineState.PAID, LineState.GRANTED),
    "revoke": (LineState.PAID, LineState.REVOKED),
    "grant_again": (LineState.REVOKED, LineState.GRANTED),
}


class CannotMove(Refusal):
    """The verb does not apply to the state the record is in."""


def claim_after(verb: str, state: str) -> ClaimState:
    """Return the claim's state after the verb, or refuse."""
    before, result = CLAIM_MOVES[verb]
    if state != before:
        raise CannotMove(f"此件现为「{ClaimState(state).label}」，须为「{before.label}」才能办理")
    return result


def line_after(verb: str, state: str) -> LineState:
    """Return the line's state after the verb, or refuse."""
    before, result = LINE_MOVES[verb]
    if state != before:
        raise CannotMove(f"此人现为「{LineState(state).label}」，须为「{before.label}」才能办理")
    return result
