"""One PostgreSQL for the test session, one migrated template, one copy for each worker.

Django's connection speaks as the application role, never as owner or superuser, so every test meets
the same grants, guards and row-level security as production. Tests that need commits, threads or
processes take `own_database`; tests that attack the guards take `app_sql`.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pytest_django.plugin import blocking_manager_key

from jineng.cli import opening
from jineng.foundation.database import launcher
from jineng.foundation.database.roles import APP, let_the_past_be_posted, prepare

TEMPLATE = "template_jineng"
SERVER = "JINENG_TEST_SERVER"
_cluster: list[tuple[launcher.Cluster, Path]] = []


def pytest_configure(config: pytest.Config) -> None:
    """Start the server once, in the process that starts the workers."""
    os.environ.setdefault("JINENG_FIELD_KEY", secrets.token_hex(32))
    settings.FIELD_KEY = os.environ["JINENG_FIELD_KEY"]
    settings.SECRET_KEY = secrets.token_hex(32)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if SERVER not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="jineng-tests-"))
        cluster = launcher.start(folder)
        _cluster.append((cluster, folder))
        os.environ[SERVER] = cluster.url("postgres", "postgres")
        prepare(os.environ[SERVER], TEMPLATE)
        with config.stash[blocking_manager_key].unblock():
            opening.migrate(named(TEMPLATE))
        # The stories of the tests are of 2024.
        let_the_past_be_posted(named(TEMPLATE))
    os.environ.pop("DATABASE_URL", None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server where it was started."""
    while _cluster:
        cluster, folder = _cluster.pop()
        connection.close()
        launcher.leave(cluster)
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Database:
    """A database of a test's own: addresses for the application role and for the superuser."""

    app_url: str
    admin_url: str


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: object) -> Iterator[None]:
    """Give this worker its copy of the template, and point Django at it."""
    made = copy_of(TEMPLATE)
    opening.speak_to(made.app_url)
    yield
    connection.close()
    drop(made)


@pytest.fixture
def own_database(django_db_blocker: object) -> Iterator[Database]:
    """A committed copy of the template, dropped afterwards; Django speaks to it meanwhile."""
    before = dict(connection.settings_dict)
    made = copy_of(TEMPLATE)
    opening.speak_to(made.app_url)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield made
        connection.close()
    connection.settings_dict.update(before)
    drop(made)


@pytest.fixture
def app_sql(own_database: Database) -> Iterator[psycopg.Connection]:
    """A plain connection as the application role, as an intruder with its password would have."""
    with psycopg.connect(own_database.app_url, autocommit=True) as raw:
        yield raw


def named(database: str) -> str:
    """Return the superuser's address of a database of the test server."""
    return make_conninfo(os.environ[SERVER], dbname=database)


def as_app(database: str) -> str:
    """Return the application role's address of a database of the test server."""
    return make_conninfo(named(database), user=APP)


def copy_of(template: str) -> Database:
    """Make a database of its own from a template."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(os.environ[SERVER], autocommit=True) as admin:
        # One copy at a time: a template that is being copied cannot be copied again.
        admin.execute("select pg_advisory_lock(20240228)")
        admin.execute(
            sql.SQL("create database {} template {} strategy file_copy").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    return Database(as_app(name), named(name))


def drop(made: Database) -> None:
    """Remove a copy, whoever still speaks to it."""
    name = str(conninfo_to_dict(made.admin_url)["dbname"])
    with psycopg.connect(os.environ[SERVER], autocommit=True) as admin:
        admin.execute(
            sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        )
