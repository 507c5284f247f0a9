"""Rules coming into force: proposed by one officer with what they change, confirmed by another."""

import os
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now

from jineng.console.lists import page_of
from jineng.console.policy.bars import signed
from jineng.console.policy.views import pack_of, url_of
from jineng.console.shelf import drafts, shelf
from jineng.foundation.offices.doors import door, officer_of
from jineng.foundation.regions.models import Region
from jineng.policy.one.check import SHOWN
from jineng.stages.activation import actions
from jineng.stages.activation.models import Proposal
from jineng.stages.activation.queries import effects_of, standing
from jineng.stages.claims.replaying import Asked, years_decided
from jineng.values.days import HERE
from jineng.values.refusal import Refusal

LISTED = 200


class NotADay(Refusal):
    """What was typed is no day."""


@door("GET", may="policy.read")
def proposals(request: HttpRequest) -> HttpResponse:
    """List what was proposed and what became of it."""
    return _listed(request)


@door("POST", may="activation.propose")
def propose(request: HttpRequest) -> HttpResponse:
    """Replay the decisions of a year under a pack, and propose it with what would change."""
    officer = officer_of(request)
    pack = pack_of(request.POST.get("pack", ""))
    try:
        wanted = actions.Wanted(
            area=request.POST.get("area", ""),
            question=request.POST.get("question", ""),
            pack_id=pack.id,
            first_day=_day(request.POST.get("first_day", "")),
            because=request.POST.get("because", "").strip(),
        )
        asked = Asked(os.environ["DATABASE_URL"], officer, _year(), shelf(), wanted.question)
        made = actions.propose(
            wanted=wanted,
            effects=effects_of(asked, wanted.area, wanted.first_day, (drafts(), pack)),
            shelf=shelf(),
            by=officer,
            at=now(),
        )
    except Refusal as refusal:
        return _listed(request, wrong=refusal.message)
    messages.success(request, "已提出，请另一位有权限的人核对变化清单后确认")
    return redirect(f"/policy/proposals/{made.pk}/")


@door("GET", may="policy.read")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a proposal with every claim whose outcome would change."""
    return _shown(request, pk)


@door("POST", may="activation.confirm")
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a proposal as another person; from its day on it is decided by it."""
    get_object_or_404(Proposal, pk=pk)
    try:
        actions.confirm(proposal_id=pk, shelf=shelf(), by=officer_of(request), at=now())
    except Refusal as refusal:
        return _shown(request, pk, wrong=refusal.message)
    messages.success(request, "已确认生效，从生效日起按这份规则核定")
    return redirect(f"/policy/proposals/{pk}/")


def _listed(request: HttpRequest, wrong: str = "") -> HttpResponse:
    officer = officer_of(request)
    packs = [pack for pack in shelf().packs if pack.sheets]
    questions = dict.fromkeys(question for pack in packs for question in pack.sheets)
    rows = Proposal.objects.select_related("proposed_by", "activation__confirmed_by")
    told = {
        "page": page_of(request, rows.order_by("-pk")),
        "packs": packs,
        "questions": list(questions),
        "areas": Region.objects.filter(code__in=officer.areas).order_by("code"),
        "typed": request.POST,
        "today": now().astimezone(HERE).date(),
        "wrong": wrong,
    }
    return render(request, "policy/proposals.html", told, status=422 if wrong else 200)


def _shown(request: HttpRequest, pk: int, wrong: str = "") -> HttpResponse:
    rows = Proposal.objects.select_related("proposed_by", "activation__confirmed_by")
    proposal = get_object_or_404(rows, pk=pk)
    pack = pack_of(proposal.pack_id)
    words = {str(outcome): word for outcome, word in SHOWN.items()}
    told = {
        "proposal": proposal,
        "activation": getattr(proposal, "activation", None),
        "pack": pack,
        "url": url_of(pack),
        "change": signed(proposal.fen_change),
        "changes": [
            {**each, "was": words[each["outcome_before"]], "would": words[each["outcome"]]}
            for each in proposal.changes[:LISTED]
        ],
        "rest": max(0, len(proposal.changes) - LISTED),
        "standing": standing(proposal.question, proposal.area, proposal.first_day),
        "wrong": wrong,
    }
    return render(request, "policy/proposal.html", told, status=422 if wrong else 200)


def _year() -> int:
    years = years_decided()
    return years[0] if years else now().astimezone(HERE).year


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise NotADay("生效日请写成 2024-07-01 的样子") from wrong
