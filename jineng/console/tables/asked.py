"""What does the address ask of a list: search, filters, order, columns, size and place?"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from jineng.console.tables.columns import PRESETS, Column, Preset
from jineng.console.tables.table import Filter, Table

SIZES = (20, 50, 100, 200)
USUAL_SIZE, LONGEST_SEARCH = 50, 80
PLACE = ("page", "after", "before")


@dataclass(frozen=True)
class Asked:
    """A list as it is asked for. `told` is every word of the address that means something here."""

    told: Mapping[str, str]
    search: str
    chosen: tuple[tuple[Filter, str], ...]
    sort: Column | None
    down: bool
    columns: tuple[Column, ...]
    preset: str
    size: int

    def link(self, **changes: str) -> str:
        """Return this address with some words changed (empty: taken out), back at the beginning."""
        told = {key: value for key, value in self.told.items() if key not in PLACE} | changes
        return "?" + urlencode({key: value for key, value in told.items() if value})

    def saved(self) -> str:
        """Return the words of the address that a saved view keeps: all but the place."""
        return self.link().removeprefix("?")


def asked_of(table: Table, query: QueryDict) -> Asked:
    """Read an address; whatever is none of this list's words is left out."""
    sort, down = _order(table, query.get("sort", ""))
    columns, preset, kept = _columns(table, query)
    size = next((each for each in SIZES if str(each) == query.get("size", "")), USUAL_SIZE)
    chosen = tuple((each, value) for each in table.filters if (value := query.get(each.key, "")))
    search = query.get("q", "").strip()[:LONGEST_SEARCH] if table.search else ""
    told = {each.key: value for each, value in chosen}
    told |= {"q": search, "cols": kept, "size": str(size) if size != USUAL_SIZE else ""}
    told["sort"] = ("-" if down else "") + sort.key if sort else ""
    told |= {key: query.get(key, "") for key in PLACE}
    return Asked(
        told={key: value for key, value in told.items() if value},
        search=search,
        chosen=chosen,
        sort=sort,
        down=down,
        columns=columns,
        preset=preset,
        size=size,
    )


def _order(table: Table, text: str) -> tuple[Column | None, bool]:
    name = text.removeprefix("-")
    found = next((each for each in table.columns if each.key == name and each.order), None)
    return found, text.startswith("-") and found is not None


def _columns(table: Table, query: QueryDict) -> tuple[tuple[Column, ...], str, str]:
    """Return the columns shown, the preset they make, and the word of the address for them.

    `cols` is a preset, or column names joined by commas (or given again and again by a form).
    """
    words = [word for each in query.getlist("cols") for word in each.split(",") if word]
    if len(words) == 1 and words[0] in PRESETS:
        preset, _label = PRESETS[words[0]]
        return _up_to(table, preset), words[0], words[0]
    known = {each.key: each for each in table.columns[1:]}
    named = tuple(known[word] for word in dict.fromkeys(words) if word in known)
    if not named:
        return _up_to(table, Preset.USUAL), "usual", ""
    return (table.columns[0], *named), "", ",".join(each.key for each in named)


def _up_to(table: Table, preset: Preset) -> tuple[Column, ...]:
    return tuple(each for each in table.columns if each.preset <= preset)
