"""What the rules ask about one learner's line, and what was granted to the learner before."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from jineng.foundation.audit.actions import subject_of
from jineng.foundation.documents.models import File
from jineng.policy.language.answer import Answer, Grant
from jineng.policy.many.case_table import Told, claims_of, grants_of
from jineng.policy.many.decide_all import decide_all
from jineng.policy.one.decide import decide
from jineng.policy.packs.shelf import Plan, Shelf
from jineng.stages.assessment.models import Sitting
from jineng.stages.attendance.queries import half_days_of
from jineng.stages.certificates.models import Certificate
from jineng.stages.claims.models import Claim, Decision, Line
from jineng.stages.claims.papers import Earlier as EarlierRow
from jineng.stages.classes.models import TrainingClass
from jineng.stages.employment.queries import insured_from, pension_from
from jineng.stages.enrolment.models import Enrolment

NO_CERTIFICATE = "无"


_EARLIER = """
insert into claims_earlier (person_id, kind, occupation, level, paid_on, fen, file_id, "row")
select p, k, o, l, d, f, %s, r from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[],
  %s::date[], %s::bigint[], %s::int[]) as given (p, k, o, l, d, f, r)
"""


@dataclass(frozen=True)
class Asked:
    """One line, what the rules were told of it, and what they answered."""

    line: Line
    plan: Plan
    facts: Mapping[str, object]
    history: Sequence[Grant]
    answer: Answer


class ReadersDisagree(AssertionError):
    """The rules were read in two ways and said two things: a fault of the program, never a no."""


@dataclass(frozen=True)
class ClassFacts:
    """Everything of one class that lines ask about, fetched once. Keys are enrolment ids."""

    half_days: Mapping[int, int]
    sittings: Mapping[int, Sitting]
    certificates: Mapping[int, Certificate]
    insured: Mapping[int, tuple[date, ...]]
    pensions: Mapping[int, date]
    lessons_per_half_day: int
    as_of: date


def facts_of_class(
    training: TrainingClass,
    enrolments: Sequence[Enrolment],
    *,
    lessons_per_half_day: int,
    as_of: date,
) -> ClassFacts:
    """Fetch what a class's lines ask about, in a handful of queries.

    Of several sittings the one that led to a certificate speaks, otherwise the last.
    """
    ids = [enrolment.pk for enrolment in enrolments]
    people = [enrolment.person_id for enrolment in enrolments]
    certificates = {
        each.enrolment_id: each
        for each in Certificate.objects.filter(enrolment_id__in=ids, issued_on__lte=as_of)
        .select_related("sitting")
        .order_by("issued_on", "pk")
    }
    sittings = {
        each.enrolment_id: each
        for each in Sitting.objects.filter(enrolment_id__in=ids).order_by("assessed_on", "row")
    }
    sittings |= {enrolment: each.sitting for enrolment, each in certificates.items()}
    return ClassFacts(
        half_days=half_days_of(training),
        sittings=sittings,
        certificates=certificates,
        insured=insured_from(people, as_of=as_of),
        pensions=pension_from(people),
        lessons_per_half_day=lessons_per_half_day,
        as_of=as_of,
    )


def facts_of_line(
    training: TrainingClass, enrolment: Enrolment, known: ClassFacts
) -> dict[str, object]:
    """Return the facts of one line by the names of packs/facts.yaml."""
    standard = training.standard
    assert standard is not None, "an open class has a standard: a constraint keeps it so"
    certificate = known.certificates.get(enrolment.pk)
    sitting = known.sittings.get(enrolment.pk)
    attended = known.half_days.get(enrolment.pk, 0) * known.lessons_per_half_day
    return {
        "learner_category": enrolment.category,
        "occupation": training.occupation,
        "level": training.level,
        "new_occupation": standard.new_occupation,
        "training_standard_fen": standard.training_fen,
        "assessment_standard_fen": standard.assessment_fen,
        "training_started_on": training.starts_on,
        "training_ended_on": training.ends_on,
        "course_lessons": training.lessons,
        "lessons_attended": min(attended, training.lessons),
        "certificate_kind": certificate.kind if certificate else NO_CERTIFICATE,
        "certificate_issued_on": certificate.issued_on if certificate else None,
        "first_sitting": sitting.first_sitting if sitting else None,
        "agreement_signed": sitting.agreement_signed if sitting else None,
        "pension_from": known.pensions.get(enrolment.person_id),
        "insured_from_days": known.insured.get(enrolment.person_id, ()),
        "as_of": known.as_of,
    }


def granted_before(people: Collection[int]) -> Mapping[int, tuple[Grant, ...]]:
    """Return what was granted to each person before, anywhere, in the order of the days.

    A database function of the owner answers: an office sees of other offices' grants only the
    kind, occupation, level, day and sum that deciding needs.
    """
    found: defaultdict[int, list[Grant]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id, kind, occupation, level, on_day, fen, ref from granted_before(%s)",
            [list(people)],
        )
        for person, kind, occupation, level, day, fen, ref in cursor.fetchall():
            found[person].append(
                Grant(kind=kind, occupation=occupation, level=level, on=day, fen=fen, ref=ref)
            )
    return {person: tuple(grants) for person, grants in found.items()}


def ask_rules(claim: Claim, lines: Sequence[Line], shelf: Shelf) -> list[Asked]:
    """Ask the plan in force about the lines of a claim. Changes nothing.

    They are decided together, as any table of claims is; the answer kept is that of each alone,
    with every rule and fact, and it must be the same. What was decided on these lines themselves
    is left out of what was granted before.
    """
    training = claim.training
    plan = shelf.plan_for(claim.question, region=claim.area, on=training.ends_on)
    lessons = shelf.figure("lessons_per_half_day", region=claim.area, on=training.ends_on)
    known = facts_of_class(
        training,
        [line.enrolment for line in lines],
        lessons_per_half_day=lessons.count,
        as_of=claim.as_of,
    )
    again = {subject_of(each) for each in Decision.objects.filter(line__in=lines).only("pk")}
    before = {
        person: tuple(each for each in grants if each.ref not in again)
        for person, grants in granted_before([line.person_id for line in lines]).items()
    }
    told = [
        Told(line.pk, line.person_id, training.ends_on, facts_of_line(training, each, known))
        for line in lines
        for each in [line.enrolment]
    ]
    return _both_ways(plan, lines, told, before)


def _both_ways(
    plan: Plan,
    lines: Sequence[Line],
    told: Sequence[Told],
    before: Mapping[int, tuple[Grant, ...]],
) -> list[Asked]:
    """Decide the lines together, then each alone for its receipt; both must say the same."""
    together = decide_all(plan, claims_of(told, plan.facts), grants_of(before))
    asked = []
    for line, case, said in zip(lines, told, together.iter_rows(named=True), strict=True):
        history = before.get(line.person_id, ())
        answer = decide(plan, case.facts, history)
        if (answer.outcome, answer.fen, answer.rule) != (
            said["outcome"],
            said["fen"],
            said["rule"],
        ):
            raise ReadersDisagree(f"claims.Line:{line.pk}: {answer.rule} alone, {said} together")
        asked.append(Asked(line, plan, case.facts, history, answer))
    return asked


def insert_earlier(file: File, rows: Sequence[EarlierRow], people: Mapping[str, int]) -> None:
    """Keep earlier grants. No RETURNING: they are of people the office may not read."""
    columns: list[list[Any]] = [
        [people[row.identity] for row in rows],
        [row.kind for row in rows],
        [row.occupation for row in rows],
        [row.level for row in rows],
        [row.paid_on for row in rows],
        [row.fen for row in rows],
        [row.row for row in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_EARLIER, [file.pk, *columns])
