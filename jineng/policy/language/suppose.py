"""Which other facts are worth supposing? Those at the limits that the rules themselves name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from jineng.policy.language import walk
from jineng.policy.language.absence import Value
from jineng.policy.language.dates import days_later
from jineng.policy.language.glossary import FactWord, Kind
from jineng.policy.language.rule import Rule
from jineng.policy.language.tree import (
    Compare,
    Expr,
    Fact,
    FirstAfter,
    Literal,
    OneOf,
    Op,
    Present,
    Share,
)

STEP = {Op.LESS: -1, Op.AT_MOST: 0, Op.AT_LEAST: 0, Op.MORE: 1}

Asked: TypeAlias = tuple[Value, ...]
Other: TypeAlias = tuple[Value, str] | None


@dataclass(frozen=True)
class Supposition:
    """A fact that might be otherwise; `other` gives its other value and the sentence for it.

    It is given the values of the parts it has `asked` for.
    """

    fact_id: str
    asked: tuple[Expr, ...]
    other: Callable[[Asked], Other]


def suppositions_of(
    rules: Iterable[Rule], words: Mapping[str, FactWord]
) -> tuple[Supposition, ...]:
    """Return what may be supposed; only facts that facts.yaml gives a sentence (设想)."""
    found: dict[object, Supposition] = {}
    for rule in rules:
        for comparison in walk.comparisons(rule.condition):
            for key, supposition in _of(comparison, words):
                found.setdefault(key, supposition)
    return tuple(found.values())


def _of(
    comparison: Compare | OneOf | Present, words: Mapping[str, FactWord]
) -> Iterator[tuple[object, Supposition]]:
    left = walk.unwrapped(comparison.left)
    match comparison, left:
        case OneOf(_, values), Fact():
            wanted = (True, False) if left.kind == Kind.FLAG else values
            for value in wanted:
                if phrase := _phrase(words[left.id], value):
                    yield (left, value), Supposition(left.id, (), _constant(value, phrase))
        case Compare(), Fact() | FirstAfter(Fact()) | Share(Fact()):
            fact = _changed(left)
            if words[fact.id].supposed:
                key = (left, comparison.op in (Op.LESS, Op.AT_MOST), _limit_key(comparison))
                other = _at_limit(comparison.op, left, words[fact.id])
                asked = _asked(comparison.right, left)
                yield key, Supposition(fact.id, asked, other)


def _asked(limit: Expr, left: Fact | FirstAfter | Share) -> tuple[Expr, Expr, Expr]:
    """The limit; the days known so far, where a day is added to a list; the whole of a share."""
    nothing = Literal(0, Kind.COUNT)
    known = left.days if isinstance(left, FirstAfter) else nothing
    return limit, known, left.whole if isinstance(left, Share) else nothing


def _changed(left: Fact | FirstAfter | Share) -> Fact:
    part = (
        left if isinstance(left, Fact) else left.days if isinstance(left, FirstAfter) else left.part
    )
    if not isinstance(part, Fact):
        raise AssertionError("matched as resting on a fact")
    return part


def _limit_key(comparison: Compare) -> object:
    right = comparison.right
    return right.value if isinstance(right, Literal) else right


def _constant(value: Value, phrase: str) -> Callable[[Asked], Other]:
    return lambda _: (value, phrase)


def _at_limit(op: Op, left: Fact | FirstAfter | Share, word: FactWord) -> Callable[[Asked], Other]:
    def other(asked: Asked) -> Other:
        limit, known, whole = asked
        value = _just_within(limit, op)
        if value is None:
            return None
        if isinstance(left, Share):
            if not isinstance(whole, int):
                return None
            value = -(-whole * value // 100)
        if isinstance(left, FirstAfter):
            return (
                ((*known, value), _phrase(word, value)) if isinstance(known, tuple | list) else None
            )
        return value, _phrase(word, value)

    return other


def _just_within(limit: Value, op: Op) -> Value:
    """The value nearest the limit that is within it; None where the limit is not known."""
    if isinstance(limit, date):
        return days_later(limit, STEP[op])
    return limit + STEP[op] if isinstance(limit, int) else None


def _phrase(word: FactWord, shown: object) -> str:
    phrases = word.supposed or {}
    if word.kind == Kind.FLAG:
        return phrases.get("是" if shown else "否", "")
    return phrases.get(str(shown), phrases.get("值", "").replace("{值}", str(shown)))
