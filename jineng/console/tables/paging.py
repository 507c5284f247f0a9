"""Which rows stand on this page, and how does one go on from here?

A counted list has numbered pages. A longer one goes on from its last row by the values it is
ordered by, which an index finds at once wherever in the list that is.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date, datetime
from json import dumps, loads
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from jineng.console.tables.asked import Asked
from jineng.console.tables.counting import Count


@dataclass(frozen=True)
class Page:
    """The rows of one page, and the addresses before and after it (empty where there is none)."""

    rows: list[Any]
    earlier: str
    later: str
    number: int | None = None
    of: int | None = None


def page(rows: QuerySet[Any], order: tuple[str, ...], asked: Asked, count: Count) -> Page:
    """Return the page that was asked for; the nearest one when there is no such page."""
    rows = rows.order_by(*order)
    if count.exact:
        return _numbered(rows, asked, count.number)
    return _keyed(rows, order, asked)


def _numbered(rows: QuerySet[Any], asked: Asked, count: int) -> Page:
    last = max(-(-count // asked.size), 1)
    text = asked.told.get("page", "")
    number = min(max(int(text), 1), last) if text.isdecimal() and len(text) < 9 else 1
    start = (number - 1) * asked.size
    return Page(
        rows=list(rows[start : start + asked.size]),
        earlier=asked.link(page=str(number - 1)) if number > 1 else "",
        later=asked.link(page=str(number + 1)) if number < last else "",
        number=number,
        of=last,
    )


def _keyed(rows: QuerySet[Any], order: tuple[str, ...], asked: Asked) -> Page:
    after, before = asked.told.get("after", ""), asked.told.get("before", "")
    back = bool(before)
    key = _read(before or after, len(order))
    try:
        rows = rows if key is None else _beyond(rows, order, key, back=back)
    except (TypeError, ValueError, ValidationError):
        key = None
    back = back and key is not None
    found = list((rows.reverse() if back else rows)[: asked.size + 1])
    more, found = len(found) > asked.size, found[: asked.size]
    if back:
        found.reverse()
    earlier, later = (more, True) if back else (key is not None, more)
    return Page(
        rows=found,
        earlier=asked.link(before=_key(found[0], order)) if earlier and found else "",
        later=asked.link(after=_key(found[-1], order)) if later and found else "",
    )


def _beyond(
    rows: QuerySet[Any], order: tuple[str, ...], key: list[Any], *, back: bool
) -> QuerySet[Any]:
    """Keep the rows behind a key. The first comparison stands alone too, for the index."""
    either, same = Q(), Q()
    for name, value in zip(order, key, strict=True):
        field, down = name.removeprefix("-"), name.startswith("-")
        sign = "gt" if down == back else "lt"
        either |= same & Q(**{f"{field}__{sign}": value})
        same &= Q(**{field: value})
    first, down = order[0].removeprefix("-"), order[0].startswith("-")
    bound = Q(**{f"{first}__{'gte' if down == back else 'lte'}": key[0]})
    return rows.filter(bound & either)


def _key(row: Any, order: tuple[str, ...]) -> str:
    values = []
    for name in order:
        value = row
        for part in name.removeprefix("-").split("__"):
            value = getattr(value, part)
        values.append(value.isoformat() if isinstance(value, date | datetime) else value)
    return urlsafe_b64encode(dumps(values).encode()).decode().rstrip("=")


def _read(text: str, length: int) -> list[Any] | None:
    """Return the values of a key; none where it is no key of this order."""
    try:
        found = loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return None
    plain = isinstance(found, list) and all(isinstance(each, str | int) for each in found)
    return found if plain and len(found) == length else None
