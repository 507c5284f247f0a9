"""How do cases told one by one, with what was granted before, become tables for decide_all?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from jineng.policy.language.answer import Grant
from jineng.policy.language.glossary import FactWord, Kind
from jineng.policy.many.checked import UNKNOWN

TYPES: Mapping[Kind, Any] = {
    Kind.WORD: pl.String,
    Kind.TEXT: pl.String,
    Kind.DAY: pl.Date,
    Kind.MONTH: pl.Date,
    Kind.DAYS: pl.List(pl.Date),
    Kind.COUNT: pl.Int64,
    Kind.MONEY: pl.Int64,
    Kind.PERCENT: pl.Int64,
    Kind.FLAG: pl.Boolean,
}
GRANTS = {
    "person": pl.Int64,
    "kind": pl.String,
    "occupation": pl.String,
    "level": pl.String,
    "on": pl.Date,
    "fen": pl.Int64,
}


@dataclass(frozen=True)
class Told:
    """One case: the claim's number, whose it is, its day, and its facts as `decide` takes them."""

    number: int
    person: int
    on: date
    facts: Mapping[str, object]


def claims_of(cases: Sequence[Told], words: Mapping[str, FactWord]) -> pl.DataFrame:
    """Return the claims as decide_all reads them, a column for each fact in `words`.

    A fact left out of a case is unknown in it; None is known absence where the fact allows it.
    """
    columns = [
        pl.Series("number", [each.number for each in cases], pl.Int64),
        pl.Series("person", [each.person for each in cases], pl.Int64),
        pl.Series("on", [each.on for each in cases], pl.Date),
    ]
    for fact_id, word in words.items():
        cells = [_cell(each.facts.get(fact_id), word) for each in cases]
        columns.append(pl.Series(fact_id, cells, TYPES[word.kind]))
        untold = [fact_id not in each.facts for each in cases]
        if any(untold):
            columns.append(pl.Series(fact_id + UNKNOWN, untold, pl.Boolean))
    return pl.DataFrame(columns)


def grants_of(histories: Mapping[int, Iterable[Grant]]) -> pl.DataFrame:
    """Return what was granted to each person before as decide_all reads it."""
    rows = [
        (person, each.kind, each.occupation, each.level, each.on, each.fen)
        for person, grants in histories.items()
        for each in grants
    ]
    return pl.DataFrame(rows, schema=GRANTS, orient="row")


def _cell(value: object, word: FactWord) -> object:
    """A word nobody wrote is unknown; a list of days is a list."""
    if word.kind == Kind.WORD and value == "":
        return None
    return list(value) if isinstance(value, tuple) else value
