"""What is one part of a rule over all claims at once: its value, and where it is absent?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_, or_

import polars as pl

DATE, WHOLE, SMALL, FLAG = pl.Date(), pl.Int64(), pl.Int32(), pl.Boolean()
# Columns to be worked out: those of one step read only what is there before it.
Steps = list[list[pl.Expr]]


@dataclass(frozen=True)
class Column:
    """A value by claim, null where it is unknown or absent.

    It is absent where `without` says so, and where `known` holds and there is no value all the
    same; both None: it never is. `low` and `high` bound a number, or a day counted from 1970.
    `step` is how many steps of columns must be there before it can be read. `fixed`: one value for
    all. `past`: it rests on history.
    """

    value: pl.Expr
    dtype: pl.DataType
    without: pl.Expr | None = None
    known: pl.Expr | None = None
    low: int = 0
    high: int = 0
    step: int = 0
    fixed: bool = False
    past: bool = False

    @property
    def absent(self) -> pl.Expr | None:
        """Where there is known to be no such thing; None: nowhere."""
        none = None if self.known is None else self.known & self.value.is_null()
        if self.without is None or none is None:
            return none if self.without is None else self.without
        return self.without | none

    @property
    def missing(self) -> pl.Expr:
        """Where the value is unknown: nobody has told it, and it is not known to be absent."""
        null, absent = self.value.is_null(), self.absent
        return null if absent is None else null & ~absent

    @property
    def whole(self) -> pl.Expr:
        """The value as a whole number of 64 bits, so that products do not wrap unseen."""
        return self.value if self.dtype == WHOLE else self.value.cast(WHOLE)

    @property
    def day(self) -> pl.Expr:
        """The value as days since 1970."""
        return self.value.to_physical()

    @property
    def spread(self) -> pl.Expr:
        """The value with a row for every claim, also where it is one for all."""
        return (
            pl.when(pl.col("number").is_not_null()).then(self.value) if self.fixed else self.value
        )


@dataclass(frozen=True)
class Truth:
    """Whether a condition holds, by claim: true, false, or null for unknown. `past` as above."""

    holds: pl.Expr
    past: bool = False


def absent_in(columns: Sequence[Column]) -> pl.Expr | None:
    """Return where any of them is absent; None if none ever is."""
    found = [absent for column in columns if (absent := column.absent) is not None]
    return reduce(or_, found) if found else None


def all_known(columns: Sequence[Column]) -> pl.Expr:
    """Return where each of them has a value."""
    return reduce(and_, [column.value.is_not_null() for column in columns])


def worked_from(columns: Sequence[Column], value: pl.Expr, dtype: pl.DataType) -> Column:
    """Return a column worked out from others: absent where one of them is."""
    return Column(
        value,
        dtype,
        without=absent_in(columns),
        step=max((column.step for column in columns), default=0),
        fixed=all(column.fixed for column in columns),
        past=any(column.past for column in columns),
    )


def bounded(column: Column, low: int, high: int) -> Column:
    """Return the column with the bounds of its value."""
    return replace(column, low=low, high=high)


def never(truth: pl.Expr, absent: pl.Expr | None) -> pl.Expr:
    """Return a truth that is false where something is absent, whatever else is unknown."""
    return truth if absent is None else truth & ~absent
