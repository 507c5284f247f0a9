"""Reads of claims."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from jineng.foundation.audit.actions import subject_of
from jineng.foundation.audit.models import Entry
from jineng.foundation.database.turns import wait_turn
from jineng.foundation.documents.actions import PackInForce
from jineng.foundation.documents.actions import PlanInForce as PlanToPutInForce
from jineng.foundation.documents.models import Plan as PlanInForce
from jineng.foundation.holds.models import Hold as Stopped
from jineng.foundation.notices.actions import Shown
from jineng.foundation.notices.models import Notice
from jineng.foundation.offices.models import Officer
from jineng.policy.packs.shelf import Figure, NoSingleDocument, Plan, Shelf
from jineng.stages.certificates.models import Certificate
from jineng.stages.claims.models import Claim, Decision, Line, Outcome, Reopening
from jineng.stages.classes.models import TrainingClass
from jineng.stages.enrolment.models import Enrolment
from jineng.stages.enrolment.queries import learners_of
from jineng.stages.funds.models import Fund, Hold
from jineng.stages.institutions.models import Body
from jineng.values.money import yuan_text
from jineng.values.names import masked_name
from jineng.values.refusal import Refusal

INSTITUTION, ASSESSOR = "培训机构", "考核评价机构"
NOTICE_DAYS = "on_public_notice_for"
GIVES_A_TIME_BACK = "gives_a_time_back"


class NotYourClass(Refusal):
    """A body claims only for what it did itself."""


class NoSuchPayee(Refusal):
    """The rules pay somebody whom this system cannot pay yet."""


class NoFund(Refusal):
    """The fund a class names has no appropriation in its year."""


class FundTooSmall(Refusal):
    """The fund has less free than these decisions would reserve."""


class NoPlanInForce(Refusal):
    """The plan was not put in force by two people; it can be tried, never paid on."""


def seen() -> QuerySet[Claim]:
    """Every claim of the areas of who asks (row-level security), the oldest training first."""
    claims = Claim.objects.select_related("training", "payee", "submitted_by", "reviewed_by")
    return claims.order_by("training__ends_on", "training__number", "pk")


def summed() -> QuerySet[Claim]:
    """Every claim seen, with `learners`, `granted` (standing grants) and their `fen`."""
    stands = Q(lines__decisions__outcome=Outcome.GRANTED, lines__decisions__superseded_by=None)
    return seen().annotate(
        learners=Count("lines", distinct=True),
        granted=Count("lines__decisions", filter=stands, distinct=True),
        fen=Coalesce(Sum("lines__decisions__fen", filter=stands), 0),
    )


def trail_of(claim: Claim) -> QuerySet[Entry]:
    """What was done to a claim, its class and each of its lines, the newest first."""
    lines = [f"claims.Line:{pk}" for pk in claim.lines.values_list("pk", flat=True)]
    subjects = [subject_of(claim), subject_of(claim.training), *lines]
    return (
        Entry.objects.filter(subject__in=subjects).select_related("officer__post").order_by("-pk")
    )


def claimable(training: TrainingClass, payee_kind: str, payee: Body) -> list[Enrolment]:
    """Return the learners for whom this payee may claim, in the order of the roster.

    An institution claims for everybody it taught; an assessment body for those whom it certified,
    where the catalogue has a standard for assessing.
    """
    if payee_kind == INSTITUTION:
        if training.institution_id != payee.pk:
            raise NotYourClass(f"{training.number} 不是{payee.name}开的班，不能由它申领")
        return list(learners_of(training))
    if payee_kind != ASSESSOR:
        raise NoSuchPayee(f"规则写明拨付给「{payee_kind}」，系统还不能向其拨付，请转人工")
    if training.standard is None or training.standard.assessment_fen is None:
        return []
    certified = Certificate.objects.filter(
        enrolment__training=training, sitting__assessor=payee
    ).values("enrolment_id")
    return list(learners_of(training).filter(pk__in=certified))


def assessors_of(training: TrainingClass) -> list[Body]:
    """Return the bodies whose assessments of a class led to certificates."""
    certified = Certificate.objects.filter(enrolment__training=training)
    bodies = certified.values("sitting__assessor_id")
    return list(Body.objects.filter(pk__in=bodies).order_by("number"))


def to_put_in_force(question: str, area: str, on: date, shelf: Shelf) -> PlanToPutInForce:
    """Return what two people put in force so that a question can be decided in an area."""
    plan = shelf.plan_for(question, region=area, on=on)
    packs = [shelf.pack(pack_id) for pack_id, _ in plan.packs]
    return PlanToPutInForce(
        fingerprint=plan.fingerprint,
        question=question,
        kind=plan.kind,
        area=area,
        first_day=plan.first_day,
        last_day=plan.last_day,
        packs=[
            PackInForce(
                pack_id=pack.id,
                fingerprint=pack.fingerprint,
                number=pack.about.number,
                name=pack.about.name,
                region=pack.about.region,
                first_day=pack.about.first_day,
                last_day=pack.about.last_day,
            )
            for pack in packs
        ],
        caps=[(cap.name, cap.most, cap.keys) for cap in plan.caps],
        reversals=words_of(GIVES_A_TIME_BACK, area, on, shelf),
    )


def words_of(name: str, area: str, on: date, shelf: Shelf) -> tuple[str, ...]:
    """Return the words a document lists under a name there and then; none where none does."""
    try:
        return shelf.word_list(name, region=area, on=on).words
    except NoSingleDocument:
        return ()


def next_number(area: str, year: int) -> str:
    """Return the next claim number of an area and year, holding the series until commit."""
    return _next("BT", area, year, Claim.objects.filter(number__startswith=f"BT-{year}-{area}-"))


def next_notice_number(area: str, year: int) -> str:
    """Return the next notice number of an area and year, holding the series until commit."""
    return _next("GS", area, year, Notice.objects.filter(number__startswith=f"GS-{year}-{area}-"))


def plan_in_force(plan: Plan, claim: Claim) -> PlanInForce:
    """Return the record by which two people put this plan in force for the claim's area."""
    found = PlanInForce.objects.filter(
        fingerprint=plan.fingerprint,
        question=claim.question,
        area=claim.area,
        in_force__contains=claim.training.ends_on,
    ).first()
    if found is None:
        raise NoPlanInForce(
            f"{claim.area} 的「{claim.question}」规则还没有经两人办理生效，只能试算，不能核定"
        )
    return found


def beyond_holds(granted: Mapping[int, int]) -> int:
    """Return how much (fen) of these grants, by enrolment, was not set aside for the learners."""
    subjects = {f"enrolment.Enrolment:{pk}": fen for pk, fen in granted.items()}
    left = {
        each.subject: each.fen - each.used_fen for each in Hold.objects.filter(subject__in=subjects)
    }
    return sum(max(0, fen - left.get(subject, 0)) for subject, fen in subjects.items())


def fund_of(claim: Claim, *, needs: int) -> Fund:
    """Return the fund the class named, in the year its training ended, if it has as much free.

    `needs` is in fen, beyond what was set aside. Under concurrency the database has the last word;
    this is the sentence.
    """
    training = claim.training
    found = Fund.objects.filter(
        area=claim.area, name=training.fund_name, year=training.ends_on.year
    ).first()
    if found is None:
        raise NoFund(
            f"{training.ends_on.year} 年没有下达「{training.fund_name}」，请财务先下达资金再核定"
        )
    if needs > found.free_fen:
        raise FundTooSmall(
            f"{claim.number}：{found}可用 {yuan_text(found.free_fen)} 元，"
            f"这次还要占用 {yuan_text(needs)} 元，请财务先追加资金再核定"
        )
    return found


def fund_with(claim: Claim, needs: int, *, until: int) -> Fund:
    """Return the first year's fund, of the name the class gave, that has this much (fen) free.

    From the year the training ended to `until`: a difference that comes to light later is paid
    out of a later year when its own has nothing left.
    """
    funds = Fund.objects.filter(
        area=claim.area,
        name=claim.training.fund_name,
        year__gte=claim.training.ends_on.year,
        year__lte=until,
    )
    for fund in funds.order_by("year"):
        if needs <= fund.free_fen:
            return fund
    return fund_of(claim, needs=needs)


def standing(lines: Sequence[Line]) -> QuerySet[Decision]:
    """Return the decision that stands for each of these lines."""
    decisions = Decision.objects.filter(line__in=lines, superseded_by=None)
    return decisions.select_related(
        "line__enrolment", "line__claim__training__standard", "payee", "maker", "checker"
    )


def latest(lines: Sequence[Line]) -> dict[int, Decision]:
    """Return the last decision of each line that has one, by the line's id."""
    return {
        decision.line_id: decision
        for decision in Decision.objects.filter(line__in=lines).order_by("line_id", "seq")
    }


def notice_figure(area: str, decisions: Sequence[Decision], shelf: Shelf) -> Figure:
    """Return the longest notice that the documents of these decisions' days ask for."""
    days = {decision.line.claim.training.ends_on for decision in decisions}
    figures = [shelf.figure(NOTICE_DAYS, region=area, on=day) for day in sorted(days)]
    return max(figures, key=lambda figure: figure.count)


def shown(decision: Decision) -> Shown:
    """Return what the public sees of a grant: masked name and number, what for, how much."""
    enrolment, claim = decision.line.enrolment, decision.line.claim
    training = claim.training
    answer = decision.receipt["answer"]
    share = answer.get("share_percent")
    standard = decision.fen if share is None else decision.fen * 100 // share
    level = f"（{training.level}）" if training.level else ""
    return Shown(
        name=masked_name(enrolment.name),
        identity=enrolment.shown_identity,
        text=f"{claim.kind}·{training.occupation}{level}·{claim.payee.name}",
        standard=f"{yuan_text(standard)} 元" + (f" × {share}%" if share is not None else ""),
        fen=decision.fen,
    )


def who_acted_on(line: Line) -> list[Officer]:
    """Return who claimed, reviewed, decided or had a line opened again.

    To have taken a grant back on an objection is no such act: it was the answer to it.
    """
    made = Decision.objects.filter(line=line).exclude(
        outcome=Outcome.REVOKED, supersedes__reopenings=None
    )
    asked = Reopening.objects.filter(decision__line=line)
    keys = [line.claim.submitted_by_id, line.claim.reviewed_by_id]
    keys += [key for pair in made.values_list("maker_id", "checker_id") for key in pair]
    keys += asked.values_list("asked_by_id", flat=True)
    return list(Officer.objects.filter(pk__in=[each for each in keys if each]).order_by("pk"))


def held_lines() -> list[tuple[Line, Stopped]]:
    """Return the lines of the areas of who asks whose money is stopped, each with its live hold."""
    holds = Stopped.objects.filter(lifted_at=None, subject__startswith="claims.Line:")
    by_line = {int(hold.subject.partition(":")[2]): hold for hold in holds.order_by("-pk")}
    lines = Line.objects.filter(pk__in=by_line).select_related("claim", "enrolment")
    return [(line, by_line[line.pk]) for line in lines.order_by("pk")]


def granted_to(number: str) -> QuerySet[Decision]:
    """Every standing grant to the body with this number."""
    return Decision.objects.filter(
        payee__number=number, outcome=Outcome.GRANTED, superseded_by=None
    )


def _next(prefix: str, area: str, year: int, taken: QuerySet[Claim] | QuerySet[Notice]) -> str:
    wait_turn(f"{prefix}-{year}-{area}")
    return f"{prefix}-{year}-{area}-{taken.count() + 1:04d}"
