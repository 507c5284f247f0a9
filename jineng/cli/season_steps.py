"""The steps of a season: every real import and act, each of which may be taken again safely."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta

from jineng.cli import simulated_bank
from jineng.cli.demo_offices import officer, officers_of_bodies, staff, staff_bodies
from jineng.cli.season_files import (
    ASSESSORS,
    CATALOGUE,
    EARLIER,
    INSTITUTIONS,
    INSURED,
    PENSIONS,
    PUNCHES,
    RESULTS,
)
from jineng.cli.season_money import provide_for_claim, provide_for_roster
from jineng.cli.season_run import Run, or_left_to_people
from jineng.foundation.documents import actions as documents
from jineng.foundation.notices.actions import fill_calendar, first_day_after
from jineng.foundation.notices.models import Notice
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.models import Officer
from jineng.foundation.outbox import actions as outbox
from jineng.policy.packs.shelf import NoSingleDocument
from jineng.stages.assessment import actions as assessment
from jineng.stages.attendance import actions as attendance
from jineng.stages.catalogue import actions as catalogue
from jineng.stages.certificates import actions as certificates
from jineng.stages.claims import actions as claims
from jineng.stages.claims.models import Line
from jineng.stages.claims.queries import ASSESSOR, assessors_of, to_put_in_force
from jineng.stages.claims.states import ClaimState, LineState
from jineng.stages.classes import actions as classes
from jineng.stages.classes import queries as class_queries
from jineng.stages.classes.models import TrainingClass
from jineng.stages.classes.states import State
from jineng.stages.employment import actions as employment
from jineng.stages.enrolment import actions as enrolment
from jineng.stages.institutions import actions as institutions
from jineng.stages.payments import actions as payments
from jineng.stages.payments import queries as payment_queries
from jineng.stages.payments.models import Batch
from jineng.stages.payments.states import BatchState
from jineng.values.days import HERE
from jineng.values.workdays import calendar_rows

QUESTIONS = ("training_subsidy", "assessment_subsidy", "class_opening")
TRAINING, ASSESSMENT = QUESTIONS[:2]
ROUNDS = 4


def offices(run: Run) -> None:
    """People, places, the calendar, and the rules put in force by two people."""
    staff(run.areas)
    fill_calendar(calendar_rows(run.as_of.year - 1, run.as_of.year + 1))
    for area in run.areas:
        for question in QUESTIONS:
            for day in sorted({each.ends_on for each in run.season.applications}):
                with suppress(NoSingleDocument):
                    documents.put_in_force(
                        plan=to_put_in_force(question, area, day, run.shelf),
                        drafted_by=officer("policy_drafter"),
                        by=officer("policy_activator"),
                        at=run.at(8),
                    )


def lists(run: Run) -> None:
    """The catalogue's edition, the institutions and the assessment bodies."""
    by, at = officer("registrar"), run.at(9)
    paper = run.season.papers[CATALOGUE]
    for area in run.areas:
        catalogue.import_catalogue(content=paper.content, name=paper.name, area=area, by=by, at=at)
    for act, name in (
        (institutions.import_institutions, INSTITUTIONS),
        (institutions.import_assessors, ASSESSORS),
    ):
        paper = run.season.papers[name]
        act(content=paper.content, name=paper.name, area=run.area, by=by, at=at)
    staff_bodies(run.areas)


def openings(run: Run) -> None:
    """Each class workbook: the application, the answer whether it may open, money, the roster."""
    bodies, reviewer = officers_of_bodies(), officer("county_reviewer")
    season = run.season
    classed = zip(season.workbooks, season.applications, season.learners, strict=True)
    for workbook, application, learners in classed:
        by = bodies.get(application.institution_number, officer("registrar"))
        content, name = workbook.content, workbook.name
        training = classes.apply(content=content, name=name, by=by, at=run.at(9))
        if training.state == State.APPLIED:
            with or_left_to_people(run):
                classes.answer(number=training.number, shelf=run.shelf, by=reviewer, at=run.at(10))
        if _state_of(training.number, by) == State.OPEN:
            provide_for_roster(training.number, learners, run.at(10))
            enrolment.import_roster(
                number=training.number,
                content=content,
                name=name,
                categories=run.categories,
                by=by,
                at=run.at(11),
            )


def registers(run: Run) -> None:
    """Attendance, results, certificates, insurance, pensions and earlier subsidies."""
    by, at = officer("registrar"), run.at(12)
    for act, name in (
        (attendance.import_punches, PUNCHES),
        (assessment.import_results, RESULTS),
        (certificates.import_certificates, RESULTS),
        (employment.import_insured, INSURED),
        (employment.import_pensions, PENSIONS),
        (claims.import_earlier, EARLIER),
    ):
        paper = run.season.papers[name]
        act(content=paper.content, name=paper.name, area=run.area, by=by, at=at)


def decisions(run: Run) -> None:
    """Claims class by class, in the order the training ended; reviewed and decided by two."""
    auditor, bodies = officer("auditor"), officers_of_bodies()
    reviewer, checker = officer("county_reviewer"), officer("county_checker")
    with speaking_as(auditor):
        in_order = list(class_queries.open_in_order())
    for training in in_order:
        for question, number in _claimants(training, run, auditor):
            with or_left_to_people(run):
                claim = claims.submit(
                    number=training.number,
                    question=question,
                    as_of=run.as_of,
                    shelf=run.shelf,
                    by=bodies[number],
                    at=run.at(14),
                )
                if claim.state == ClaimState.SUBMITTED:
                    claim = claims.review(claim_id=claim.pk, by=reviewer, at=run.at(15))
                if claim.state == ClaimState.REVIEWED:
                    provide_for_claim(claim, run.shelf, run.at(15))
                    claims.decide(claim_id=claim.pk, shelf=run.shelf, by=checker, at=run.at(16))
        _finish(training, run)


def _finish(training: TrainingClass, run: Run) -> None:
    """Give free what is left of a class's money once nothing of it waits to be decided."""
    checker = officer("county_checker")
    with speaking_as(checker):
        lines = Line.objects.filter(claim__training=training)
        done = lines.exists() and not lines.filter(state=LineState.SUBMITTED).exists()
    if done:
        claims.finish_class(number=training.number, by=checker, at=run.at(17))


def notices(run: Run) -> None:
    """Show what was granted to the public."""
    by = officer("county_reviewer")
    for area in run.areas:
        with speaking_as(by):
            waiting = Line.objects.filter(area=area, state=LineState.GRANTED).exists()
        if waiting:
            claims.put_on_notice(area=area, shelf=run.shelf, by=by, at=run.at(17))


def payouts(run: Run) -> None:
    """After the notice: order, confirm, send, read the answers, settle; returned lines again."""
    for area in run.areas:
        for notice in Notice.objects.filter(area=area).order_by("pk"):
            first = first_day_after(notice)
            for turn in range(ROUNDS):
                day = first + timedelta(days=turn)
                # A notice of this week has not stood its days: the money waits, and a later
                # run of the same season goes on from here.
                if day <= datetime.now(HERE).date():
                    for batch in _batches(run, area, day):
                        _pay(run, batch, batch.made_at.astimezone(HERE).date())


def _batches(run: Run, area: str, day: date) -> Iterator[Batch]:
    """Yield what an earlier run left unsettled, then a batch for everything due on a day.

    Each payee has one batch of a fund on a day: what the bank returned is due on the next, also
    when this run goes on where another was cut off.
    """
    maker = officer("finance_maker")
    with speaking_as(maker):
        unsettled = payment_queries.seen().exclude(state=BatchState.SETTLED)
        left_over = list(unsettled.filter(area=area).order_by("pk"))
    yield from left_over
    at = run.at(9, day)
    with speaking_as(maker):
        groups = payment_queries.due(area, on=day)
        ordered = set(
            Batch.objects.filter(area=area, made_at=at).values_list("fund_id", "payee_id")
        )
    for group in groups:
        if (group.fund_id, group.payee_id) not in ordered:
            yield payments.order(
                area=area, fund_id=group.fund_id, payee_id=group.payee_id, by=maker, at=at
            )


def _pay(run: Run, batch: Batch, day: date) -> None:
    """Take one batch from making to settling, from wherever it stands."""
    maker, checker = officer("finance_maker"), officer("finance_checker")
    number = batch.number
    if batch.state == BatchState.MADE:
        payments.confirm(number=number, fen=batch.fen, by=checker, at=run.at(10, day))
    payments.send(number=number, by=maker, at=run.at(11, day))
    for message in outbox.waiting(payments.CHANNEL):
        outbox.hand_over(message, run.bank, at=run.at(11, day))
    simulated_bank.work(run.bank)
    for path in sorted((run.bank / "answers").glob(f"{number}-*.csv")):
        payments.read_answer(
            content=path.read_bytes(),
            name=path.name,
            area=batch.area,
            by=checker,
            at=run.at(15, day),
        )
    payments.own_unknown(number=number, by=maker, at=run.at(16, day))
    payments.resolve_unknown(number=number, by=checker, at=run.at(16, day))
    payments.settle(number=number, by=checker, at=run.at(17, day))


def _state_of(number: str, by: Officer) -> str:
    with speaking_as(by):
        return TrainingClass.objects.values_list("state", flat=True).get(number=number)


def _claimants(training: TrainingClass, run: Run, auditor: Officer) -> list[tuple[str, str]]:
    """Return (question, body number) for every claim of a class: the training's first."""
    found = [(TRAINING, training.institution_number)]
    with suppress(NoSingleDocument):
        plan = run.shelf.plan_for(ASSESSMENT, region=training.area, on=training.ends_on)
        if plan.payee == ASSESSOR and training.standard and training.standard.assessment_fen:
            with speaking_as(auditor):
                found += [(ASSESSMENT, body.number) for body in assessors_of(training)]
    return found


STEPS: tuple[tuple[str, Callable[[Run], None]], ...] = (
    ("机构岗位与规则", offices),
    ("目录与名单", lists),
    ("开班资金与花名册", openings),
    ("考勤评价与比对", registers),
    ("申领与核定", decisions),
    ("公示", notices),
    ("拨付与对账", payouts),
)
