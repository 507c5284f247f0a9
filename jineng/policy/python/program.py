"""What can be asked of the rules of a plan once they are printed and compiled?

This is the only place that runs a printed text. The text holds our own words and the names of
values, none of a pack's, so nothing that stands in a pack can be run.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from types import CodeType
from typing import Any, TypeAlias

from jineng.policy.language.absence import Truth, Value
from jineng.policy.language.answer import Grant

Values: TypeAlias = tuple[Value, ...]
Truths: TypeAlias = tuple[Truth, ...]
# The number of the rule that stops the reading (-1: none does), and every rule's truth.
Weighed: TypeAlias = tuple[int, Truths]
Told: TypeAlias = Callable[[Mapping[str, object]], Values]
Read: TypeAlias = Callable[
    [Mapping[str, object], Sequence[Grant]], tuple[int, Values, Truths, Values]
]
Weigh: TypeAlias = Callable[[Values, Sequence[Grant]], Weighed]
Asked: TypeAlias = Callable[[Values, Sequence[Grant]], tuple[Values, ...]]
Counts: TypeAlias = Callable[[Values, Sequence[Grant]], tuple[int | None, ...]]
Sum: TypeAlias = Callable[[Values, Sequence[Grant]], Value]
# A text, and the values that it calls by name.
Printed: TypeAlias = tuple[str, Mapping[str, object]]


class Program:
    """The functions of one plan. `values` are the facts in the order of the plan's facts.

    A plan is also made to be listed, compared, or asked of a table, which wants no Python: each
    text is printed and compiled when first one of its functions is asked for. Nothing is checked
    by it; whatever is wrong with a pack was said when the pack was read.
    """

    def __init__(self, one_case: Callable[[], Printed], beside: Callable[[], Printed]) -> None:
        self._print = one_case, beside

    @cached_property
    def text(self) -> str:
        """Both printed texts."""
        return "\n\n".join(make()[0] for make in self._print)

    @cached_property
    def read(self) -> Read:
        """Check facts by id and read every rule.

        Yields the rule that stops the reading, as in Weighed; the values; every rule's truth; and
        what it used, as people see it, rule after rule.
        """
        read: Read = self._one_case["read"]
        return read

    @cached_property
    def fen(self) -> Mapping[int, Sum]:
        """The sum a rule grants, by its number: ABSENT if there is none, None if unknown."""
        return _numbered(self._one_case, "fen_")

    @cached_property
    def due(self) -> Mapping[int, Callable[[Values, Sequence[Grant]], Truths]]:
        """Which instalments of the sum of a rule are due, by its number."""
        return _numbered(self._one_case, "due_")

    @cached_property
    def told(self) -> Told:
        """Check facts by id and yield the values."""
        told: Told = self._beside["told"]
        return told

    @cached_property
    def weigh(self) -> Weigh:
        """Read every rule."""
        weigh: Weigh = self._beside["weigh"]
        return weigh

    @cached_property
    def asked(self) -> Asked:
        """The values that each supposition wants."""
        asked: Asked = self._beside["asked"]
        return asked

    @cached_property
    def histories(self) -> Counts:
        """The counts of the history, in the order of their columns."""
        histories: Counts = self._beside["histories"]
        return histories

    @cached_property
    def _one_case(self) -> dict[str, Any]:
        return run(*self._print[0]())

    @cached_property
    def _beside(self) -> dict[str, Any]:
        return run(*self._print[1]())


def run(text: str, bound: Mapping[str, object]) -> dict[str, Any]:
    """Return what a printed text defines. It can call what is bound, and nothing else at all."""
    defined: dict[str, Any] = {**bound, "__builtins__": {}}
    exec(_compiled(text), defined)  # noqa: S102
    return defined


@lru_cache(maxsize=256)
def _compiled(text: str) -> CodeType:
    # Plans that differ only in their words, days and sums have one text.
    return compile(text, "<rules of a plan>", "exec")


def _numbered(defined: Mapping[str, Any], prefix: str) -> dict[int, Any]:
    return {
        int(name.removeprefix(prefix)): each
        for name, each in defined.items()
        if name.startswith(prefix)
    }
