"""One worker of a county: takes every batch a step further by the product's own acts, until killed.

Several run side by side and get in each other's way. When the database goes away they end; whoever
started them starts them again, and what was begun goes on from where the database says it stands.
"""

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.timezone import now

from jineng.cli.demo_offices import officer
from jineng.cli.main import DATABASE_LOST
from jineng.cli.opening import opened
from jineng.foundation.database.launcher import CannotStart
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.outbox import actions as outbox
from jineng.stages.payments import actions, queries, reconciling
from jineng.stages.payments.models import Batch
from jineng.stages.payments.states import AttemptState, BatchState
from jineng.values.days import HERE
from jineng.values.refusal import Refusal

AREA = "970124"
PAUSE, PATIENCE, ASK_EVERY = 0.05, 2.0, 1.5
LOST = 75
_asked: dict[str, float] = {}


def main(home: Path) -> int:
    """Work until killed; end when the database is lost."""
    try:
        with opened(home):
            while True:
                turn(home / "bank")
                time.sleep(PAUSE)
    except (*DATABASE_LOST, CannotStart) as lost:
        sys.stdout.write(f"  {type(lost).__name__}: {str(lost).splitlines()[:1]}\n")
        return LOST


def turn(bank: Path) -> None:
    """Take everything that is there one step further."""
    maker, checker = officer("finance_maker"), officer("finance_checker")
    _order(maker)
    with speaking_as(maker):
        batches = list(Batch.objects.exclude(state=BatchState.SETTLED).order_by("pk"))
    for batch in batches:
        number = batch.number
        if batch.state == BatchState.MADE:
            _try(actions.confirm, number=number, fen=batch.fen, by=checker)
        if batch.state in (BatchState.MADE, BatchState.CONFIRMED):
            _try(actions.send, number=number, by=maker)
    for message in outbox.waiting(actions.CHANNEL):
        outbox.hand_over(message, bank, at=now())
    _read(bank, checker)
    for batch in batches:
        if batch.state == BatchState.SENT:
            _resolve(batch, bank, maker, checker)


def _order(maker: Any) -> None:
    with speaking_as(maker):
        groups = queries.due(AREA, on=datetime.now(HERE).date())
    for group in groups:
        told = {"fund_id": group.fund_id, "payee_id": group.payee_id}
        _try(actions.order, area=AREA, **told, by=maker)


def _read(bank: Path, checker: Any) -> None:
    """Take in every file of the bank, then put it aside."""
    aside = bank / "read"
    aside.mkdir(exist_ok=True)
    for path in sorted((bank / "answers").glob("*.csv")):
        with suppress(FileNotFoundError):
            content = path.read_bytes()
            _try(actions.read_answer, content=content, name=path.name, area=AREA, by=checker)
            path.rename(aside / path.name)


def _resolve(batch: Batch, bank: Path, maker: Any, checker: Any) -> None:
    """Own what is unknown, settle it by the statement, and ask the bank where it is silent."""
    with speaking_as(maker):
        still = reconciling.open_attempts(batch)
    if still.get(AttemptState.UNKNOWN):
        _try(actions.own_unknown, number=batch.number, by=maker)
        _try(actions.resolve_unknown, number=batch.number, by=checker)
    if not still:
        _try(actions.settle, number=batch.number, by=checker)
    assert batch.confirmed_at is not None, "what was sent was confirmed"
    waited = (now() - batch.confirmed_at).total_seconds()
    if still and waited > PATIENCE and time.monotonic() > _asked.get(batch.number, 0) + ASK_EVERY:
        _asked[batch.number] = time.monotonic()
        (bank / "asked" / batch.number).touch()


def _try(act: Callable[..., object], **told: Any) -> None:
    """Do an act, unless another worker was first or the bank has not said enough yet.

    The line before the act tells who kills us that we are in the middle of one.
    """
    sys.stdout.write(f"{act.__name__} {told.get('number', '')}\n")
    sys.stdout.flush()
    try:
        act(**told, at=now())
    except Refusal as no:
        sys.stdout.write(f"  {no.message}\n")
