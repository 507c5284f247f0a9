"""May this officer do this, here? The single place that says no to an officer."""

from jineng.foundation.offices.models import Officer
from jineng.values.refusal import Refusal


class NotAllowed(Refusal):
    """The officer has no right to this verb in this area."""


class SamePersonTwice(Refusal):
    """Two steps that need two people were taken by one."""


def require(officer: Officer, verb: str, area: str) -> None:
    """Refuse unless the officer's post has the verb and the officer's list has the area."""
    if not officer.may(verb, area):
        raise NotAllowed(
            f"{officer.name}没有在 {area} 办理此事的权限（{verb}），请转给有权限的岗位办理"
        )


def require_other_person(officer: Officer, earlier: Officer | None, what: str) -> None:
    """Refuse when the natural person who acts now already took the earlier step."""
    if earlier is not None and officer.natural_person == earlier.natural_person:
        raise SamePersonTwice(f"{what}须由两个人办理，{officer.name}已经办过前一步，请换一个人")
