"""A season through the real command, in processes and folders of its own."""

import contextlib
import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection
from pathlib import Path

from django.conf import settings

SAMPLE = Path(settings.SAMPLES) / "anping-2024"
AS_OF = "2025-02-28"
CLASSES, PUNCHES = "开班", "考勤打卡.csv"
# Training only, training and assessment, and one that may not open.
FEW = ("KB-2024-970124-0004", "KB-2024-970124-0012", "KB-2024-970124-0015")
JINENG = Path(sys.executable).with_name("jineng")
LISTS = (
    "decisions.csv",
    "roster_errors.csv",
    "refused_rows.csv",
    "classes_refused.csv",
    "notice.csv",
    "payments.csv",
)
PATIENCE = 120


def jineng(*arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would, with nothing of the tests in its environment."""
    return subprocess.run(
        [str(JINENG), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        cwd="/",
        env=_bare(more),
    )


def season(folder: Path, out: Path, *more: str, as_of: str = AS_OF) -> subprocess.CompletedProcess:
    """Run a season to its end."""
    return jineng("season", folder, "--as-of", as_of, "--out", out, *more)


def begin(folder: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    """Start a season and do not wait; it leads a process group of its own."""
    return subprocess.Popen(
        [str(JINENG), "season", str(folder), "--as-of", AS_OF, "--out", str(out), *more],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        env=_bare({}),
        start_new_session=True,
    )


def cut(folder: Path, classes: Collection[str] = FEW) -> Path:
    """Copy the sample with a few of its classes; the registers keep their other lines."""
    shutil.copytree(SAMPLE, folder)
    for workbook in (folder / CLASSES).iterdir():
        if workbook.stem not in classes:
            workbook.unlink()
    heading, *punches = (folder / PUNCHES).read_bytes().splitlines(keepends=True)
    kept = [line for line in punches if line.split(b",")[0].decode() in classes]
    (folder / PUNCHES).write_bytes(b"".join([heading, *kept]))
    return folder


def came_out(out: Path) -> dict[str, object]:
    """Return what a season left: the bytes of each list, and the summary without its times."""
    found: dict[str, object] = {name: (out / name).read_bytes() for name in LISTS}
    return found | {"summary.json": summary(out)}


def summary(out: Path) -> dict:
    """Return the summary without the seconds, the one thing that may differ between runs."""
    told = json.loads((out / "summary.json").read_text("utf-8"))
    del told["用时（秒）"]
    return told


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a list by its headings."""
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


def copied(out: Path, to: Path) -> Path:
    """Copy a season's folder with its database, owners and modes as they are."""
    subprocess.run(["cp", "-a", str(out), str(to)], check=True)
    return to


def postmaster(out: Path) -> int | None:
    """Return the PostgreSQL of a season's folder while it lives."""
    try:
        pid = int((out / "database/data/postmaster.pid").read_text().split()[0])
        program = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]
    except (FileNotFoundError, ProcessLookupError, IndexError, ValueError):
        return None
    return pid if program.endswith(b"/postgres") else None


def children(parent: int) -> list[int]:
    """Return the processes a process started and that still live."""
    told = Path(f"/proc/{parent}/task/{parent}/children")
    try:
        return [int(pid) for pid in told.read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def kill(pid: int) -> None:
    """End one process that we started, at once and without its knowing."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def kill_database(out: Path, *, whole: bool) -> None:
    """Kill the PostgreSQL of a folder: its first process, or with it all that it started."""
    if (server := postmaster(out)) is None:
        return
    backends = children(server) if whole else []
    kill(server)
    for backend in backends:
        kill(backend)


def end_database(out: Path) -> None:
    """Kill the PostgreSQL of a folder nobody goes on with, and take its socket away."""
    kill_database(out, whole=True)
    with contextlib.suppress(FileNotFoundError, IndexError):
        socket = Path((out / "database/data/postmaster.pid").read_text().splitlines()[4])
        shutil.rmtree(socket, ignore_errors=True)


def wait_until(there: Callable[[], bool]) -> None:
    """Wait for something that must come to be."""
    deadline = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < deadline, "it does not come"
        time.sleep(0.02)


def _bare(more: dict[str, str]) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8", **more}
