"""What institutions do with rosters."""

from collections.abc import Collection, Mapping
from datetime import datetime

from jineng.foundation.audit import actions as audit
from jineng.foundation.documents.intake import receive, take_in, taken_in
from jineng.foundation.documents.models import File, Intake
from jineng.foundation.documents.reading.errors import RowError
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require
from jineng.foundation.people.registry import meet
from jineng.foundation.people.sealing import seal
from jineng.stages.classes.models import TrainingClass
from jineng.stages.classes.states import State
from jineng.stages.enrolment.models import Enrolment
from jineng.stages.enrolment.papers import Learner, read_roster
from jineng.stages.enrolment.queries import most_for_one
from jineng.stages.funds.models import Fund
from jineng.values.identity import birth_date, masked
from jineng.values.money import yuan_text
from jineng.values.refusal import Refusal

PURPOSE = "roster"


class ClassRefused(Refusal):
    """A class that may not open takes no learners."""


class FundTooSmall(Refusal):
    """The fund of an open class must have free what its learners may cost at most."""


@act("enrolment.import_roster")
def import_roster(
    *,
    number: str,
    content: bytes,
    name: str,
    categories: Collection[str],
    by: Officer,
    at: datetime,
) -> Intake:
    """Enrol the good rows of a roster and record the rows in error, cell by cell.

    The same bytes again change nothing; a corrected file adds the rows it mends.
    """
    training = TrainingClass.objects.locked(number)
    require(by, "enrolment.import_roster", training.area)
    if training.state == State.REFUSED:
        raise ClassRefused(f"{number} 不予开班，不能导入花名册")
    file = receive(name=name, kind="class", content=content, by=by, at=at)
    if known := taken_in(file, PURPOSE, training.area, number):
        return known
    roster = read_roster(content, name, categories)
    people = meet([learner.identity for learner in roster.rows])
    enrolled = set(Enrolment.objects.filter(training=training).values_list("person_id", flat=True))
    fresh = [learner for learner in roster.rows if people[learner.identity] not in enrolled]
    if training.state == State.OPEN and fresh:
        _refuse_unless_provided(training, len(fresh))
    Enrolment.objects.bulk_create(_enrolments(training, fresh, people, file))
    intake = take_in(
        file=file,
        purpose=PURPOSE,
        area=training.area,
        subject=number,
        good=len(fresh),
        wrong=roster.errors,
        tidied=roster.tidied,
        by=by,
        at=at,
    )
    audit.record(verb="enrolment.import_roster", subject=training, officer=by, at=at)
    return intake


def _refuse_unless_provided(training: TrainingClass, learners: int) -> None:
    """Say in words what the database refuses: the whole roster, when its fund cannot hold it."""
    needs = learners * most_for_one(training)
    fund = Fund.objects.filter(
        area=training.area, name=training.fund_name, year=training.ends_on.year
    ).first()
    free = fund.free_fen if fund else 0
    if needs > free:
        raise FundTooSmall(
            f"{training.number} 这次 {learners} 人最多要占用 {yuan_text(needs)} 元，"
            f"{training.ends_on.year} 年{training.fund_name}可用 {yuan_text(free)} 元，"
            "请财务先下达资金，再导入花名册"
        )


def _enrolments(
    training: TrainingClass, learners: list[Learner], people: Mapping[str, int], file: File
) -> list[Enrolment]:
    return [
        Enrolment(
            training=training,
            person_id=people[learner.identity],
            area=training.area,
            name=learner.name,
            category=learner.category,
            gender=learner.gender,
            birth_year=birth_date(learner.identity).year,
            shown_identity=masked(learner.identity),
            phone_cipher=seal(learner.phone.encode()) if learner.phone else None,
            card_cipher=seal(learner.card.encode()) if learner.card else None,
            file=file,
            row=learner.row,
        )
        for learner in learners
    ]


def not_enrolled(row: int, class_number: str, value: str) -> RowError:
    """The remark on a row that names somebody who is not on the roster of its class."""
    return RowError(
        sheet="",
        row=row,
        column="身份证号",
        value=value,
        code="not_on_roster",
        says=f"{class_number} 的学员里没有这个人",
        mend="先更正该班花名册，再重新导入本文件",
    )
