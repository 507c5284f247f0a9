"""How does the tree read a table of claims? Each node becomes one expression over all of them.

Unknown is null, and absence is kept beside the value. What a pack gives a name is worked out once
and kept as a column of its own.
"""

from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

import polars as pl

from jineng.policy.language.glossary import FactWord, Kind
from jineng.policy.language.tree import (
    Between,
    EditionOf,
    Ever,
    Expr,
    Fact,
    FirstAfter,
    History,
    Literal,
    Looked,
    Measured,
    MonthNotAfter,
    Moved,
    Named,
    Share,
    Table,
    Within,
    YearOf,
)
from jineng.policy.many import day_columns, table_columns
from jineng.policy.many.checked import DAYS, EPOCH, NUMBERS, Claims
from jineng.policy.many.column import DATE, FLAG, SMALL, WHOLE, Column, Reckoned, worked_from
from jineng.policy.many.table_columns import Lookup
from jineng.values.money import BEYOND_ANY_SUM

MANY = 2**31


@dataclass(frozen=True)
class Counted:
    """A count over history that the rules ask for; its totals are the column `total`.

    `on` is the day it asks by. `depth` 0: that day rests on no other count; else those of a lesser
    depth must be there first.
    """

    node: History
    total: str
    on: Column | None
    depth: int


def type_of(word: FactWord) -> pl.DataType:
    """Return the type of the column of a fact nobody has told."""
    if word.kind in NUMBERS:
        return WHOLE
    if word.kind in DAYS:
        return DATE
    if word.kind == Kind.WORD:
        return pl.Enum(word.words)
    return {Kind.DAYS: pl.List(DATE), Kind.FLAG: FLAG}.get(word.kind, pl.String())


class Columns:
    """The columns of one table of claims, as far as rules have asked for them.

    `steps` are the columns to be worked out first, step by step; `counted` the counts asked for.
    """

    def __init__(self, claims: Claims, lookups: dict[int, tuple[Table, Lookup]]) -> None:
        self.claims = claims
        self.steps: list[list[pl.Expr | Reckoned]] = []
        self.counted: list[Counted] = []
        self._lookups = lookups
        self._read: dict[int, tuple[Expr, Column]] = {}
        self._facts: dict[str, Column] = {}

    def read(self, expr: Expr) -> Column:
        """Return the column of a part of a rule."""
        if id(expr) not in self._read:
            # The node is kept beside its column, so that no other can come to bear its id.
            self._read[id(expr)] = expr, self._worked_out(expr)
        return self._read[id(expr)][1]

    def keep(self, column: Column, name: str) -> Column:
        """Work a column out once, in the step it can be worked out in, and read it from there."""
        self._in_step(column.step, column.spread.alias(name))
        return replace(column, value=pl.col(name), step=column.step + 1, fixed=False)

    def _in_step(self, step: int, made: pl.Expr | Reckoned) -> None:
        if len(self.steps) <= step:
            self.steps.append([])
        self.steps[step].append(made)

    def lookup(self, table: Table) -> Lookup:
        """Return a table made ready, once."""
        if id(table) not in self._lookups:
            self._lookups[id(table)] = table, table_columns.make_lookup(table)
        return self._lookups[id(table)][1]

    def fact(self, fact_id: str) -> Column:
        """Return the column of a fact."""
        if fact_id not in self._facts:
            self._facts[fact_id] = self._fact(self.claims.words[fact_id])
        return self._facts[fact_id]

    def _fact(self, word: FactWord) -> Column:
        claims, here = self.claims, pl.col(word.id)
        if word.id not in claims.frame.columns:
            dtype = type_of(word)
            nothing = pl.when(pl.col("number").is_null()).then(pl.lit(None, dtype))
            return Column(nothing, dtype)
        series = claims.frame[word.id]
        low, high = claims.ranges.get(word.id, (0, 0))
        column = Column(here, series.dtype, low=low, high=high)
        if word.kind in NUMBERS:
            column = replace(column, value=column.whole, dtype=WHOLE)
        told = here.is_null() if word.nullable and series.null_count() else None
        if word.id not in claims.unsure:
            return replace(column, without=told)
        sure = ~pl.col(f"{word.id}?")
        column = replace(column, value=pl.when(sure).then(column.value))
        column = self.keep(column, f"~{word.id}")
        return replace(column, without=None if told is None else told & sure)

    def _worked_out(self, expr: Expr) -> Column:
        match expr:
            case Fact():
                return self.fact(expr.id)
            case Literal():
                return _literal(expr)
            case Named():
                return self._named(expr)
            case Share():
                part, whole = self.read(expr.part), self.read(expr.whole)
                value = pl.when(whole.value > 0).then(part.value)
                return worked_from([part, whole], value, part.dtype)
            case Looked():
                return self._looked(expr)
            case EditionOf():
                return table_columns.edition_of(expr.table, self.read(expr.on))
            case _:
                return self._of_days_and_history(expr)

    def _of_days_and_history(
        self, expr: Moved | Between | YearOf | FirstAfter | MonthNotAfter | Within | History | Ever
    ) -> Column:
        match expr:
            case Moved(day, by, step):
                return day_columns.moved(self.read(day), by, step)
            case Between(start, end, span):
                return day_columns.between(self.read(start), self.read(end), span)
            case YearOf(day):
                return day_columns.year_of(self.read(day))
            case FirstAfter():
                return self._first_after(expr)
            case MonthNotAfter(first, second):
                return day_columns.same_month_or_earlier(self.read(first), self.read(second))
            case Within(day, start, end, with_start, with_end):
                window = self.read(start), self.read(end)
                return day_columns.within(
                    self.read(day), *window, with_start=with_start, with_end=with_end
                )
            case _:
                return self._past(expr)

    def _first_after(self, node: FirstAfter) -> Column:
        days, bound = self.read(node.days), self.read(node.bound)
        if days.past or bound.past:
            longest = self.claims.frame.select(days.value.list.len().max()).item()
            return day_columns.first_of_few_after(
                days, bound, longest or 0, inclusive=node.inclusive
            )
        name = f"~first{sum(map(len, self.steps))}"
        made = day_columns.reckoned_first_after(days, bound, name, inclusive=node.inclusive)
        self._in_step(max(days.step, bound.step), made)
        return day_columns.first_after(days, bound, name)

    def _named(self, node: Named) -> Column:
        column = self.read(node.of)
        if column.past or isinstance(node.of, Fact | Literal | Share | Named):
            return column
        return self.keep(column, f"~{node.name}~{id(node)}")

    def _looked(self, node: Looked) -> Column:
        lookup = self.lookup(node.table)
        on = self.read(node.on) if node.on else None
        edition = table_columns.edition_codes(node.table, lookup.words[0], on)
        return table_columns.looked(lookup, [self.read(key) for key in node.keys], edition, on)

    def _past(self, expr: History | Ever) -> Column:
        if isinstance(expr, Ever):
            times = self.read(expr.times)
            return replace(times, value=times.value > 0, dtype=FLAG)
        counted = self._counted(expr)
        on, value = counted.on, pl.col(counted.total)
        asked = [self.fact(each.id) for each in expr.same_facts]
        asked += [self.fact(expr.level.id)] if expr.level and expr.levels else []
        asked += [on] if on else []
        if asked:
            value = pl.when(~reduce(or_, [each.missing for each in asked])).then(value)
        if on and (absent := on.absent) is not None:
            value = pl.when(absent).then(pl.lit(0, SMALL)).otherwise(value)
        step = max((each.step for each in asked), default=0)
        if expr.measured == Measured.FEN:
            return Column(value, WHOLE, high=BEYOND_ANY_SUM, step=step, past=True)
        return Column(value, SMALL, high=MANY, step=step, past=True)

    def _counted(self, node: History) -> Counted:
        for each in self.counted:
            if each.node == node:
                return each
        on = self.read(node.on) if node.on else None
        if on and not on.past and not isinstance(node.on, Fact | Named):
            on = self.keep(on, f"~on{len(self.counted)}")
        before = [each.depth for each in self.counted]
        depth = 1 + max(before) if on and on.past else 0
        self.counted.append(Counted(node, f"~total{len(self.counted)}", on, depth))
        return self.counted[-1]


def _literal(node: Literal) -> Column:
    value = node.value
    if isinstance(value, bool):
        return Column(pl.lit(value, FLAG), FLAG, fixed=True)
    if isinstance(value, int):
        return Column(pl.lit(value, WHOLE), WHOLE, low=value, high=value, fixed=True)
    if isinstance(value, str):
        return Column(pl.lit(value, pl.String()), pl.String(), fixed=True)
    day = (value - EPOCH).days
    return Column(pl.lit(value, DATE), DATE, low=day, high=day, fixed=True)
