"""How many fen does the rule that decides grant, over a table of claims?

Rules that differ only in their figures (50%, 80%, 100% of one standard) are worked out together:
each claim takes the figure of the rule that decides it. Products are of 64 bits where the greatest
values in the table cannot outgrow them, else of 128.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import accumulate
from math import lcm, prod
from operator import and_, mul

import polars as pl

from jineng.policy.language.rule import Amount, Rounding
from jineng.policy.language.tree import Expr, Fact, Literal
from jineng.policy.many.checked import WrongColumn
from jineng.policy.many.column import WHOLE, Column, Steps, absent_in
from jineng.policy.many.columns import Columns
from jineng.policy.many.truths import truth_of, width_for

# What comes to more is not paid but refused: no sum of money is so great.
MOST_FEN = 2**60
FEN, ABSENT = "~fen", "~absent"
Divisor = pl.Expr | int
ROUNDED: Mapping[Rounding, Callable[[pl.Expr, Divisor], pl.Expr]] = {
    Rounding.HALF_UP_FEN: lambda top, bottom: (top * 2 + bottom) // (bottom * 2),
    Rounding.DOWN_FEN: lambda top, bottom: top // bottom,
    Rounding.HALF_UP_YUAN: lambda top, bottom: (top + bottom * 50) // (bottom * 100) * 100,
    Rounding.DOWN_YUAN: lambda top, bottom: top // (bottom * 100) * 100,
}


@dataclass(frozen=True)
class Form:
    """Amounts that differ in their figures only: the figure of each rule, by its place."""

    amount: Amount
    figures: Mapping[int, Fraction]


def asked_alike(one: Amount, other: Amount) -> bool:
    """Say whether two amounts are unknown or absent for the same claims: differ in figures only."""
    return _asked(one) == _asked(other)


def _asked(amount: Amount) -> object:
    pieces = (
        *(amount.base, amount.units, *amount.shares, amount.uplift),
        *(amount.part, amount.whole, amount.minus, amount.ceiling),
    )
    told = [each for each in pieces if each is not None and not isinstance(each, Literal)]
    return told, amount.whole, [each.condition for each in amount.instalments]


def fen_steps(
    columns: Columns, amounts: Mapping[int, Amount], first: pl.Expr, rules: int
) -> tuple[Steps, bool]:
    """Return the steps to the column of the fen the rule at place `first` grants, null if unknown.

    Beside it, where True is returned, stands the column of whether the amount is absent. A
    sum of more than MOST_FEN comes out as that. Raises WrongColumn where products
    could outgrow 128 bits.
    """
    forms = [_Work(columns, n, form, first, rules) for n, form in enumerate(_forms(amounts))]
    steps: list[list[pl.Expr]] = [[] for _ in range(max(len(form.steps) for form in forms))]
    for form in forms:
        for n, made in enumerate(form.steps):
            steps[n] += made
    fen, absent = pl.lit(0, WHOLE), pl.lit(False)
    for form in forms:
        here = first.is_in(form.places)
        fen = pl.when(here).then(form.fen).otherwise(fen)
        if form.absent is not None:
            absent = pl.when(here).then(form.absent).otherwise(absent)
    fen = forms[0].fen if len(forms) == 1 else fen
    may_be_absent = any(form.absent is not None for form in forms)
    last = [fen.alias(FEN), *([absent.alias(ABSENT)] if may_be_absent else [])]
    return [*steps, last], may_be_absent


def _forms(amounts: Mapping[int, Amount]) -> list[Form]:
    forms: dict[object, tuple[Amount, dict[int, Fraction]]] = {}
    for place, amount in amounts.items():
        _, figures = forms.setdefault(_shape(amount), (amount, {}))
        figures[place] = _figure(amount)
    return [Form(amount, figures) for amount, figures in forms.values()]


def _figure(amount: Amount) -> Fraction:
    """Multiply the figures that are written out."""
    written = [each.value for each in amount.shares if isinstance(each, Literal)]
    figure = Fraction(prod(int(str(value)) for value in written), 100 ** len(written))
    return figure * int(str(amount.base.value)) if isinstance(amount.base, Literal) else figure


def _shape(amount: Amount) -> object:
    """Return what two amounts must have alike to differ in their figures only."""
    shares = tuple(_same(each) for each in amount.shares if not isinstance(each, Literal))
    base = None if isinstance(amount.base, Literal) else _same(amount.base)
    rest = (amount.units, amount.uplift, amount.part, amount.whole, amount.minus, amount.ceiling)
    limits = (amount.every, amount.most, amount.uplift_most, amount.rounding)
    due = tuple((each.percent, id(each.condition)) for each in amount.instalments)
    return base, shares, tuple(_same(each) for each in rest), limits, due


def _same(piece: Expr | None) -> object:
    return piece if piece is None or isinstance(piece, Fact | Literal) else id(piece)


class _Work:
    """One form worked out step by step: its pieces, their product, what is due of it, limits.

    `fen` is null where a piece is unknown; `absent` says where one is absent (None: nowhere).
    """

    def __init__(
        self, columns: Columns, number: int, form: Form, first: pl.Expr, rules: int
    ) -> None:
        self.amount, self.number, self.places = form.amount, number, list(form.figures)
        self.steps: list[list[pl.Expr]] = []
        self.absent: pl.Expr | None = None
        bottom = lcm(*(figure.denominator for figure in form.figures.values()))
        figures = {place: int(figure * bottom) for place, figure in form.figures.items()}
        pieces = _pieces(columns, form.amount)
        due = [truth_of(columns, each.condition).holds for each in form.amount.instalments]
        if not pieces and not due:
            # All is written out: one sum a rule.
            sums = pl.select(ROUNDED[form.amount.rounding](_taken(figures, rules), bottom))
            self.fen = pl.lit(sums.to_series()).gather(first)
            return
        asked = {name: piece.whole for name, piece in pieces.items()}
        asked |= {f"due{n}": each for n, each in enumerate(due)}
        without = absent_in(list(pieces.values()))
        read = self._step(asked if without is None else asked | {"absent": without})
        self.absent = read.pop("absent", None)
        bottom *= 100 ** sum(name.startswith("share") or name == "uplift" for name in pieces)
        figure = _figure_of(figures, first, rules)
        product = self._step(self._product(pieces, read, figure, bottom))
        sums_due = self._step(self._sums(product.pop("top"), product.get("bottom", bottom)))
        fen = self._step({"sum": self._due(read, sums_due)})["sum"]
        known = [each.is_not_null() for each in read.values()]
        known += [read["whole"] > 0] if "whole" in read else []
        self.fen = pl.when(reduce(and_, known)).then(_within_limits(read, fen).cast(WHOLE))

    def _step(self, made: Mapping[str, pl.Expr]) -> dict[str, pl.Expr]:
        """Work out columns in one step, and return how to read them."""
        named = {name: f"{FEN}{self.number}.{name}" for name in made}
        self.steps.append([each.alias(named[name]) for name, each in made.items()])
        return {name: pl.col(column) for name, column in named.items()}

    def _product(
        self,
        pieces: Mapping[str, Column],
        read: Mapping[str, pl.Expr],
        figure: tuple[pl.Expr, int],
        bottom: int,
    ) -> dict[str, pl.Expr]:
        """Multiply, in 64 bits or in 128; beside it, what it is divided by, where that varies."""
        factors = [figure, *_factors(self.amount, pieces, read)]
        most = prod(factor[1] for factor in factors)
        part, whole = (_most(pieces[name]) if name in pieces else 1 for name in ("part", "whole"))
        # An instalment multiplies by up to 100; rounding doubles, or adds up to 100 × the divisor.
        most = (most * part * 2 + whole * bottom * 100) * 100
        if most >= 2**127:
            raise WrongColumn("金额、份数、比例相乘，数太大，不能准确计算；请核对这几列")
        width = width_for(most)
        top = reduce(mul, [factor.cast(width) for factor, _ in factors])
        if "whole" not in read:
            return {"top": top}
        of = pl.when(read["whole"] > 0).then(read["whole"])
        return {
            "top": top * _at_most(read["part"].clip(0), read["whole"]).cast(width),
            "bottom": of.cast(width) * bottom,
        }

    def _sums(self, top: pl.Expr, bottom: Divisor) -> dict[str, pl.Expr]:
        """Return the rounded sum up to each instalment; the one sum where there are none."""
        rounded = ROUNDED[self.amount.rounding]
        if not self.amount.instalments:
            return {"until": rounded(top, bottom)}
        until = accumulate(each.percent for each in self.amount.instalments)
        return {
            f"until{n}": rounded(top * percent, bottom * 100) for n, percent in enumerate(until)
        }

    def _due(self, read: Mapping[str, pl.Expr], sums: Mapping[str, pl.Expr]) -> pl.Expr:
        """Add up the instalments due; each is the sum up to it less the sum before it."""
        fen = sums.get("until", pl.lit(0, WHOLE))
        for n in range(len(self.amount.instalments)):
            worth = sums[f"until{n}"] - sums[f"until{n - 1}"] if n else sums["until0"]
            fen = fen + pl.when(read[f"due{n}"]).then(worth).otherwise(pl.lit(0, WHOLE))
        return fen - read["minus"] if "minus" in read else fen


def _pieces(columns: Columns, amount: Amount) -> dict[str, Column]:
    """Return the columns an amount is worked out from, but not the figures written out."""
    shares = [each for each in amount.shares if not isinstance(each, Literal)]
    named: dict[str, Expr | None] = {
        "base": None if isinstance(amount.base, Literal) else amount.base,
        "units": amount.units,
        **{f"share{n}": share for n, share in enumerate(shares)},
        "uplift": amount.uplift,
        "part": amount.part,
        "whole": amount.whole,
        "minus": amount.minus,
        "ceiling": amount.ceiling,
    }
    return {name: columns.read(piece) for name, piece in named.items() if piece is not None}


def _factors(
    amount: Amount, pieces: Mapping[str, Column], read: Mapping[str, pl.Expr]
) -> list[tuple[pl.Expr, int]]:
    """Return what is multiplied, but the part, each with the most it comes to in these claims."""
    factors: list[tuple[pl.Expr, int]] = []
    for name, piece in pieces.items():
        value, most = read[name], _most(piece)
        if name == "units":
            most = min(most, amount.most or most)
            factors.append((value.clip(0, most) // amount.every, most))
        elif name == "uplift":
            limit = amount.uplift_most or most
            factors.append((value.clip(upper_bound=limit) + 100, most + 100))
        elif name == "base" or name.startswith("share"):
            factors.append((value, most))
    return factors


def _most(piece: Column) -> int:
    return max(abs(piece.low), abs(piece.high))


def _figure_of(figures: Mapping[int, int], first: pl.Expr, rules: int) -> tuple[pl.Expr, int]:
    """Return the figure of the rule that decides, and the greatest there is."""
    most = max(figures.values())
    if len(set(figures.values())) == 1:
        return pl.lit(most, WHOLE), most
    return _taken(figures, rules).gather(first), most


def _taken(figures: Mapping[int, int], rules: int) -> pl.Expr:
    """Return the figures by the place of their rule; 0 for rules that have none."""
    return pl.lit(pl.Series([figures.get(place, 0) for place in range(rules + 1)], dtype=WHOLE))


def _at_most(value: pl.Expr, limit: pl.Expr) -> pl.Expr:
    """Return the lesser of two; unknown where one of them is."""
    return pl.when(value <= limit).then(value).when(value > limit).then(limit)


def _within_limits(read: Mapping[str, pl.Expr], fen: pl.Expr) -> pl.Expr:
    limited = _at_most(fen, read["ceiling"]) if "ceiling" in read else fen
    return limited.clip(0, MOST_FEN)
