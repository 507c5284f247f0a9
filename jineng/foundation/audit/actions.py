"""Write one entry of the trail. Called by every action, in the same transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model

from jineng.foundation.audit.models import Entry
from jineng.foundation.offices.models import Officer


def record(
    *,
    verb: str,
    subject: Model,
    officer: Officer,
    at: datetime,
    moved: str = "",
    because: Sequence[str] = (),
) -> None:
    """Say who did what to which record, on which clauses. Carries no personal data."""
    Entry.objects.create(
        verb=verb,
        subject=subject_of(subject),
        officer=officer,
        at=at,
        moved=moved,
        because=list(because),
    )


def subject_of(record: Model) -> str:
    """Return the name by which the trail and holds speak of a record: `claims.Line:17`."""
    return f"{record._meta.label}:{record.pk}"
