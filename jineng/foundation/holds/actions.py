"""Place a hold on a record and lift it."""

from datetime import datetime

from django.db.models import Model

from jineng.foundation.audit import actions as audit
from jineng.foundation.audit.actions import subject_of
from jineng.foundation.holds.models import Hold
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require


@act("holds.place")
def place(*, subject: Model, area: str, reason: str, by: Officer, at: datetime) -> Hold:
    """Stop money on a record of an area until the hold is lifted."""
    require(by, "holds.place", area)
    hold = Hold.objects.create(
        subject=subject_of(subject), reason=reason, placed_by=by, placed_at=at
    )
    audit.record(verb="holds.place", subject=subject, officer=by, at=at)
    return hold


@act("holds.lift")
def lift(*, subject: Model, area: str, because: str, by: Officer, at: datetime) -> None:
    """Lift every live hold on a record of an area, saying why."""
    require(by, "holds.lift", area)
    for hold in Hold.objects.filter(subject=subject_of(subject), lifted_at=None).order_by("pk"):
        hold.lifted_by, hold.lifted_at, hold.lifted_because = by, at, because
        hold.save(update_fields=["lifted_by", "lifted_at", "lifted_because"])
    audit.record(verb="holds.lift", subject=subject, officer=by, at=at)


def held(subjects: list[str]) -> set[str]:
    """Return which of these records are on hold."""
    live = Hold.objects.filter(subject__in=subjects, lifted_at=None)
    return set(live.values_list("subject", flat=True))
