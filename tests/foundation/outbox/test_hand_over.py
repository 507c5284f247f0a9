"""What two programs hand over at once reaches the receiver once."""

import threading
from pathlib import Path

from jineng.foundation.outbox import actions as outbox
from jineng.foundation.outbox.models import Message
from tests.builders import at
from tests.conftest import Database
from tests.stages.asking import at_once

FILES = 40


def test_two_programs_that_hand_over_at_once_send_each_file_once(
    own_database: Database, tmp_path: Path
) -> None:
    for n in range(FILES):
        outbox.write(key=f"{n}", channel="post", name=f"{n}.csv", content=b"x" * 9999, at=at(9))
    received, stop = list[str](), threading.Event()
    receiver = threading.Thread(target=_receive, args=(tmp_path, received, stop))
    receiver.start()

    said = at_once(*[lambda: _hand_over_all(tmp_path)] * 3)

    stop.set()
    receiver.join()
    assert said == [None] * 3
    assert sorted(received) == sorted(f"{n}.csv" for n in range(FILES))
    assert not Message.objects.filter(delivered_at=None).exists()


def _hand_over_all(folder: Path) -> None:
    for message in outbox.waiting("post"):
        outbox.hand_over(message, folder, at=at(10))


def _receive(folder: Path, received: list[str], stop: threading.Event) -> None:
    """Take each file the moment it lies there, as a bank's own program does."""
    (folder / "taken").mkdir()
    while not stop.is_set() or list(folder.glob("*.csv")):
        for path in folder.glob("*.csv"):
            path.rename(folder / "taken" / path.name)
            received.append(path.name)
