"""Were the goals of speed and memory reached? This is `make bench`.

    .venv/bin/python -m benchmarks.run [--quick] [--rounds N] [--patience SECONDS] [--only NAME ...]

Each thing is measured in a fresh process, several times, in turn with what it is laid beside. The
last line says in words whether every goal was reached; so does the exit status. A full run writes
its table into docs/performance.md.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import bulk, database, replaying, single
from benchmarks.goals import Bench, Line
from benchmarks.machine import machine
from benchmarks.processes import module_command, run
from benchmarks.report import table, write_report

MEASUREMENTS: dict[str, Callable[[Bench], Iterator[Line]]] = {
    "one_case": single.one_case,
    "packs": single.packs,
    "compiled": single.compiled,
    "one_answer": single.one_answer,
    "province": bulk.province,
    "nation": bulk.nation,
    "postgres": database.postgres,
    "replay": replaying.stored_lines,
}


def main() -> int:
    """Measure, print, write the report; 0 when every goal was reached."""
    asked = _arguments()
    print(machine())
    touched = run(module_command("machine")).told["gigabytes"]
    print(f"{touched:.1f} GB of memory were touched before measuring\n", flush=True)
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        bench = Bench(Path(folder), asked.rounds, asked.patience, asked.quick)
        for name in asked.only or MEASUREMENTS:
            for line in MEASUREMENTS[name](bench):
                lines.append(line)
                print(table([line]), flush=True)
    others = max((run.others for run in bench.ran), default=0.0)
    print(f"\nothers took at most {others:.0%} of the processors during a run")
    if not asked.quick and not asked.only:
        write_report(lines, others=others, rounds=asked.rounds)
    return _verdict(lines, quick=asked.quick)


def _verdict(lines: list[Line], *, quick: bool) -> int:
    missed = [line for line in lines if not line.reached]
    for line in missed:
        print(f"missed: {line.what}: {line.found}, goal {line.goal}")
    with_goal = sum(bool(line.goal) for line in lines)
    form = "in the quick form, " if quick else ""
    if missed:
        print(f"{form}{len(missed)} of {with_goal} goals were missed")
        return 1
    print(f"{form}every goal was reached ({with_goal})")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a county instead of a province")
    parser.add_argument("--rounds", type=int, default=3, help="how often each thing is run")
    parser.add_argument(
        "--patience", type=float, default=0, help="seconds to wait for a quiet machine before a run"
    )
    parser.add_argument("--only", nargs="+", choices=MEASUREMENTS, help="only these")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
