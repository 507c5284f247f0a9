"""A batch recomputed on the spot, and lines drawn from it by a seed that was announced before."""

import secrets
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now

from jineng.console.shelf import shelf
from jineng.foundation.offices.doors import door, officer_of
from jineng.policy.one.receipt import recheck
from jineng.stages.payments import queries
from jineng.stages.payments.models import Attempt, Batch
from jineng.stages.sampling import actions
from jineng.stages.sampling.models import Announcement, Draw
from jineng.values.names import masked_name
from jineng.values.refusal import Refusal

SEED_BYTES = 16
LISTED = 300


@dataclass(frozen=True)
class Checked:
    """One line of a batch, its receipt decided again: `differences` is empty when it is equal."""

    attempt: Attempt
    name: str
    differences: tuple[str, ...]
    drawn: bool


@door("GET", may="audit.read")
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """Decide every receipt of a batch again with the packs of its day; nothing is written."""
    return _shown(request, number)


@door("POST", may="sampling.announce")
def announce(request: HttpRequest, number: str) -> HttpResponse:
    """Make a seed, publish its digest; the seed itself is shown this once and kept nowhere."""
    seed = secrets.token_hex(SEED_BYTES)
    get_object_or_404(queries.seen(), number=number)
    try:
        made = actions.announce(
            number=number, size=_size(request), seed=seed, by=officer_of(request), at=now()
        )
    except Refusal as refusal:
        return _shown(request, number, wrong=refusal.message)
    return _shown(request, number, seed=seed, digest=made.digest)


@door("POST", may="sampling.draw")
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the seed that was announced, and draw."""
    number = get_object_or_404(Announcement, pk=pk).number
    seed = request.POST.get("seed", "").strip()
    try:
        made = actions.draw(announcement_id=pk, seed=seed, by=officer_of(request), at=now())
    except Refusal as refusal:
        return _shown(request, number, wrong=refusal.message)
    messages.success(request, f"已抽取 {len(made.positions)} 笔，种子和序号已经公布")
    return redirect(f"/audit/batches/{number}/")


def _shown(
    request: HttpRequest, number: str, *, wrong: str = "", seed: str = "", digest: str = ""
) -> HttpResponse:
    one = get_object_or_404(queries.seen(), number=number)
    announced = Announcement.objects.filter(batch=one).select_related("draw", "announced_by")
    drawn = {place for each in announced for place in _positions(each)}
    lines = _checked(one, drawn)
    told = {
        "batch": one,
        "lines": [*(each for each in lines if each.differences), *_equal(lines)][:LISTED],
        "count": len(lines),
        "wrong_lines": sum(bool(each.differences) for each in lines),
        "rest": max(0, len(lines) - LISTED),
        "announced": announced.order_by("-pk"),
        "seed": seed,
        "digest": digest,
        "wrong": wrong,
    }
    return render(request, "audit/batch.html", told, status=422 if wrong else 200)


def _equal(lines: list[Checked]) -> list[Checked]:
    """Return the lines that are equal, those that were drawn first."""
    return sorted((each for each in lines if not each.differences), key=lambda each: not each.drawn)


def _checked(one: Batch, drawn: set[int]) -> list[Checked]:
    rows = Attempt.objects.filter(batch=one).select_related(
        "line__decision__line__claim", "line__decision__line__enrolment"
    )
    packs = shelf()
    return [
        Checked(
            attempt=each,
            name=masked_name(each.line.decision.line.enrolment.name),
            differences=_differences(each, recheck(each.line.decision.receipt, packs)),
            drawn=each.position in drawn,
        )
        for each in rows.order_by("position")
    ]


def _differences(attempt: Attempt, found: tuple[str, ...]) -> tuple[str, ...]:
    """Add to what a receipt differs in that the sum ordered is not the sum it grants."""
    granted = attempt.line.decision.receipt["answer"]["fen"]
    if granted == attempt.line.fen:
        return found
    return (*found, f"凭据核定 {granted} 分，批次列 {attempt.line.fen} 分")


def _positions(announced: Announcement) -> list[int]:
    done: Draw | None = getattr(announced, "draw", None)
    return done.positions if done else []


def _size(request: HttpRequest) -> int:
    typed = request.POST.get("size", "")
    return int(typed) if typed.isascii() and typed.isdigit() else 0
