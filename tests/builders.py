"""Bring a class to a named point of the chain, through the real actions and papers.

`offices()`, `lists()` and `registers()` first; then `take()` brings each class as far as it says.
Each class names a fund of its own, so that each batch holds one class.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache

from django.conf import settings

from jineng.cli.demo_offices import officer, officers_of_bodies, staff, staff_bodies
from jineng.cli.season_money import provide
from jineng.foundation.documents.actions import put_in_force
from jineng.foundation.notices.actions import fill_calendar
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.people.merging import confirm_merge, merge
from jineng.foundation.people.registry import meet
from jineng.policy.packs.shelf import Shelf, stock
from jineng.stages.assessment.actions import import_results
from jineng.stages.attendance.actions import import_punches
from jineng.stages.catalogue.actions import import_catalogue
from jineng.stages.certificates.actions import import_certificates
from jineng.stages.claims import actions as claims
from jineng.stages.claims.models import Claim, Line
from jineng.stages.claims.queries import to_put_in_force
from jineng.stages.claims.reopening import reopen
from jineng.stages.claims.reopening import revoke as revoke_paid
from jineng.stages.classes import actions as classes
from jineng.stages.employment.actions import import_insured, import_pensions
from jineng.stages.enrolment.actions import import_roster
from jineng.stages.funds.actions import check_period, close_period
from jineng.stages.funds.models import Fund
from jineng.stages.institutions.actions import import_assessors, import_institutions
from jineng.stages.institutions.models import Body
from jineng.stages.payments import actions as payments
from jineng.stages.payments.models import Batch
from jineng.stages.payments.queries import attempts_of
from jineng.stages.payments.recovering import confirm_recovery, recover
from jineng.values.days import HERE
from jineng.values.workdays import calendar_rows
from tests.papers import (
    AREA,
    ASSESSOR_HEAD,
    BODY_HEAD,
    CARER,
    CATALOGUE_HEAD,
    EARLIER_HEAD,
    ELSEWHERE,
    INSURED_HEAD,
    LEFT_OUT,
    PAID,
    PENSION_HEAD,
    PUNCH_HEAD,
    RESULT_HEAD,
    SENIOR_WELDER,
    WELDER,
    Course,
    Learner,
    bank_row,
    punches,
    result_rows,
    sheets,
    table,
    workbook,
)

AREAS = (AREA, ELSEWHERE)
# The day the data ends, and the first on which the money may be ordered.
AS_OF, ORDERED = date(2024, 9, 20), date(2024, 10, 14)
TRAINING, OPENING = "training_subsidy", "class_opening"


def offices() -> None:
    """People and places, the working calendar, and the rules put in force by two people."""
    staff(AREAS)
    fill_calendar(calendar_rows(2023, 2025))
    today = datetime.now(HERE).date()
    soon = [today + timedelta(days=n) for n in range(60)]
    fill_calendar([(day, day.weekday() < 5, "测试日历") for day in soon])
    for area in AREAS:
        for question in (TRAINING, OPENING):
            put_in_force(
                plan=to_put_in_force(question, area, AS_OF, shelf()),
                drafted_by=officer("policy_drafter"),
                by=officer("policy_activator"),
                at=at(8),
            )


def lists() -> None:
    """A catalogue of three standards, three institutions, two assessment bodies."""
    rows = [
        (occupation, level, 4, 1600, 300, "否", "职业技能等级证书", "2024-01-01", "2024-12-31")
        for occupation, level in (WELDER, SENIOR_WELDER, CARER)
    ]
    bodies = [
        (f"PX00{n}", f"虚构培训学校{n}", "", area, "全部", listed, f"621700000000000{n}")
        for n, area, listed in (
            (1, AREA, "2024-04-01"),
            (2, ELSEWHERE, "2024-04-01"),
            (3, AREA, ""),
        )
    ]
    assessors = [
        (f"PJ0{n}", f"虚构评价中心{n}", "", "2024-04-01", f"621700000000001{n}") for n in (1, 2)
    ]
    for area in AREAS:
        edition = sheets({"目录": [(f"{area} 目录",), CATALOGUE_HEAD, *rows]})
        bring(import_catalogue, edition, area=area)
    bring(import_institutions, sheets({"名单": [BODY_HEAD, *bodies]}))
    bring(import_assessors, sheets({"名单": [ASSESSOR_HEAD, *assessors]}))
    staff_bodies(AREAS)


def registers(
    employed: Sequence[Learner],
    pensioners: Sequence[Learner],
    earlier: Sequence[tuple[Learner, str]],
) -> None:
    """Who found work, who draws a pension, what was granted for before this system."""
    found = [(each.identity, "", "虚构工厂", "2024-06-20", "") for each in employed]
    bring(import_insured, table(INSURED_HEAD, found))
    drawn = [(each.identity, "", "2023-06") for each in pensioners]
    bring(import_pensions, table(PENSION_HEAD, drawn))
    granted = [
        (who.identity, "", "职业培训补贴", what, "五级", "2022-06-01", 800) for who, what in earlier
    ]
    bring(claims.import_earlier, table(EARLIER_HEAD, granted))


def take(course: Course) -> None:
    """Take a class through its life, up to the point where it is left."""
    for point, step in LIFE:
        step(course)
        if point == course.until:
            return


def apply(course: Course) -> None:
    """The institution asks to open the class."""
    by = officers_of_bodies()[course.body]
    classes.apply(content=workbook(course), name=f"{course.number}.xlsx", by=by, at=at(9))


def let_open(course: Course) -> None:
    """The county answers; money is there for whoever may open and hands in the roster."""
    classes.answer(number=course.number, shelf=shelf(), by=officer("county_reviewer"), at=at(10))
    if course.learners:
        money = {"area": course.area, "name": course.fund, "year": 2024, "fen": course.fund_fen}
        provide(**money, document="测试预算", at=at(10))
        import_roster(
            number=course.number,
            content=workbook(course),
            name=f"{course.number}.xlsx",
            categories=shelf().words("learner_category"),
            by=officers_of_bodies()[course.body],
            at=at(11),
        )


def teach(course: Course) -> None:
    """One morning, which is the whole course; everybody passes and has a certificate."""
    bring(import_punches, table(PUNCH_HEAD, punches(course)))
    results = sheets({"成绩": [RESULT_HEAD, *result_rows(course)]})
    bring(import_results, results)
    bring(import_certificates, results)


def submit(course: Course) -> None:
    """The institution claims for the class."""
    by = officers_of_bodies()[course.body]
    claims.submit(
        number=course.number, question=TRAINING, as_of=AS_OF, shelf=shelf(), by=by, at=at(14)
    )


def review(course: Course) -> None:
    """The county reviews the claim."""
    claims.review(claim_id=claim_of(course), by=officer("county_reviewer"), at=at(15))


def decide(course: Course) -> None:
    """A second officer decides the claim as the rules answer."""
    by = officer("county_checker")
    claims.decide(claim_id=claim_of(course), shelf=shelf(), by=by, at=at(16))


def post(course: Course) -> None:
    """What was granted is shown to the public."""
    by, posted_at = officer("county_reviewer"), at(9, course.posted_on)
    claims.put_on_notice(area=course.area, shelf=shelf(), by=by, at=posted_at)


def order(course: Course) -> None:
    """A first officer orders what is due."""
    maker = officer("finance_maker")
    with speaking_as(maker):
        fund = Fund.objects.get(name=course.fund)
    payments.order(
        area=course.area,
        fund_id=fund.pk,
        payee_id=Body.objects.get(number=course.body).pk,
        by=maker,
        at=at(9, ORDERED),
    )


def confirm(course: Course) -> None:
    """A second officer confirms the batch by its total."""
    batch, by = batch_of(course), officer("finance_checker")
    payments.confirm(number=batch.number, fen=batch.fen, by=by, at=at(10, ORDERED))


def send(course: Course) -> None:
    """The batch goes to the bank."""
    payments.send(number=batch_of(course).number, by=officer("finance_maker"), at=at(11, ORDERED))


def answer(course: Course) -> None:
    """The bank answers; of what it left out its statement says that it was paid."""
    batch = batch_of(course)
    with speaking_as(officer("finance_checker")):
        fen = {each.position: each.line.fen for each in attempts_of(batch)}
    told = list(enumerate(course.bank, 1))
    rows = [bank_row(place, said, fen[place]) for place, said in told if said != LEFT_OUT]
    read_bank_file(course, batch, table(("回盘文件", batch.number), rows))
    if LEFT_OUT in course.bank:
        rows = [bank_row(place, said or PAID, fen[place]) for place, said in told]
        read_bank_file(course, batch, table(("对账单", batch.number), rows))


def settle(course: Course) -> None:
    """The batch is closed."""
    by = officer("finance_checker")
    payments.settle(number=batch_of(course).number, by=by, at=at(17, ORDERED))


def revoke(course: Course) -> None:
    """The first line was paid without ground: it is taken back, and the money comes back."""
    with speaking_as(officer("auditor")):
        line = Line.objects.filter(claim__training__number=course.number).earliest("pk")
        fen = line.decisions.get().fen
    later = at(9, ORDERED + timedelta(days=7))
    told = {"wanted": "revoked", "reason": "证书系伪造", "by": officer("county_reviewer")}
    reopen(line_id=line.pk, **told, at=later)
    revoke_paid(line_id=line.pk, by=officer("county_leader"), at=later)
    maker, checker = officer("finance_maker"), officer("finance_checker")
    back = recover(line_id=line.pk, fen=fen, reference="退 1", by=maker, at=later)
    confirm_recovery(recovery_id=back.pk, by=checker, at=later)


def close(course: Course) -> None:
    """The class is finished, and its month closed by two."""
    later = at(9, date(2024, 11, 4))
    claims.finish_class(number=course.number, by=officer("county_checker"), at=at(10, ORDERED))
    maker, checker = officer("finance_maker"), officer("finance_checker")
    with speaking_as(maker):
        fund = Fund.objects.get(name=course.fund)
    period = close_period(fund_id=fund.pk, year=2024, month=10, by=maker, at=later)
    check_period(period_id=period.pk, by=checker, at=later)


def merge_two(gone: Learner, kept: Learner) -> None:
    """Two records are one person, as one officer says and another confirms."""
    meet([gone.identity, kept.identity])
    said = merge(
        gone=gone.identity,
        kept=kept.identity,
        document="户籍证明",
        area=AREA,
        by=officer("county_reviewer"),
        at=at(17),
    )
    confirm_merge(merge_id=said.pk, by=officer("county_checker"), at=at(18))


LIFE: tuple[tuple[str, Callable[[Course], None]], ...] = (
    ("applied", apply),
    ("open", let_open),
    ("taught", teach),
    ("submitted", submit),
    ("reviewed", review),
    ("decided", decide),
    ("on_notice", post),
    ("made", order),
    ("confirmed", confirm),
    ("sent", send),
    ("answered", answer),
    ("settled", settle),
    ("revoked", revoke),
    ("closed", close),
)


def claim_of(course: Course) -> int:
    """Return the key of the claim for a class."""
    with speaking_as(officer("auditor")):
        return Claim.objects.get(training__number=course.number).pk


def batch_of(course: Course) -> Batch:
    """Return the batch that pays for a class."""
    with speaking_as(officer("auditor")):
        return Batch.objects.get(fund__name=course.fund)


@cache
def shelf() -> Shelf:
    """The rules of this repository."""
    return stock(settings.PACKS)


def at(hour: int, day: date = AS_OF) -> datetime:
    """Return the moment of an act."""
    return datetime.combine(day, time(hour), HERE)


def bring(act: Callable[..., object], content: bytes, *, area: str = AREA) -> None:
    """Hand in a paper of a county."""
    act(content=content, name="试", area=area, by=officer("registrar"), at=at(12))


def read_bank_file(course: Course, batch: Batch, content: bytes) -> None:
    """Take in what the bank sent."""
    payments.read_answer(
        content=content,
        name=batch.number,
        area=course.area,
        by=officer("finance_checker"),
        at=at(15, ORDERED),
    )
