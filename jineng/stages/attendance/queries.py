"""Reads of attendance."""

from collections.abc import Mapping

from django.db.models import Count

from jineng.stages.attendance.models import HalfDay
from jineng.stages.classes.models import TrainingClass


def half_days_of(training: TrainingClass) -> Mapping[int, int]:
    """Return how many half-days count for each enrolment of a class (absent ones are missing)."""
    counted = (
        HalfDay.objects.filter(enrolment__training=training)
        .values("enrolment_id")
        .annotate(halves=Count("pk"))
    )
    return {each["enrolment_id"]: each["halves"] for each in counted.order_by("enrolment_id")}
