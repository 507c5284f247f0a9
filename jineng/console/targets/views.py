"""Who is to reach what this year? Give, split, adjust and answer."""

import re
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext

from jineng.console.desk.asked import Asked, asked
from jineng.console.targets.typed import amounts_of, parts_typed, year_of
from jineng.foundation.offices.doors import door, officer_of
from jineng.foundation.regions.models import Region
from jineng.stages.institutions.models import Body
from jineng.stages.targets import actions, queries
from jineng.stages.targets.models import Order, Share
from jineng.stages.targets.states import OrderState
from jineng.values.money import plain_yuan
from jineng.values.refusal import Refusal

SHOWN_ORDERS = 30


@dataclass(frozen=True)
class Line:
    """One line of the tree: who, how deep, what stands, and what is typed on from there."""

    key: str
    name: str
    deep: int
    share: Share | None
    yuan: str
    kept: bool = False


@door("GET", may="targets.read")
def targets(request: HttpRequest) -> HttpResponse:
    """Show the targets of an area with their parts, and the orders about them."""
    return _shown(request)


@door("POST", may="targets.issue")
def issue(request: HttpRequest) -> HttpResponse:
    """First of two: propose the whole target of the highest area."""
    try:
        proposed = actions.issue(
            area=request.POST.get("area", ""),
            year=year_of(request.POST),
            amounts=amounts_of(request.POST, ""),
            document=request.POST.get("document", "").strip(),
            by=officer_of(request),
            at=now(),
        )
    except Refusal as refusal:
        return _shown(request, wrong=refusal.message)
    return _proposed(request, proposed)


@door("POST", may="targets.split")
def split(request: HttpRequest) -> HttpResponse:
    """First of two: propose how the target of an area is shared."""
    area = request.POST.get("area", "")
    try:
        proposed = actions.split(
            area=area,
            year=year_of(request.POST),
            parts=parts_typed(request.POST, area),
            document=request.POST.get("document", "").strip(),
            by=officer_of(request),
            at=now(),
        )
    except Refusal as refusal:
        return _shown(request, wrong=refusal.message)
    return _proposed(request, proposed)


@door("POST", may="targets.adjust")
def adjust(request: HttpRequest) -> HttpResponse:
    """First of two: propose another target for an area, with the reason."""
    try:
        proposed = actions.adjust(
            area=request.POST.get("area", ""),
            year=year_of(request.POST),
            amounts=amounts_of(request.POST, ""),
            document=request.POST.get("document", "").strip(),
            reason=request.POST.get("reason", "").strip(),
            by=officer_of(request),
            at=now(),
        )
    except Refusal as refusal:
        return _shown(request, wrong=refusal.message)
    return _proposed(request, proposed)


@door("GET", may="targets.read")
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one order with the shares it gives."""
    return _order(request, pk)


@door("POST", may="targets.approve")
def answer(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Second of two: approve an order, or refuse it with a reason."""
    get_object_or_404(Order, pk=pk)
    by, at = officer_of(request), now()
    try:
        if verb == "approve":
            answered = actions.approve(order_id=pk, by=by, at=at)
        else:
            said = request.POST.get("answer", "")
            answered = actions.refuse(order_id=pk, answer=said, by=by, at=at)
    except Refusal as refusal:
        return _order(request, pk, wrong=refusal.message)
    messages.success(request, f"{answered}：{answered.get_state_display()}")
    return redirect(f"/targets/orders/{pk}/")


def _proposed(request: HttpRequest, proposed: Order) -> HttpResponse:
    messages.success(request, gettext("已提出，请另一人审批"))
    return redirect(f"/targets/orders/{proposed.pk}/")


def _order(request: HttpRequest, pk: int, wrong: str = "") -> HttpResponse:
    found = get_object_or_404(Order.objects.select_related("proposed_by", "answered_by"), pk=pk)
    officer = officer_of(request)
    names = _names()
    shares = sorted(found.shares.all(), key=lambda each: (each.kept, each.area, each.body_number))
    told = {
        "order": found,
        "lines": [
            Line("", _name(each, names), 0, each, plain_yuan(each.fen), each.kept)
            for each in shares
        ],
        "may_answer": found.state == OrderState.PROPOSED
        and officer.may("targets.approve", found.giver or found.origin)
        and officer.natural_person != found.proposed_by.natural_person,
        "wrong": wrong,
    }
    return render(request, "targets/order.html", told, status=422 if wrong else 200)


def _shown(request: HttpRequest, wrong: str = "") -> HttpResponse:
    officer = officer_of(request)
    look = asked(request, officer, now())
    if request.method == "POST" and _may_see(request, officer.areas):
        look = _of_form(request, look)
    stands = queries.standing(look.year)
    names = _names()
    below = queries.areas_within(look.area)
    receivers = [(each.code, each.name) for each in below] or list(
        Body.objects.filter(area=look.area, kind="training")
        .order_by("number")
        .values_list("number", "name")
    )
    given = {each.body_number or each.area: each for each in stands.parts(look.area)}
    own = stands.own(look.area)
    told = {
        "asked": look,
        "places": Region.objects.filter(code__in=officer.areas).order_by("code"),
        "own": own,
        "own_yuan": plain_yuan(own.fen) if own else "",
        "kept": stands.kept(look.area),
        "difference": stands.difference(look.area),
        "lines": [_line(key, name, given.get(key)) for key, name in receivers],
        "seen": [each[0] for each in receivers if each[0] in officer.areas],
        "orders": queries.orders(look.year)[:SHOWN_ORDERS],
        "names": names,
        "top": not queries.level_above(look.area),
        "typed": request.POST,
        "wrong": wrong,
    }
    return render(request, "targets/targets.html", told, status=422 if wrong else 200)


def _line(key: str, name: str, share: Share | None) -> Line:
    return Line(key, name, 1, share, plain_yuan(share.fen) if share else "")


def _may_see(request: HttpRequest, areas: list[str]) -> bool:
    year = request.POST.get("year", "")
    return request.POST.get("area", "") in areas and bool(re.fullmatch(r"20\d\d", year, re.ASCII))


def _of_form(request: HttpRequest, look: Asked) -> Asked:
    area, year = request.POST["area"], int(request.POST["year"])
    name = _names().get(area, area)
    return Asked(**{**look.__dict__, "area": area, "name": name, "year": year})


def _names() -> dict[str, str]:
    return dict(Region.objects.values_list("code", "name"))


def _name(share: Share, names: dict[str, str]) -> str:
    if share.body_number:
        found = Body.objects.filter(number=share.body_number).first()
        return found.name if found else share.body_number
    return names.get(share.area, share.area)
