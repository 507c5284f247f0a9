"""The desk of an institution or assessment body: its classes, rosters, claims and money."""

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now

from jineng.console.claims.pictures import shares, verdicts
from jineng.console.ladder import ladder
from jineng.console.lists import page_of
from jineng.console.own.sheet import sheet_of
from jineng.console.shelf import shelf
from jineng.console.trail import steps_of
from jineng.console.uploads import uploaded
from jineng.foundation.documents.models import Intake
from jineng.foundation.offices.doors import door, officer_of
from jineng.stages.attendance.queries import half_days_of
from jineng.stages.certificates.models import Certificate
from jineng.stages.claims import actions as claim_actions
from jineng.stages.claims import queries as claims
from jineng.stages.claims.judging import opinions_of
from jineng.stages.claims.models import Choice, Claim, Line
from jineng.stages.claims.states import LineState
from jineng.stages.classes import actions as class_actions
from jineng.stages.classes.models import TrainingClass
from jineng.stages.enrolment import actions as enrolment
from jineng.stages.enrolment.queries import learners_of
from jineng.stages.payments.models import Statement
from jineng.stages.payments.queries import seen as batches
from jineng.values.days import HERE
from jineng.values.names import masked_name
from jineng.values.refusal import Refusal

QUESTIONS = {"training": "training_subsidy", "assessment": "assessment_subsidy"}


@door("GET", may="own.read")
def classes(request: HttpRequest) -> HttpResponse:
    """List the body's own classes (for an assessment body: those it assessed)."""
    number = officer_of(request).body_number
    mine = TrainingClass.objects.filter(
        Q(institution_number=number) | Q(assessor__number=number)
    ).select_related("opening")
    told = {
        "page": page_of(request, mine.order_by("-starts_on", "-number")),
        "may_apply": officer_of(request).may("classes.apply"),
    }
    return render(request, "own/classes.html", told)


@door("GET", "POST", may="classes.apply")
def apply(request: HttpRequest) -> HttpResponse:
    """Apply to open a class with its workbook."""
    wrong = ""
    if request.method == "POST":
        try:
            name, content = uploaded(request)
            training = class_actions.apply(
                content=content, name=name, by=officer_of(request), at=now()
            )
        except Refusal as refusal:
            wrong = refusal.message
        else:
            messages.success(request, f"已提交开班申请 {training.number}")
            return redirect(f"/own/classes/{training.number}/")
    return render(request, "own/apply.html", {"wrong": wrong}, status=422 if wrong else 200)


@door("GET", may="own.read")
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one class as a list of what is done and what comes next."""
    return _class_shown(request, _own_class(request, number))


@door("GET", "POST", may="enrolment.import_roster")
def roster(request: HttpRequest, number: str) -> HttpResponse:
    """Show the last roster with its errors beside the cells; take in a mended one."""
    training = _own_class(request, number)
    wrong = ""
    if request.method == "POST":
        try:
            name, content = uploaded(request)
            taken = enrolment.import_roster(
                number=number,
                content=content,
                name=name,
                categories=frozenset(shelf().words("learner_category")),
                by=officer_of(request),
                at=now(),
            )
        except Refusal as refusal:
            wrong = refusal.message
        else:
            messages.success(request, f"已导入 {taken.good} 人，{taken.bad} 行要改")
            return redirect(f"/own/classes/{number}/roster/")
    last = Intake.objects.filter(purpose=enrolment.PURPOSE, subject=number).order_by("-pk").first()
    learners = learners_of(training)
    told = {
        "training": training,
        "intake": last,
        "sheet": sheet_of(last) if last else None,
        "total": len(learners) + last.bad if last else 0,
        "learners": [
            (each.row, masked_name(each.name), each.shown_identity, each.category)
            for each in learners
        ],
        "wrong": wrong,
    }
    return render(request, "own/roster.html", told, status=422 if wrong else 200)


@door("POST", may="claims.submit")
def submit(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Claim one subsidy for one class."""
    training = _own_class(request, number)
    if kind not in QUESTIONS:
        raise Http404
    try:
        claim = claim_actions.submit(
            number=number,
            question=QUESTIONS[kind],
            as_of=now().astimezone(HERE).date(),
            shelf=shelf(),
            by=officer_of(request),
            at=now(),
        )
    except Refusal as refusal:
        return _class_shown(request, training, wrong=refusal.message)
    messages.success(request, f"已申领 {claim.kind}：{claim.number}")
    return redirect(f"/own/claims/{claim.number}/")


@door("GET", may="own.read")
def own_claims(request: HttpRequest) -> HttpResponse:
    """List the body's claims and how far each has come."""
    mine = claims.summed().filter(payee__number=officer_of(request).body_number)
    return render(request, "own/claims.html", {"page": page_of(request, mine)})


@door("GET", may="own.read")
def own_claim(request: HttpRequest, number: str) -> HttpResponse:
    """Show one claim: each learner's line, what it rests on and where its money is."""
    claim = get_object_or_404(
        claims.seen(), number=number, payee__number=officer_of(request).body_number
    )
    found = verdicts(claim, shelf())
    decided = [each for each in found if each.decision]
    given = opinions_of(claim)
    asked = request.GET.get("line", "")
    chosen = next((each for each in decided if asked == str(each.number)), None)
    told = {
        "claim": claim,
        "found": found,
        "decided": decided,
        "to_explain": [
            (each, given[each.line.pk].reason)
            for each in found
            if not each.decision
            and each.line.pk in given
            and given[each.line.pk].choice == Choice.ASK
        ],
        "shares": shares(decided),
        "fen": sum(each.fen for each in decided),
        "steps": steps_of(claim),
        "chosen": chosen,
        "ladder": ladder(chosen.kept, shelf()) if chosen else None,
    }
    return render(request, "own/claim.html", told)


@door("GET", may="own.read")
def money(request: HttpRequest) -> HttpResponse:
    """Show where the body's money is: by state, and batch by batch."""
    number = officer_of(request).body_number
    granted = claims.granted_to(number)
    by_state = {
        row["line__state"]: row
        for row in granted.values("line__state").annotate(n=Count("pk"), fen=Sum("fen"))
    }
    states = (LineState.GRANTED, LineState.ON_NOTICE, LineState.ORDERED, LineState.PAID)
    told = {
        "states": [
            (state.value, state.label, by_state.get(state, {"n": 0, "fen": 0}))
            for state in (*states, LineState.RETURNED)
        ],
        "page": page_of(request, batches().filter(payee__number=number)),
        "statements": Statement.objects.filter(payee__number=number).order_by("-first_day")[:12],
    }
    return render(request, "own/money.html", told)


def _own_class(request: HttpRequest, number: str) -> TrainingClass:
    """Return a class of the body that asks; to it, the classes of others do not exist."""
    mine = officer_of(request).body_number
    rows = TrainingClass.objects.select_related("opening", "institution", "assessor")
    return get_object_or_404(
        rows, Q(institution_number=mine) | Q(assessor__number=mine), number=number
    )


def _class_shown(request: HttpRequest, training: TrainingClass, wrong: str = "") -> HttpResponse:
    officer = officer_of(request)
    learners = learners_of(training)
    teaches = training.institution_number == officer.body_number
    told = {
        "training": training,
        "opening": getattr(training, "opening", None),
        "learners": learners.count(),
        "attended": len(half_days_of(training)),
        "certified": Certificate.objects.filter(enrolment__training=training).count(),
        "errors": Intake.objects.filter(purpose=enrolment.PURPOSE, subject=training.number)
        .order_by("-pk")
        .first(),
        "claims": Claim.objects.filter(training=training, payee__number=officer.body_number),
        "lines": Line.objects.filter(claim__training=training).count(),
        "teaches": teaches,
        "kind": "training" if teaches else "assessment",
        "wrong": wrong,
    }
    return render(request, "own/one.html", told, status=422 if wrong else 200)
