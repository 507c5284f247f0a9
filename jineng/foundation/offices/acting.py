"""As whom does the database hear us, and under which verb?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction

from jineng.foundation.offices.models import Officer

P = ParamSpec("P")
R = TypeVar("R")
_SET = """select set_config('app.officer', %s, true), set_config('app.areas', %s, true),
                 set_config('app.verb', %s, true)"""
_speaking: ContextVar[tuple[str, str, str] | None] = ContextVar("speaking", default=None)


@contextmanager
def speaking_as(officer: Officer, *, verb: str = "") -> Iterator[None]:
    """One transaction in which row-level security knows the officer's areas.

    The settings are local to the transaction: a pooled connection cannot carry them to the next
    request. Nested use gives the outer officer back when the inner part is done.
    """
    said = (str(officer.pk), "{" + ",".join(officer.areas) + "}", verb)
    before = _speaking.get()
    token = _speaking.set(said)
    try:
        with transaction.atomic():
            _say(said)
            yield
            if before is not None:
                _say(before)
    finally:
        _speaking.reset(token)


def act(verb: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function an official act: one transaction, heard as its officer under its verb."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def acted(*args: P.args, **kwargs: P.kwargs) -> R:
            officer: Any = kwargs["by"]
            with speaking_as(officer, verb=verb):
                return function(*args, **kwargs)

        return acted

    return decorate


def _say(said: tuple[str, str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET, said)
