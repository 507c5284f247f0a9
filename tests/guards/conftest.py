"""The database the guards are attacked in: built once, and every attack is taken back."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from jineng.cli import opening
from tests.conftest import SERVER, TEMPLATE, Database, copy_of, drop
from tests.guards.attack import Raw, speak
from tests.guards.chain import beyond, chain
from tests.guards.sealed import Sealed, sealed

CHAIN = "template_chain"


@pytest.fixture(scope="session")
def chain_template(django_db_blocker: Any) -> str:
    """Build the chain once, whichever worker comes first; return the name of its database."""
    with psycopg.connect(os.environ[SERVER], autocommit=True) as admin:
        admin.execute("select pg_advisory_lock(20240229)")
        if not admin.execute("select 1 from pg_database where datname = %s", [CHAIN]).fetchone():
            made = _with_chain(django_db_blocker)
            admin.execute(f"alter database {made} rename to {CHAIN}")
    return CHAIN


@pytest.fixture(scope="session")
def attacked(chain_template: str) -> Iterator[Database]:
    """This worker's copy of the chain. Nothing is ever committed to it."""
    made = copy_of(chain_template)
    yield made
    drop(made)


@pytest.fixture
def raw(attacked: Database) -> Iterator[Raw]:
    """The application role in one transaction, heard as an officer of both counties."""
    with psycopg.connect(attacked.app_url) as connected:
        speak(connected, "finance_maker")
        yield connected
        connected.rollback()


@pytest.fixture
def bare(attacked: Database) -> Iterator[Raw]:
    """The application role while no trigger of ours fires: what constraints alone refuse."""
    with psycopg.connect(attacked.admin_url) as connected:
        guarded = connected.execute(
            "select distinct tgrelid::regclass::text from pg_trigger where not tgisinternal"
        )
        for (table,) in guarded.fetchall():
            connected.execute(f"alter table {table} disable trigger user")
        connected.execute("set local role jineng_app")
        speak(connected, "finance_maker")
        yield connected
        connected.rollback()


@pytest.fixture
def admin(attacked: Database) -> Iterator[Raw]:
    """The superuser, who goes round privileges and row-level security, but not round triggers."""
    with psycopg.connect(attacked.admin_url) as connected:
        yield connected
        connected.rollback()


@pytest.fixture
def own_chain(chain_template: str) -> Iterator[Database]:
    """A copy of the chain of a test's own, for commits and several connections."""
    made = copy_of(chain_template)
    yield made
    drop(made)


def _with_chain(blocker: Any) -> str:
    before = dict(connection.settings_dict)
    made = copy_of(TEMPLATE)
    opening.speak_to(made.app_url)
    with blocker.unblock():
        chain()
        beyond(made.admin_url)
        connection.close()
    name = str(connection.settings_dict["NAME"])
    connection.settings_dict.update(before)
    return name


@pytest.fixture(scope="module")
def sealed_chain(chain_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    """A chain whose trail is sealed in three blocks. Nothing more is ever committed to it."""
    made = copy_of(chain_template)
    yield sealed(made, tmp_path_factory.mktemp("home"))
    drop(made)


@pytest.fixture
def mighty(sealed_chain: Sealed) -> Iterator[Raw]:
    """The superuser with every trigger off, in the sealed chain; what it does is taken back."""
    with psycopg.connect(sealed_chain.database.admin_url) as connected:
        connected.execute("set session_replication_role = replica")
        yield connected
        connected.rollback()


@pytest.fixture
def own_sealed(own_chain: Database, tmp_path: Path) -> Sealed:
    """A sealed chain of a test's own, for commits."""
    return sealed(own_chain, tmp_path)
