"""Reads of the registers, for people enrolled in the areas of who asks."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Min

from jineng.foundation.people.merging import records_of
from jineng.stages.employment.models import Pension, Spell


def insured_from(people: Collection[int], *, as_of: date) -> Mapping[int, tuple[date, ...]]:
    """Return the days on which each person's spells with firms began, up to `as_of`."""
    records = records_of(people)
    found: defaultdict[int, set[date]] = defaultdict(set)
    spells = Spell.objects.filter(person_id__in=_all(records), from_on__lte=as_of)
    for person, day in spells.values_list("person_id", "from_on"):
        found[person].add(day)
    days = {
        person: set().union(*(found[each] for each in same)) for person, same in records.items()
    }
    return {person: tuple(sorted(each)) for person, each in days.items() if each}


def pension_from(people: Collection[int]) -> Mapping[int, date]:
    """Return the first day of the first month of each person's pension."""
    records = records_of(people)
    rows = Pension.objects.filter(person_id__in=_all(records)).values_list("person_id")
    first = dict(rows.annotate(first=Min("from_month")))
    drawn = {
        person: [first[each] for each in same if each in first] for person, same in records.items()
    }
    return {person: min(days) for person, days in drawn.items() if days}


def _all(records: Mapping[int, tuple[int, ...]]) -> set[int]:
    return {each for same in records.values() for each in same}
