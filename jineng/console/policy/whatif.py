"""The what-if page: other figures on a draft, tried on a year that was decided."""

import tempfile
import time
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from jineng.console.policy.bars import short, signed
from jineng.console.policy.trying import Wish, pictures, replayed, wish_of
from jineng.console.policy.views import pack_of, url_of
from jineng.console.shelf import drafts
from jineng.foundation.offices.doors import door, officer_of
from jineng.policy.many.replay_words import write_list
from jineng.policy.packs.pack import Pack
from jineng.stages.activation import actions
from jineng.stages.activation.models import Trial
from jineng.stages.claims.replaying import years_decided
from jineng.values.days import HERE
from jineng.values.refusal import Refusal

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@door("GET", may="policy.read")
def whatif(request: HttpRequest) -> HttpResponse:
    """Show the figures of a pack; once some are tried, what they would change."""
    return _shown(request)


@door("POST", may="activation.keep_trial")
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what was tried under a name; the figures and the sums stay as they are now."""
    pack = _pack(request.POST.get("pack", ""))
    try:
        wish = wish_of(request.POST, pack, _year())
        found = replayed(wish, officer_of(request))
        actions.keep_trial(
            name=request.POST.get("name", ""),
            tried=actions.Tried(
                pack_id=pack.id,
                fingerprint=pack.fingerprint,
                question=wish.question,
                year=wish.year,
                figures=[
                    {
                        "title": each.knob.title,
                        "says": each.knob.says,
                        "now": each.now,
                        "tried": each.tried,
                    }
                    for each in wish.changed
                ],
                asked=_asked(wish),
                lines=found.totals.lines,
                changed=found.totals.changed,
                fen_before=found.totals.fen_before,
                fen_after=found.totals.fen_after,
            ),
            by=officer_of(request),
            at=now(),
        )
    except Refusal as refusal:
        return _shown(request, wrong=refusal.message)
    return redirect("/policy/whatif/#kept")


@door("GET", may="policy.read")
def changes(request: HttpRequest, kind: str) -> HttpResponse:
    """Hand out the list of changed lines, in words, as csv or xlsx."""
    if kind not in KINDS:
        raise Http404
    wish = wish_of(request.GET, _pack(request.GET.get("pack", "")), _year())
    found = replayed(wish, officer_of(request))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"changes.{kind}"
        write_list(path, found)
        response = HttpResponse(path.read_bytes(), content_type=KINDS[kind])
    name = f"whatif-{wish.pack.id}-{wish.year}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _shown(request: HttpRequest, wrong: str = "") -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    pack = _pack(asked.get("pack", ""))
    told: dict[str, object] = {
        "packs": [each for each in drafts().packs if each.sheets],
        "pack": pack,
        "url": url_of(pack),
        "trials": Trial.objects.select_related("kept_by").order_by("-pk")[:20],
        "years": years_decided(),
        "wrong": wrong,
    }
    try:
        wish = wish_of(asked, pack, _year())
        told |= {"wish": wish, "asked": _asked(wish)}
        if wish.changed:
            told |= _found(wish, request)
    except Refusal as refusal:
        told["wrong"] = wrong or refusal.message
    return render(request, "policy/whatif.html", told, status=422 if told["wrong"] else 200)


def _found(wish: Wish, request: HttpRequest) -> dict[str, object]:
    begun = time.perf_counter()
    found = replayed(wish, officer_of(request))
    totals = found.totals
    change = totals.fen_after - totals.fen_before
    return {
        "totals": totals,
        "now": short(totals.fen_before),
        "tried": short(totals.fen_after),
        "change": short(change),
        "change_fen": signed(change),
        "people": totals.won + totals.lost + totals.otherwise,
        "pictures": pictures(found),
        "seconds": f"{time.perf_counter() - begun:.1f}",
    }


def _asked(wish: Wish) -> str:
    """Return the address of this wish, to be opened, shared or taken as a list."""
    figures = "".join(f"&f.{each.knob.id}={each.typed}" for each in wish.changed)
    question = f"&question={wish.question}&year={wish.year}"
    return f"pack={wish.pack.id}{question}{figures}"


def _pack(pack_id: str) -> Pack:
    if pack_id:
        return pack_of(pack_id)
    known = [pack for pack in drafts().packs if pack.sheets]
    used = [pack for pack in known if pack.about.in_force]
    return (used or known)[0]


def _year() -> int:
    years = years_decided()
    return years[0] if years else now().astimezone(HERE).year
