"""What is shown to the public, and how does anybody object?"""

import secrets
from datetime import date

from django.core import signing
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now

from jineng.foundation.notices import actions
from jineng.foundation.notices.models import Line, Notice, Objection
from jineng.foundation.offices.doors import ANYBODY, door
from jineng.foundation.regions.models import Region
from jineng.values.days import HERE
from jineng.values.refusal import Refusal

ROWS = 50
FORM, A_DAY = "objection", 24 * 60 * 60


class NotThisForm(Refusal):
    """An objection comes on the form that the page of its line gave out."""


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
        "reopenings": notice.reopenings.order_by("pk"),
        "fen": sum(lines.values_list("fen", flat=True)),
        "stands": _today() <= actions.last_day(notice),
        "place": _places().get(notice.area, notice.area),
    }
    return render(request, "public/one.html", told)


@door("GET", "POST", may=ANYBODY)
def objection(request: HttpRequest, number: str, line: int) -> HttpResponse:
    """Take anybody's objection to one line. Each form is taken once."""
    shown = get_object_or_404(Line, notice__number=number, number=line)
    wrong = ""
    if request.method == "POST":
        try:
            key = _key_of(request, shown)
            actions.lodge(
                line=shown,
                said=request.POST.get("said", ""),
                said_by=request.POST.get("said_by", ""),
                contact=request.POST.get("contact", ""),
                key=key,
                sender=request.META.get("REMOTE_ADDR", ""),
                at=now(),
            )
        except Refusal as refusal:
            wrong = refusal.message
        else:
            return redirect(f"/notices/{number}/{line}/said/{key}/")
    form = signing.dumps([shown.pk, secrets.token_urlsafe(16)], salt=FORM)
    told = {"line": shown, "said": request.POST.get("said", ""), "form": form, "wrong": wrong}
    return render(request, "public/object.html", told, status=422 if wrong else 200)


@door("GET", may=ANYBODY)
def said(request: HttpRequest, number: str, line: int, key: str) -> HttpResponse:
    """Say to who holds the form's key that the objection came in, and what was answered."""
    found = get_object_or_404(
        Objection.objects.select_related("line__notice"),
        key=key,
        line__notice__number=number,
        line__number=line,
    )
    return render(request, "public/thanks.html", {"objection": found, "line": found.line})


def _key_of(request: HttpRequest, line: Line) -> str:
    """Return the key of the form that this page gave out for this line within a day."""
    try:
        told, key = signing.loads(request.POST.get("form", ""), salt=FORM, max_age=A_DAY)
    except signing.BadSignature as old:
        raise NotThisForm("这张表已经过期，请从公示页面重新打开，再提交") from old
    if told != line.pk:
        raise NotThisForm("这张表是另一笔的，请从公示页面重新打开，再提交")
    return str(key)


def _today() -> date:
    return now().astimezone(HERE).date()


def _places() -> dict[str, str]:
    return dict(Region.objects.values_list("code", "name"))
