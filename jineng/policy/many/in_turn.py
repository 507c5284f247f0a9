"""What do several plans say to one table of claims, where a person may claim under two of them?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jineng.policy.language.answer import Answer, Grant, Outcome
from jineng.policy.language.glossary import FactWord, Kind
from jineng.policy.language.rule import Rule
from jineng.policy.many.checked import UNKNOWN as NOT_TOLD
from jineng.policy.many.decide_all import decide_all
from jineng.policy.one.decide import decide
from jineng.policy.packs.plan import Plan

PLAN, AT_ROW = "plan", "~at_row"
NO_RULE, NO_CLAUSE = "no_rule_says", "没有规定"
OUTCOMES = [str(each) for each in Outcome]
GRANTED = OUTCOMES.index(Outcome.GRANTED)
DECIDED = {
    "outcome": pl.UInt8,
    "fen": pl.Int64,
    "at": pl.UInt32,
    "holds": pl.UInt64,
    "unknown": pl.UInt64,
}


@dataclass(frozen=True)
class Plans:
    """Plans that answer together, each for its own claims.

    A rule of any of them is known by its place `at` among all: those of the first plan, then its
    “no rule says”, then those of the second, and so on.
    """

    plans: tuple[Plan, ...]

    @cached_property
    def rules(self) -> tuple[Rule | None, ...]:
        """Every rule by its place; None where no rule says."""
        return tuple(rule for plan in self.plans for rule in (*plan.rules, None))

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """The place of the first rule of each plan."""
        lengths = [len(plan.rules) + 1 for plan in self.plans]
        return np.cumsum([0, *lengths[:-1]], dtype=np.int64)

    def told(self, what: str) -> list[str]:
        """Return the id, the clause or the payee of every rule, by its place."""
        if what != "payee":
            nothing = {"id": NO_RULE, "clause": NO_CLAUSE}[what]
            return [getattr(rule, what) if rule else nothing for rule in self.rules]
        return [
            (rule.payee if rule else "") or plan.payee
            for plan in self.plans
            for rule in (*plan.rules, None)
        ]


def decide_under(
    plans: Plans, claims: pl.DataFrame, history: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Decide claims in their turn, each under its own plan, in one sequence for each person.

    `claims` and `history` are those of decide_all; where there are several plans, `claims` says in
    a column `plan` under which each stands, counted from 0. Returns, in the order given, outcome (a
    place among OUTCOMES), fen, at (see Plans), holds and unknown (bit i: the i-th rule of its
    plan). Raises WrongColumn.
    """
    if len(plans.plans) == 1:
        return _placed(decide_all(plans.plans[0], claims, history), 0)
    rows = claims.with_row_index(AT_ROW)
    several = rows.group_by("person").agg(pl.col(PLAN).n_unique()).filter(pl.col(PLAN) > 1)
    apart = rows.join(several, on="person", how="anti", maintain_order="left")
    found = [pl.DataFrame(schema={AT_ROW: pl.UInt32, **DECIDED})]
    for number, plan in enumerate(plans.plans):
        mine = apart.filter(pl.col(PLAN) == number)
        if mine.height:
            decided = _placed(decide_all(plan, mine, history), int(plans.starts[number]))
            found.append(decided.select(mine[AT_ROW], *DECIDED))
    together = rows.join(several, on="person", how="semi", maintain_order="left")
    found.append(_one_by_one(plans, together, history))
    return pl.concat(found).sort(AT_ROW).drop(AT_ROW)


def _placed(decided: pl.DataFrame, start: int) -> pl.DataFrame:
    return decided.select(
        pl.col("outcome").to_physical().cast(pl.UInt8),
        "fen",
        (pl.col("rule").to_physical().cast(pl.UInt32) + start).alias("at"),
        "holds",
        "unknown",
    )


def _one_by_one(plans: Plans, claims: pl.DataFrame, history: pl.DataFrame | None) -> pl.DataFrame:
    """Decide the few who claim under several plans: a grant under one uses up a time of another."""
    before = _grants_of(claims["person"], history)
    rows = []
    for row in claims.sort("on", "number").iter_rows(named=True):
        place = row[PLAN]
        plan, grants = plans.plans[place], before.setdefault(row["person"], [])
        answer = decide(plan, dict(_facts(row, plan.facts)), grants)
        rows.append((row[AT_ROW], *_decided(answer, plan, int(plans.starts[place]))))
        if answer.outcome == Outcome.GRANTED:
            grants.append(_grant(row, plan, answer))
    return pl.DataFrame(rows, schema={AT_ROW: pl.UInt32, **DECIDED}, orient="row")


def _facts(row: Mapping[str, Any], words: Mapping[str, FactWord]) -> Iterator[tuple[str, object]]:
    """Yield the facts of a row as `decide` takes them; one left out is unknown."""
    for fact_id, word in words.items():
        value = row.get(fact_id)
        is_told = fact_id in row and not row.get(fact_id + NOT_TOLD)
        if value is None and (not word.nullable or word.kind == Kind.DAYS):
            is_told = False
        if is_told:
            yield fact_id, tuple(value) if isinstance(value, list) else value


def _decided(answer: Answer, plan: Plan, start: int) -> tuple[int, int, int, int, int]:
    ids = [rule.id for rule in plan.rules]
    place = ids.index(answer.rule) if answer.rule in ids else len(ids)
    bits = list(enumerate(each.verdict for each in answer.results))
    holds = sum(1 << n for n, verdict in bits if verdict)
    unknown = sum(1 << n for n, verdict in bits if verdict is None)
    return OUTCOMES.index(answer.outcome), answer.fen, start + place, holds, unknown


def _grant(row: Mapping[str, Any], plan: Plan, answer: Answer) -> Grant:
    kind = next(rule.kind for rule in plan.rules if rule.id == answer.rule)
    occupation, level = row.get("occupation") or "", row.get("level") or ""
    return Grant(kind, occupation, level, row["on"], answer.fen)


def _grants_of(persons: pl.Series, history: pl.DataFrame | None) -> dict[object, list[Grant]]:
    found: dict[object, list[Grant]] = {}
    if history is None or persons.is_empty():
        return found
    theirs = history.filter(pl.col("person").is_in(persons.unique().implode()))
    for row in theirs.iter_rows(named=True):
        grant = Grant(
            row["kind"],
            row.get("occupation") or "",
            row.get("level") or "",
            row["on"],
            row.get("fen") or 0,
        )
        found.setdefault(row["person"], []).append(grant)
    return found
