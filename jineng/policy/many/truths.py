"""Where does a condition hold, over a table of claims: true, false, or null for unknown?"""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import and_, or_

import polars as pl

from jineng.policy.language import walk
from jineng.policy.language.tree import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Not,
    OneOf,
    Op,
    Present,
    Share,
)
from jineng.policy.many.column import FLAG, WHOLE, Column, Truth, absent_in, never
from jineng.policy.many.columns import Columns

TRUE, FALSE = pl.lit(True, FLAG), pl.lit(False, FLAG)
OPERATORS: Mapping[Op, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    Op.LESS: pl.Expr.lt,
    Op.AT_MOST: pl.Expr.le,
    Op.AT_LEAST: pl.Expr.ge,
    Op.MORE: pl.Expr.gt,
}


def truth_of(columns: Columns, condition: Condition) -> Truth:
    """Return where the condition holds."""
    match condition:
        case AllOf(parts):
            return _joined([truth_of(columns, part) for part in parts], and_, TRUE)
        case AnyOf(parts):
            return _joined([truth_of(columns, part) for part in parts], or_, FALSE)
        case Not(of):
            truth = truth_of(columns, of)
            return Truth(~truth.holds, truth.past)
        case Present(left):
            return _present(columns.read(left))
        case OneOf(left, values):
            return _one_of(columns.read(left), values)
        case Compare(left, op, right):
            share = walk.unwrapped(left)
            if isinstance(share, Share):
                return _share(columns, share, op, columns.read(right))
            return _compare(columns.read(left), op, columns.read(right))


def _joined(
    parts: list[Truth], join: Callable[[pl.Expr, pl.Expr], pl.Expr], if_none: pl.Expr
) -> Truth:
    if not parts:
        return Truth(if_none)
    return Truth(reduce(join, [part.holds for part in parts]), any(part.past for part in parts))


def _present(column: Column) -> Truth:
    """True where there is a value, false where there is none, else unknown."""
    there = pl.when(column.value.is_not_null()).then(TRUE)
    absent = column.absent
    return Truth(there if absent is None else there.when(absent).then(FALSE), column.past)


def _one_of(column: Column, values: tuple[str | bool, ...]) -> Truth:
    if column.dtype == FLAG:
        known = pl.when(column.value.is_not_null()).then(pl.lit(len(set(values)) == 2))
        alone = column.value if True in values else ~column.value
        found = alone if len(set(values)) == 1 else known
    else:
        words = [value for value in values if isinstance(value, str)]
        found = column.value.is_in(words)
    return Truth(never(found, column.absent), column.past)


def _compare(left: Column, op: Op, right: Column) -> Truth:
    found = OPERATORS[op](left.value, right.value)
    return Truth(never(found, absent_in([left, right])), left.past or right.past)


def _share(columns: Columns, share: Share, op: Op, percent: Column) -> Truth:
    """Compare part × 100 with whole × percent, both as whole numbers."""
    part, whole = columns.read(share.part), columns.read(share.whole)
    greatest = [max(abs(each.low), abs(each.high)) for each in (part, whole, percent)]
    width = width_for(max(greatest[0] * 100, greatest[1] * greatest[2]))
    left, right = part.value.cast(width) * 100, whole.value.cast(width) * percent.value.cast(width)
    asked = [part, whole, percent]
    known = pl.when(whole.value > 0).then(OPERATORS[op](left, right))
    return Truth(never(known, absent_in(asked)), any(each.past for each in asked))


def width_for(most: int) -> pl.DataType:
    """Return the type of whole numbers that holds products of such a size."""
    return WHOLE if most < 2**63 else pl.Int128()
