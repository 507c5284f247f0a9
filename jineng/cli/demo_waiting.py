"""What waits at each desk of the demonstration? Classes of the same county, left half-way.

Every step is a real act on a real file; the whole is one transaction, so that a demonstration has
all of it or none.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from jineng.cli import demo_papers as papers
from jineng.cli.demo_offices import officer, officers_of_bodies
from jineng.cli.demo_papers import AREA, Half, Learner
from jineng.cli.season_files import INSURED, PENSIONS, PUNCHES, RESULTS
from jineng.cli.season_money import provide_for_roster
from jineng.cli.season_steps import TRAINING
from jineng.foundation.notices.actions import first_day_after, lodge
from jineng.foundation.notices.models import Notice
from jineng.foundation.offices.acting import speaking_as
from jineng.policy.packs.shelf import Shelf
from jineng.stages.assessment import actions as assessment
from jineng.stages.attendance import actions as attendance
from jineng.stages.certificates import actions as certificates
from jineng.stages.claims import actions as claims
from jineng.stages.classes import actions as classes
from jineng.stages.classes.models import TrainingClass
from jineng.stages.employment import actions as employment
from jineng.stages.enrolment import actions as enrolment
from jineng.stages.enrolment.papers import read_roster
from jineng.stages.payments import actions as payments
from jineng.stages.payments import queries as payment_queries
from jineng.values.days import HERE

AS_OF = date(2025, 2, 28)
POSTED = date(2025, 3, 10)
# Somebody whom the season already paid for the same occupation and level.
AGAIN = Learner("970124200204182108", "姚轩梅", "城镇登记失业人员", "")

HALVES = (
    Half("KB-2024-970124-0101", "PX001", "保育师", "五级", 80, date(2024, 8, 12), 18, "applied"),
    Half(
        "KB-2024-970124-0102", "PX005", "家政服务员", "五级", 60, date(2024, 8, 12), 12, "applied"
    ),
    Half("KB-2024-970124-0103", "PX002", "养老护理员", "五级", 80, date(2024, 8, 5), 14, "open"),
    Half(
        "KB-2024-970124-0104",
        "PX001",
        "中式面点师",
        "五级",
        80,
        date(2024, 7, 22),
        30,
        "submitted",
        (AGAIN,),
    ),
    Half(
        "KB-2024-970124-0105", "PX003", "养老护理员", "五级", 80, date(2024, 7, 22), 24, "reviewed"
    ),
    Half(
        "KB-2024-970124-0106", "PX004", "家政服务员", "五级", 60, date(2024, 7, 15), 20, "granted"
    ),
    Half("KB-2024-970124-0107", "PX002", "焊工", "五级", 120, date(2024, 7, 8), 16, "posted"),
    Half("KB-2024-970124-0108", "PX003", "保育师", "五级", 80, date(2024, 7, 8), 15, "due"),
    Half("KB-2024-970124-0109", "PX004", "家政服务员", "五级", 60, date(2024, 7, 1), 15, "due"),
)
TAUGHT = [half for half in HALVES if half.until not in ("applied", "open")]


def leave_waiting(shelf: Shelf) -> None:
    """Add the half-done classes, once."""
    with speaking_as(officer("auditor")):
        if TrainingClass.objects.filter(number=HALVES[0].number).exists():
            return
    with transaction.atomic():
        _open_and_enrol(shelf)
        _bring_registers()
        _claim("due", shelf)
        _pay_half()
        _claim("posted", shelf)
        claims.put_on_notice(
            area=AREA, shelf=shelf, by=officer("county_reviewer"), at=_today_or_last_known()
        )
        for until in ("granted", "reviewed", "submitted"):
            _claim(until, shelf)


def _open_and_enrol(shelf: Shelf) -> None:
    bodies, reviewer = officers_of_bodies(), officer("county_reviewer")
    for half in HALVES:
        content, name, by = (
            papers.workbook(half, bodies[half.body].office.name),
            f"{half.number}.xlsx",
            bodies[half.body],
        )
        classes.apply(content=content, name=name, by=by, at=_at(9))
        if half.until == "applied":
            continue
        classes.answer(number=half.number, shelf=shelf, by=reviewer, at=_at(10))
        categories = frozenset(shelf.words("learner_category"))
        learners = len(read_roster(content, name, categories).rows)
        provide_for_roster(half.number, learners, _at(10))
        enrolment.import_roster(
            number=half.number,
            content=content,
            name=name,
            categories=categories,
            by=by,
            at=_at(11),
        )


def _bring_registers() -> None:
    by, results = officer("registrar"), papers.results(TAUGHT)
    for act, name, content in (
        (attendance.import_punches, PUNCHES, papers.punches(TAUGHT)),
        (assessment.import_results, RESULTS, results),
        (certificates.import_certificates, RESULTS, results),
        (employment.import_insured, INSURED, papers.insured(TAUGHT)),
        (employment.import_pensions, PENSIONS, papers.pensions(TAUGHT)),
    ):
        act(content=content, name=name, area=AREA, by=by, at=_at(12))


def _claim(until: str, shelf: Shelf) -> None:
    """Claim for the classes that go this far, and take the claims as far as that."""
    bodies = officers_of_bodies()
    for half in HALVES:
        if half.until != until:
            continue
        claim = claims.submit(
            number=half.number,
            question=TRAINING,
            as_of=AS_OF,
            shelf=shelf,
            by=bodies[half.body],
            at=_at(14),
        )
        if until != "submitted":
            claims.review(claim_id=claim.pk, by=officer("county_reviewer"), at=_at(15))
        if until not in ("submitted", "reviewed"):
            claims.decide(claim_id=claim.pk, shelf=shelf, by=officer("county_checker"), at=_at(16))
    if until == "due":
        claims.put_on_notice(
            area=AREA, shelf=shelf, by=officer("county_reviewer"), at=_at(9, POSTED)
        )


def _pay_half() -> None:
    """One objection nobody has answered, one batch made and not confirmed, the rest still due."""
    notice = Notice.objects.get(area=AREA, opened_on=POSTED)
    lodge(
        line=notice.lines.order_by("number")[1],
        said="此人七月份一直在外地打工，没有在本县参加培训。",
        said_by="一位邻居",
        at=_at(10, POSTED + timedelta(days=1)),
    )
    maker, day = officer("finance_maker"), first_day_after(notice)
    with speaking_as(maker):
        group = payment_queries.due(AREA, on=day)[-1]
    payments.order(
        area=AREA, fund_id=group.fund_id, payee_id=group.payee_id, by=maker, at=_at(9, day)
    )


def _at(hour: int, day: date = AS_OF) -> datetime:
    return datetime.combine(day, time(hour), HERE)


def _today_or_last_known() -> datetime:
    """A notice that stands now; beyond the working calendar, one of its last weeks."""
    return min(datetime.now(HERE), datetime(2026, 12, 1, 9, tzinfo=HERE))
