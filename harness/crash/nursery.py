"""From where do new workers come at once? A process that has loaded everything forks each of them.

    python -m harness.crash.nursery HOME

For each line on its input, the path of a log, it forks a worker that writes there, and answers with
the worker's number. It touches no database and is never killed itself: only the seconds that a new
Python takes to load are spared, so that more kills meet work.
"""

import os
import signal
import subprocess
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

from harness.crash import worker


@dataclass(frozen=True)
class Forked:
    """A worker that the nursery forked, looked at from outside."""

    pid: int

    def poll(self) -> int | None:
        """Return None while it lives."""
        try:
            state = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return -1
        return -1 if state == "Z" else None

    def wait(self, timeout: float = 0) -> int:
        """Nobody waits for it: the nursery lets the kernel bury it."""
        return -1

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it still lives."""
        if self.poll() is None:
            os.kill(self.pid, number)


def a_worker(nursery: subprocess.Popen[bytes], log: Path) -> Forked:
    """Ask a nursery for a worker."""
    assert nursery.stdin is not None, "a nursery is asked on its input"
    assert nursery.stdout is not None, "and answers on its output"
    nursery.stdin.write(f"{log}\n".encode())
    nursery.stdin.flush()
    return Forked(int(nursery.stdout.readline()))


def main(home: Path) -> None:
    """Fork a worker for each line, until nobody asks any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _become(home, line.strip())
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _become(home: Path, log: str) -> None:
    """Be a worker, and nothing of the nursery any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for stream in (1, 2):
        os.dup2(written, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    code = 1
    try:
        code = worker.main(home)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
