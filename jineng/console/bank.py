"""How do files go to the bank and come back? Through one folder, when the deployer names one."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from jineng.foundation.outbox import actions as outbox
from jineng.stages.payments.actions import CHANNEL


def after_commit() -> None:
    """Hand over what waits in the outbox once the act that wrote it is committed."""
    if settings.BANK:
        transaction.on_commit(hand_over)


def hand_over() -> None:
    """Put every waiting file into the bank's folder."""
    folder = Path(settings.BANK)
    for message in outbox.waiting(CHANNEL):
        outbox.hand_over(message, folder, at=now())


def answers_to(number: str) -> list[tuple[str, bytes]]:
    """Return the bank's files about a batch that lie in the folder: (name, content)."""
    if not settings.BANK:
        return []
    found = sorted((Path(settings.BANK) / "answers").glob(f"{number}-*.[!p]*"))
    return [(path.name, path.read_bytes()) for path in found]
