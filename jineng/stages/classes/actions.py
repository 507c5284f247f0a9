"""What institutions and officers do with classes."""

import re
from datetime import datetime

from django.db import IntegrityError, transaction

from jineng.foundation.audit import actions as audit
from jineng.foundation.documents.intake import receive, take_in, taken_in
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require, require_other_person
from jineng.policy.language.answer import Outcome
from jineng.policy.one.decide import decide
from jineng.policy.one.receipt import receipt
from jineng.policy.packs.shelf import Shelf
from jineng.stages.catalogue.queries import standard_for
from jineng.stages.classes.models import Opening, TrainingClass
from jineng.stages.classes.papers import Application, read_class
from jineng.stages.classes.queries import opening_question
from jineng.stages.institutions.models import Body, Kind
from jineng.stages.institutions.queries import body_numbered
from jineng.values.refusal import Refusal

PURPOSE = "application"
AREA_IN_NUMBER = re.compile(r"-([0-9]{6})-")


class NumberTaken(Refusal):
    """Another application already has this class number."""


class NoAreaKnown(Refusal):
    """Neither the class number nor the institution says in which area the class lies."""


class NoRuleSays(Refusal):
    """No pack in force answers the question; a person must."""


class NotComplete(Refusal):
    """A class cannot be paid for unless it names its institution, standard and fund."""


@act("classes.apply")
def apply(*, content: bytes, name: str, by: Officer, at: datetime) -> TrainingClass:
    """Take in the application sheet of a class workbook. The same bytes again change nothing."""
    paper = read_class(content, name).application
    institution = body_numbered(paper.institution_number, Kind.TRAINING)
    area = institution.area if institution else area_in(paper)
    require(by, "classes.apply", area)
    file = receive(name=name, kind="class", content=content, by=by, at=at)
    if taken_in(file, PURPOSE, area, paper.number):
        return TrainingClass.objects.get(number=paper.number)
    training = _applied(paper, area, institution)
    training.applied_by, training.applied_at, training.file = by, at, file
    _save_once(training)
    take_in(
        file=file,
        purpose=PURPOSE,
        area=area,
        subject=paper.number,
        good=1,
        wrong=(),
        by=by,
        at=at,
    )
    audit.record(verb="classes.apply", subject=training, officer=by, at=at)
    return training


@act("classes.answer")
def answer(*, number: str, shelf: Shelf, by: Officer, at: datetime) -> Opening:
    """Let a class open or refuse it, as the rules answer, and record the clause."""
    training = TrainingClass.objects.locked(number)
    require(by, "classes.answer", training.area)
    require_other_person(by, training.applied_by, "开班申请与审核")
    plan, facts = opening_question(training, shelf)
    said = decide(plan, facts)
    if said.outcome not in (Outcome.GRANTED, Outcome.REFUSED):
        clause = said.because[0].clause if said.because else ""
        raise NoRuleSays(f"{number}：{said.message}", clause=clause)
    if said.outcome is Outcome.GRANTED:
        _refuse_unless_complete(training)
    moved = training.move("approve" if said.outcome is Outcome.GRANTED else "refuse")
    training.save(update_fields=["state"])
    opening = Opening.objects.create(
        training=training,
        area=training.area,
        outcome=said.outcome.value,
        rule=said.rule,
        clause=said.because[0].clause,
        message=said.message,
        receipt=receipt(plan, facts, (), said),
        decided_by=by,
        at=at,
    )
    audit.record(
        verb="classes.answer",
        subject=training,
        officer=by,
        at=at,
        moved=moved,
        because=[citation.clause for citation in said.because],
    )
    return opening


def area_in(paper: Application) -> str:
    """Read the area out of a class number when the institution is not on any list."""
    found = AREA_IN_NUMBER.search(paper.number)
    if not found:
        raise NoAreaKnown(
            f"班期编号 {paper.number} 里没有六位地区代码，机构 {paper.institution_number} 也不在"
            "名单里，请核对开班申请表的机构编号"
        )
    return found.group(1)


def _applied(paper: Application, area: str, institution: Body | None) -> TrainingClass:
    """Return the class an application describes, with what is known of its bodies and standard."""
    return TrainingClass(
        number=paper.number,
        area=area,
        institution=institution,
        institution_number=paper.institution_number,
        institution_name=paper.institution_name,
        standard=standard_for(
            area=area, occupation=paper.occupation, level=paper.level, on=paper.starts_on
        ),
        occupation=paper.occupation,
        level=paper.level,
        lessons=paper.lessons,
        starts_on=paper.starts_on,
        ends_on=paper.ends_on,
        place=paper.place,
        fund_name=paper.fund,
        assessor=body_numbered(paper.assessor_number, Kind.ASSESSMENT),
        assessment_on=paper.assessment_on,
    )


def _save_once(training: TrainingClass) -> None:
    try:
        with transaction.atomic():
            training.save()
    except IntegrityError as taken:
        if "number" not in str(taken):
            raise
        raise NumberTaken(
            f"班期编号 {training.number} 已有另一份申请，请核对编号，或沿用已交的申请"
        ) from taken


def _refuse_unless_complete(training: TrainingClass) -> None:
    """Refuse to open what could never be paid, whatever the rules of the place ask."""
    missing = [
        what
        for what, there in (
            ("机构名单里的培训机构", training.institution_id),
            ("目录里的补贴标准", training.standard_id),
            ("资金支出渠道", training.fund_name),
        )
        if not there
    ]
    if missing:
        raise NotComplete(f"{training.number} 没有{'、'.join(missing)}，补齐后才能批准开班")
