"""Reads of classes."""

from django.db.models import QuerySet

from jineng.stages.classes.models import TrainingClass
from jineng.stages.classes.states import State


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
