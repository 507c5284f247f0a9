"""What is wrong with a pack, on which line of which file, and what is to be done?"""

from dataclasses import dataclass, field
from typing import TypeVar

from jineng.policy.reading.marked import line_of, line_told
from jineng.values.refusal import Refusal

Part = TypeVar("Part")


class Slip(Refusal):
    """One thing that is wrong at the place being read. `line` 0: whoever reads there knows it."""

    def __init__(self, message: str, *, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Problem:
    """A slip with its file (relative to the folder of packs), line (0: none) and rule or key.

    `clause` is the one that the rule cites, where there is a rule.
    """

    file: str
    place: str
    message: str
    line: int = 0
    clause: str = ""

    def __str__(self) -> str:
        line = f"第{self.line}行" if self.line else ""
        place = f"「{self.place}」" if self.place else ""
        is_said = not self.clause or f"“{self.clause}”" in self.message
        clause = "" if is_said else f"（依据 {self.clause}）"
        return f"{self.file}{line}{place}{clause}：{self.message}"


class BrokenPack(Refusal):
    """A pack that contradicts itself, its document or the list of facts. It is not loaded."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("；".join(str(problem) for problem in problems))
        self.problems = problems


def within(part: object, said: str = "") -> "_Within":
    """Read a part of a page; a slip there is told its line, and `said` before its sentence."""
    return _Within(part, said)


@dataclass(slots=True)
class _Within:
    """A part that is being read. These are classes, since a page is hundreds of parts."""

    part: object
    said: str

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, slip: object, _trace: object) -> None:
        if isinstance(slip, Slip):
            line = _line(slip, self.part)
            raise Slip(f"{self.said}{slip.message}", line=line) from slip


def _line(slip: Slip, part: object, key: str = "") -> int:
    return slip.line or line_told(part, slip.message) or line_of(part, key)


@dataclass(slots=True)
class Spot:
    """The part of a page that is being read, so that a slip there can say its line and clause."""

    part: object = None

    def reads(self, part: Part) -> Part:
        """Note which part of the page is read from here on; return it."""
        self.part = part
        return part

    @property
    def clause(self) -> str:
        """The clause that the part cites; "" where it cites none."""
        cited = self.part.get("依据") if isinstance(self.part, dict) else None
        return cited if isinstance(cited, str) else ""


@dataclass(slots=True)
class _At:
    """A place that is being read, as `Findings.at` says."""

    problems: list[Problem]
    file: str
    place: str
    spot: Spot

    def __enter__(self) -> Spot:
        return self.spot

    def __exit__(self, _kind: object, slip: object, _trace: object) -> bool:
        if not isinstance(slip, Slip):
            return False
        line = _line(slip, self.spot.part, self.place)
        self.problems.append(Problem(self.file, self.place, slip.message, line, self.spot.clause))
        return True


@dataclass
class Findings:
    """Collects every slip of one folder, so that an officer sees them all at once."""

    problems: list[Problem] = field(default_factory=list)

    def at(self, file: str, place: str = "", part: object = None) -> "_At":
        """Read one place; a slip there is noted and reading goes on with the next.

        `part` is what the page has there, where it is known before reading.
        """
        return _At(self.problems, file, place, Spot(part))

    def stop_if_any(self) -> None:
        """Raise BrokenPack with all problems found so far."""
        if self.problems:
            raise BrokenPack(tuple(self.problems))
