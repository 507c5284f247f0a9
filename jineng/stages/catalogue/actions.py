"""What officers do with the catalogue."""

from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateRange

from jineng.foundation.audit import actions as audit
from jineng.foundation.documents.intake import receive, take_in, taken_in
from jineng.foundation.documents.models import Intake
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require
from jineng.stages.catalogue.models import Edition, Standard
from jineng.stages.catalogue.papers import read_catalogue

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
            in_force=DateRange(row.first_day, row.last_day, "[]"),
        )
        for row in paper.rows
    )
    intake = take_in(
        file=file,
        purpose=PURPOSE,
        area=area,
        good=len(paper.rows),
        wrong=paper.errors,
        by=by,
        at=at,
    )
    audit.record(verb="catalogue.import_catalogue", subject=edition, officer=by, at=at)
    return intake
