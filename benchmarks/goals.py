"""What was found, what was wanted, and was it reached?"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.population import SIZES, Size
from benchmarks.processes import Ran, module_command, run, wait_for_quiet


@dataclass(frozen=True)
class Line:
    """One figure. Without a goal it is told because it helps to judge the others."""

    what: str
    found: str
    goal: str = ""
    reached: bool = True


@dataclass
class Bench:
    """How the figures are taken: on how many claims, how often, and how long to wait for quiet.

    The goals are meant for a province and a nation; in the quick form a county is measured, and
    what depends on the size is told without a goal.
    """

    out: Path
    rounds: int
    patience: float
    quick: bool
    ran: list[Ran] = field(default_factory=list)

    @property
    def size(self) -> Size:
        """The size that most figures are taken at."""
        return SIZES["county" if self.quick else "province"]

    def beside(self, *commands: tuple[object, ...], rounds: int = 0) -> list[list[Ran]]:
        """Run modules in turn, round after round, so that what disturbs one disturbs the others."""
        told: list[list[Ran]] = [[] for _ in commands]
        for _ in range(rounds or self.rounds):
            for runs, (module, *arguments) in zip(told, commands, strict=True):
                runs.append(self.alone(module_command(str(module), *arguments)))
        return told

    def alone(self, command: list[str]) -> Ran:
        """Run one command when the machine is quiet."""
        wait_for_quiet(self.patience)
        ran = run(command)
        self.ran.append(ran)
        return ran

    def at_least(self, what: str, found: float, goal: float, beside: str = "") -> Line:
        """Tell how many times as fast, with the goal if it is meant for this size."""
        line = f"{found:,.1f} ×{beside}"
        if self.quick:
            return Line(what, line)
        return Line(what, line, f"≥ {goal:g} ×", found >= goal)

    def at_most(self, what: str, found: float, goal: float, unit: str, beside: str = "") -> Line:
        """Tell a figure that is to be small, with the goal if it is meant for this size."""
        if self.quick:
            return Line(what, f"{figure(found)} {unit}{beside}")
        return at_most(what, found, goal, unit, beside)


def at_most(what: str, found: float, goal: float, unit: str, beside: str = "") -> Line:
    """Tell a figure that is to be small, whatever the size."""
    return Line(what, f"{figure(found)} {unit}{beside}", f"≤ {goal:g} {unit}", found <= goal)


def equal(what: str, differences: dict[str, int]) -> Line:
    """Tell whether two engines gave the same answers."""
    apart = ", ".join(f"{count:,} in {name}" for name, count in differences.items())
    return Line(what, apart or "equal", "equal", not differences)


def figure(value: float) -> str:
    """Return a figure with three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def median(runs: Sequence[Ran]) -> float:
    """Return the median of the seconds."""
    return statistics.median(run.seconds for run in runs)


def ratio(slow: Sequence[Ran], fast: Sequence[Ran], scale: float = 1.0) -> float:
    """Return how many times as long, the median over the rounds. `scale`: of a sample to all."""
    return statistics.median(a.seconds * scale / b.seconds for a, b in zip(slow, fast, strict=True))


def peak(runs: Sequence[Ran]) -> float:
    """Return the highest of the peaks, in megabytes."""
    return max(run.megabytes for run in runs)
