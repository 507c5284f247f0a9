"""Reads of the registers, for people enrolled in the areas of who asks."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Min

from jineng.stages.employment.models import Pension, Spell


def insured_from(people: Collection[int], *, as_of: date) -> Mapping[int, tuple[date, ...]]:
    """Return the days on which each person's spells with firms began, up to `as_of`."""
    found: defaultdict[int, set[date]] = defaultdict(set)
    spells = Spell.objects.filter(person_id__in=people, from_on__lte=as_of)
    for person, day in spells.values_list("person_id", "from_on"):
        found[person].add(day)
    return {person: tuple(sorted(days)) for person, days in found.items()}


def pension_from(people: Collection[int]) -> Mapping[int, date]:
    """Return the first day of the first month of each person's pension."""
    rows = Pension.objects.filter(person_id__in=people).values_list("person_id")
    return dict(rows.annotate(first=Min("from_month")))
