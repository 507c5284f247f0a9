"""How much waits beside each item of the menu, counted no further than ninety-nine?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from jineng.foundation.notices.models import Objection
from jineng.foundation.offices.models import Officer
from jineng.foundation.people.models import Merge
from jineng.stages.claims.models import Claim
from jineng.stages.claims.states import ClaimState
from jineng.stages.classes.models import TrainingClass
from jineng.stages.classes.states import State
from jineng.stages.institutions.models import AccountChange
from jineng.stages.institutions.states import ChangeState
from jineng.stages.payments.models import Attempt, Batch
from jineng.stages.payments.states import AttemptState, BatchState
from jineng.values.days import HERE

MOST = 99


@dataclass(frozen=True)
class Waiting:
    """A count beside an item of the menu; hot where some of it is due today or late."""

    number: int
    hot: bool = False

    @property
    def words(self) -> str:
        """`12`, or `99+`."""
        return str(self.number) if self.number <= MOST else f"{MOST}+"


def counts(officer: Officer, at: datetime) -> Mapping[str, Waiting]:
    """Return what waits for an officer at each address of the menu that has any."""
    today = at.astimezone(HERE).date()
    found: dict[str, Waiting] = {}
    for verb, (url, rows, is_hot) in KINDS.items():
        if not officer.may(verb):
            continue
        number = rows(officer, today).order_by().values("pk")[: MOST + 1].count()
        if number:
            before = found.get(url, Waiting(0))
            found[url] = Waiting(before.number + number, before.hot or is_hot)
    if found and officer.may("tasks.read"):
        everything = sum(each.number for each in found.values())
        found["/tasks/"] = Waiting(everything, any(each.hot for each in found.values()))
    return found


Rows = Callable[[Officer, date], QuerySet[Any]]


def _claims(state: ClaimState) -> Rows:
    return lambda _officer, _today: Claim.objects.filter(state=state)


def _batches(state: BatchState) -> Rows:
    return lambda _officer, _today: Batch.objects.filter(state=state)


def _changes(state: ChangeState) -> Rows:
    return lambda _officer, _today: AccountChange.objects.filter(state=state)


def _openings(_officer: Officer, _today: date) -> QuerySet[Any]:
    return TrainingClass.objects.filter(state=State.APPLIED)


def _objections(officer: Officer, _today: date) -> QuerySet[Any]:
    return Objection.objects.filter(upheld=None, line__notice__area__in=officer.areas)


def _unknown(_officer: Officer, _today: date) -> QuerySet[Any]:
    return Attempt.objects.filter(state=AttemptState.UNKNOWN)


def _may_start(_officer: Officer, today: date) -> QuerySet[Any]:
    return AccountChange.objects.filter(state=ChangeState.CHECKED, in_force_on__lte=today)


def _merges(_officer: Officer, _today: date) -> QuerySet[Any]:
    return Merge.objects.filter(confirmed_by=None)


# Whose work it is, where it is done, what waits, and whether it is due the day it waits.
KINDS: dict[str, tuple[str, Rows, bool]] = {
    "classes.answer": ("/classes/", _openings, False),
    "claims.review": ("/claims/", _claims(ClaimState.SUBMITTED), False),
    "claims.decide": ("/claims/", _claims(ClaimState.REVIEWED), False),
    "claims.answer_objection": ("/postings/", _objections, False),
    "payments.confirm": ("/payments/", _batches(BatchState.MADE), False),
    "payments.send": ("/payments/", _batches(BatchState.CONFIRMED), False),
    "payments.own_unknown": ("/payments/", _unknown, True),
    "institutions.confirm_account": ("/accounts/", _changes(ChangeState.ASKED), False),
    "institutions.check_account": ("/accounts/", _changes(ChangeState.CONFIRMED), False),
    "institutions.change_account": ("/accounts/", _may_start, True),
    "people.confirm_merge": ("/people/", _merges, False),
}
