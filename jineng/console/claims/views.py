"""Claims: the list, a whole class in one picture with each line's clauses, and the two steps."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now

from jineng.console.claims.pictures import Verdict, bars, missed_half_days, shares, verdicts
from jineng.console.claims.table import CLAIMS
from jineng.console.ladder import ladder
from jineng.console.shelf import shelf
from jineng.console.tables.pages import listed
from jineng.console.trail import steps_of
from jineng.foundation.offices.doors import door, officer_of
from jineng.stages.claims import actions, queries
from jineng.stages.claims.models import Claim
from jineng.values.refusal import Refusal


@door("GET", may="claims.read")
def claims(request: HttpRequest) -> HttpResponse:
    """List the claims of the officer's areas."""
    bulk = "/claims/review/" if officer_of(request).may("claims.review") else ""
    return listed(request, CLAIMS, bulk=bulk)


@door("GET", may="claims.read")
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one claim: the class in one picture, exceptions first, one line clause by clause."""
    return _shown(request, get_object_or_404(queries.seen(), number=number))


@door("POST", may="claims.review")
def review(request: HttpRequest, number: str) -> HttpResponse:
    """First of two: pass the claim on."""
    claim = get_object_or_404(queries.seen(), number=number)
    try:
        actions.review(claim_id=claim.pk, by=officer_of(request), at=now())
    except Refusal as refusal:
        return _shown(request, claim, wrong=refusal.message)
    messages.success(request, f"已初审：{number} 转复核岗")
    return redirect(f"/claims/{number}/")


@door("POST", may="claims.decide")
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Second of two: decide every waiting line."""
    claim = get_object_or_404(queries.seen(), number=number)
    try:
        made = actions.decide(claim_id=claim.pk, shelf=shelf(), by=officer_of(request), at=now())
    except Refusal as refusal:
        return _shown(request, claim, wrong=refusal.message)
    messages.success(request, f"已核定：{number} {len(made)} 人")
    return redirect(f"/claims/{number}/")


def _shown(request: HttpRequest, claim: Claim, wrong: str = "") -> HttpResponse:
    found = verdicts(claim, shelf())
    chosen = _chosen(request, found)
    halves, heat = missed_half_days(claim, found)
    told = {
        "claim": claim,
        "found": found,
        "looks": [each for each in found if each.needs_a_look],
        "paid": [each for each in found if not each.needs_a_look],
        "chosen": chosen,
        "ladder": ladder(chosen.kept, shelf()) if chosen else None,
        "before": found[chosen.number - 2].number if chosen and chosen.number > 1 else None,
        "after": chosen.number + 1 if chosen and chosen.number < len(found) else None,
        "shares": shares(found),
        "bars": bars(shares(found)),
        "fen": sum(each.fen for each in found),
        "halves": halves,
        "heat": heat,
        "absent": sum(len(row.missed) for row in heat),
        "steps": steps_of(claim),
        "trail": queries.trail_of(claim),
        "wrong": wrong,
    }
    return render(request, "claims/one.html", told, status=422 if wrong else 200)


def _chosen(request: HttpRequest, found: list[Verdict]) -> Verdict | None:
    """Return the line that `?line=` names, else the first that needs a look, else the first."""
    asked = request.GET.get("line", "")
    for each in found:
        if asked == str(each.number):
            return each
    return next((each for each in found if each.needs_a_look), found[0] if found else None)
