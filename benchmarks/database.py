"""How long does a province take from PostgreSQL to PostgreSQL?"""

import statistics
from collections.abc import Iterator

import polars as pl
import psycopg
from adbc_driver_postgresql.dbapi import connect

from benchmarks.decisions import NEEDED
from benchmarks.goals import Bench, Line, equal, median
from benchmarks.population import Size, population
from jineng.foundation.database import launcher


def postgres(bench: Bench) -> Iterator[Line]:
    """Claims and history out of the embedded server, decided, decisions back in, committed."""
    size = population(bench.size)
    with launcher.running(bench.out / "postgres") as cluster:
        address = cluster.url("postgres", "postgres")
        fill(address, size)
        runs = []
        for turn in range(bench.rounds):
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute("checkpoint")
            [[run]] = bench.beside(("postgres_round", address, f"decisions_{turn}"), rounds=1)
            runs.append(run)
    launcher.remove(bench.out / "postgres")
    parts = {
        part: statistics.median(run.told["parts"][part] for run in runs)
        for part in runs[0].told["parts"]
    }
    told = ", ".join(f"{part} {seconds:.2f}" for part, seconds in parts.items())
    what = f"{size.claims:,} claims from PostgreSQL to PostgreSQL"
    yield bench.at_most(what, median(runs), 4, "s", f" ({told})")
    left = size.claims - min(run.told["claims"] for run in runs)
    yield equal(f"{what}: all decided", {"claims": left} if left else {})


def fill(address: str, size: Size) -> None:
    """Lay the claims and the history of a size into two tables, words as text."""
    claims = pl.read_parquet(size.claim_files, columns=NEEDED)
    history = pl.read_parquet(size.history_files)
    with connect(address) as connection, connection.cursor() as cursor:
        for name, table in (("claims", claims), ("history", history)):
            plain = table.with_columns(pl.col(pl.Enum).cast(pl.String)).to_arrow()
            cursor.adbc_ingest(name, plain, mode="create")
        connection.commit()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("vacuum analyze")
