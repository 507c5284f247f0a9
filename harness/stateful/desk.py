"""How is one act after another tried in one transaction that is taken back in the end?

Deferred guards are asked after each act, as at a commit. The session is a superuser's, so that the
books can be looked at whole and faults be planted; every act itself runs as the application role.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, transaction

from jineng.values.refusal import Refusal

TWINS = (
    # A second account of a person who takes the first step, in the post that takes the second.
    ("county_checker", "county_reviewer"),
    ("county_leader", "county_reviewer"),
    ("county_leader", "county_checker"),
    ("finance_checker", "finance_maker"),
    ("county_reviewer", "institution-PX001"),
)

COLLEAGUE = "-b"


class Broken(AssertionError):
    """Something that is promised is not true."""


@contextmanager
def example() -> Iterator[None]:
    """One example: whatever is done in it is taken back."""
    whole = transaction.atomic()
    whole.__enter__()
    try:
        run("set local role jineng_app")
        yield
    finally:
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


def attempt(act: Callable[[], object]) -> str:
    """Do an act as a transaction of its own; return its no: a refusal's name, a code, or none."""
    try:
        with transaction.atomic():
            act()
            run("set constraints all immediate")
            run("set constraints all deferred")
    except Refusal as no:
        return type(no).__name__
    except ObjectDoesNotExist:
        return "DoesNotExist"
    except (DatabaseError, psycopg.Error) as no:
        said = no.__cause__ if isinstance(no, DatabaseError) else no
        return getattr(said, "sqlstate", None) or str(no)
    except Broken:
        raise
    except Exception as crash:
        raise Broken(f"it stopped with {type(crash).__name__}: {crash}") from crash
    return ""


def run(statement: str, arguments: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run a statement and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments or None)
        return list(cursor.fetchall()) if cursor.description else []


def seen(statement: str, arguments: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Look at everything, past row-level security."""
    run("set local role postgres")
    found = run(statement, arguments)
    run("set local role jineng_app")
    return found


def as_superuser(statements: Sequence[str]) -> None:
    """Change the database itself: how a fault is planted."""
    run("set local role postgres")
    for statement in statements:
        run(statement)
    run("set local role jineng_app")


def raw() -> psycopg.Connection[Any]:
    """The connection beneath, for plain SQL in the same transaction."""
    connection.ensure_connection()
    found: psycopg.Connection[Any] = connection.connection
    return found


def make_twins() -> None:
    """Give some people a second account, in the post that takes the next step after theirs.

    And a colleague to each post of a second step, for when its officer took the first one.
    """
    for post, person in TWINS:
        run(
            """insert into offices_officer (username, name, natural_person, office_id, post_id,
                 areas, body_number, is_active, password)
               select %s || '-as-' || x.username, x.name, x.natural_person, p.office_id, p.post_id,
                 p.areas, '', true, '!'
               from offices_officer x, offices_officer p
               where x.username = %s and p.username = %s""",
            [post, person, post],
        )
    run(
        """insert into offices_officer (username, name, natural_person, office_id, post_id, areas,
             body_number, is_active, password)
           select username || %s, name, natural_person || %s, office_id, post_id, areas, '', true,
             '!' from offices_officer where username = any (%s)""",
        [COLLEAGUE, COLLEAGUE, ["county_checker", "county_leader", "finance_checker"]],
    )
