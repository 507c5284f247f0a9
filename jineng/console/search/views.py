"""The page of the search: by a word in the address; by an identity number never there."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jineng.console.search.found import SHORTEST, found, people_numbered
from jineng.foundation.offices.doors import door, officer_of
from jineng.values.identity import normalise
from jineng.values.names import half_width
from jineng.values.refusal import Refusal

IDENTITY = re.compile(r"\d{17}[\dXx]|\d{15}")


@door("GET", "POST", may="desks.search")
def search(request: HttpRequest) -> HttpResponse:
    """Show what a word finds; an identity number is sent in a form, not in the address."""
    if request.method == "POST":
        return _by_number(request)
    text = request.GET.get("q", "").strip()[:80]
    if IDENTITY.fullmatch(re.sub(r"\s", "", half_width(text))):
        return redirect("/search/?by=number")
    officer = officer_of(request)
    told = {
        "looked_for": text,
        "groups": found(text, officer),
        "short": 0 < len(text) < SHORTEST,
        "by_number": request.GET.get("by") == "number",
        "may_people": officer.may("people.read"),
    }
    return render(request, "search/search.html", told)


class NobodyHere(Refusal):
    """Nobody of the officer's areas has this number."""


def _by_number(request: HttpRequest) -> HttpResponse:
    officer, told = officer_of(request), {"by_number": True, "may_people": True}
    if not officer.may("people.read"):
        return redirect("/search/")
    try:
        people = people_numbered(normalise(request.POST.get("number", "")))
        if not people:
            raise NobodyHere(_("您管辖的地区没有登记过这个身份证号，请核对号码"))
    except Refusal as refusal:
        return render(request, "search/search.html", told | {"wrong": refusal.message}, status=422)
    return redirect(people[0].url)
