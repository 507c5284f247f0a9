"""What is shown to the public, and how does anybody object?"""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now

from jineng.foundation.notices import actions
from jineng.foundation.notices.models import Line, Notice
from jineng.foundation.offices.doors import ANYBODY, door
from jineng.foundation.regions.models import Region
from jineng.values.days import HERE
from jineng.values.refusal import Refusal

ROWS = 50


@door("GET", may=ANYBODY)
def notices(request: HttpRequest) -> HttpResponse:
    """List every notice, the newest first."""
    rows = Notice.objects.order_by("-opened_on", "-pk")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    told = {"page": page, "today": _today(), "places": _places()}
    return render(request, "public/notices.html", told)


@door("GET", may=ANYBODY)
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one notice with its lines, names and numbers masked."""
    notice = get_object_or_404(Notice, number=number)
    lines = notice.lines.order_by("number")
    told = {
        "notice": notice,
        "page": Paginator(lines, ROWS * 4).get_page(request.GET.get("page")),
        "fen": sum(lines.values_list("fen", flat=True)),
        "stands": notice.closes_on is not None and _today() <= notice.closes_on,
        "place": _places().get(notice.area, notice.area),
    }
    return render(request, "public/one.html", told)


@door("GET", "POST", may=ANYBODY)
def objection(request: HttpRequest, number: str, line: int) -> HttpResponse:
    """Take anybody's objection to one line."""
    shown = get_object_or_404(Line, notice__number=number, number=line)
    wrong = ""
    if request.method == "POST":
        try:
            actions.lodge(
                line=shown,
                said=request.POST.get("said", ""),
                said_by=request.POST.get("said_by", ""),
                at=now(),
            )
        except Refusal as refusal:
            wrong = refusal.message
        else:
            return redirect(f"/notices/{number}/{line}/thanks/")
    told = {"line": shown, "said": request.POST.get("said", ""), "wrong": wrong}
    return render(request, "public/object.html", told, status=422 if wrong else 200)


@door("GET", may=ANYBODY)
def thanks(request: HttpRequest, number: str, line: int) -> HttpResponse:
    """Say that the objection came in, and what happens now."""
    shown = get_object_or_404(Line, notice__number=number, number=line)
    return render(request, "public/thanks.html", {"line": shown})


def _today() -> date:
    return now().astimezone(HERE).date()


def _places() -> dict[str, str]:
    return dict(Region.objects.values_list("code", "name"))
