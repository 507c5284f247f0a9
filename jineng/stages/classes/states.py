"""The life of a class, in one table."""

from django.db.models import TextChoices

from jineng.values.refusal import Refusal


class State(TextChoices):
    """What may be said of a class."""

    APPLIED = "applied", "待审核"
    OPEN = "open", "已批准开班"
    REFUSED = "refused", "不予开班"


MOVES = {
    "approve": (State.APPLIED, State.OPEN),
    "refuse": (State.APPLIED, State.REFUSED),
}


class CannotMove(Refusal):
    """The verb does not apply to the state the class is in."""


def after(verb: str, state: str) -> State:
    """Return the state after the verb, or refuse."""
    before, result = MOVES[verb]
    if state != before:
        raise CannotMove(f"此班现为「{State(state).label}」，须为「{before.label}」才能办理")
    return result
