"""What does a command take that runs in a process of its own: seconds, processor, memory?"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EVERY = 0.05
TICKS = os.sysconf("SC_CLK_TCK")
ROOT = Path(__file__).parents[1]


class RunFailed(RuntimeError):
    """A command that was to be measured ended with an error."""


@dataclass(frozen=True)
class Ran:
    """One run. `seconds` and `cpu` as it told them itself, else of the whole process.

    `megabytes` is the peak of the process and of all it started; `others` is the share of the
    processors that was taken by anybody else meanwhile.
    """

    seconds: float
    cpu: float
    megabytes: float
    others: float
    told: dict[str, Any]


def module_command(module: str, *arguments: object) -> list[str]:
    """Return the command that runs a module of the benchmarks."""
    return [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]


def run(command: list[str], more: Callable[[], list[int]] = list) -> Ran:
    """Run a command to its end and read what it tells in its last line.

    `more` names processes that belong to it but run apart. Raises RunFailed.
    """
    begun, busy, peak = time.perf_counter(), _busy(), 0.0
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output)
        while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
            all_of_it = sum(map(megabytes, [process.pid, *under(process.pid), *more()]))
            peak = max(peak, all_of_it, _highest(process.pid))
            time.sleep(EVERY)
        seconds, usage = time.perf_counter() - begun, ended[2]
        process.returncode = os.waitstatus_to_exitcode(ended[1])
        output.seek(0)
        told = _last_line(output.read())
    if process.returncode:
        raise RunFailed(f"{' '.join(command)} ended with status {process.returncode}")
    own = usage.ru_utime + usage.ru_stime
    return Ran(
        seconds=told.get("seconds", seconds),
        cpu=told.get("cpu", own),
        megabytes=peak,
        others=max(0.0, (_busy() - busy - own) / (seconds * (os.cpu_count() or 1))),
        told=told,
    )


def wait_for_quiet(patience: float) -> None:
    """Wait until nobody else uses the processors, but no longer than so many seconds."""
    until = time.perf_counter() + patience
    while time.perf_counter() < until:
        begun, busy = time.perf_counter(), _busy()
        time.sleep(1)
        share = (_busy() - busy) / (time.perf_counter() - begun) / (os.cpu_count() or 1)
        if share < 0.1:
            return


def under(parent: int) -> Iterator[int]:
    """Yield every process a process started, and theirs."""
    try:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    except OSError:
        return
    for child in map(int, children):
        yield child
        yield from under(child)


def megabytes(pid: int) -> float:
    """Return the proportional set size of a process; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def _highest(pid: int) -> float:
    """Return the high-water mark of one process, so that no peak between two looks is missed."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


def _busy() -> float:
    """Return the seconds all processors have worked since the machine was started."""
    user, nice, system, _, _, irq, soft, *_ = Path("/proc/stat").read_text().split()[1:9]
    return sum(map(int, (user, nice, system, irq, soft))) / TICKS


def _last_line(output: str) -> dict[str, Any]:
    last = output.strip().rpartition("\n")[2]
    return json.loads(last) if last.startswith("{") else {}
