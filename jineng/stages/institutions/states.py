"""The life of a change of account, in one table. The database keeps the same table."""

from django.db.models import TextChoices

from jineng.values.refusal import Refusal


class ChangeState(TextChoices):
    """What may be said of a change of the account that a body is paid to."""

    ASKED = "asked", "待原渠道核实"
    CONFIRMED = "confirmed", "待复核变更"
    CHECKED = "checked", "等待期"
    IN_FORCE = "in_force", "已启用"
    STOPPED = "stopped", "已中止"


CHANGE_MOVES = {
    "confirm": (ChangeState.ASKED, ChangeState.CONFIRMED),
    "check": (ChangeState.CONFIRMED, ChangeState.CHECKED),
    "put_in_force": (ChangeState.CHECKED, ChangeState.IN_FORCE),
    "stop_asked": (ChangeState.ASKED, ChangeState.STOPPED),
    "stop_confirmed": (ChangeState.CONFIRMED, ChangeState.STOPPED),
    "stop_checked": (ChangeState.CHECKED, ChangeState.STOPPED),
}
OPEN = (ChangeState.ASKED, ChangeState.CONFIRMED, ChangeState.CHECKED)


class CannotMove(Refusal):
    """The verb does not apply to the state the change is in."""


def change_after(verb: str, state: str) -> ChangeState:
    """Return the state of a change after the verb, or refuse."""
    before, result = CHANGE_MOVES.get(verb, (None, ChangeState.STOPPED))
    if state != before:
        raise CannotMove(f"这项账户变更现为「{ChangeState(state).label}」，不能这样办理")
    return result
