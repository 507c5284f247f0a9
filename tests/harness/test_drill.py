"""The database is lost, and comes back: to a moment, to its end, and never unnoticed too old."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from harness.crash.rounds import ROOT, bare, url
from harness.drill.acts import FIGURES
from jineng.foundation.database import launcher
from tests.cli.seasons import end_database, jineng

Say = Callable[[str], None]
FEW = 4


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Make folders for databases; what still runs in them is ended with the test."""
    made: list[Path] = []

    def make(name: str) -> Path:
        made.append(tmp_path / name)
        made[-1].mkdir()
        return made[-1]

    yield make
    for home in made:
        end_database(home)


def test_a_lost_database_comes_back_to_any_moment_and_to_its_end(
    homes: Callable[[str], Path], tmp_path: Path, say: Say
) -> None:
    home, store = homes("home"), tmp_path / "store"
    _county(home)
    _told("seal", "--once", "--home", home)
    begun = time.monotonic()
    _told("backup", "--home", home, "--to", store)
    say(f"backed up in {time.monotonic() - begun:.1f} s")
    noted = _acts(home, 0, FEW)
    chosen = noted[FEW // 2]
    _told("backup", "--home", home, "--to", store, "--log")
    shutil.rmtree(home / "database")

    then = _restored(homes("then"), home, store, say, chosen["moment"])
    end = _restored(homes("end"), home, store, say)

    assert _figures(then) == chosen["figures"]
    assert _figures(end) == noted[-1]["figures"]
    for each in (then, end):
        checked = jineng("verify", "--home", each)
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_database_older_than_what_was_published_is_refused_and_named(
    homes: Callable[[str], Path], tmp_path: Path, say: Say
) -> None:
    home, store = homes("home"), tmp_path / "store"
    _county(home)
    _told("backup", "--home", home, "--to", store)
    [old, *_] = _acts(home, 0, 2)
    _told("seal", "--once", "--home", home)
    _told("backup", "--home", home, "--to", store, "--log")

    older = _restored(homes("older"), home, store, say, old["moment"])
    whole = _restored(homes("whole"), home, store, say)

    refused = jineng("seal", "--once", "--home", older)
    assert refused.returncode == 1
    assert "旧备份" in refused.stderr
    checked = jineng("verify", "--home", older)
    assert checked.returncode == 1
    assert "链头" in checked.stdout
    assert jineng("seal", "--once", "--home", whole).returncode == 0
    assert jineng("verify", "--home", whole).returncode == 0


def test_a_dump_of_the_database_is_restored_row_for_row(
    homes: Callable[[str], Path], tmp_path: Path
) -> None:
    home = homes("home")
    _county(home)
    _acts(home, 0, 1)
    dump = tmp_path / "jineng.dump"

    with launcher.running(home / "database") as cluster:
        _program(cluster, "pg_dump", "-Fc", "-f", dump, "jineng")
        with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as admin:
            admin.execute("create database again owner jineng_owner")
        _program(cluster, "pg_restore", "--exit-on-error", "-d", "again", dump)
        found = [_rows(cluster.url(name, "postgres")) for name in ("jineng", "again")]
        with psycopg.connect(cluster.url("again", "postgres"), autocommit=True) as admin:
            admin.execute("create extension amcheck")
        _program(cluster, "pg_amcheck", "--heapallindexed", "again")

    assert found[0] == found[1]
    assert len(found[0]) > 40


def _county(home: Path) -> None:
    command = [sys.executable, "-m", "harness.crash.county", str(home), "1", "2"]
    subprocess.run(command, cwd=ROOT, env=bare(), check=True)


def _acts(home: Path, first: int, count: int) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "harness.drill.acts", str(home), str(first), str(count)]
    done = subprocess.run(
        command, cwd=ROOT, env=bare(), check=True, stdout=subprocess.PIPE, text=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def _told(*arguments: object) -> str:
    done = jineng(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _restored(to: Path, home: Path, store: Path, say: Say, until: str = "") -> Path:
    """Bring the database back, with the keys and the heads that were kept elsewhere."""
    begun = time.monotonic()
    _told("restore", "--from", store, "--home", to, *(["--until", until] if until else []))
    say(f"brought back {until or 'to the end'} in {time.monotonic() - begun:.1f} s")
    shutil.copytree(home / "heads", to / "heads")
    for key in home.glob("*key*"):
        shutil.copyfile(key, to / key.name)
    return to


def _figures(home: Path) -> list[Any]:
    with launcher.running(home / "database"), psycopg.connect(url(home)) as raw:
        return list(raw.execute(FIGURES).fetchall()[0])


def _program(cluster: launcher.Cluster, name: str, *arguments: object) -> None:
    told = [str(launcher.binaries() / name), "-h", str(cluster.socket), "-U", "postgres"]
    subprocess.run([*told, *map(str, arguments)], check=True, cwd="/")


def _rows(address: str) -> dict[str, tuple[int, str]]:
    """Return the count and the digest of every table, in the order of its keys."""
    with psycopg.connect(address) as raw:
        tables = raw.execute(
            "select tablename from pg_tables where schemaname = 'public' order by 1"
        ).fetchall()
        return {
            table: raw.execute(
                "select count(*), coalesce(md5(string_agg(t::text, '|' order by t::text)), '')"
                f" from {table} t"
            ).fetchall()[0]
            for (table,) in tables
        }
