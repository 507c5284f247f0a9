"""What may printed Python call, and under which names does it find the values of a pack?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from jineng.policy.language import dates
from jineng.policy.language.absence import ABSENT, Value
from jineng.policy.language.tree import Table
from jineng.values.workdays import work_days_between


def first_from(days: Sequence[date], bound: date) -> Value:
    """Return the first of the days on the bound or after it, ABSENT if there is none."""
    found = dates.first_after(days, bound, inclusive=True) if days else None
    return ABSENT if found is None else found


def first_after(days: Sequence[date], bound: date) -> Value:
    """Return the first of the days after the bound, ABSENT if there is none."""
    found = dates.first_after(days, bound, inclusive=False) if days else None
    return ABSENT if found is None else found


def edition_on(days: Sequence[tuple[date, date, Value]], on: date) -> Value:
    """Return what stands beside the first span of days that holds the day, ABSENT if none does."""
    for first, last, beside in days:
        if first <= on <= last:
            return beside
    return ABSENT


def looked(
    days: Sequence[tuple[date, date, Mapping[tuple[Value, ...], Value]]],
    on: date,
    key: tuple[Value, ...],
) -> Value:
    """Return what the edition of a day says for a key, ABSENT where nothing does."""
    rows = edition_on(days, on)
    return ABSENT if rows is ABSENT else rows.get(key, ABSENT)


CALLED: Mapping[str, object] = {
    "A": ABSENT,
    "months_later": dates.months_later,
    "days_later": dates.days_later,
    "days_between": dates.days_between,
    "full_months_between": dates.full_months_between,
    "full_years_between": dates.full_years_between,
    "work_days_between": work_days_between,
    "same_month_or_earlier": dates.same_month_or_earlier,
    "first_from": first_from,
    "first_after": first_after,
    "edition_on": edition_on,
    "looked": looked,
    "max": max,
    "min": min,
}


@dataclass
class Bound:
    """The values that a printed text calls by name; no value of a pack stands in the text."""

    values: dict[str, object] = field(default_factory=lambda: dict(CALLED))
    _names: dict[object, str] = field(default_factory=dict)

    def name(self, value: object) -> str:
        """Return the name of a value that can be hashed; equal values share one."""
        key = (type(value), value)
        if key not in self._names:
            self._names[key] = self.apart(value)
        return self._names[key]

    def apart(self, value: object) -> str:
        """Return a name for a value that no other shares."""
        name = f"K{len(self.values) - len(CALLED)}"
        self.values[name] = value
        return name

    def ranks(self, levels: tuple[str, ...]) -> str:
        """Return the name of the rank of each level, the lowest 0."""
        key = (dict, levels)
        if key not in self._names:
            self._names[key] = self.apart({level: rank for rank, level in enumerate(levels)})
        return self._names[key]

    def rows(self, table: Table) -> str:
        """Return the name of the rows of a table: the days of each edition, and value by key."""
        editions = table.editions
        return self.apart(tuple((e.first_day, e.last_day, dict(e.rows)) for e in editions))

    def editions(self, table: Table) -> str:
        """Return the name of the names of the editions of a table, with their days."""
        return self.name(tuple((e.first_day, e.last_day, e.name) for e in table.editions))
