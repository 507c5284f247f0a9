"""The same plan asked of the same claims in every engine, with answers in one form."""

from collections.abc import Callable
from functools import cache

import duckdb
import polars as pl
import psycopg

from jineng.policy.decide import NO_RULE
from jineng.policy.plan import Plan
from jineng.policy.settle import settle
from jineng.policy.sql_dialects import DUCKDB, POSTGRES, SPARK, Dialect
from jineng.policy.sql_text import sql_text
from tests.policy.claims_at_random import Claims

ANSWERS = {
    "number": pl.Int64,
    "holds": pl.Int64,
    "unknown": pl.Int64,
    "rule": pl.String,
    "outcome": pl.String,
    "fen": pl.Int64,
}


def in_python(plan: Plan, claims: Claims) -> pl.DataFrame:
    """Ask the generated Python, case by case, as `decide` does."""
    program, rows = plan.program, []
    for number, (facts, history) in enumerate(zip(claims.facts, claims.histories, strict=True)):
        values = program.told(facts)
        weighed = program.weigh(values, history)
        settled = settle(plan, values, history, weighed)
        by = settled.by
        rule = by.rule.id if by else NO_RULE
        rows.append((number, *_masks(weighed[1]), rule, settled.outcome.value, settled.fen))
    return pl.DataFrame(rows, schema=ANSWERS, orient="row")


@cache
def _masks(truths: tuple[bool | None, ...]) -> tuple[int, int]:
    holds = sum(1 << n for n, truth in enumerate(truths) if truth)
    return holds, sum(1 << n for n, truth in enumerate(truths) if truth is None)


def select(plan: Plan, dialect: Dialect, claims: Claims, table: str = "claims") -> str:
    """Print the select over the table of claims."""
    return sql_text(plan, dialect, table=table, columns=claims.table.columns)


def in_duckdb(text: str, claims: Claims) -> pl.DataFrame:
    """Run a select in DuckDB."""
    with duckdb.connect() as database:
        database.register("claims", claims.table.to_arrow())
        return in_form(pl.from_arrow(database.execute(text).to_arrow_table()))


def in_form(answers: pl.DataFrame) -> pl.DataFrame:
    """Return answers in the order of the claims, with the columns and types all share."""
    return answers.select(list(ANSWERS)).cast(ANSWERS).sort("number")
