"""How does a list look as it was asked for: tabs, chips, headings, lines, totals, places to go?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from jineng.console.tables.asked import SIZES, USUAL_SIZE, Asked, asked_of
from jineng.console.tables.columns import EMPTY, PRESETS, Cell, Column, Words, cell
from jineng.console.tables.counting import Count, count, tab_count
from jineng.console.tables.paging import Page, page
from jineng.console.tables.table import Filter, Options, Rows, Table
from jineng.foundation.offices.doors import officer_of
from jineng.foundation.offices.models import Officer

TOP_BAR = ("area", "year")


@dataclass(frozen=True)
class Link:
    """A place to go: its words, its address, whether one is there, and a number beside it."""

    words: Words
    url: str
    here: bool = False
    number: str = ""


@dataclass(frozen=True)
class Head:
    """A heading: its words, where it leads, and the order it makes now (up, down or none)."""

    column: Column
    url: str
    order: str


@dataclass(frozen=True)
class Field:
    """A filter as a field of the form above the list."""

    filter: Filter
    options: Options
    value: str

    @property
    def hidden(self) -> bool:
        """Whether it is chosen elsewhere: by a tab, or in the top bar."""
        return self.filter.tabs or self.filter.key in TOP_BAR


@dataclass(frozen=True)
class Line:
    """One row: what it is picked by, and its cells."""

    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """A list laid out for its page."""

    table: Table
    asked: Asked
    count: Count
    page: Page
    tabs: list[Link]
    chips: list[Link]
    fields: list[Field]
    heads: list[Head]
    lines: list[Line]
    totals: list[Cell]
    presets: list[Link]
    choices: list[tuple[Column, bool]]
    sizes: list[Link]
    kept: list[tuple[str, str]]

    @property
    def query(self) -> str:
        """The words of the address, for the files of this list."""
        return self.asked.link()


def laid_out(table: Table, request: HttpRequest) -> Sheet:
    """Return a list as the address asks for it, for the officer who asks."""
    officer, asked = officer_of(request), asked_of(table, request.GET)
    everything = table.rows(officer)
    rows, asked = filtered(table, everything, asked)
    found = count(rows)
    sorted_by = sorted_in(table, asked, found)
    shown = page(rows, sorted_by, asked, found)
    if table.fill:
        table.fill(shown.rows)
    return Sheet(
        table=table,
        asked=asked,
        count=found,
        page=shown,
        tabs=_tabs(table, officer, everything, asked),
        chips=_chips(asked, officer),
        fields=_fields(table, officer, asked),
        heads=[_head(column, asked, found) for column in asked.columns],
        lines=[_line(table, asked.columns, row) for row in shown.rows],
        totals=_totals(asked.columns, rows, found),
        presets=[
            Link(label, asked.link(cols="" if name == "usual" else name), name == asked.preset)
            for name, (_preset, label) in PRESETS.items()
        ],
        choices=[(each, each in asked.columns) for each in table.columns[1:]],
        sizes=[
            Link(
                str(size),
                asked.link(size="" if size == USUAL_SIZE else str(size)),
                size == asked.size,
            )
            for size in SIZES
        ],
        kept=_kept(asked),
    )


def filtered(table: Table, rows: Rows, asked: Asked) -> tuple[Rows, Asked]:
    """Return the rows that are left, and what was asked without the filters that are none."""
    held = []
    for each, value in asked.chosen:
        kept = each.apply(rows, value)
        if kept is not None:
            rows = kept
            held.append((each, value))
    if table.search and asked.search:
        rows = table.search(rows, asked.search)
    lost = {each.key for each, _value in asked.chosen} - {each.key for each, _value in held}
    told = {key: value for key, value in asked.told.items() if key not in lost}
    return rows, replace(asked, chosen=tuple(held), told=told)


def sorted_in(table: Table, asked: Asked, found: Count) -> tuple[str, ...]:
    """Return the order: by the column asked for, then the list's own.

    A list beyond counting is ordered only where an index keeps the order.
    """
    if asked.sort is None or not (found.exact or asked.sort.quick):
        return table.order
    fields = asked.sort.order
    if asked.down:
        fields = tuple(_turned(each) for each in fields)
    used = {each.removeprefix("-") for each in fields}
    last = table.order[-1].removeprefix("-")
    return (*fields, *(() if last in used else (f"-{last}" if asked.down else last,)))


def chosen_words(asked: Asked, officer: Officer) -> list[tuple[Filter, str]]:
    """Return each filter that holds, with the words of what was chosen."""
    found = []
    for each, value in asked.chosen:
        options = dict(each.options(officer)) if each.options else {}
        words = options.get(value)
        found.append((each, _(str(words)) if words else value))
    return found


def _kept(asked: Asked) -> list[tuple[str, str]]:
    """What the form above the list sends along; columns chosen one by one are its own boxes."""
    names = ("sort", "size", "cols") if asked.preset else ("sort", "size")
    return [(key, value) for key, value in asked.told.items() if key in names]


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _tabs(table: Table, officer: Officer, rows: Rows, asked: Asked) -> list[Link]:
    tabs = next((each for each in table.filters if each.tabs), None)
    if tabs is None or tabs.options is None:
        return []
    chosen = asked.told.get(tabs.key, "")
    links = [Link(_("全部"), asked.link(**{tabs.key: ""}), not chosen)]
    for value, label in tabs.options(officer):
        kept = tabs.apply(rows, value)
        number = tab_count(kept) if kept is not None else ""
        links.append(Link(_(str(label)), asked.link(**{tabs.key: value}), value == chosen, number))
    return links


def _chips(asked: Asked, officer: Officer) -> list[Link]:
    chips = [
        Link(
            _("%(filter)s：%(value)s") % {"filter": each.label, "value": words},
            asked.link(**{each.key: ""}),
        )
        for each, words in chosen_words(asked, officer)
    ]
    if asked.search:
        chips.append(Link(_("搜索：%(text)s") % {"text": asked.search}, asked.link(q="")))
    return chips


def _fields(table: Table, officer: Officer, asked: Asked) -> list[Field]:
    return [
        Field(each, each.options(officer) if each.options else (), asked.told.get(each.key, ""))
        for each in table.filters
    ]


def _head(column: Column, asked: Asked, found: Count) -> Head:
    if not column.order or not (found.exact or column.quick):
        return Head(column, "", "")
    here = asked.sort == column
    order = ("down" if asked.down else "up") if here else ""
    turned = f"-{column.key}" if order == "up" else column.key
    return Head(column, asked.link(sort=turned), order)


def _line(table: Table, columns: Sequence[Column], row: Any) -> Line:
    return Line(table.picks(row), tuple(cell(column, row) for column in columns))


def _totals(columns: Sequence[Column], rows: Rows, found: Count) -> list[Cell]:
    """Add up the whole filtered result; beyond counting, nothing is added up."""
    if not found.exact or not any(each.total for each in columns):
        return []
    cells = [Cell(_("合计（%(count)s）") % {"count": found.words}, right=False)]
    for each in columns[1:]:
        text = each.text(each.total(rows)) if each.total else ""
        cells.append(Cell("" if text == EMPTY else text, right=each.right))
    return cells
