"""The printed review form of a claim, and everything that was ever done to it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _

from jineng.console.claims.desk import desk_of, history_of
from jineng.console.claims.pictures import shares
from jineng.console.claims.sheet import sheet_of
from jineng.console.claims.views import claim_of
from jineng.console.lists import page_of
from jineng.console.shelf import shelf
from jineng.foundation.offices.doors import door, officer_of
from jineng.stages.claims import queries


@door("GET", may="claims.read")
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """Show the review form as it is printed, and whether a paper with a digest still matches."""
    claim = claim_of(number)
    desk = desk_of(claim, shelf(), officer_of(request), "none")
    if any(seat.covered for seat in desk.seats):
        messages.info(request, _("还有抽中盲评的人没有判断，判断完才能打印审核表"))
        return redirect(f"/claims/{number}/")
    found = sheet_of(desk)
    paper = "".join(request.GET.get("digest", "").split()).lower()
    told = {
        "claim": claim,
        "desk": desk,
        "sheet": found,
        "shares": shares(desk.seats),
        "paper": paper,
        "matches": len(paper) >= 16 and found.digest.startswith(paper),
        "printed": localtime(now()),
    }
    return render(request, "claims/print.html", told)


@door("GET", may="claims.read")
def history(request: HttpRequest, number: str) -> HttpResponse:
    """List everything that was done to a claim, its class and each of its people."""
    claim = claim_of(number)
    page = page_of(request, queries.trail_of(claim))
    told = {
        "claim": claim,
        "page": page,
        "rows": history_of(claim, list(page.object_list)),
    }
    return render(request, "claims/history.html", told)
