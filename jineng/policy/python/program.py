"""What can be asked of the rules of a plan once they are printed and compiled?

This is the only place that runs a printed text. The text holds our own words and the names of
values, none of a pack's, so nothing that stands in a pack can be run.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any, TypeAlias

from jineng.policy.language.absence import Truth, Value
from jineng.policy.language.answer import Grant, RuleResult

Values: TypeAlias = tuple[Value, ...]
# The number of the rule that stops the reading (-1: none does), every rule's truth, and the
# values that were derived on the way.
Weighed: TypeAlias = tuple[int, tuple[Truth, ...], Values]
Read: TypeAlias = Callable[[Values, Sequence[Grant]], Value]


@dataclass(frozen=True)
class Program:
    """The functions of one plan. `values` are the facts in the order of the plan's facts.

    `told` checks facts by id and yields the values. `weigh` reads every rule; `results` says what
    it read, for people. `fen` and `due` are by the number of the rule: the sum it grants (ABSENT,
    or None where it is unknown), and which of its instalments are due. `asked` yields the values
    each supposition wants; `histories` the counts of the history, in the order of their columns.
    """

    text: str
    told: Callable[[Mapping[str, object]], Values]
    weigh: Callable[[Values, Sequence[Grant]], Weighed]
    results: Callable[[Values, Weighed], tuple[RuleResult, ...]]
    fen: Mapping[int, Read]
    due: Mapping[int, Callable[[Values, Sequence[Grant]], tuple[Truth, ...]]]
    asked: Callable[[Values, Sequence[Grant]], tuple[Values, ...]]
    histories: Callable[[Values, Sequence[Grant]], tuple[int | None, ...]]


def compiled(text: str, bound: Mapping[str, object]) -> Program:
    """Return the program of a printed text, which calls the bound values by name."""
    defined = run(text, bound)
    return Program(
        text=text,
        told=defined["told"],
        weigh=defined["weigh"],
        results=defined["results"],
        fen=_numbered(defined, "fen_"),
        due=_numbered(defined, "due_"),
        asked=defined["asked"],
        histories=defined["histories"],
    )


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
