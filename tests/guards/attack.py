"""How does an intruder with the application's password speak to the database, and hear a no?"""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tests.builders import AREAS
from tests.conftest import Database

Raw = psycopg.Connection[Any]


class NobodyRefused(AssertionError):
    """What should have been refused was taken."""


def speak(raw: Raw, username: str, areas: tuple[str, ...] = AREAS, verb: str = "") -> None:
    """Say for this transaction who speaks, as foundation/offices/acting.py does."""
    raw.execute(
        "select set_config('app.officer', id::text, true), set_config('app.areas', %s, true),"
        " set_config('app.verb', %s, true) from offices_officer where username = %s",
        ["{" + ",".join(areas) + "}", verb, username],
    )


@contextmanager
def refused(raw: Raw, by: str) -> Iterator[None]:
    """Expect a no by this SQLSTATE or constraint; what is deferred is asked at once."""
    said: tuple[str | None, ...] = ()
    try:
        with raw.transaction():
            yield
            raw.execute("set constraints all immediate")
    except psycopg.Error as no:
        said = (no.sqlstate, no.diag.constraint_name, str(no))
    if not said:
        raise NobodyRefused(by)
    assert by in said, f"refused by {said}, not by {by}"


@contextmanager
def accepted(raw: Raw) -> Iterator[None]:
    """Expect no no, deferred guards included."""
    yield
    raw.execute("set constraints all immediate")
    raw.execute("set constraints all deferred")


def insert(raw: Raw, table: str, row: Mapping[str, Any]) -> int:
    """Insert one row and return its key."""
    statement = sql.SQL("insert into {} ({}) values ({}) returning id").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(sql.Placeholder() for _ in row),
    )
    # What the database keeps as jsonb comes back as a dictionary, and goes in as one.
    values = [Jsonb(each) if isinstance(each, dict) else each for each in row.values()]
    return int(one(raw, statement, *values))


def change(raw: Raw, table: str, key: int, **columns: Any) -> None:
    """Change columns of one row, which must be there to be changed."""
    statement = sql.SQL("update {} set {} where id = %s").format(
        sql.Identifier(table),
        sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in columns),
    )
    assert raw.execute(statement, [*columns.values(), key]).rowcount == 1, f"no {table} {key}"


def one(raw: Raw, query: str | sql.Composed, *arguments: Any) -> Any:
    """Return the one value a query answers with."""
    found = raw.execute(query, arguments).fetchall()
    assert len(found) == 1, f"{len(found)} rows: {query!r}"
    return found[0][0]


def row_of(raw: Raw, query: str, *arguments: Any) -> dict[str, Any]:
    """Return the one row a query answers with, by column."""
    with raw.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(query, arguments).fetchall()
    assert len(found) == 1, f"{len(found)} rows: {query}"
    return dict(found[0])


def copied(raw: Raw, table: str) -> dict[str, Any]:
    """Return a row like the first of a table, without its key."""
    row = row_of(raw, f"select * from {table} order by id limit 1")
    del row["id"]
    return row


def rearm(bare: Raw, table: str, trigger: str = "user") -> None:
    """Let the triggers of one table fire again, or one of them."""
    bare.execute("set constraints all immediate")  # what is pending would hold the table
    bare.execute("set constraints all deferred")
    bare.execute("reset role")
    bare.execute(f"alter table {table} enable trigger {trigger}")
    bare.execute("set local role jineng_app")


def officer(raw: Raw, username: str) -> int:
    """Return the key of an officer."""
    return int(one(raw, "select id from offices_officer where username = %s", username))


def twin(raw: Raw, username: str) -> int:
    """Give the natural person behind an account a second account; return its key."""
    copied = row_of(raw, "select * from offices_officer where username = %s", username)
    del copied["id"]
    return insert(raw, "offices_officer", copied | {"username": f"{username}-2"})


def crossed(
    database: Database, first: Callable[[Raw], object], second: Callable[[Raw], object]
) -> str:
    """Let a second act begin while a first is open; return by what the second was refused.

    The second begins when the first has done everything but commit, and the first commits when the
    second waits for it, or is done.
    """
    with psycopg.connect(database.app_url) as one_raw, psycopg.connect(database.app_url) as other:
        speak(one_raw, "finance_maker")
        first(one_raw)
        with ThreadPoolExecutor() as threads:
            answer = threads.submit(_told, other, second)
            with psycopg.connect(database.admin_url, autocommit=True) as watching:
                while not answer.done() and not one(watching, _WAITS, other.info.backend_pid):
                    time.sleep(0.005)
            one_raw.commit()
            return answer.result()


_WAITS = "select count(*) from pg_locks where pid = %s and not granted"


def _told(raw: Raw, act: Callable[[Raw], object]) -> str:
    try:
        speak(raw, "finance_maker")
        act(raw)
        raw.commit()
    except psycopg.Error as no:
        raw.rollback()
        return no.diag.constraint_name or no.sqlstate or ""
    return ""
