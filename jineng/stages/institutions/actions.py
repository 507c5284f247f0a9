"""What officers do with the lists of institutions and assessment bodies."""

from collections.abc import Sequence
from datetime import datetime

from jineng.foundation.audit import actions as audit
from jineng.foundation.documents.intake import receive, take_in, taken_in
from jineng.foundation.documents.models import File, Intake
from jineng.foundation.documents.reading.errors import RowError
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require
from jineng.foundation.people.sealing import keyed_digest, seal
from jineng.stages.institutions.models import Body, Kind, Listing
from jineng.stages.institutions.papers import (
    Assessor,
    Institution,
    read_assessors,
    read_institutions,
)

PURPOSE = "institutions"
ASSESSORS = "assessors"


@act("institutions.import_institutions")
def import_institutions(
    *, content: bytes, name: str, area: str, by: Officer, at: datetime
) -> Intake:
    """Take in a list of institutions. Known ones get a new listing; accounts never change here."""
    file = receive(name=name, kind=PURPOSE, content=content, by=by, at=at)
    require(by, "institutions.import_institutions", area)
    if known := taken_in(file, PURPOSE, area):
        return known
    paper = read_institutions(content, name)
    wrong = list(paper.errors)
    good = 0
    for row in paper.rows:
        body, error = _body(row, Kind.TRAINING, row.area, file)
        if error:
            wrong.append(error)
            continue
        good += 1
        Listing.objects.create(
            body=body,
            listed_on=row.listed_on,
            teaches_all=row.scope == "全部",
            scope=[] if row.scope == "全部" else list(row.scope),
            file=file,
            row=row.row,
        )
    return _finish(file, PURPOSE, area, good, wrong, by, at)


@act("institutions.import_assessors")
def import_assessors(*, content: bytes, name: str, area: str, by: Officer, at: datetime) -> Intake:
    """Take in a list of assessment bodies. The same bytes again change nothing."""
    file = receive(name=name, kind=ASSESSORS, content=content, by=by, at=at)
    require(by, "institutions.import_assessors", area)
    if known := taken_in(file, ASSESSORS, area):
        return known
    paper = read_assessors(content, name)
    wrong = list(paper.errors)
    good = 0
    for row in paper.rows:
        body, error = _body(row, Kind.ASSESSMENT, "", file)
        if error:
            wrong.append(error)
            continue
        good += 1
        Listing.objects.create(body=body, listed_on=row.listed_on, file=file, row=row.row)
    return _finish(file, ASSESSORS, area, good, wrong, by, at)


def _body(
    row: Institution | Assessor, kind: Kind, area: str, file: File
) -> tuple[Body, RowError | None]:
    """Find or make the body of a row; refuse the row if a known body shows another account."""
    digest = keyed_digest(row.account)
    body, made = Body.objects.get_or_create(
        number=row.number,
        defaults={
            "kind": kind,
            "name": row.name,
            "credit_code": row.uscc,
            "area": area,
            "account_cipher": seal(row.account.encode()),
            "account_digest": digest,
            "account_last4": row.account[-4:],
            "file": file,
            "row": row.row,
        },
    )
    if not made and (body.kind != kind or bytes(body.account_digest) != digest):
        return body, RowError(
            sheet="",
            row=row.row,
            column="收款账户",
            value=row.account,
            code="account_changed",
            says=f"{row.number} 已在册，种类或收款账户与在册的不同",
            mend="账户变更须走账户变更手续，不能靠重新导入名单改",
        )
    return body, None


def _finish(
    file: File,
    purpose: str,
    area: str,
    good: int,
    wrong: Sequence[RowError],
    by: Officer,
    at: datetime,
) -> Intake:
    intake = take_in(file=file, purpose=purpose, area=area, good=good, wrong=wrong, by=by, at=at)
    audit.record(verb=f"institutions.import_{purpose}", subject=intake, officer=by, at=at)
    return intake
