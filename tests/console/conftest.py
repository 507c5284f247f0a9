"""A county whose season is paid and where work waits at every desk, as `jineng demo` leaves it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from psycopg import sql

from jineng.cli import opening
from jineng.cli.demo import AS_OF
from jineng.cli.demo_targets import set_targets
from jineng.cli.demo_waiting import leave_waiting
from jineng.cli.season_files import read_season
from jineng.cli.season_run import Run
from jineng.cli.season_steps import STEPS
from jineng.policy.packs.shelf import stock
from tests.conftest import SERVER, TEMPLATE, Database, as_app, copy_of, drop

COUNTY, UNDER_WAY = "template_county", "county_under_way"
SAMPLE = Path(__file__).parents[2] / "samples" / "anping-2024"


@pytest.fixture(scope="session")
def county_template(django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Take the sample season through once for all workers; return the template's name."""
    with psycopg.connect(os.environ[SERVER], autocommit=True) as admin:
        admin.execute("select pg_advisory_lock(20240229)")
        found = admin.execute("select 1 from pg_database where datname = %s", [COUNTY])
        if found.fetchone() is None:
            admin.execute(
                sql.SQL("create database {} template {} strategy file_copy").format(
                    sql.Identifier(UNDER_WAY), sql.Identifier(TEMPLATE)
                )
            )
            with django_db_blocker.unblock():  # type: ignore[attr-defined]
                _fill(tmp_path_factory.mktemp("bank"))
            admin.execute(
                sql.SQL("alter database {} rename to {}").format(
                    sql.Identifier(UNDER_WAY), sql.Identifier(COUNTY)
                )
            )
    return COUNTY


@pytest.fixture
def county(county_template: str, django_db_blocker: object) -> Iterator[Database]:
    """A committed copy of the county; Django speaks to it meanwhile."""
    before = dict(connection.settings_dict)
    made = copy_of(county_template)
    opening.speak_to(made.app_url)
    settings.DEMO = True
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield made
        connection.close()
    settings.DEMO = False
    connection.settings_dict.update(before)
    drop(made)


@pytest.fixture
def enter(county: Database) -> Callable[[str], Client]:
    """Enter the county as somebody, by the role card."""

    def entered(username: str) -> Client:
        client = Client()
        assert client.post(f"/enter/{username}/").status_code == 302, username
        return client

    return entered


@dataclass(frozen=True)
class Site:
    """A running server: its address, and the bank's folder."""

    url: str
    bank: Path


@pytest.fixture
def site(county: Database, tmp_path: Path) -> Iterator[Site]:
    """Serve the county from a process of its own, as `jineng serve --demo` does."""
    port, bank = _free_port(), tmp_path / "bank"
    bank.mkdir()
    told = {
        **os.environ,
        "DATABASE_URL": county.app_url,
        "JINENG_SECRET_KEY": settings.SECRET_KEY,
        "JINENG_FIELD_KEY": settings.FIELD_KEY,
        "JINENG_BANK": str(bank),
        "JINENG_HEADS": str(tmp_path / "heads"),
    }
    command = [sys.executable, "-m", "jineng.cli.main", "serve", "--demo", "--port", str(port)]
    server = subprocess.Popen(command, env=told, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, server)
        yield Site(f"http://127.0.0.1:{port}", bank)
    finally:
        server.terminate()
        server.wait(20)


def _fill(bank: Path) -> None:
    before = dict(connection.settings_dict)
    opening.speak_to(as_app(UNDER_WAY))
    shelf = stock(settings.PACKS)
    categories = frozenset(shelf.words("learner_category"))
    run = Run(read_season(SAMPLE, categories), shelf, categories, date.fromisoformat(AS_OF), bank)
    for _, step in STEPS:
        step(run)
    leave_waiting(shelf)
    set_targets(shelf)
    connection.close()
    connection.settings_dict.update(before)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert server.poll() is None, "the server did not start"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not answer within 30 s")
