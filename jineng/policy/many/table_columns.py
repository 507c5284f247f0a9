"""How is a dated table of a document looked up over all claims?

Edition and keys lead step by step from state to state, as in a word list kept as a tree: each state
is a number, each step one look into a plain array, and the last state names the row.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jineng.policy.language.glossary import Kind
from jineng.policy.language.tree import Table
from jineng.policy.many.checked import EPOCH
from jineng.policy.many.column import (
    DATE,
    FLAG,
    SMALL,
    WHOLE,
    Column,
    all_known,
    bounded,
    worked_from,
)

TEXT = pl.String()
NOWHERE = 0
WIDEST_RUN = 100_000
Key = str | bool | int


@dataclass(frozen=True)
class Lookup:
    """A table made ready: for each key its words in order, and arrays that lead on.

    `leads[n][state * (words + 1) + word]` is the state after the n-th step; 0 is nowhere. The state
    after the last step is a place in `values`, whose first is null.
    """

    words: tuple[tuple[Key, ...], ...]
    leads: tuple[NDArray[np.int32], ...]
    values: pl.Series
    low: int
    high: int


def make_lookup(table: Table) -> Lookup:
    """Make a table ready. The first step is the edition, then come the keys."""
    paths: list[tuple[Key, ...]] = []
    found: list[int | str | date] = []
    for edition in table.editions:
        for keys, value in edition.rows:
            paths.append((edition.name, *keys))
            found.append(value)
    width = len(paths[0]) if paths else 1
    words = tuple(tuple(dict.fromkeys(path[n] for path in paths)) for n in range(width))
    states = np.ones(len(paths), np.int64)
    leads = []
    for n in range(width):
        place = {word: 1 + at for at, word in enumerate(words[n])}
        codes = np.array([place[path[n]] for path in paths], np.int64)
        steps = states * (len(words[n]) + 1) + codes
        arrived, states = np.unique(steps, return_inverse=True)
        lead = np.zeros((int(steps.max(initial=1)) // (len(words[n]) + 1) + 1, len(words[n]) + 1))
        lead.reshape(-1)[arrived] = np.arange(1, len(arrived) + 1)
        leads.append(lead.reshape(-1).astype(np.int32))
        states = states + 1
    values = np.empty(len(paths) + 1, object)
    values[0] = None
    values[states] = np.array(found, object)
    return Lookup(words, tuple(leads), _series(values.tolist(), table.kind), *_bounds(found))


def looked(lookup: Lookup, keys: Sequence[Column], edition: pl.Expr, on: Column | None) -> Column:
    """Return what the table says; absent where it says nothing, all that is asked being known."""
    asked = [*keys, *([on] if on else [])]
    codes = [
        edition,
        *(_code(key, words) for key, words in zip(keys, lookup.words[1:], strict=False)),
    ]
    state = pl.lit(1, SMALL)
    for lead, words, code in zip(lookup.leads, lookup.words, codes, strict=True):
        state = pl.lit(pl.Series(lead)).gather(state * (len(words) + 1) + code)
    dtype = lookup.values.dtype
    column = worked_from(asked, pl.lit(lookup.values).gather(state), dtype)
    return bounded(replace(column, known=all_known(asked)), lookup.low, lookup.high)


def edition_codes(table: Table, words: Sequence[Key], on: Column | None) -> pl.Expr:
    """Return which edition rules, by its place among those with rows, counted from 1; else 0."""
    if on is None:
        first = 1 if table.editions[0].name in words else NOWHERE
        return pl.when(pl.col("number").is_not_null()).then(pl.lit(first, SMALL))
    place = {word: 1 + at for at, word in enumerate(words)}
    ruling = pl.lit(NOWHERE, SMALL)
    for edition in table.editions:
        here = on.spread.is_between(edition.first_day, edition.last_day)
        code = pl.lit(place.get(edition.name, NOWHERE), SMALL)
        ruling = pl.when(here).then(code).otherwise(ruling)
    return pl.when(on.spread.is_not_null()).then(ruling)


def edition_of(table: Table, on: Column) -> Column:
    """Return the name of the edition that rules on the day; absent where none does."""
    names = pl.Enum([edition.name for edition in table.editions])
    code = edition_codes(table, [edition.name for edition in table.editions], on)
    values = pl.Series([None, *names.categories], dtype=names)
    column = worked_from([on], pl.lit(values).gather(code), names)
    return replace(column, known=all_known([on]))


def _code(key: Column, words: Sequence[Key]) -> pl.Expr:
    """Return the place of a key's value among the words, counted from 1; 0 where it is not one."""
    if isinstance(key.dtype, pl.Enum):
        place = {word: 1 + at for at, word in enumerate(words)}
        codes = [place.get(word, NOWHERE) for word in key.dtype.categories]
        return pl.lit(pl.Series(codes, dtype=SMALL)).gather(key.value.to_physical())
    if key.dtype == FLAG:
        yes, no = (1 + words.index(each) if each in words else NOWHERE for each in (True, False))
        return pl.when(key.value).then(pl.lit(yes, SMALL)).when(~key.value).then(pl.lit(no, SMALL))
    if key.dtype != TEXT and _are_small(words):
        return _code_of_small_number(key.whole, [int(word) for word in words])
    series = pl.Series(list(words), dtype=TEXT if key.dtype == TEXT else WHOLE)
    places = pl.Series(range(1, len(words) + 1), dtype=SMALL)
    value = key.value if key.dtype == TEXT else key.whole
    known = value.replace_strict(series, places, default=NOWHERE, return_dtype=SMALL)
    return pl.when(value.is_not_null()).then(known)


def _are_small(words: Sequence[Key]) -> bool:
    return all(isinstance(word, int) and 0 <= word < WIDEST_RUN for word in words)


def _code_of_small_number(value: pl.Expr, words: Sequence[int]) -> pl.Expr:
    """Take the places of numbers from an array; whatever lies below or beyond it is not a key."""
    places = np.full(max(words) + 3, NOWHERE, np.int32)
    places[np.array(words) + 1] = np.arange(1, len(words) + 1)
    return pl.lit(pl.Series(places)).gather(value.clip(-1, max(words) + 1) + 1)


def _series(values: list[object], kind: Kind) -> pl.Series:
    if kind in (Kind.MONEY, Kind.COUNT, Kind.PERCENT):
        return pl.Series(values, dtype=WHOLE)
    if kind in (Kind.DAY, Kind.MONTH):
        return pl.Series(values, dtype=DATE)
    texts = dict.fromkeys(str(value) for value in values if value is not None)
    return pl.Series(values, dtype=pl.Enum(list(texts)))


def _bounds(values: Sequence[int | str | date]) -> tuple[int, int]:
    numbers = [
        (value - EPOCH).days if isinstance(value, date) else value
        for value in values
        if isinstance(value, int | date)
    ]
    return min(numbers, default=0), max(numbers, default=0)
