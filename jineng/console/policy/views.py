"""The rules on the shelf: each document, its clauses, its figures, its doubts, its signed cases."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from jineng.console.shelf import drafts
from jineng.foundation.documents.models import Plan
from jineng.foundation.offices.doors import door
from jineng.policy.one.check import cases_of
from jineng.policy.packs.pack import Pack
from jineng.policy.packs.shelf import NoSuchPack

VERSION = 12


def version_of(pack: Pack) -> str:
    """Return by what a pack's content is known in an address: the start of its fingerprint."""
    return pack.fingerprint[:VERSION]


def url_of(pack: Pack) -> str:
    """Return the page of one version of a pack."""
    return f"/policy/packs/{pack.id}/{version_of(pack)}/"


def pack_of(pack_id: str) -> Pack:
    """Return a pack of the shelf, draft or in force; a page that is not there otherwise."""
    try:
        return drafts().pack(pack_id)
    except NoSuchPack as unknown:
        raise Http404 from unknown


@door("GET", may="policy.read")
def packs(request: HttpRequest) -> HttpResponse:
    """List the rule packs and the plans put in force by two people."""
    plans = Plan.objects.select_related("drafted_by", "activated_by").order_by("question", "area")
    rows = sorted(drafts().packs, key=lambda pack: (not pack.about.in_force, pack.about.region))
    told = {
        "packs": [(pack, url_of(pack), _undecided(pack)) for pack in rows],
        "plans": plans,
    }
    return render(request, "policy/packs.html", told)


@door("GET", may="policy.read")
def current(request: HttpRequest, pack_id: str) -> HttpResponse:
    """Lead to the version of a pack that stands on the shelf."""
    return redirect(url_of(pack_of(pack_id)))


@door("GET", may="policy.read")
def one(request: HttpRequest, pack_id: str, version: str) -> HttpResponse:
    """Show one version of a pack clause by clause; refuse one that is not on the shelf."""
    pack = pack_of(pack_id)
    if version != version_of(pack):
        raise Http404
    told = {
        "pack": pack,
        "version": version,
        "rules": _rules_of(pack).items(),
        "cases": cases_of(pack, drafts().glossary),
        "plans": Plan.objects.filter(packs__fingerprint=pack.fingerprint)
        .select_related("drafted_by", "activated_by")
        .order_by("question", "area"),
        "undecided": _undecided(pack),
    }
    return render(request, "policy/one.html", told)


def _undecided(pack: Pack) -> int:
    return sum(not doubt.is_decided for doubt in pack.doubts)


def _rules_of(pack: Pack) -> dict[str, list[str]]:
    """Return what the rules say that rest on each clause."""
    found: dict[str, list[str]] = {}
    for sheet in pack.sheets.values():
        for rule in (*sheet.premises, *sheet.rows):
            found.setdefault(rule.clause, []).append(rule.says)
    return found
