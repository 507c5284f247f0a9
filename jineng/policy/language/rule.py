"""What does one line of a document do: under which condition, to what effect, for how much?"""

from dataclasses import dataclass
from enum import StrEnum

from jineng.policy.language.glossary import Kind
from jineng.policy.language.tree import Condition, Expr, Literal


class Rounding(StrEnum):
    """What happens to a part of a fen or of a yuan. Declared by the pack, never assumed."""

    HALF_UP_FEN = "四舍五入到分"
    DOWN_FEN = "舍去不足一分的部分"
    HALF_UP_YUAN = "四舍五入到元"
    DOWN_YUAN = "舍去不足一元的部分"


@dataclass(frozen=True)
class Instalment:
    """A part of an amount, in whole percent, that is due once its own condition holds."""

    name: str
    percent: int
    condition: Condition


@dataclass(frozen=True)
class Amount:
    """How many fen a row grants. Rounded once, as the pack declares.

    base × (min(units, most) // every) × shares × (100 + min(uplift, uplift_most))% × part/whole,
    rounded; of it the instalments due; less `minus`, at most `ceiling`, never below 0. `most` 0:
    no limit. A part beyond its whole counts as the whole; a whole of 0 makes the sum unknown.
    A piece that is absent makes the amount absent, else one that is unknown makes it unknown.
    With instalments the k-th is worth what rounding leaves: the sum to there less the sum before.
    """

    base: Expr
    units: Expr | None = None
    every: int = 1
    most: int = 0
    shares: tuple[Expr, ...] = ()
    uplift: Expr | None = None
    uplift_most: int = 0
    part: Expr | None = None
    whole: Expr | None = None
    minus: Expr | None = None
    ceiling: Expr | None = None
    rounding: Rounding = Rounding.HALF_UP_FEN
    instalments: tuple[Instalment, ...] = ()


NO_MONEY = Amount(Literal(0, Kind.MONEY))


@dataclass(frozen=True)
class Term:
    """How long a consequence of a measure lasts, or by when something must be done."""

    name: str
    count: int
    unit: str


@dataclass(frozen=True)
class Measure:
    """A measure of supervision that a row decides, with its terms."""

    name: str
    terms: tuple[Term, ...] = ()


class Effect(StrEnum):
    """What a row of a sheet does when it is the first that holds."""

    GRANT = "准予"
    REFUSE = "不予"
    REFER = "转人工"
    MEASURE = "处理"


@dataclass(frozen=True)
class Rule:
    """One line of a sheet. A premise that does not hold refuses; the first row that holds decides.

    `says` is the sentence shown when the rule decides. `after` places a supplement's premise.
    `kind` is what a person's history keeps when the rule grants: the subsidy, or the measure.
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
    amount: Amount = NO_MONEY
    kind: str = ""
    measure: Measure | None = None
    payee: str = ""
    after: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One question of one document: premises first, then rows read from the top.

    `about` says in a sentence what is asked.
    """

    question: str
    kind: str
    payee: str
    premises: tuple[Rule, ...]
    rows: tuple[Rule, ...]
    about: str = ""
