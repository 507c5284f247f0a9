"""Monthly statements to institutions: what each was paid, frozen when its month was closed."""

import re

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now

from jineng.console.statements.table import STATEMENTS
from jineng.console.tables.pages import listed
from jineng.foundation.offices.doors import door, officer_of
from jineng.stages.institutions.models import Body
from jineng.stages.payments import stating
from jineng.stages.payments.models import Batch, Statement
from jineng.values.money import yuan_text
from jineng.values.refusal import Refusal


class NotAMonth(Refusal):
    """What was typed is no month."""


@door("GET", may="payments.read")
def statements(request: HttpRequest) -> HttpResponse:
    """List the statements of the officer's areas."""
    return _listed(request)


@door("POST", may="payments.make_statement")
def make(request: HttpRequest) -> HttpResponse:
    """State to a body what it was paid in a closed month."""
    typed, month = request.POST.get("payee", ""), request.POST.get("month", "")
    number = int(typed) if typed.isascii() and typed.isdigit() else 0
    payee = get_object_or_404(Body, pk=number)
    try:
        if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month, re.ASCII):
            raise NotAMonth("月份请按 2024-10 的样子填写")
        year, place = map(int, month.split("-"))
        made = stating.make_statement(
            payee_id=payee.pk,
            area=request.POST.get("area", ""),
            year=year,
            month=place,
            by=officer_of(request),
            at=now(),
        )
    except Refusal as refusal:
        return _listed(request, wrong=refusal.message)
    messages.success(request, f"已出具 {payee.name} {month} 对账单，不再改动")
    return redirect(f"/statements/{made.pk}/")


@door("GET", may="payments.read")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one statement, line by line."""
    return _shown(request, get_object_or_404(_seen(), pk=pk))


@door("GET", may="own.read")
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a body one of its own statements."""
    mine = _seen().filter(payee__number=officer_of(request).body_number)
    return _shown(request, get_object_or_404(mine, pk=pk))


def _seen() -> QuerySet[Statement]:
    return Statement.objects.select_related("payee", "made_by").order_by("-first_day", "-pk")


def _listed(request: HttpRequest, wrong: str = "") -> HttpResponse:
    officer = officer_of(request)
    payees = Body.objects.filter(pk__in=Batch.objects.values("payee")).order_by("number")
    return listed(
        request,
        STATEMENTS,
        "statements/statements.html",
        status=422 if wrong else 200,
        payees=payees[:200],
        may_make=officer.may("payments.make_statement"),
        wrong=wrong,
    )


def _shown(request: HttpRequest, statement: Statement) -> HttpResponse:
    rows = [[*row[:2], yuan_text(int(row[2])), *row[3:]] for row in stating.rows_of(statement)]
    told = {"statement": statement, "heads": ("日期", "事项", "金额（元）", *stating.HEADS[3:])}
    return render(request, "statements/one.html", told | {"rows": rows})
