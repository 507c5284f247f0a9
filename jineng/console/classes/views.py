"""Classes: the list, one class with what the rules say of its opening, and the answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now

from jineng.console.classes.table import CLASSES
from jineng.console.ladder import ladder
from jineng.console.people.opaque import opaque
from jineng.console.shelf import shelf
from jineng.console.tables.pages import listed
from jineng.foundation.documents.models import RowError
from jineng.foundation.offices.doors import door, officer_of
from jineng.policy.one.decide import decide
from jineng.policy.one.receipt import receipt
from jineng.stages.claims import queries as claims
from jineng.stages.classes import actions, queries
from jineng.stages.classes.models import TrainingClass
from jineng.stages.enrolment.queries import learners_of
from jineng.values.names import masked_name
from jineng.values.refusal import Refusal


@door("GET", may="classes.read")
def classes(request: HttpRequest) -> HttpResponse:
    """List the classes of the officer's areas."""
    return listed(request, CLASSES)


@door("GET", may="classes.read")
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one class: its application, what the rules say, its learners and claims."""
    training = get_object_or_404(queries.seen(), number=number)
    return _shown(request, training)


@door("POST", may="classes.answer")
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Let the class open or refuse it, as the rules answer."""
    training = get_object_or_404(queries.seen(), number=number)
    try:
        opening = actions.answer(number=number, shelf=shelf(), by=officer_of(request), at=now())
    except Refusal as refusal:
        return _shown(request, training, wrong=refusal.message)
    messages.success(request, f"已办理：{number} {opening.training.get_state_display()}")
    return redirect(f"/classes/{number}/")


def _shown(request: HttpRequest, training: TrainingClass, wrong: str = "") -> HttpResponse:
    told = {
        "training": training,
        "says": _what_rules_say(training),
        "learners": [
            (
                each.row,
                masked_name(each.name),
                each.shown_identity,
                each.category,
                opaque(each.person_id),
            )
            for each in learners_of(training)
        ],
        "errors": RowError.objects.filter(intake__subject=training.number, first=True).order_by(
            "row"
        ),
        "claims": claims.seen().filter(training=training),
        "wrong": wrong,
    }
    return render(request, "classes/one.html", told, status=422 if wrong else 200)


def _what_rules_say(training: TrainingClass) -> dict[str, object]:
    """Return the answer that stands, or the one the rules give now, with its ladder."""
    opening = getattr(training, "opening", None)
    if opening is not None:
        kept, message = opening.receipt, opening.message
    else:
        try:
            plan, facts = queries.opening_question(training, shelf())
        except Refusal as refusal:
            return {"message": refusal.message, "outcome": "silent", "ladder": None}
        said = decide(plan, facts)
        kept, message = receipt(plan, facts, (), said), said.message
    return {
        "message": message,
        "outcome": kept["answer"]["outcome"],
        "ladder": ladder(kept, shelf()),
        "opening": opening,
    }
