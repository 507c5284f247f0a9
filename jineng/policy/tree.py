"""What is a rule made of? The one typed tree that every reader of rules walks.

Every node is frozen and compares by value, so that a reader may work out equal parts once.
Readers must agree on three values: a comparison over an unknown fact is unknown, never false;
over a fact that is known to be absent it is false.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from jineng.policy.glossary import Kind


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
    """How the distance of two days is counted, in full units."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True)
class Between:
    """The whole days, full months or full years from one day to another."""

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
    """Whether a day lies in a window, both ends included. False when a day is absent."""

    day: "Expr"
    start: "Expr"
    end: "Expr"


class Scope(StrEnum):
    """Which part of a person's history counts."""

    LIFETIME = "终身"
    YEAR = "同一年度"
    MONTHS = "近若干月"


@dataclass(frozen=True)
class Times:
    """How often a kind of subsidy was granted before (and not reversed).

    `same_facts` are those that must be equal: occupation, level. `on` is the day that fixes the
    year, or the end of the last `months` months (those after the same day so many months ago).
    """

    kind: str
    scope: Scope
    same_facts: tuple[Fact, ...] = ()
    on: "Expr | None" = None
    months: int = 0

    @property
    def same(self) -> tuple[str, ...]:
        """The ids of the facts that must be equal."""
        return tuple(fact.id for fact in self.same_facts)


@dataclass(frozen=True)
class Ever:
    """Whether the count is above zero."""

    times: Times


@dataclass(frozen=True)
class Named:
    """A derived fact under the name its pack gives it."""

    name: str
    of: "Expr"
    kind: Kind
    clause: str = ""


Expr: TypeAlias = (
    Fact | Literal | Moved | Between | YearOf | FirstAfter | Share | MonthNotAfter | Within
    | Times | Ever | Named
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


class Rounding(StrEnum):
    """What happens to a part of a fen or of a yuan. Declared by the pack, never assumed."""

    HALF_UP_FEN = "四舍五入到分"
    DOWN_FEN = "舍去不足一分的部分"
    HALF_UP_YUAN = "四舍五入到元"
    DOWN_YUAN = "舍去不足一元的部分"


@dataclass(frozen=True)
class ShareOfStandard:
    """A whole percent of a standard amount in fen."""

    standard: Expr
    percent: int
    rounding: Rounding


@dataclass(frozen=True)
class PerUnit:
    """So many fen for each unit (month, person), for at most so many units. most 0: no limit."""

    fen: int
    units: Expr
    most: int


@dataclass(frozen=True)
class Fixed:
    """A fixed amount in fen; 0 where the answer is a yes without money."""

    fen: int


Amount: TypeAlias = ShareOfStandard | PerUnit | Fixed


class Effect(StrEnum):
    """What a row of a sheet does when it is the first that holds."""

    GRANT = "准予"
    REFUSE = "不予"
    REFER = "转人工"


@dataclass(frozen=True)
class Rule:
    """One line of a sheet. A premise that does not hold refuses; the first row that holds decides.

    `says` is the sentence shown when the rule decides. `after` places a supplement's premise.
    """

    id: str
    condition: Condition
    says: str
    clause: str
    text: str
    pack_id: str
    document: str
    is_premise: bool
    effect: Effect
    amount: Amount = Fixed(0)
    payee: str = ""
    after: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One question of one document: premises first, then rows read from the top."""

    question: str
    kind: str
    payee: str
    premises: tuple[Rule, ...]
    rows: tuple[Rule, ...]
