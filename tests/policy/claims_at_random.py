"""Claims nobody wrote: any number for any plan, full of unknowns, absences and borders."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
import pyarrow as pa

from jineng.policy.language import walk
from jineng.policy.language.answer import Grant
from jineng.policy.language.glossary import FactWord, Kind
from jineng.policy.language.history import exprs_of, histories_of, history_column
from jineng.policy.language.tree import EditionOf, Expr, Fact, Literal, Looked, OneOf
from jineng.policy.packs.plan import Plan

TYPES = {
    Kind.WORD: pl.String,
    Kind.TEXT: pl.String,
    Kind.DAY: pl.Date,
    Kind.MONTH: pl.Date,
    Kind.COUNT: pl.Int64,
    Kind.MONEY: pl.Int64,
    Kind.PERCENT: pl.Int64,
    Kind.FLAG: pl.Boolean,
}
DAYS = (
    *(date(2024, 1, 25) + timedelta(days=6 * n) for n in range(60)),
    *(date(2024, month, 1) - timedelta(days=1) for month in range(1, 13)),
    *(date(2021, 2, 28), date(2020, 2, 29), date(1964, 2, 29), date(2003, 12, 31)),
    *(date(2099, 1, 1), date(9999, 9, 30), date.min, date.max),
)
POOLS: dict[Kind, tuple[object, ...]] = {
    Kind.TEXT: ("", "焊工", "养老护理员", "五级", "四级", "一级"),
    Kind.DAY: DAYS,
    Kind.MONTH: tuple(day.replace(day=1) for day in DAYS),
    Kind.COUNT: (0, 1, 2, 3, 5, 6, 7, 11, 12, 13, 35, 36, 37, 48, 60, 79, 80, 81, 100),
    Kind.MONEY: (0, 1, 49, 50, 99, 12_345, 26_000, 99_999, 160_000, 300_000, 123_456_789),
    Kind.PERCENT: (0, 1, 10, 25, 33, 50, 100, 120),
    Kind.FLAG: (True, False),
}

UNKNOWN = object()


@dataclass(frozen=True)
class Claims:
    """Claims as a table for engines that take many, and as facts and history for `decide`.

    `granted` is the history as a table, by person; every claim is of a person of its own.
    """

    table: pl.DataFrame
    granted: pl.DataFrame
    facts: list[dict[str, object]]
    histories: list[tuple[Grant, ...]]


def claims_for(
    plan: Plan, count: int, *, near: Sequence[Mapping[str, object]] = (), seed: int = 1
) -> Claims:
    """Make claims with the facts of a plan: about one fact in ten unknown, one in ten absent.

    Two thirds of them lie near one of the cases given, a fact or two apart, so that rules far
    down a page are reached.
    """
    chance = np.random.default_rng(seed)
    words = plan.facts.values()
    beside = chance.integers(-len(near) // 2, len(near), count) if near else np.full(count, -1)
    drawn = {word.id: _drawn(word, plan, near, beside, chance) for word in words}
    facts = [_told(drawn, row) for row in zip(*drawn.values(), strict=True)] or [{}] * count
    histories = _histories(plan, count, chance)
    columns: dict[str, object] = {"number": range(count), "person": range(count)}
    columns["on"] = pl.Series(_picked(DAYS[:70], chance.integers(0, 70, count)), dtype=pl.Date)
    for word in words:
        known = [None if each is UNKNOWN else each for each in drawn[word.id]]
        columns[word.id] = _column(known, word.kind)
        if word.nullable:
            columns[f"{word.id}?"] = [each is UNKNOWN for each in drawn[word.id]]
    table = pl.DataFrame(columns | _counts(plan, facts, histories))
    return Claims(table, _granted(histories), facts, histories)


def _column(values: list[object], kind: Kind) -> pl.Series:
    if kind == Kind.DAYS:
        return pl.Series(pa.array(values, pa.list_(pa.date32())))
    return pl.Series(values, dtype=TYPES[kind])


def _told(names: Iterable[str], row: Iterable[object]) -> dict[str, object]:
    told = zip(names, row, strict=True)
    return {name: value for name, value in told if value is not UNKNOWN}


def _drawn(
    word: FactWord,
    plan: Plan,
    near: Sequence[Mapping[str, object]],
    beside: np.ndarray,
    chance: np.random.Generator,
) -> list[object]:
    """Draw values of a fact, most of a claim near a case as in that case."""
    count, pool = len(beside), [*_pool(word, plan), None, UNKNOWN, *_values(word, near)]
    at = chance.integers(0, len(pool) - len(near) - 2, count)
    at[chance.random(count) < 0.1] = len(pool) - len(near) - 2
    at[chance.random(count) < 0.1] = len(pool) - len(near) - 1
    keeps = (beside >= 0) & (chance.random(count) < 1 - 1.5 / max(len(plan.facts), 2))
    return _picked(pool, np.where(keeps, len(pool) - len(near) + beside, at))


def _values(word: FactWord, near: Sequence[Mapping[str, object]]) -> list[object]:
    return [each.get(word.id, UNKNOWN) for each in near]


def _picked(pool: Sequence[object], at: np.ndarray) -> list[object]:
    return [pool[each] for each in at.tolist()]


def _pool(word: FactWord, plan: Plan) -> list[object]:
    """Values of the kind, and those at which the rules themselves turn."""
    if word.kind == Kind.WORD:
        return [*word.words * 4, ""]
    if word.kind == Kind.DAYS:
        return [(), (), *((day,) for day in DAYS), *zip(DAYS, DAYS[::-1], strict=True)]
    found = set(POOLS[word.kind]) | set(word.order)
    for expr in _parts(plan):
        found.update(_turns(expr, word))
    return sorted(found, key=str)


def _parts(plan: Plan) -> Iterator[Expr | OneOf]:
    for rule in plan.rules:
        yield from (each for each in walk.comparisons(rule.condition) if isinstance(each, OneOf))
        for expr in exprs_of(rule):
            yield from walk.nodes(expr)


def _turns(expr: Expr | OneOf, word: FactWord) -> Iterator[object]:
    match expr:
        case OneOf(Fact(id=word.id), values):
            yield from values
        case Literal(int(value), kind) if kind == word.kind and not isinstance(value, bool):
            yield from (value + step for step in (-1, 0, 1) if value + step >= 0)
        case Literal(date() as day) if word.kind == Kind.DAY:
            yield from _around(day)
        case Looked(table=table, keys=keys):
            at = [n for n, key in enumerate(keys) if isinstance(key, Fact) and key.id == word.id]
            for edition in table.editions:
                yield from (key[n] for key, _ in edition.rows for n in at)
            yield from _borders(table, word)
        case EditionOf(table):
            yield from _borders(table, word)


def _borders(table: object, word: FactWord) -> Iterator[object]:
    if word.kind == Kind.DAY:
        for edition in table.editions:
            yield from (*_around(edition.first_day), *_around(edition.last_day))


def _around(day: date) -> Iterator[date]:
    steps = (timedelta(days=n) for n in (-1, 0, 1))
    if date.min < day < date.max:
        yield from (day + step for step in steps)


def _histories(plan: Plan, count: int, chance: np.random.Generator) -> list[tuple[Grant, ...]]:
    """One in two has none; the others one to three grants, mostly of kinds the rules count."""
    kinds = [kind for each in histories_of(plan.rules) for kind in each.kinds] or ["别的"]
    made = [
        Grant(
            kind=str(chance.choice([*kinds, "别的"])),
            occupation=str(chance.choice(["焊工", "养老护理员", "电工"])),
            level=str(chance.choice(["五级", "四级", "一级", ""])),
            on=DAYS[chance.integers(0, 72)],
            fen=int(chance.integers(0, 300_000)),
        )
        for _ in range(200)
    ]
    pool = [tuple(made[at] for at in chance.integers(0, 200, n)) for n in (0, 1, 2, 3) * 100]
    pool += [()] * 200
    return [pool[at] for at in chance.integers(0, len(pool), count).tolist()]


def _counts(
    plan: Plan, facts: list[dict[str, object]], histories: list[tuple[Grant, ...]]
) -> dict[str, pl.Series]:
    asked = histories_of(plan.rules)
    if not asked:
        return {}
    told, count = plan.program.told, plan.program.histories
    rows = [count(told(f), h) for f, h in zip(facts, histories, strict=True)]
    columns = zip(*rows, strict=True)
    return {history_column(n): pl.Series(each, dtype=pl.Int64) for n, each in enumerate(columns)}


def _granted(histories: list[tuple[Grant, ...]]) -> pl.DataFrame:
    rows = [
        (person, each.kind, each.occupation, each.level, each.on, each.fen)
        for person, history in enumerate(histories)
        for each in history
    ]
    types = [pl.Int64, pl.String, pl.String, pl.String, pl.Date, pl.Int64]
    names = ["person", "kind", "occupation", "level", "on", "fen"]
    return pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")
