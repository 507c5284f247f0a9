"""Funds: what was appropriated, what decisions reserve, what was paid, entry by entry."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from jineng.console.lists import page_of
from jineng.foundation.offices.doors import door
from jineng.stages.funds.models import Entry, Fund


@door("GET", may="funds.read")
def funds(request: HttpRequest) -> HttpResponse:
    """List the funds of the officer's areas with their balances."""
    rows = Fund.objects.order_by("-year", "area", "name")
    return render(request, "funds/funds.html", {"page": page_of(request, rows)})


@door("GET", may="funds.read")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the entries of one fund, each with what caused it."""
    fund = get_object_or_404(Fund, pk=pk)
    entries = Entry.objects.filter(fund=fund).select_related("entered_by").order_by("-pk")
    return render(request, "funds/one.html", {"fund": fund, "page": page_of(request, entries)})
