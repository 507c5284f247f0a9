"""Claims and grants of a few people, drawn from a seed, and what the engine says one by one."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from jineng.policy.language.answer import Grant, Outcome
from jineng.policy.language.glossary import FactWord, Kind
from jineng.policy.one.decide import decide
from jineng.policy.packs.plan import Plan
from tests.policy.random_packs import FACTS, KINDS, LEVELS

TEXTS = {
    "occupation": ("焊工", "保育师", ""),
    "level": ("", *LEVELS),
    "place": ("津南", "河西", ""),
}
LARGEST = {pl.UInt8: 255, pl.Int32: 2**31 - 1, pl.Int64: 2**63 - 1, pl.UInt64: 2**63 - 1}
# Few days, so that claims meet on one; ends of months and of years, so that limits are met.
DAYS = (
    *(date(2024, 1, 10) + timedelta(n) for n in range(3)),
    date(2023, 11, 30),
    date(2023, 12, 31),
    date(2024, 1, 1),
    date(2024, 1, 30),
    date(2024, 1, 31),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2024, 3, 10),
)


@dataclass(frozen=True)
class Claim:
    """One claim: a fact left out is unknown, None is known to be absent."""

    number: int
    person: int
    on: date
    facts: dict[str, object]


@dataclass(frozen=True)
class Batch:
    """Claims in the order they came, and the grants of before, by person."""

    claims: Sequence[Claim]
    history: Mapping[int, tuple[Grant, ...]]


def random_batch(seed: int, *, claims: int = 100) -> Batch:
    """Draw a batch; the same seed gives the same one."""
    chance = random.Random(seed)
    persons = range(1, chance.choice((claims // 20, claims // 6, claims // 3)) + 2)
    unknown, absent = chance.choice((0.0, 0.01, 0.05)), chance.choice((0.02, 0.1))
    numbers = chance.sample(range(1000), claims)
    drawn = [
        Claim(number, chance.choice(persons), chance.choice(DAYS), _facts(chance, unknown, absent))
        for number in numbers
    ]
    # A class mostly begins on the day that orders the claims, so that windows meet grants.
    for claim in drawn:
        if "started_on" in claim.facts and chance.random() < 0.6:
            claim.facts["started_on"] = claim.on
    history = {
        person: tuple(_grant(chance) for _ in range(chance.choice((0, 0, 1, 3))))
        for person in persons
    }
    return Batch(drawn, history)


def _facts(chance: random.Random, unknown: float, absent: float) -> dict[str, object]:
    return {
        word.id: None if word.nullable and chance.random() < absent else _value(chance, word)
        for word in FACTS
        if chance.random() >= unknown
    }


def _value(chance: random.Random, word: FactWord) -> object:
    makers = {
        Kind.WORD: lambda: chance.choice(word.words),
        Kind.TEXT: lambda: chance.choice(TEXTS.get(word.id, ("某", ""))),
        Kind.DAY: lambda: _day(chance),
        Kind.MONTH: lambda: chance.choice((date(2023, 12, 1), date(2024, 1, 1), date(2024, 2, 1))),
        Kind.DAYS: lambda: tuple(_day(chance) for _ in range(chance.choice((0, 1, 1, 2, 4)))),
        Kind.COUNT: lambda: chance.choice((0, 1, 2, 3, 12, 13, 35, 60, 80)),
        Kind.MONEY: lambda: chance.choice((0, 1, 50, 33_333, 100_000, 123_457)),
        Kind.PERCENT: lambda: chance.choice((0, 10, 25, 40)),
        Kind.FLAG: lambda: chance.random() < 0.5,
    }
    return makers[word.kind]()


def _day(chance: random.Random) -> date:
    if chance.random() < 0.01:
        return chance.choice((date.min, date.max, date(2003, 12, 31)))
    return chance.choice(DAYS)


def _grant(chance: random.Random) -> Grant:
    return Grant(
        kind=chance.choice((*KINDS, "别的补贴")),
        occupation=chance.choice(TEXTS["occupation"]),
        level=chance.choice((*TEXTS["level"], "专项")),
        on=_day(chance),
        fen=chance.choice((0, 1, 80_000, 100_000)),
    )


def one_by_one(plan: Plan, batch: Batch) -> list[tuple[object, ...]]:
    """Return (number, outcome, fen, rule, holds, unknown) of every claim, each in its turn."""
    rules = {rule.id: rule for rule in plan.rules}
    history = {person: list(grants) for person, grants in batch.history.items()}
    answers = {}
    for claim in sorted(batch.claims, key=lambda each: (each.on, each.number)):
        mine = history[claim.person]
        answer = decide(plan, claim.facts, tuple(mine))
        verdicts = [result.verdict for result in answer.results]
        holds = sum(1 << n for n, verdict in enumerate(verdicts) if verdict)
        unknown = sum(1 << n for n, verdict in enumerate(verdicts) if verdict is None)
        answers[claim.number] = (str(answer.outcome), answer.fen, answer.rule, holds, unknown)
        if answer.outcome == Outcome.GRANTED:
            occupation, level = (
                str(claim.facts.get(each) or "") for each in ("occupation", "level")
            )
            kind = rules[answer.rule].kind
            mine.append(Grant(kind, occupation, level, claim.on, answer.fen))
    return [(claim.number, *answers[claim.number]) for claim in batch.claims]


def tables_of(
    batch: Batch, seed: int, words: Sequence[FactWord] = FACTS
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the claims and the grants as tables, their columns of whatever type may come."""
    chance = random.Random(seed)
    columns = [
        pl.Series("number", [claim.number for claim in batch.claims]),
        pl.Series("person", [claim.person for claim in batch.claims]),
        pl.Series("on", [claim.on for claim in batch.claims]),
    ]
    for word in words:
        told = [word.id in claim.facts for claim in batch.claims]
        if any(told) or chance.random() < 0.5:
            columns += _columns(word, batch, chance)
    grants = [(person, grant) for person, of in batch.history.items() for grant in of]
    chance.shuffle(grants)
    history = pl.DataFrame(
        [(person, g.kind, g.occupation, g.level, g.on, g.fen) for person, g in grants],
        schema={
            "person": pl.Int64,
            "kind": pl.String,
            "occupation": pl.String,
            "level": pl.String,
            "on": pl.Date,
            "fen": pl.Int64,
        },
        orient="row",
    )
    claims = pl.DataFrame(columns)
    if chance.random() < 0.3:
        name = pl.format("人{}", pl.col("person")).alias("person")
        claims, history = claims.with_columns(name), history.with_columns(name)
    if chance.random() < 0.3:
        history = history.with_columns(pl.col("kind", "level").cast(pl.Categorical))
    return claims, history


def _columns(word: FactWord, batch: Batch, chance: random.Random) -> list[pl.Series]:
    """Return a fact as a column, beside it where it is unknown though it may be absent."""
    cells = [claim.facts.get(word.id) for claim in batch.claims]
    told = [word.id in claim.facts for claim in batch.claims]
    columns = []
    if word.nullable and (not all(told) or chance.random() < 0.2):
        columns.append(pl.Series(f"{word.id}?", [not each for each in told]))
        # What stands in a cell that is marked as unknown must not matter.
        some = _value(chance, word)
        cells = [
            cell if known or chance.random() < 0.5 else some
            for cell, known in zip(cells, told, strict=True)
        ]
    if word.kind == Kind.WORD and not word.nullable and chance.random() < 0.3:
        cells = ["" if cell is None else cell for cell in cells]
    dtype = chance.choice(_types(word, cells))
    values = [list(cell) if isinstance(cell, tuple) else cell for cell in cells]
    return [pl.Series(word.id, values, dtype=dtype), *columns]


def _types(word: FactWord, cells: Sequence[object]) -> list:
    texts = sorted({str(cell) for cell in cells if isinstance(cell, str)} | {*word.words, "", "他"})
    most = max((cell for cell in cells if isinstance(cell, int)), default=0)
    whole = [dtype for dtype in (pl.Int64, pl.UInt8, pl.Int32, pl.UInt64) if most <= LARGEST[dtype]]
    types = {
        Kind.WORD: [pl.String, pl.Enum(texts), pl.Categorical],
        Kind.TEXT: [pl.String, pl.Enum(texts), pl.Categorical],
        Kind.DAY: [pl.Date],
        Kind.MONTH: [pl.Date],
        Kind.DAYS: [pl.List(pl.Date)],
        Kind.COUNT: whole,
        Kind.MONEY: whole,
        Kind.PERCENT: whole,
        Kind.FLAG: [pl.Boolean],
    }
    return types[word.kind]
