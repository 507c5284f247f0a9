"""What is one part of a rule over all claims at once: its value, and where it is absent?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_, or_

import polars as pl

DATE, WHOLE, SMALL, FLAG = pl.Date(), pl.Int64(), pl.Int32(), pl.Boolean()


@dataclass(frozen=True)
class Reckoned:
    """A column that is reckoned at once from others, where no expression can do it."""

    name: str
    read: tuple[pl.Expr, ...]
    reckon: Callable[[list[pl.Series]], pl.Series]


# Columns to be worked out: those of one step read only what is there before it.
Step = Sequence[pl.Expr | Reckoned]
Steps = Sequence[Step]


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


def name_of(made: pl.Expr | Reckoned) -> str:
    """Return the name of a column that a step makes."""
    return made.name if isinstance(made, Reckoned) else made.meta.output_name()


def roots(steps: Steps) -> set[str]:
    """Return the columns that steps read."""
    read = (each for step in steps for made in step for each in _read(made))
    return {name for each in read for name in each.meta.root_names()}


def through(table: pl.DataFrame, steps: Steps, wanted: Sequence[pl.Expr]) -> pl.LazyFrame:
    """Return the wanted columns by way of the steps, worked out when they are asked for.

    What must be reckoned at once is, if it is needed. It happens in the thread that asks: were
    Python called from within a query, two threads could wait for one another forever.
    """
    needed = _needed(steps, wanted)
    for n, step in enumerate(needed):
        for each in step:
            if isinstance(each, Reckoned) and each.name not in table.columns:
                read = [column.alias(str(at)) for at, column in enumerate(each.read)]
                found = through(table, needed[:n], read).collect(engine="streaming")
                table = table.hstack([each.reckon(found.get_columns()).alias(each.name)])
    frame = table.lazy()
    for step in needed:
        frame = frame.with_columns(each for each in step if isinstance(each, pl.Expr))
    return frame.select(wanted)


def _needed(steps: Steps, wanted: Sequence[pl.Expr]) -> list[Step]:
    """Leave out what nobody reads."""
    read = roots([wanted])
    kept: list[Step] = []
    for step in reversed(steps):
        kept.append([each for each in step if name_of(each) in read])
        read |= roots([kept[-1]])
    return kept[::-1]


def _read(made: pl.Expr | Reckoned) -> tuple[pl.Expr, ...]:
    return made.read if isinstance(made, Reckoned) else (made,)
