"""Which faults are planted in the code: one name of one module does something else?

Each is seen either because a guard of the database has to say what the act should have said, or
because a law is broken.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from jineng.stages.claims import actions as claims
from jineng.stages.claims import deciding, reopening
from jineng.stages.claims import states as claim_states
from jineng.stages.payments import actions, answers, ending, queries, recovering, states
from jineng.stages.payments.states import AttemptState

Plant = Callable[[], tuple[Any, str, Any]]


def _nothing(*_: Any, **__: Any) -> None:
    """Do nothing."""


def _nowhere(*_: Any, **__: Any) -> dict[int, str]:
    """Find nothing."""
    return {}


def _more(batch: Any) -> Any:
    return [replace(each, fen=each.fen + 100) for each in queries.transfers_of(batch)]


def _one_day(*told: Any, **named: Any) -> Any:
    return replace(queries_figure(*told, **named), value=1)


def queries_figure(*told: Any, **named: Any) -> Any:
    """The figure that the documents give."""
    return _FIGURE(*told, **named)


_FIGURE = claims.notice_figure
FORGETTING: dict[str, Plant] = {
    "payments ask no right": lambda: (actions, "require", _nothing),
    "payments let one person do both": lambda: (actions, "require_other_person", _nothing),
    "claims ask no right": lambda: (claims, "require", _nothing),
    "claims let one person do both": lambda: (claims, "require_other_person", _nothing),
    "what was paid is opened and decided by one": lambda: (
        reopening,
        "require_other_person",
        _nothing,
    ),
    "a recovery is confirmed by who wrote it": lambda: (
        recovering,
        "require_other_person",
        _nothing,
    ),
    "more is recovered than was overpaid": lambda: (
        recovering,
        "_refuse_unless_overpaid",
        lambda *_: 0,
    ),
    "an order does not ask for holds": lambda: (queries, "held", lambda _: set()),
    "sending does not ask again": lambda: (actions, "stopped_in", _nowhere),
    "payments leave no line in the trail": lambda: (actions.audit, "record", _nothing),
    "no file is put in the outbox": lambda: (actions.outbox, "write", _nothing),
    "the file asks for more than is owed": lambda: (actions, "transfers_of", _more),
    "lines do not move with their payments": lambda: (answers, "keep_states", _nothing),
    "lines are not told that their batch was given up": lambda: (ending, "keep_states", _nothing),
    "decided lines do not move": lambda: (claims, "keep_states", _nothing),
    "a notice stands one day": lambda: (claims, "notice_figure", _one_day),
    "a decision takes any fund": lambda: (deciding, "fund_of", lambda *_, **__: None),
    "what the bank leaves out is rejected": lambda: (
        states,
        "ATTEMPT_MOVES",
        states.ATTEMPT_MOVES | {"lose": (AttemptState.SENT, AttemptState.REJECTED)},
    ),
    "what is returned is on notice again": lambda: (
        claim_states,
        "LINE_MOVES",
        claim_states.LINE_MOVES
        | {"return": (claim_states.LineState.ORDERED, claim_states.LineState.ON_NOTICE)},
    ),
}


@contextmanager
def forgotten(name: str) -> Iterator[None]:
    """One name of one module is another thing for a while."""
    module, attribute, instead = FORGETTING[name]()
    before = getattr(module, attribute)
    setattr(module, attribute, instead)
    try:
        yield
    finally:
        setattr(module, attribute, before)
