"""How long does a season take beside only reading its files, and how much memory at its peak?

    .venv/bin/python benchmarks/season.py [ROUNDS]

The baseline, in the same run, is the command's own first step: every file read and checked, with
nothing kept. What is left is what decisions, guards, trail, notice, payments and a durable database
cost. Memory is the proportional set size of the command and of every process it started, PostgreSQL
included, sampled ten times a second. The exit status says whether the goals were reached.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "anping-2024"
MOST_SECONDS, MOST_MEGABYTES = 60, 600
EVERY = 0.1


def one_round(out: Path) -> tuple[float, float, float]:
    """Return the seconds of a season, the seconds of reading its files, its peak megabytes."""
    jineng = Path(sys.executable).with_name("jineng")
    command = [str(jineng), "season", str(SAMPLE), "--as-of", "2025-02-28", "--out", str(out)]
    begun, peak = time.perf_counter(), 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as run:
        while run.poll() is None:
            peak = max(peak, sum(map(_megabytes, [run.pid, *_under(run.pid), *_server(out)])))
            time.sleep(EVERY)
    if run.returncode:
        sys.exit(f"the season ended with status {run.returncode}")
    seconds = time.perf_counter() - begun
    reading = json.loads((out / "summary.json").read_text("utf-8"))["用时（秒）"]["读文件"]
    return seconds, reading, peak


def _server(out: Path) -> list[int]:
    """Return the processes of the season's PostgreSQL, which runs apart from the command."""
    try:
        first = int((out / "database/data/postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return []
    return [first, *_under(first)]


def _under(parent: int) -> Iterator[int]:
    """Yield every process a process started, and theirs."""
    try:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    except OSError:
        return
    for child in map(int, children):
        yield child
        yield from _under(child)


def _megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def main() -> int:
    """Run the rounds, print the medians, say whether the goals were reached."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    told = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            told.append(one_round(Path(folder) / "out"))
    seconds, reading, peak = (statistics.median(column) for column in zip(*told, strict=True))
    print(f"season            {seconds:6.1f} s   (goal: at most {MOST_SECONDS})")
    print(f"reading its files {reading:6.1f} s   (baseline)   ratio {seconds / reading:.0f}")
    print(f"peak memory       {peak:6.0f} MB  (goal: at most {MOST_MEGABYTES})")
    reached = seconds <= MOST_SECONDS and peak <= MOST_MEGABYTES
    print("every goal was reached" if reached else "a goal was missed")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
