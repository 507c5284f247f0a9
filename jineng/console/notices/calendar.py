"""The working calendar as documents changed it, and since when the notices' pages are looked at."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now

from jineng.console.lists import page_of
from jineng.foundation.notices.calendar import change_calendar, confirm_calendar
from jineng.foundation.notices.models import CalendarChange, Probe, Probing
from jineng.foundation.notices.probing import begin_probing
from jineng.foundation.offices.doors import door, officer_of
from jineng.values.days import HERE
from jineng.values.refusal import Refusal

SHOWN = 20


class NoDay(Refusal):
    """What was typed is no day."""


@door("GET", may="notices.read")
def calendar(request: HttpRequest) -> HttpResponse:
    """List what documents changed, which notices that opened again, and the last looks at pages."""
    return _shown(request)


@door("POST", may="notices.change_calendar")
def change(request: HttpRequest) -> HttpResponse:
    """First of two: say that a day works or not."""
    try:
        proposed = change_calendar(
            day=_day(request),
            works=request.POST.get("works") == "yes",
            source=request.POST.get("source", ""),
            by=officer_of(request),
            at=now(),
        )
    except Refusal as refusal:
        return _shown(request, wrong=refusal.message)
    messages.success(request, f"已提出 {proposed.day_id}，请另一人复核")
    return redirect("/postings/calendar/")


@door("POST", may="notices.confirm_calendar")
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Second of two: confirm it; the notices it concerns are counted again."""
    proposed = get_object_or_404(CalendarChange, pk=pk)
    try:
        confirm_calendar(change_id=proposed.pk, by=officer_of(request), at=now())
    except Refusal as refusal:
        return _shown(request, wrong=refusal.message)
    messages.success(request, f"已复核，{proposed.reopenings.count()} 条公示重新公示")
    return redirect("/postings/calendar/")


@door("POST", may="notices.begin_probing")
def probe(request: HttpRequest) -> HttpResponse:
    """From today on, count of a notice only the days on which its page was seen."""
    begun = begin_probing(since=now().astimezone(HERE).date(), by=officer_of(request), at=now())
    messages.success(request, f"从 {begun.since} 起张贴的公示，只计看得到的工作日")
    return redirect("/postings/calendar/")


def _shown(request: HttpRequest, wrong: str = "") -> HttpResponse:
    changes = CalendarChange.objects.select_related("proposed_by", "confirmed_by")
    told = {
        "page": page_of(request, changes.order_by("-pk")),
        "since": Probing.objects.order_by("since").first(),
        "probes": Probe.objects.select_related("notice").order_by("-pk")[:SHOWN],
        "wrong": wrong,
    }
    return render(request, "notices/calendar.html", told, status=422 if wrong else 200)


def _day(request: HttpRequest) -> date:
    typed = request.POST.get("day", "")
    try:
        return date.fromisoformat(typed)
    except ValueError as wrong:
        raise NoDay("日期请按 2024-10-08 的样子填写") from wrong
