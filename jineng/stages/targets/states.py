"""Which moves may an order about targets make?"""

from django.db import models

from jineng.values.refusal import Refusal


class CannotMove(Refusal):
    """The order was answered already."""


class OrderState(models.TextChoices):
    """Where an order about targets stands."""

    PROPOSED = "proposed", "待批"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "未批准"


MOVES: dict[str, tuple[OrderState, OrderState]] = {
    "approve": (OrderState.PROPOSED, OrderState.APPROVED),
    "refuse": (OrderState.PROPOSED, OrderState.REFUSED),
}


def after(verb: str, state: str) -> OrderState:
    """Return the state a verb leads to, or refuse with CannotMove."""
    before, then = MOVES[verb]
    if state != before:
        raise CannotMove(f"这份任务书{OrderState(state).label}，不用再办")
    return then
