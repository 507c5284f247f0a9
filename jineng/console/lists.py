"""Which part of a long list is shown, and under which filter?"""

from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

ROWS = 50
Record = TypeVar("Record", bound=Model)


def page_of(request: HttpRequest, rows: QuerySet[Record]) -> Page[Record]:
    """Return the page that `?page=` asks for; the nearest one when there is no such page."""
    return Paginator(rows, ROWS).get_page(request.GET.get("page"))


def by_state(
    request: HttpRequest, rows: QuerySet[Record], states: Any
) -> tuple[QuerySet[Record], list[tuple[str, str, int]], str]:
    """Filter by `?state=`; return also (value, label, count) of each state, and the one chosen."""
    chosen = request.GET.get("state", "")
    if chosen not in states.values:
        chosen = ""
    counts = {value: rows.filter(state=value).count() for value in states.values}
    chips = [(value, label, counts[value]) for value, label in states.choices]
    return rows.filter(state=chosen) if chosen else rows, chips, chosen
