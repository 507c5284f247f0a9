"""Reads of classes."""

from django.db.models import QuerySet

from jineng.policy.packs.shelf import Plan, Shelf
from jineng.stages.classes.facts import opening_facts
from jineng.stages.classes.models import TrainingClass
from jineng.stages.classes.states import State
from jineng.stages.institutions.queries import listing_of

OPENING = "class_opening"


def seen() -> QuerySet[TrainingClass]:
    """Every class of the areas of who asks (row-level security), the earliest first."""
    return TrainingClass.objects.select_related("institution", "assessor", "standard").order_by(
        "starts_on", "number"
    )


def waiting() -> QuerySet[TrainingClass]:
    """Applications nobody has answered yet."""
    return seen().filter(state=State.APPLIED)


def open_in_order() -> QuerySet[TrainingClass]:
    """Open classes in the order in which their claims are decided."""
    return seen().filter(state=State.OPEN).order_by("ends_on", "number")


def opening_question(training: TrainingClass, shelf: Shelf) -> tuple[Plan, dict[str, object]]:
    """Return the rules that say whether a class may open, and the facts they ask about."""
    plan = shelf.plan_for(OPENING, region=training.area, on=training.starts_on)
    listing = listing_of(training.institution) if training.institution else None
    return plan, opening_facts(training, listing)
