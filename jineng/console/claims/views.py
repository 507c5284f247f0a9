"""Claims: the list, a whole class in one picture, one person clause by clause, check, act, undo."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from jineng.console.claims.attendance_picture import attendance_of
from jineng.console.claims.desk import Desk, desk_of, history_of, next_to_judge
from jineng.console.claims.evidence import steps_with_sources
from jineng.console.claims.pictures import bars, shares
from jineng.console.claims.sheet import preview_of
from jineng.console.claims.table import CLAIMS
from jineng.console.ladder import ladder
from jineng.console.shelf import shelf
from jineng.console.tables.pages import listed
from jineng.console.trail import steps_of
from jineng.foundation.offices.doors import door, officer_of
from jineng.stages.claims import actions, queries
from jineng.stages.claims.institution_year import year_of
from jineng.stages.claims.judging import judge as judge_line
from jineng.stages.claims.models import Claim
from jineng.stages.claims.ruling import confirm_ruling, propose_ruling, proposed_for, sums_of
from jineng.stages.claims.states import ClaimState
from jineng.stages.claims.withdrawing import still_open
from jineng.stages.claims.withdrawing import withdraw as withdraw_step
from jineng.values.days import HERE
from jineng.values.money import fen_from_yuan
from jineng.values.refusal import Refusal

SHORT_TRAIL = 5


class NotASumOfMoney(Refusal):
    """What was typed is no sum of money."""


@door("GET", may="claims.read")
def claims(request: HttpRequest) -> HttpResponse:
    """List the claims of the officer's areas."""
    bulk = "/claims/review/" if officer_of(request).may("claims.review") else ""
    return listed(request, CLAIMS, bulk=bulk)


@door("GET", may="claims.read")
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one claim: the class in one picture, exceptions first, one line clause by clause."""
    return _shown(request, claim_of(number), request.GET.get("line", ""))


@door("GET", may="claims.read")
def person(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """Show one claim with this person of the class opened."""
    return _shown(request, claim_of(number), str(place))


@door("GET", may="claims.read")
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Before a step: what it does, who is not granted and why, what the public will see."""
    claim, officer = claim_of(number), officer_of(request)
    verb = {ClaimState.SUBMITTED: "review", ClaimState.REVIEWED: "decide"}.get(
        ClaimState(claim.state), ""
    )
    if not verb or not officer.may(f"claims.{verb}"):
        return redirect(f"/claims/{number}/")
    return _checked(request, claim, verb)


@door("POST", may="claims.review")
def review(request: HttpRequest, number: str) -> HttpResponse:
    """First of two: pass the claim on."""
    claim, officer = claim_of(number), officer_of(request)
    try:
        actions.review(claim_id=claim.pk, by=officer, at=now(), shelf=shelf())
    except Refusal as refusal:
        return _checked(request, claim, "review", wrong=refusal.message)
    until = _until(request, claim_of(number))
    messages.success(request, _("已提交初审意见：%(number)s 转复核岗") % {"number": number} + until)
    return redirect(f"/claims/{number}/")


@door("POST", may="claims.decide")
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Second of two: decide every waiting line."""
    claim, officer = claim_of(number), officer_of(request)
    try:
        made = actions.decide(claim_id=claim.pk, shelf=shelf(), by=officer, at=now())
    except Refusal as refusal:
        return _checked(request, claim, "decide", wrong=refusal.message)
    told = {"number": number, "count": len(made)}
    until = _until(request, claim_of(number))
    messages.success(request, _("已核定：%(number)s %(count)s 人") % told + until)
    return redirect(f"/claims/{number}/")


@door("POST", may="claims.withdraw")
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take one's own last step back."""
    claim = claim_of(number)
    try:
        claim = withdraw_step(claim_id=claim.pk, by=officer_of(request), at=now())
    except Refusal as refusal:
        return _shown(request, claim, "", wrong=refusal.message)
    told = {"number": number, "state": claim.get_state_display()}
    messages.success(request, _("已撤回：%(number)s 现在%(state)s，原来的办理记录仍在") % told)
    return redirect(f"/claims/{number}/")


@door("POST", may="claims.judge")
def judge(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """Keep the officer's opinion on one person, and go on to the next."""
    claim, officer = claim_of(number), officer_of(request)
    try:
        judge_line(
            line_id=_line(claim, place),
            choice=request.POST.get("choice", ""),
            reason=request.POST.get("reason", ""),
            shelf=shelf(),
            by=officer,
            at=now(),
        )
    except Refusal as refusal:
        return _shown(request, claim, str(place), wrong=refusal.message)
    there = next_to_judge(desk_of(claim, shelf(), officer, str(place)), place)
    messages.success(request, _("%(place)s 号的判断已保存") % {"place": place})
    return redirect(f"/claims/{number}/people/{there}/")


@door("POST", may="claims.propose_ruling")
def propose(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """First of two on a case the rules are silent on: say what should become of it, and why."""
    claim = claim_of(number)
    try:
        propose_ruling(
            line_id=_line(claim, place),
            outcome=request.POST.get("outcome", ""),
            fen=_fen(request),
            reason=request.POST.get("reason", ""),
            shelf=shelf(),
            by=officer_of(request),
            at=now(),
        )
    except Refusal as refusal:
        return _shown(request, claim, str(place), wrong=refusal.message)
    messages.success(request, _("已提出人工核定，等另一人确认"))
    return redirect(f"/claims/{number}/people/{place}/")


@door("POST", may="claims.confirm_ruling")
def confirm(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """Second of two: confirm what was proposed."""
    claim = claim_of(number)
    asked = request.POST.get("ruling", "")
    try:
        confirm_ruling(
            line_id=_line(claim, place),
            ruling_id=int(asked) if asked.isascii() and asked.isdigit() else 0,
            by=officer_of(request),
            at=now(),
        )
    except Refusal as refusal:
        return _shown(request, claim, str(place), wrong=refusal.message)
    messages.success(request, _("已确认人工核定，理由写进办理凭据") + _until(request, claim))
    return redirect(f"/claims/{number}/people/{place}/")


def claim_of(number: str) -> Claim:
    """Return a claim of the officer's areas, or there is no such page."""
    return get_object_or_404(queries.seen(), number=number)


def _line(claim: Claim, place: int) -> int:
    """Return the key of the line of the person at a place of the class."""
    keys = list(claim.lines.order_by("enrolment__row", "pk").values_list("pk", flat=True))
    if not 1 <= place <= len(keys):
        raise Http404
    return keys[place - 1]


def _fen(request: HttpRequest) -> int:
    """Return the sum that was chosen, or typed, in fen; nothing is none."""
    typed = request.POST.get("typed", "").strip() or request.POST.get("yuan", "")
    if request.POST.get("outcome") != "granted" or not typed:
        return 0
    try:
        return fen_from_yuan(typed)
    except ValueError as wrong:
        raise NotASumOfMoney(f"{wrong}，请写成 1280 或 1280.00 这样的元数") from wrong


def _until(request: HttpRequest, claim: Claim) -> str:
    """Say until when the step that was just taken may be taken back, if it may."""
    found = still_open(claim, officer_of(request))
    if found is None:
        return ""
    until: datetime = found.ends_at.astimezone(HERE)
    return _("；%(time)s 前可以撤回") % {"time": f"{until:%H:%M}"}


def _shown(request: HttpRequest, claim: Claim, place: str, wrong: str = "") -> HttpResponse:
    desk = desk_of(claim, shelf(), officer_of(request), place)
    chosen = desk.chosen
    if place and chosen is None:
        raise Http404
    told = {"desk": desk, "claim": claim, "wrong": wrong, "typed": request.POST}
    told |= _class(desk) | (_person(desk) if chosen else {})
    return render(request, "claims/one.html", told, status=422 if wrong else 200)


def _class(desk: Desk) -> dict[str, object]:
    """Return what is told of the whole class."""
    claim, training = desk.claim, desk.claim.training
    rows = shares(desk.seats)
    here = desk.chosen.verdict.line.enrolment_id if desk.chosen else None
    trail = list(queries.trail_of(claim)[: SHORT_TRAIL + 1])
    return {
        "shares": rows,
        "bars": bars(rows),
        "heat": attendance_of(claim, [seat.verdict.line.enrolment_id for seat in desk.seats], here),
        "year": year_of(
            body_id=training.institution_id or 0,
            area=claim.area,
            question=claim.question,
            day=training.ends_on,
        ),
        "steps": steps_of(claim),
        "trail": history_of(claim, trail[:SHORT_TRAIL]),
        "more": len(trail) > SHORT_TRAIL,
    }


def _person(desk: Desk) -> dict[str, object]:
    """Return what is told of the person who is open."""
    assert desk.chosen is not None, "asked only with somebody chosen"
    verdict = desk.chosen.verdict
    told = ladder(verdict.kept, shelf())
    referred = verdict.decision if verdict.line.state == "referred" else None
    return {
        "ladder": told,
        "steps_told": steps_with_sources(desk.claim, verdict.line, verdict.kept, told, shelf()),
        "asides": sum(rung.mark == "aside" for rung in told.rungs),
        "ruling": proposed_for(referred) if referred else None,
        "sums": sums_of(referred, shelf()) if referred else (),
        "referred": referred,
    }


def _checked(request: HttpRequest, claim: Claim, verb: str, wrong: str = "") -> HttpResponse:
    desk = desk_of(claim, shelf(), officer_of(request), "none")
    preview = preview_of(desk.paid)
    on_day = claim.training.ends_on
    told = {
        "claim": claim,
        "desk": desk,
        "verb": verb,
        "shares": shares(desk.seats),
        "preview": preview,
        "figure": shelf().figure(queries.NOTICE_DAYS, region=claim.area, on=on_day),
        "wrong": wrong,
    }
    return render(request, "claims/check.html", told, status=422 if wrong else 200)
