"""A county with a class at every point of the chain; what a test does to it is its own."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from jineng.cli import opening
from tests.conftest import Database, copy_of, drop
from tests.guards.conftest import chain_template

__all__ = ["chain", "chain_template"]


@pytest.fixture
def chain(chain_template: str, django_db_blocker: Any) -> Iterator[Database]:
    """A committed copy of the chain; Django speaks to it meanwhile."""
    before = dict(connection.settings_dict)
    made = copy_of(chain_template)
    opening.speak_to(made.app_url)
    with django_db_blocker.unblock():
        yield made
        connection.close()
    connection.settings_dict.update(before)
    drop(made)
