"""How does a file come in: kept whole, taken in once, with every row in error on record?"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from jineng.foundation.database.turns import wait_turn
from jineng.foundation.documents.models import File, Intake, RowError
from jineng.foundation.documents.reading.errors import RowError as Wrong
from jineng.foundation.offices.models import Officer
from jineng.foundation.people.sealing import seal, unseal


def receive(*, name: str, kind: str, content: bytes, by: Officer, at: datetime) -> File:
    """Keep the bytes of a paper, sealed; the same bytes are the same file, whatever its name."""
    digest = sha256(content).hexdigest()
    wait_turn(digest)
    if known := File.objects.filter(digest=digest).first():
        return known
    return File.objects.create(
        digest=digest,
        name=name,
        kind=kind,
        content_cipher=seal(content),
        received_by=by,
        received_at=at,
    )


def taken_in(file: File, purpose: str, area: str, subject: str = "") -> Intake | None:
    """Return the intake of this file for this purpose, if it was taken in before."""
    return Intake.objects.filter(file=file, purpose=purpose, area=area, subject=subject).first()


def take_in(
    *,
    file: File,
    purpose: str,
    area: str,
    subject: str = "",
    good: int,
    wrong: Sequence[Wrong],
    tidied: int = 0,
    by: Officer,
    at: datetime,
) -> Intake:
    """Record that a file was taken in: `good` rows went in, `wrong` are the ones that did not."""
    intake = Intake.objects.create(
        file=file,
        purpose=purpose,
        subject=subject,
        area=area,
        good=good,
        bad=len({(each.sheet, each.row) for each in wrong if not each.remark}),
        tidied=tidied,
        taken_by=by,
        at=at,
    )
    met: set[tuple[str, int]] = set()
    rows = []
    for each in wrong:
        place = (each.sheet, each.row)
        rows.append(_row(intake, each, first=place not in met and not each.remark))
        if not each.remark:
            met.add(place)
    RowError.objects.bulk_create(rows)
    return intake


def content_of(file: File) -> bytes:
    """Return the bytes of a paper as it arrived."""
    return unseal(file.content_cipher)


def value_of(error: RowError) -> str:
    """Return the value as it was read. For who handed it in; it may be an identity number."""
    return unseal(error.value_cipher).decode()


def _row(intake: Intake, wrong: Wrong, *, first: bool) -> RowError:
    return RowError(
        intake=intake,
        area=intake.area,
        sheet=wrong.sheet,
        row=wrong.row,
        column=wrong.column,
        value_cipher=seal(wrong.value.encode()),
        code=wrong.code,
        says=wrong.says,
        mend=wrong.mend,
        first=first,
    )
