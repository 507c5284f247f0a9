"""What does a column of a list read, and how is one cell of it shown?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jineng.values.days import HERE
from jineng.values.money import yuan_text

EMPTY = "—"
Words = str | Promise


class Kind(StrEnum):
    """How a value is written: money and numbers stand at the right."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    STATE = "state"


class Preset(IntEnum):
    """Three ready choices of columns; a column is in its own and in all fuller ones."""

    BRIEF = 1
    USUAL = 2
    ALL = 3


PRESETS: dict[str, tuple[Preset, Words]] = {
    "brief": (Preset.BRIEF, _("简")),
    "usual": (Preset.USUAL, _("标准")),
    "all": (Preset.ALL, _("全")),
}


@dataclass(frozen=True)
class Column:
    """One column: its heading, the value of a row, and whether it can order or add up the list.

    `order` names the fields it orders by; `quick` says an index keeps that order, so that it can be
    asked of a list of any length. `total` adds up the whole filtered result. `personal` is personal
    data: shown masked, and a file that holds it asks what for.
    """

    key: str
    label: Words
    read: Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    preset: Preset = Preset.USUAL
    order: tuple[str, ...] = ()
    quick: bool = False
    url: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None
    total: Callable[[QuerySet[Any]], int] | None = None
    personal: bool = False

    @property
    def right(self) -> bool:
        """Whether its cells stand at the right."""
        return self.kind in (Kind.NUMBER, Kind.MONEY)

    def text(self, value: Any) -> str:
        """Write a value for reading; an em dash where there is none."""
        if value is None or value == "":
            return EMPTY
        if self.kind is Kind.MONEY:
            return yuan_text(value)
        if self.kind is Kind.NUMBER:
            return f"{value:,}"
        if self.kind is Kind.DAY:
            return day_of(value).isoformat()
        return gettext(value) if self.kind is Kind.STATE else str(value)


@dataclass(frozen=True)
class Cell:
    """One cell as it is shown."""

    text: str
    right: bool
    url: str = ""
    tag: bool = False
    tone: str = ""


def cell(column: Column, row: Any) -> Cell:
    """Return one row's cell of a column."""
    return Cell(
        text=column.text(column.read(row)),
        right=column.right,
        url=column.url(row) if column.url else "",
        tag=column.kind is Kind.STATE,
        tone=column.tone(row) if column.tone else "",
    )


def day_of(value: date | datetime) -> date:
    """Return the day a moment fell on here; a day is itself."""
    return value.astimezone(HERE).date() if isinstance(value, datetime) else value
