"""Reads of enrolments."""

from collections.abc import Mapping

from django.db.models import QuerySet

from jineng.foundation.people.registry import known
from jineng.stages.classes.models import TrainingClass
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


def most_for_one(training: TrainingClass) -> int:
    """Return what one learner of a class may cost at most, in fen: both standards in full.

    So much the database sets aside for each learner of a class that was let open.
    """
    standard = training.standard
    return 0 if standard is None else standard.training_fen + (standard.assessment_fen or 0)
