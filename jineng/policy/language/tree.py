"""What is a rule made of? The one typed tree that every reader of rules walks.

Every node is frozen and compares by value, so that a reader may work out equal parts once.
Readers must agree on three values: a comparison over an unknown fact is unknown, never false;
over a fact that is known to be absent it is false.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from jineng.policy.language.glossary import Kind


@dataclass(frozen=True)
class Fact:
    """A fact of the case, by id."""

    id: str
    name: str
    kind: Kind


@dataclass(frozen=True)
class Literal:
    """A value that stands in the pack: fen for money, whole percent for a share."""

    value: int | date | str | bool
    kind: Kind


class DayStep(StrEnum):
    """How a day is moved."""

    MONTHS = "months"
    DAYS = "days"


@dataclass(frozen=True)
class Moved:
    """A day moved by a whole number of months (clamped to the month's end) or days."""

    day: "Expr"
    by: int
    step: DayStep


class Span(StrEnum):
    """How the distance of two days is counted, in full units.

    Working days are those after the start up to and including the end, by the published calendar.
    """

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    WORK_DAYS = "work_days"


@dataclass(frozen=True)
class Between:
    """The whole days, working days, full months or full years from one day to another."""

    start: "Expr"
    end: "Expr"
    span: Span


@dataclass(frozen=True)
class YearOf:
    """The calendar year of a day."""

    day: "Expr"


@dataclass(frozen=True)
class FirstAfter:
    """The first day of a list after a bound (or on it); absent when there is none."""

    days: "Expr"
    bound: "Expr"
    inclusive: bool


@dataclass(frozen=True)
class Share:
    """A part of a whole, compared with a percent by whole-number multiplication."""

    part: "Expr"
    whole: "Expr"


@dataclass(frozen=True)
class MonthNotAfter:
    """Whether the month of one day is that of another or earlier. False when a day is absent."""

    first: "Expr"
    second: "Expr"


@dataclass(frozen=True)
class Within:
    """Whether a day lies in a window, its ends included as told. False when a day is absent."""

    day: "Expr"
    start: "Expr"
    end: "Expr"
    with_start: bool = True
    with_end: bool = True


class Scope(StrEnum):
    """Which part of a person's history counts."""

    LIFETIME = "终身"
    YEAR = "同一年度"
    MONTHS = "近若干月"


class Measured(StrEnum):
    """What is added up over the history: the grants, or their fen."""

    TIMES = "次"
    FEN = "分"


@dataclass(frozen=True)
class History:
    """How often, or how many fen, of some kinds were granted before (and not reversed).

    `same_facts` are those that must be equal: occupation, level. `on` is the day that fixes the
    year, or the end of the last `months` months (those after the same day so many months ago).
    `levels`, low to high, where only grants of a level above the case's own count; else empty.
    """

    kinds: tuple[str, ...]
    scope: Scope = Scope.LIFETIME
    same_facts: tuple[Fact, ...] = ()
    on: "Expr | None" = None
    months: int = 0
    measured: Measured = Measured.TIMES
    level: Fact | None = None
    levels: tuple[str, ...] = ()

    @property
    def same(self) -> tuple[str, ...]:
        """The ids of the facts that must be equal."""
        return tuple(fact.id for fact in self.same_facts)


@dataclass(frozen=True)
class Ever:
    """Whether the count is above zero."""

    times: History


@dataclass(frozen=True)
class Edition:
    """One edition of a table: the days it rules, and its rows by their keys.

    Keys are words, texts, yes or no, or whole numbers; values are fen, whole numbers, whole
    percents, words or days. `missing` says what the edition holds that is not here.
    """

    name: str
    first_day: date
    last_day: date
    clause: str
    rows: tuple[tuple[tuple[str | bool | int, ...], int | str | date], ...]
    missing: str = ""


@dataclass(frozen=True)
class Table:
    """A dated table of a document. Editions do not overlap."""

    name: str
    editions: tuple[Edition, ...]
    kind: Kind


@dataclass(frozen=True)
class Looked:
    """What a table says for some keys, in the edition of a day; absent where it says nothing.

    Absent when a key or the day is absent, or no edition rules that day, or it has no such row.
    `on` None: the table has one edition, which always rules.
    """

    table: Table
    keys: "tuple[Expr, ...]"
    on: "Expr | None"


@dataclass(frozen=True)
class EditionOf:
    """The name of the edition of a table that rules on a day; absent where none does."""

    table: Table
    on: "Expr"


@dataclass(frozen=True)
class Named:
    """A derived fact under the name its pack gives it, with what is doubtful about it."""

    name: str
    of: "Expr"
    kind: Kind
    clause: str = ""
    doubts: tuple[str, ...] = field(default=(), compare=False)


Expr: TypeAlias = (
    Fact | Literal | Moved | Between | YearOf | FirstAfter | Share | MonthNotAfter | Within
    | History | Ever | Looked | EditionOf | Named
)  # fmt: skip


class Op(StrEnum):
    """How two values are compared."""

    LESS = "少于"
    AT_MOST = "不超过"
    AT_LEAST = "不少于"
    MORE = "多于"


@dataclass(frozen=True)
class Compare:
    """A number, amount, day or share against a limit of the same kind."""

    left: Expr
    op: Op
    right: Expr


@dataclass(frozen=True)
class OneOf:
    """A word, text, yes or no that is one of those listed."""

    left: Expr
    values: tuple[str | bool, ...]


@dataclass(frozen=True)
class Present:
    """There is such a thing: the fact is not absent."""

    left: Expr


@dataclass(frozen=True)
class Not:
    """The opposite; unknown stays unknown."""

    of: "Condition"


@dataclass(frozen=True)
class AllOf:
    """Every one holds. None listed: holds."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True)
class AnyOf:
    """At least one holds."""

    parts: "tuple[Condition, ...]"


Condition: TypeAlias = Compare | OneOf | Present | Not | AllOf | AnyOf
