"""The processes of a county, killed with -9 again and again while they work, and started again."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from harness.crash.nursery import Forked, a_worker
from tests.cli.seasons import JINENG, end_database, kill_database, postmaster

ROOT = Path(__file__).parents[2]
WORKERS = ("worker-1", "worker-2", "worker-3")
DRAIN = 150.0
# A kill comes after so many acts of the workers at most, or after so many seconds without any.
MOST_ACTS, MOST_SECONDS = 12, 4.0


class DoesNotRecover(AssertionError):
    """The work does not come to its end after the kills."""


@dataclass
class County:
    """A home folder with its server, workers and bank, and the chance that disturbs them."""

    home: Path
    chance: random.Random
    seed: int
    port: int = field(default_factory=lambda: _free_port())
    running: dict[str, subprocess.Popen[bytes] | Forked] = field(default_factory=dict)
    nursery: subprocess.Popen[bytes] | None = None
    kills: int = 0

    @property
    def bank(self) -> Path:
        """The folder of the bank."""
        return self.home / "bank"

    def build(self, classes: int, learners: int) -> None:
        """Make the county in a process of its own, and open its bank."""
        told = [str(self.home), str(classes), str(learners)]
        subprocess.run([*_module("harness.crash.county"), *told], cwd=ROOT, env=bare(), check=True)
        self.nursery = subprocess.Popen(
            [*_module("harness.crash.nursery"), str(self.home)],
            cwd=ROOT,
            env=bare(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        (self.bank / "answers").mkdir(parents=True)
        self._begin("bank")
        while not (self.bank / "asked").exists():
            time.sleep(0.01)

    def keep_running(self) -> None:
        """Start whatever is down."""
        for name in ("server", *WORKERS):
            process = self.running.get(name)
            if process is None or process.poll() is not None:
                self._begin(name)
        if self.running["bank"].poll() is not None:
            raise DoesNotRecover("the bank, which nobody kills, is gone: see bank.log")

    def kill_something(self) -> str:
        """Wait until the workers are in the middle of something, and kill; return what."""
        self.kills += 1
        begun, acts = time.monotonic(), self._acts() + self.chance.randint(1, MOST_ACTS)
        while self._acts() < acts and time.monotonic() < begun + MOST_SECONDS:
            time.sleep(0.005)
        time.sleep(self.chance.uniform(0, 0.04))
        kind = self.chance.choices(list(_KINDS), [weight for _, weight in _KINDS.values()])[0]
        _KINDS[kind][0](self)
        return kind

    def end(self) -> None:
        """End everything that was started here."""
        for name in list(self.running):
            self.kill(name)
        if self.nursery is not None:
            self.nursery.kill()
            self.nursery.communicate()
        end_database(self.home)

    def kill(self, name: str) -> None:
        """Kill a process with all that it started."""
        if process := self.running.pop(name, None):
            # One that was forked this moment may not lead a group of its own yet.
            for kill in (os.killpg, os.kill):
                with contextlib.suppress(ProcessLookupError):
                    kill(process.pid, signal.SIGKILL)
            process.wait()

    def stop(self, name: str) -> None:
        """Ask a process to end, as a person does."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    def drain(self, done: Callable[[], bool]) -> None:
        """Let the work come to its end with nobody disturbing it."""
        deadline = time.monotonic() + DRAIN
        while not done():
            if time.monotonic() > deadline:
                raise DoesNotRecover(f"not at its end after {DRAIN} s: see the logs in {self.home}")
            self.keep_running()
            time.sleep(0.3)

    def traces(self) -> list[str]:
        """Return the last line of each traceback that a worker or the bank left behind."""
        found = []
        for path in sorted(self.home.glob("*.log")):
            if path.stem != "server":
                after = path.read_text("utf-8", "replace").split("Traceback (most recent")[1:]
                found += [f"{path.name}: {_says(each)}" for each in after]
        return found

    def _acts(self) -> int:
        """How far the logs of the workers have grown, in lines."""
        logs = [self.home / f"{name}.log" for name in WORKERS]
        return sum(path.read_bytes().count(b"\n") for path in logs if path.exists())

    def _begin(self, name: str) -> None:
        log = self.home / f"{name}.log"
        if name in WORKERS:
            assert self.nursery is not None, "the county is built before its workers begin"
            self.running[name] = a_worker(self.nursery, log)
            return
        command = {
            "server": [str(JINENG), "serve", "--home", str(self.home), "--demo"],
            "bank": [*_module("harness.crash.bank"), str(self.bank), str(self.seed)],
        }[name]
        if name == "server":
            command += ["--port", str(self.port)]
        with log.open("ab") as file:
            self.running[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=bare(JINENG_BANK=str(self.bank)),
                stdout=file,
                stderr=file,
                start_new_session=True,
            )


def _freeze(county: County) -> None:
    """Stop a worker in the middle of whatever it does, for a while, while the other goes on."""
    process = county.running[county.chance.choice(WORKERS)]
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGSTOP)
        time.sleep(county.chance.uniform(0.1, 1.0))
        os.killpg(process.pid, signal.SIGCONT)


def _kill_everything(county: County) -> None:
    kill_database(county.home, whole=True)
    for name in ("server", *WORKERS):
        county.kill(name)


_KINDS: dict[str, tuple[Callable[[County], object], int]] = {
    "worker": (lambda county: county.kill(county.chance.choice(WORKERS)), 35),
    "all workers": (lambda county: [county.kill(name) for name in WORKERS], 10),
    "server": (lambda county: county.kill("server"), 12),
    "postmaster": (lambda county: kill_database(county.home, whole=False), 15),
    "the whole of PostgreSQL": (lambda county: kill_database(county.home, whole=True), 13),
    "everything but the bank": (_kill_everything, 8),
    "nothing, but a worker stands still": (_freeze, 7),
}


def url(home: Path) -> str:
    """Return the superuser's address of a county's database while it runs."""
    assert postmaster(home) is not None, "the database is down"
    folder = (home / "database/data/postmaster.pid").read_text().splitlines()[4]
    return f"postgresql://postgres@/jineng?host={folder}"


def _says(trace: str) -> str:
    """Return the last line of one traceback."""
    lines = [line for line in trace.splitlines() if line and not line.startswith((" ", "jineng"))]
    return lines[1] if len(lines) > 1 else trace[:200]


def _module(name: str) -> list[str]:
    return [sys.executable, "-m", name]


def bare(**more: str) -> dict[str, str]:
    """Return an environment with nothing of ours in it but what is told."""
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8", **more}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
