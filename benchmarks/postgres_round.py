"""How long does it take to decide claims that lie in PostgreSQL, and to lay the decisions there?

    .venv/bin/python -m benchmarks.postgres_round ADDRESS

Out as Arrow over ADBC, decided in memory, back by COPY, committed.
"""

import io
import sys

import polars as pl
import psycopg
from adbc_driver_postgresql.dbapi import Connection, connect
from jineng.policy.decide_all import decide_all

from benchmarks.stopwatch import Stopwatch
from benchmarks.training_plan import training_plan


def fetch(connection: Connection, table: str) -> pl.DataFrame:
    """Return all of a table."""
    with connection.cursor() as cursor:
        cursor.execute(f"table {table}")
        return pl.DataFrame(cursor.fetch_arrow_table())


def main() -> None:
    """Fetch, decide, lay back, and tell the seconds of each part."""
    plan = training_plan()
    watch = Stopwatch()
    with connect(sys.argv[1]) as connection:
        claims, history = (fetch(connection, table) for table in ("claims", "history"))
    watch.lap("out")
    decided = decide_all(plan, claims, history)
    watch.lap("decide")
    lines = io.BytesIO()
    decided.write_csv(lines, include_header=False)
    back = "copy decisions from stdin (format csv)"
    with psycopg.connect(sys.argv[1]) as connection, connection.cursor().copy(back) as copy:
        copy.write(lines.getbuffer())
    watch.lap("back")
    watch.tell(claims=len(decided))


if __name__ == "__main__":
    main()
