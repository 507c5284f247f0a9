"""People: two records that prove to be one person, and the lines that are held because of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now

from jineng.console.lists import page_of
from jineng.foundation.holds.actions import lift
from jineng.foundation.offices.doors import door, officer_of
from jineng.foundation.people import merging
from jineng.foundation.people.models import Merge
from jineng.foundation.people.registry import numbers_of
from jineng.stages.claims.models import Line
from jineng.stages.claims.queries import held_lines
from jineng.values.identity import masked
from jineng.values.refusal import Refusal


class NoReason(Refusal):
    """A hold is lifted with a reason."""


@door("GET", may="people.read")
def people(request: HttpRequest) -> HttpResponse:
    """List what was merged, what waits for a second officer, and the lines that are held."""
    return _shown(request)


@door("POST", may="people.merge")
def merge(request: HttpRequest) -> HttpResponse:
    """First of two: say that two numbers are one person's."""
    try:
        merging.merge(
            gone=request.POST.get("gone", ""),
            kept=request.POST.get("kept", ""),
            document=request.POST.get("document", ""),
            area=request.POST.get("area", ""),
            by=officer_of(request),
            at=now(),
        )
    except Refusal as refusal:
        return _shown(request, wrong=refusal.message)
    messages.success(request, "已提出合并，请另一人复核")
    return redirect("/people/")


@door("POST", may="people.confirm_merge")
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Second of two: confirm it; from now on their past is one."""
    proposed = get_object_or_404(Merge, pk=pk)
    try:
        merging.confirm_merge(merge_id=proposed.pk, by=officer_of(request), at=now())
    except Refusal as refusal:
        return _shown(request, wrong=refusal.message)
    messages.success(request, "已合并为同一人；超过规定次数的已暂停拨付，见下表")
    return redirect("/people/")


@door("POST", may="holds.lift")
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the money of a held line move again, saying why."""
    line, because = get_object_or_404(Line, pk=pk), request.POST.get("because", "").strip()
    try:
        if not because:
            raise NoReason("请写明核实结果，再恢复拨付")
        lift(subject=line, area=line.area, because=because, by=officer_of(request), at=now())
    except Refusal as refusal:
        return _shown(request, wrong=refusal.message)
    messages.success(request, "已恢复拨付")
    return redirect("/people/")


def _shown(request: HttpRequest, wrong: str = "") -> HttpResponse:
    merges = Merge.objects.select_related("proposed_by", "confirmed_by").order_by("-pk")
    page = page_of(request, merges)
    numbers = numbers_of({key for each in page for key in (each.gone_id, each.kept_id)})
    told = {
        "page": page,
        "rows": [
            (each, masked(numbers[each.gone_id]), masked(numbers[each.kept_id])) for each in page
        ],
        "held": held_lines(),
        "wrong": wrong,
    }
    return render(request, "people/people.html", told, status=422 if wrong else 200)
