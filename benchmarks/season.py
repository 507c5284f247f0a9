"""How long does a season take beside only reading its files, and how much memory at its peak?

    .venv/bin/python -m benchmarks.season [ROUNDS]

The baseline, in the same run, is the command's own first step: every file read and checked, with
nothing kept. What is left is what decisions, guards, trail, notice, payments and a durable database
cost. Memory is the proportional set size of the command and of every process it started, PostgreSQL
included, sampled twenty times a second. The exit status says whether the goals were reached.
"""

import json
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.processes import ROOT, run, under

SAMPLE = ROOT / "samples" / "anping-2024"
MOST_SECONDS, MOST_MEGABYTES = 60, 600


def one_round(out: Path) -> tuple[float, float, float]:
    """Return the seconds of a season, the seconds of reading its files, its peak megabytes."""
    jineng = Path(sys.executable).with_name("jineng")
    command = [str(jineng), "season", str(SAMPLE), "--as-of", "2025-02-28", "--out", str(out)]
    ran = run(command, lambda: _server(out))
    reading = json.loads((out / "summary.json").read_text("utf-8"))["用时（秒）"]["读文件"]
    return ran.seconds, reading, ran.megabytes


def _server(out: Path) -> list[int]:
    """Return the processes of the season's PostgreSQL, which runs apart from the command."""
    try:
        first = int((out / "database/data/postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return []
    return [first, *under(first)]


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
