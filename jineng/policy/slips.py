"""What is wrong with a pack, where, and what is to be done?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from jineng.values.refusal import Refusal


class Slip(Refusal):
    """One thing that is wrong at the place being read."""


@dataclass(frozen=True)
class Problem:
    """A slip with its file (relative to the folder of packs) and its rule or key."""

    file: str
    place: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}「{self.place}」" if self.place else self.file
        return f"{where}：{self.message}"


class BrokenPack(Refusal):
    """A pack that contradicts itself, its document or the list of facts. It is not loaded."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("；".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass
class Findings:
    """Collects every slip of one folder, so that an officer sees them all at once."""

    problems: list[Problem] = field(default_factory=list)

    @contextmanager
    def at(self, file: str, place: str = "") -> Iterator[None]:
        """Read one place; a slip there is noted and reading goes on with the next."""
        try:
            yield
        except Slip as slip:
            self.problems.append(Problem(file, place, slip.message))

    def stop_if_any(self) -> None:
        """Raise BrokenPack with all problems found so far."""
        if self.problems:
            raise BrokenPack(tuple(self.problems))
