"""What institutions hand in about attendance."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from jineng.foundation.audit import actions as audit
from jineng.foundation.documents.intake import receive, take_in, taken_in
from jineng.foundation.documents.models import File, Intake
from jineng.foundation.documents.reading.errors import RowError
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require
from jineng.stages.attendance.papers import HalfDay, half_days, read_punches
from jineng.stages.enrolment.actions import not_enrolled
from jineng.stages.enrolment.models import Enrolment
from jineng.stages.enrolment.queries import by_class_and_number

PURPOSE = "punches"

# One statement for the file: the exclusion constraint turns away whoever sits elsewhere at the
# time, and the rows that did come back are the ones that count.
_INSERT = """
insert into attendance_halfday (enrolment_id, person_id, area, day, half, during, file_id, "row")
select e, p, a, d, h, tstzrange(i, o, '[]'), %s, r
from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::date[], %s::text[], %s::timestamptz[],
            %s::timestamptz[], %s::int[]) as given (e, p, a, d, h, i, o, r)
on conflict do nothing returning "row"
"""


@act("attendance.import_punches")
def import_punches(*, content: bytes, name: str, area: str, by: Officer, at: datetime) -> Intake:
    """Turn check-ins and check-outs into half-days that count, and keep them.

    A half-day that overlaps one of the same person in another class is refused by the database.
    """
    file = receive(name=name, kind=PURPOSE, content=content, by=by, at=at)
    require(by, "attendance.import_punches", area)
    if known := taken_in(file, PURPOSE, area):
        return known
    punches, errors = read_punches(content, name)
    halves = half_days(punches)
    enrolments = by_class_and_number({(half.class_number, half.identity) for half in halves})
    wrong = list(errors)
    counted: list[tuple[HalfDay, Enrolment]] = []
    for half in halves:
        enrolment = enrolments.get((half.class_number, half.identity))
        if enrolment is None:
            wrong.append(not_enrolled(half.row, half.class_number, half.identity))
        elif not enrolment.training.starts_on <= half.day <= enrolment.training.ends_on:
            wrong.append(_outside(half))
        else:
            counted.append((half, enrolment))
    taken = _insert(file, counted)
    wrong += [_overlaps(half) for half, _ in counted if half.row not in taken]
    intake = take_in(
        file=file, purpose=PURPOSE, area=area, good=len(taken), wrong=wrong, by=by, at=at
    )
    audit.record(verb="attendance.import_punches", subject=intake, officer=by, at=at)
    return intake


def _insert(file: File, counted: Sequence[tuple[HalfDay, Enrolment]]) -> set[int]:
    """Insert half-days in the order of the file; return the file rows that were taken."""
    columns: list[list[Any]] = [
        [enrolment.pk for _, enrolment in counted],
        [enrolment.person_id for _, enrolment in counted],
        [enrolment.area for _, enrolment in counted],
        [half.day for half, _ in counted],
        [half.half for half, _ in counted],
        [half.first_in for half, _ in counted],
        [half.last_out for half, _ in counted],
        [half.row for half, _ in counted],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [file.pk, *columns])
        return {row for (row,) in cursor.fetchall()}


def _outside(half: HalfDay) -> RowError:
    return RowError(
        sheet="",
        row=half.row,
        column="打卡时间",
        value=str(half.day),
        code="outside_the_class",
        says=f"{half.day} 不在 {half.class_number} 的开班与结业日期之间，不计课时",
        mend="核对打卡日期；班期有调整的，先办理调整再重新导入",
    )


def _overlaps(half: HalfDay) -> RowError:
    return RowError(
        sheet="",
        row=half.row,
        column="打卡时间",
        value=str(half.day),
        code="sits_in_two_classes",
        says=f"同一人在 {half.day} {half.half} 已在另一个班签到，这半天不计入 {half.class_number}",
        mend="请两个班核对签到记录，更正后重新导入",
    )
