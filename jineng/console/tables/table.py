"""What is a list: its rows, columns, filters and search, and what does it say it counts?"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jineng.console.tables.columns import Column, Words
from jineng.foundation.offices.models import Officer

Rows = QuerySet[Any]
Options = Sequence[tuple[str, Words]]
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True)
class Filter:
    """One filter: what may be chosen, and what choosing it does to the rows.

    `options` is empty for a filter whose value is typed. `apply` returns None for a value that is
    none of it. A `tabs` filter stands above the list with the count of each choice.
    """

    key: str
    label: Words
    apply: Callable[[Rows, str], Rows | None]
    options: Callable[[Officer], Options] | None = None
    kind: str = "select"
    tabs: bool = False


@dataclass(frozen=True)
class Table:
    """One list of the console. `order` ends in a field without doubles and is kept by an index.

    `fill` hangs on the rows of one page what would be dear to ask of all of them.
    """

    name: str
    may: str
    title: Words
    scope: Words
    rows: Callable[[Officer], Rows]
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    filters: tuple[Filter, ...] = ()
    search: Callable[[Rows, str], Rows] | None = None
    searched: Words = ""
    nothing: Words = _("没有符合条件的记录。")
    fill: Callable[[Sequence[Any]], None] | None = None
    pick: Words = ""
    picks: Callable[[Any], str] = field(default=lambda row: str(row.pk))

    @property
    def personal(self) -> bool:
        """Whether a column holds personal data."""
        return any(column.personal for column in self.columns)


def one_of(
    key: str,
    label: Words,
    at: str,
    options: Callable[[Officer], Options] | Options,
    *,
    tabs: bool = False,
) -> Filter:
    """Return a filter by one of the values of a field."""

    def given(officer: Officer) -> Options:
        return options(officer) if callable(options) else options

    def apply(rows: Rows, value: str) -> Rows | None:
        known = None if callable(options) else {each for each, _label in options}
        return rows.filter(**{at: value}) if known is None or value in known else None

    return Filter(key=key, label=label, apply=apply, options=given, tabs=tabs)


def areas_of(officer: Officer) -> Options:
    """The officer's areas, as choices."""
    return [(area, area) for area in officer.areas]


def by_area(at: str = "area") -> Filter:
    """Return the filter by one of the officer's areas."""
    return one_of("area", _("地区"), at, areas_of)


def from_day(key: str, label: Words, at: str) -> Filter:
    """Return a filter by a day: from it on."""
    return Filter(key=key, label=label, kind="date", apply=_days(f"{at}__gte"))


def to_day(key: str, label: Words, at: str) -> Filter:
    """Return a filter by a day: up to and with it."""
    return Filter(key=key, label=label, kind="date", apply=_days(f"{at}__lte"))


def by_year(at: str) -> Filter:
    """Return the filter by a year, which the top bar sets."""

    def apply(rows: Rows, value: str) -> Rows | None:
        return rows.filter(**{f"{at}__year": int(value)}) if _YEAR.fullmatch(value) else None

    return Filter(key="year", label=_("年度"), kind="year", apply=apply)


def _days(lookup: str) -> Callable[[Rows, str], Rows | None]:
    def apply(rows: Rows, value: str) -> Rows | None:
        try:
            return rows.filter(**{lookup: date.fromisoformat(value)})
        except ValueError:
            return None

    return apply


def starts(rows: Rows, at: str, text: str) -> Rows:
    """Keep the rows whose field begins with a text, by a range that an index answers.

    Under row-level security a pattern may not use an index, a comparison may.
    """
    wanted = text.upper()
    return rows.filter(**{f"{at}__gte": wanted, f"{at}__lt": wanted + "\uffff"}).filter(
        **{f"{at}__startswith": wanted}
    )
