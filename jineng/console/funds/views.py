"""Funds: what two gave to them, what is set aside, owed, on its way and paid, entry by entry."""

import re

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now

from jineng.console.lists import page_of
from jineng.foundation.offices.doors import door, officer_of
from jineng.stages.funds import actions
from jineng.stages.funds.models import Appropriation, Entry, Fund, Hold, Period
from jineng.values.money import fen_from_yuan
from jineng.values.refusal import Refusal

SHOWN = 20


class WrongField(Refusal):
    """What was typed is no amount, year or month."""


@door("GET", may="funds.read")
def funds(request: HttpRequest) -> HttpResponse:
    """List the funds of the officer's areas with their accounts, and what waits for a second."""
    return _listed(request)


@door("POST", may="funds.appropriate")
def appropriate(request: HttpRequest) -> HttpResponse:
    """First of two: propose to add money to a fund."""
    try:
        proposed = actions.appropriate(
            area=request.POST.get("area", ""),
            name=request.POST.get("name", "").strip(),
            year=_number(request, "year", "年度"),
            fen=_fen(request),
            document=request.POST.get("document", "").strip(),
            by=officer_of(request),
            at=now(),
        )
    except Refusal as refusal:
        return _listed(request, wrong=refusal.message)
    messages.success(request, f"已提出 {proposed}，请另一人复核")
    return redirect("/funds/")


@door("POST", may="funds.move")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """First of two: propose to move money of this fund to another."""
    fund, target = get_object_or_404(Fund, pk=pk), request.POST.get("to", "")
    try:
        to = get_object_or_404(Fund, pk=target if target.isascii() and target.isdigit() else 0)
        proposed = actions.move(
            from_id=fund.pk,
            area=to.area,
            name=to.name,
            year=to.year,
            fen=_fen(request),
            document=request.POST.get("document", "").strip(),
            by=officer_of(request),
            at=now(),
        )
    except Refusal as refusal:
        return _shown(request, fund, wrong=refusal.message)
    messages.success(request, f"已提出调剂 {proposed}，请另一人复核")
    return redirect("/funds/")


@door("POST", may="funds.confirm_appropriation")
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Second of two: confirm what was proposed."""
    proposed = get_object_or_404(Appropriation, pk=pk)
    try:
        actions.confirm_appropriation(
            appropriation_id=proposed.pk, by=officer_of(request), at=now()
        )
    except Refusal as refusal:
        return _listed(request, wrong=refusal.message)
    messages.success(request, f"已复核 {proposed}")
    return redirect(f"/funds/{proposed.fund_id}/")


@door("GET", may="funds.read")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one fund: its accounts, what classes hold of it, its months, and every entry."""
    return _shown(request, get_object_or_404(Fund, pk=pk))


@door("POST", may="funds.close_period")
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """First of two: close a month of a fund."""
    fund, month = get_object_or_404(Fund, pk=pk), request.POST.get("month", "")
    try:
        if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month, re.ASCII):
            raise WrongField("月份请按 2024-10 的样子填写")
        year, number = map(int, month.split("-"))
        actions.close_period(
            fund_id=fund.pk, year=year, month=number, by=officer_of(request), at=now()
        )
    except Refusal as refusal:
        return _shown(request, fund, wrong=refusal.message)
    messages.success(request, f"已结账 {fund} {month}，请另一人复核")
    return redirect(f"/funds/{pk}/")


@door("POST", may="funds.check_period")
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Second of two: check a month that was closed."""
    period = get_object_or_404(Period.objects.select_related("fund"), pk=pk)
    try:
        actions.check_period(period_id=pk, by=officer_of(request), at=now())
    except Refusal as refusal:
        return _shown(request, period.fund, wrong=refusal.message)
    messages.success(request, f"已复核结账 {period}")
    return redirect(f"/funds/{period.fund_id}/")


def _listed(request: HttpRequest, wrong: str = "") -> HttpResponse:
    rows = Fund.objects.order_by("-year", "area", "name")
    waiting = Appropriation.objects.filter(confirmed_by=None).select_related(
        "fund", "source", "proposed_by"
    )
    told = {
        "page": page_of(request, rows),
        "waiting": waiting.order_by("pk")[:SHOWN],
        "wrong": wrong,
    }
    return render(request, "funds/funds.html", told, status=422 if wrong else 200)


def _shown(request: HttpRequest, fund: Fund, wrong: str = "") -> HttpResponse:
    entries = Entry.objects.filter(fund=fund).select_related("entered_by").order_by("-pk")
    holds = Hold.objects.filter(fund=fund).values("training_number")
    given = fund.appropriations.select_related("source", "proposed_by", "confirmed_by")
    told = {
        "fund": fund,
        "page": page_of(request, entries),
        "given": given.order_by("-pk")[:SHOWN],
        "others": Fund.objects.exclude(pk=fund.pk).order_by("-year", "area", "name")[:SHOWN],
        "holds": holds.annotate(fen=Sum("fen"), used=Sum("used_fen")).order_by("-training_number")[
            :SHOWN
        ],
        "periods": fund.periods.select_related("closed_by", "checked_by").order_by("-first_day")[
            :SHOWN
        ],
        "wrong": wrong,
    }
    return render(request, "funds/one.html", told, status=422 if wrong else 200)


def _fen(request: HttpRequest) -> int:
    try:
        return fen_from_yuan(request.POST.get("yuan", ""))
    except ValueError as wrong:
        raise WrongField(f"金额 {wrong}，请按 12,345.67 的样子填写") from wrong


def _number(request: HttpRequest, name: str, label: str) -> int:
    typed = request.POST.get(name, "")
    if not re.fullmatch(r"20\d\d", typed, re.ASCII):
        raise WrongField(f"{label}请填四位数字，如 2024")
    return int(typed)
