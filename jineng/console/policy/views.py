"""The rules in force: each document, its clauses, its figures and its doubts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from jineng.console.shelf import shelf
from jineng.foundation.documents.models import Plan
from jineng.foundation.offices.doors import door
from jineng.policy.packs.shelf import NoSuchPack


@door("GET", may="policy.read")
def packs(request: HttpRequest) -> HttpResponse:
    """List the rule packs and the plans put in force by two people."""
    plans = Plan.objects.select_related("drafted_by", "activated_by").order_by("question", "area")
    return render(request, "policy/packs.html", {"packs": shelf().packs, "plans": plans})


@door("GET", may="policy.read")
def one(request: HttpRequest, pack_id: str) -> HttpResponse:
    """Show one pack clause by clause."""
    try:
        pack = shelf().pack(pack_id)
    except NoSuchPack as unknown:
        raise Http404 from unknown
    return render(request, "policy/one.html", {"pack": pack})
