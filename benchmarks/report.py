"""How is what was found laid out, on the screen and in docs/performance.md?"""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.goals import Line
from benchmarks.machine import machine

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGINS, ENDS = "<!-- figures: written by make bench -->", "<!-- end of figures -->"


def table(lines: Sequence[Line]) -> str:
    """Lay lines out for the screen."""
    rows = [
        f"{line.what:64} {line.found:34} {line.goal:10} {_word(line)}".rstrip() for line in lines
    ]
    return "\n".join(rows)


def write_report(page: Path, lines: Sequence[Line], *, others: float, rounds: int) -> None:
    """Put the machine and the table between the marks of the page."""
    before, _, rest = page.read_text("utf-8").partition(BEGINS)
    after = rest.partition(ENDS)[2]
    rows = [f"| {line.what} | {line.found} | {line.goal} | {_word(line)} |" for line in lines]
    told = [
        machine(),
        f"Medians of {rounds} rounds; others took at most {others:.0%} of the processors in a run.",
        "",
        "| Measured | Found | Goal | |",
        "|---|---|---|---|",
        *rows,
    ]
    text = "\n".join(told)
    page.write_text(f"{before}{BEGINS}\n\n{text}\n\n{ENDS}{after}", "utf-8")


def _word(line: Line) -> str:
    if not line.goal:
        return ""
    return "reached" if line.reached else "missed"
