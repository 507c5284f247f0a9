"""What officers do with the catalogue."""

from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateRange

from jineng.foundation.audit import actions as audit
from jineng.foundation.documents.intake import receive, take_in, taken_in
from jineng.foundation.documents.models import Intake
from jineng.foundation.documents.reading.errors import RowError
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require
from jineng.stages.catalogue.models import Edition, Standard
from jineng.stages.catalogue.papers import Catalogue, read_catalogue
from jineng.stages.catalogue.papers import Standard as Row

PURPOSE = "catalogue"


@act("catalogue.import_catalogue")
def import_catalogue(*, content: bytes, name: str, area: str, by: Officer, at: datetime) -> Intake:
    """Take in an edition of the catalogue of an area. The same bytes again change nothing."""
    file = receive(name=name, kind=PURPOSE, content=content, by=by, at=at)
    require(by, "catalogue.import_catalogue", area)
    if known := taken_in(file, PURPOSE, area):
        return known
    paper = read_catalogue(content, name)
    edition = Edition.objects.create(title=paper.title, area=area, file=file)
    rows, wrong = _sorted_out(paper, area)
    Standard.objects.bulk_create(
        Standard(
            edition=edition,
            row=row.row,
            area=area,
            occupation=row.occupation,
            code=row.code,
            level=row.level,
            lessons=row.lessons,
            training_fen=row.training_fen,
            assessment_fen=row.assessment_fen,
            new_occupation=row.new_occupation,
            certificate_kind=row.certificate_kind,
            in_force=_days(row),
        )
        for row in rows
    )
    intake = take_in(
        file=file,
        purpose=PURPOSE,
        area=area,
        good=len(rows),
        wrong=wrong,
        by=by,
        at=at,
    )
    audit.record(verb="catalogue.import_catalogue", subject=edition, officer=by, at=at)
    return intake


def _sorted_out(paper: Catalogue, area: str) -> tuple[list[Row], list[RowError]]:
    """Return the rows that may come in, and every error: those of the paper and those of a row
    whose days an edition that came before has already.
    """
    there = Standard.objects.filter(area=area).select_related("edition")
    rows, wrong = [], list(paper.errors)
    for row in paper.rows:
        same = there.filter(occupation=row.occupation, level=row.level)
        if other := same.filter(in_force__overlap=_days(row)).first():
            wrong.append(_in_force_already(paper, row, other))
        else:
            rows.append(row)
    return rows, wrong


def _days(row: Row) -> DateRange:
    return DateRange(row.first_day, row.last_day, "[]")


def _in_force_already(paper: Catalogue, row: Row, other: Standard) -> RowError:
    return RowError(
        sheet=paper.sheet,
        row=row.row,
        column="执行起",
        value=str(row.first_day),
        code="in_force_already",
        says=f"{row.occupation}{row.level}在这些日子里已有标准（《{other.edition.title}》）",
        mend="请改执行起，使其接在已有标准之后；已有标准不能改写",
    )
