"""Notices from the officers' side: what to show, the public's view of it, objections answered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now

from jineng.console.lists import page_of
from jineng.console.shelf import shelf
from jineng.foundation.notices.models import Notice, Objection
from jineng.foundation.offices.doors import door, officer_of
from jineng.stages.claims import actions, queries
from jineng.stages.claims.models import Line
from jineng.stages.claims.states import LineState
from jineng.stages.payments.queries import ordered_meanwhile
from jineng.values.days import HERE
from jineng.values.refusal import Refusal


@door("GET", may="notices.read")
def postings(request: HttpRequest) -> HttpResponse:
    """List the notices of the officer's areas, and the objections to them."""
    areas = officer_of(request).areas
    notices = Notice.objects.filter(area__in=areas).order_by("-opened_on", "-pk")
    objections = Objection.objects.filter(line__notice__area__in=areas)
    told = {
        "page": page_of(request, notices),
        "objections": objections.select_related("line__notice", "answered_by").order_by("-pk")[:50],
        "open": objections.filter(upheld=None).count(),
        "today": now().astimezone(HERE).date(),
        "meanwhile": ordered_meanwhile()[:50],
        "waiting": [
            (area, count)
            for area in areas
            if (count := Line.objects.filter(area=area, state=LineState.GRANTED).count())
        ],
    }
    return render(request, "notices/postings.html", told)


@door("GET", "POST", may="claims.put_on_notice")
def new(request: HttpRequest, area: str) -> HttpResponse:
    """Show what the public will see, then publish it."""
    wrong = ""
    if request.method == "POST":
        try:
            notice = actions.put_on_notice(
                area=area, shelf=shelf(), by=officer_of(request), at=now()
            )
        except Refusal as refusal:
            wrong = refusal.message
        else:
            messages.success(request, f"已张贴 {notice.number}，公示到 {notice.closes_on}")
            return redirect(f"/notices/{notice.number}/")
    lines = list(Line.objects.filter(area=area, state=LineState.GRANTED).order_by("pk"))
    decisions = sorted(queries.standing(lines), key=lambda each: each.line_id)
    told = {
        "area": area,
        "shown": [queries.shown(decision) for decision in decisions],
        "fen": sum(decision.fen for decision in decisions),
        "figure": queries.notice_figure(area, decisions, shelf()) if decisions else None,
        "wrong": wrong,
    }
    return render(request, "notices/new.html", told, status=422 if wrong else 200)


@door("GET", "POST", may="claims.answer_objection")
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one objection with its reason."""
    one = get_object_or_404(
        Objection.objects.select_related("line__notice"),
        pk=pk,
        line__notice__area__in=officer_of(request).areas,
    )
    wrong = ""
    if request.method == "POST":
        try:
            _answer(request, one)
        except Refusal as refusal:
            wrong = refusal.message
        else:
            messages.success(request, "已答复异议")
            return redirect("/postings/")
    told = {"objection": one, "words": request.POST.get("words", ""), "wrong": wrong}
    return render(request, "notices/objection.html", told, status=422 if wrong else 200)


class NotChosen(Refusal):
    """The answer does not say whether the objection is upheld."""


def _answer(request: HttpRequest, one: Objection) -> None:
    upheld = {"yes": True, "no": False}.get(request.POST.get("upheld", ""))
    if upheld is None:
        raise NotChosen("请选择异议成立还是不成立，再提交")
    actions.answer_objection(
        objection_id=one.pk,
        upheld=upheld,
        words=request.POST.get("words", ""),
        by=officer_of(request),
        at=now(),
    )
