"""Write down what must leave, and hand it over: the intent is durable before any byte goes."""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from jineng.foundation.outbox.models import Message
from jineng.foundation.people.sealing import seal, unseal


def write(*, key: str, channel: str, name: str, content: bytes, at: datetime) -> Message:
    """Put a file in the outbox, in the transaction that decided to send it."""
    return Message.objects.create(
        key=key, channel=channel, name=name, content_cipher=seal(content), written_at=at
    )


def waiting(channel: str) -> Sequence[Message]:
    """Return what was written for a channel and is not known to have been delivered."""
    return list(Message.objects.filter(channel=channel, delivered_at=None).order_by("pk"))


def hand_over(message: Message, folder: Path, *, at: datetime) -> None:
    """Put the file in the receiver's folder under its own name, once, and say so.

    The name is the receiver's key: a file that already lies there, or that the receiver has
    already taken (`taken/`), is not written again, so a crash between the two steps sends nothing
    twice. The rename makes the file appear whole or not at all.
    """
    goal = folder / message.name
    if not goal.exists() and not (folder / "taken" / message.name).exists():
        part = folder / f".{message.name}.part"
        with part.open("wb") as file:
            file.write(unseal(message.content_cipher))
            file.flush()
            os.fsync(file.fileno())
        part.rename(goal)
    if Message.objects.filter(pk=message.pk, delivered_at=None).update(delivered_at=at):
        message.delivered_at = at
