"""The same plan asked of the same claims in every engine, with the answers in one form."""

from functools import cache

import duckdb
import polars as pl
from adbc_driver_postgresql import dbapi

from jineng.policy.many.decide_all import decide_all
from jineng.policy.one.decide import NO_RULE
from jineng.policy.one.settle import settle
from jineng.policy.packs.plan import Plan
from jineng.policy.sql.sql_dialects import DUCKDB, POSTGRES, SPARK, Dialect
from jineng.policy.sql.sql_text import sql_text
from tests.conftest import named
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
        by, values, verdicts, _ = program.read(facts, history)
        settled = settle(plan, values, history, (by, verdicts))
        rule = settled.by.rule.id if settled.by else NO_RULE
        rows.append((number, *_masks(verdicts), rule, settled.outcome.value, settled.fen))
    return pl.DataFrame(rows, schema=ANSWERS, orient="row")


def in_duckdb(plan: Plan, claims: Claims) -> pl.DataFrame:
    """Ask DuckDB, over the claims as an Arrow table."""
    return run_in_duckdb(select(plan, DUCKDB, claims), claims)


def run_in_duckdb(text: str, claims: Claims) -> pl.DataFrame:
    """Run a select over the claims."""
    with duckdb.connect() as database:
        database.register("claims", claims.table.to_arrow())
        return in_form(database.sql(text).pl())


def in_postgres(plan: Plan, claims: Claims) -> pl.DataFrame:
    """Ask the server of the tests, over the claims loaded into a table of the session."""
    server = _server()
    try:
        with server.cursor() as cursor:
            table = claims.table.to_arrow()
            cursor.adbc_ingest("claims", table, mode="replace", temporary=True)
            cursor.execute(select(plan, POSTGRES, claims))
            return in_form(pl.DataFrame(cursor.fetch_arrow_table()))
    finally:
        server.rollback()


def in_polars(plan: Plan, claims: Claims) -> pl.DataFrame:
    """Ask in bulk, with the grants of before as a table: each claim is of a person of its own."""
    return in_form(decide_all(plan, claims.table, claims.granted))


def in_spark(session: object, plan: Plan, claims: Claims) -> pl.DataFrame:
    """Ask a Spark Connect server."""
    session.createDataFrame(claims.table.to_arrow()).createOrReplaceTempView("claims")
    return in_form(pl.DataFrame(session.sql(select(plan, SPARK, claims)).toArrow()))


def select(plan: Plan, dialect: Dialect, claims: Claims) -> str:
    """Print the select over the table of claims."""
    return sql_text(plan, dialect, table="claims", columns=claims.table.columns)


def in_form(answers: pl.DataFrame) -> pl.DataFrame:
    """Return answers in the order of the claims, with the columns and types that all share."""
    return answers.select(list(ANSWERS)).cast(ANSWERS).sort("number")


def differing(answers: pl.DataFrame, others: pl.DataFrame) -> dict[str, int]:
    """Return in how many claims two engines differ, by column; {} where they agree."""
    assert answers.height == others.height
    counts = {name: int(answers[name].ne_missing(others[name]).sum()) for name in ANSWERS}
    return {name: count for name, count in counts.items() if count}


@cache
def _masks(truths: tuple[bool | None, ...]) -> tuple[int, int]:
    holds = sum(1 << n for n, truth in enumerate(truths) if truth)
    return holds, sum(1 << n for n, truth in enumerate(truths) if truth is None)


@cache
def _server() -> dbapi.Connection:
    return dbapi.connect(named("postgres"))
