"""What assessment bodies hand in about certificates."""

from collections.abc import Sequence
from datetime import datetime

from jineng.foundation.audit import actions as audit
from jineng.foundation.documents.intake import receive, take_in, taken_in
from jineng.foundation.documents.models import File, Intake
from jineng.foundation.documents.reading.errors import RowError
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require
from jineng.stages.assessment.models import Sitting
from jineng.stages.assessment.papers import Result, read_results
from jineng.stages.certificates.models import Certificate
from jineng.values.identity import certificate_number_problem

PURPOSE = "certificates"


@act("certificates.import_certificates")
def import_certificates(
    *, content: bytes, name: str, area: str, by: Officer, at: datetime
) -> Intake:
    """Keep the certificates of a results file, each with the sitting it came from.

    A number of the wrong form, or one that was given out before, is a row in error.
    """
    file = receive(name=name, kind="results", content=content, by=by, at=at)
    require(by, "certificates.import_certificates", area)
    if known := taken_in(file, PURPOSE, area):
        return known
    fresh, wrong = _sorted_out(file, read_results(content, name).rows)
    Certificate.objects.bulk_create(fresh)
    intake = take_in(
        file=file, purpose=PURPOSE, area=area, good=len(fresh), wrong=wrong, by=by, at=at
    )
    audit.record(verb="certificates.import_certificates", subject=intake, officer=by, at=at)
    return intake


def _sorted_out(file: File, rows: Sequence[Result]) -> tuple[list[Certificate], list[RowError]]:
    """Return the certificates of a file's sittings, and the rows whose number cannot be right."""
    sittings = {
        sitting.row: sitting
        for sitting in Sitting.objects.filter(file=file).select_related("enrolment__training")
    }
    wrong: list[RowError] = []
    fresh: list[Certificate] = []
    issued = {row.certificate_number for row in rows if row.certificate_number}
    given_out = set(Certificate.objects.filter(number__in=issued).values_list("kind", "number"))
    for row in rows:
        sitting = sittings.get(row.row)
        if sitting is None or row.certificate_kind is None or row.issued_on is None:
            continue
        if error := _problem(row, given_out):
            wrong.append(error)
            continue
        number = row.certificate_number or ""
        given_out.add((row.certificate_kind, number))
        fresh.append(
            Certificate(
                sitting=sitting,
                enrolment_id=sitting.enrolment_id,
                area=sitting.area,
                kind=row.certificate_kind,
                number=number,
                issued_on=row.issued_on,
            )
        )
    return fresh, wrong


def _problem(row: Result, given_out: set[tuple[str, str]]) -> RowError | None:
    number, kind = row.certificate_number or "", row.certificate_kind or ""
    says = certificate_number_problem(kind, number)
    mend = "对照证书更正编号；编号无误的，请发证机构核对等级"
    if says is None and number and (kind, number) in given_out:
        says, mend = f"证书编号 {number} 已经发给另一个人", "对照证书更正编号"
    if says is None:
        return None
    return RowError(
        sheet="",
        row=row.row,
        column="证书编号",
        value=number,
        code="certificate_number",
        says=says,
        mend=mend,
    )
