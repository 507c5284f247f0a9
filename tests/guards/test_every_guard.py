"""Is there a test for every guard? One that comes without a test fails here."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from tests.guards.attack import Raw

SOURCES = Path(__file__).parents[2] / "jineng"
GUARDS = sorted(SOURCES.rglob("migrations/0*.sql"))
HERE = Path(__file__).parent
TESTS = "\n".join(
    path.read_text("utf-8") for path in sorted(HERE.glob("*.py")) if path != Path(__file__)
)


def codes() -> set[str]:
    """Every code by which a guard says no."""
    return {code for path in GUARDS for code in re.findall(r"J0[A-Z]\d\d", path.read_text("utf-8"))}


def named_in_sql() -> set[str]:
    """Every constraint that the guard files add."""
    added = r"add constraint (\w+)"
    return {name for path in GUARDS for name in re.findall(added, path.read_text("utf-8"))}


def named_in_models() -> set[str]:
    """Every constraint that a model names."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("jineng")]
    return {str(each.name) for model in ours for each in model._meta.constraints}


@pytest.mark.parametrize("name", sorted(codes() | named_in_sql() | named_in_models()))
def test_every_guard_is_tried(name: str) -> None:
    assert f'"{name}"' in TESTS


def test_there_are_guards_to_be_tried() -> None:
    assert len(GUARDS) > 10
    assert len(codes()) > 40


def test_every_guard_trigger_is_on(admin: Raw) -> None:
    """Enabled for what the application does; none is a replica's or switched off."""
    off = admin.execute(
        "select tgrelid::regclass::text, tgname from pg_trigger"
        " where not tgisinternal and tgenabled <> 'O'"
    )

    assert off.fetchall() == []


def test_every_constraint_was_checked_against_the_rows_there_were(admin: Raw) -> None:
    loose = admin.execute("select conname from pg_constraint where not convalidated")

    assert loose.fetchall() == []


def test_every_code_of_the_database_is_written_in_a_guard_file(admin: Raw) -> None:
    told = admin.execute("select prosrc from pg_proc where pronamespace = 'public'::regnamespace")
    found = {code for (source,) in told for code in re.findall(r"J0[A-Z]\d\d", source)}

    assert found == codes()
