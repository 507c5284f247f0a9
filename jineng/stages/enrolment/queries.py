"""Reads of enrolments."""

from collections.abc import Mapping

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce, ExtractYear

from jineng.foundation.people.registry import known
from jineng.stages.classes.models import TrainingClass
from jineng.stages.classes.states import State
from jineng.stages.enrolment.models import Enrolment


def learners_of(training: TrainingClass) -> QuerySet[Enrolment]:
    """The learners of a class, in the order of the roster."""
    return Enrolment.objects.filter(training=training).order_by("row", "pk")


def by_class_and_number(
    pairs: set[tuple[str, str]],
) -> Mapping[tuple[str, str], Enrolment]:
    """Return the enrolment for each (class number, identity number) that has one."""
    people = known({identity for _, identity in pairs})
    numbers = {person: identity for identity, person in people.items()}
    found = Enrolment.objects.filter(
        training__number__in={number for number, _ in pairs}, person_id__in=list(numbers)
    ).select_related("training")
    return {(each.training.number, numbers[each.person_id]): each for each in found}


def ceilings() -> Mapping[tuple[str, str, int], int]:
    """Return the most the open classes may cost in fen, by area, fund and year.

    Every learner of the roster at the full standards for training and for assessing.
    """
    counted = (
        Enrolment.objects.filter(training__state=State.OPEN)
        .annotate(year=ExtractYear("training__ends_on"))
        .values("area", "training__fund_name", "year")
        .annotate(
            each_fen=Coalesce("training__standard__training_fen", 0)
            + Coalesce("training__standard__assessment_fen", 0),
            learners=Count("pk"),
        )
        .order_by("area", "training__fund_name", "year")
    )
    most: dict[tuple[str, str, int], int] = {}
    for row in counted:
        key = (row["area"], row["training__fund_name"], row["year"])
        most[key] = most.get(key, 0) + row["each_fen"] * row["learners"]
    return most
