"""What assessment bodies hand in about results."""

from datetime import datetime

from jineng.foundation.audit import actions as audit
from jineng.foundation.documents.intake import receive, take_in, taken_in
from jineng.foundation.documents.models import Intake
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require
from jineng.stages.assessment.models import Sitting
from jineng.stages.assessment.papers import read_results
from jineng.stages.enrolment.actions import not_enrolled
from jineng.stages.enrolment.queries import by_class_and_number
from jineng.stages.institutions.models import Kind
from jineng.stages.institutions.queries import bodies_by_number

PURPOSE = "results"


@act("assessment.import_results")
def import_results(*, content: bytes, name: str, area: str, by: Officer, at: datetime) -> Intake:
    """Keep the sittings of a results file. Its certificates are the next stage's."""
    file = receive(name=name, kind=PURPOSE, content=content, by=by, at=at)
    require(by, "assessment.import_results", area)
    if known := taken_in(file, PURPOSE, area):
        return known
    paper = read_results(content, name)
    enrolments = by_class_and_number({(row.class_number, row.identity) for row in paper.rows})
    bodies = bodies_by_number(Kind.ASSESSMENT)
    wrong = list(paper.errors)
    sittings = []
    for row in paper.rows:
        enrolment = enrolments.get((row.class_number, row.identity))
        if enrolment is None:
            wrong.append(not_enrolled(row.row, row.class_number, row.identity))
            continue
        sittings.append(
            Sitting(
                enrolment=enrolment,
                area=enrolment.area,
                assessor=bodies.get(row.assessor_number),
                assessor_number=row.assessor_number,
                assessed_on=row.assessed_on,
                theory=row.theory,
                practice=row.practice,
                passed=row.passed,
                first_sitting=row.first_sitting,
                agreement_signed=row.agreement_signed,
                file=file,
                row=row.row,
            )
        )
    Sitting.objects.bulk_create(sittings)
    intake = take_in(
        file=file, purpose=PURPOSE, area=area, good=len(sittings), wrong=wrong, by=by, at=at
    )
    audit.record(verb="assessment.import_results", subject=intake, officer=by, at=at)
    return intake
