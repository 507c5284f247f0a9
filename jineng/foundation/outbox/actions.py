"""Write down what must leave, and hand it over: the intent is durable before any byte goes."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
    twice. The rename makes the file appear whole or not at all. One process at a time hands over
    into a folder: between looking and renaming, another could have sent what the receiver took.
    """
    with _alone_at(folder) as names:
        if not Message.objects.filter(pk=message.pk, delivered_at=None).exists():
            return
        _put(folder, message)
        os.fsync(names)
        if Message.objects.filter(pk=message.pk, delivered_at=None).update(delivered_at=at):
            message.delivered_at = at


def _put(folder: Path, message: Message) -> None:
    """Write the file unless it lies there or was taken."""
    goal = folder / message.name
    if goal.exists() or (folder / "taken" / message.name).exists():
        return
    part = folder / f".{message.name}.part"
    with part.open("wb") as file:
        file.write(unseal(message.content_cipher))
        file.flush()
        os.fsync(file.fileno())
    part.rename(goal)


@contextmanager
def _alone_at(folder: Path) -> Iterator[int]:
    """Hold a folder; the kernel lets go of it however we end, and whatever the database does."""
    names = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(names, fcntl.LOCK_EX)
        yield names
    finally:
        os.close(names)
