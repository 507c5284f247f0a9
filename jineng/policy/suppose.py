"""Which other facts are worth supposing? Those at the limits that the rules themselves name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from jineng.policy import walk
from jineng.policy.closures import Case, Value, reader
from jineng.policy.glossary import FactWord, Kind
from jineng.policy.rule import Rule
from jineng.policy.tree import Compare, Fact, FirstAfter, Literal, OneOf, Op, Present, Share

STEP = {Op.LESS: -1, Op.AT_MOST: 0, Op.AT_LEAST: 0, Op.MORE: 1}

Other: TypeAlias = tuple[Value, str] | None


@dataclass(frozen=True)
class Supposition:
    """A fact that might be otherwise; `other` gives its other value and the sentence for it."""

    fact_id: str
    other: Callable[[Case], Other]


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
                    yield (left, value), Supposition(left.id, _constant(value, phrase))
        case Compare(), Fact() | FirstAfter(Fact()) | Share(Fact()):
            fact = _changed(left)
            if words[fact.id].supposed:
                key = (left, comparison.op in (Op.LESS, Op.AT_MOST), _limit_key(comparison))
                yield key, Supposition(fact.id, _at_limit(comparison, left, words[fact.id]))


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


def _constant(value: Value, phrase: str) -> Callable[[Case], Other]:
    return lambda case: (value, phrase)


def _at_limit(
    comparison: Compare, left: Fact | FirstAfter | Share, word: FactWord
) -> Callable[[Case], Other]:
    read_limit, op = reader(comparison.right), comparison.op
    read_known = reader(left.days) if isinstance(left, FirstAfter) else None
    read_whole = reader(left.whole) if isinstance(left, Share) else None

    def other(case: Case) -> Other:
        limit = read_limit(case)
        if not isinstance(limit, date | int):
            return None
        value: Value = (
            limit + timedelta(days=STEP[op]) if isinstance(limit, date) else limit + STEP[op]
        )
        shown = value
        if read_whole:
            whole = read_whole(case)
            if not isinstance(whole, int):
                return None
            value = shown = -(-whole * value // 100)
        if read_known:
            known = read_known(case)
            if not isinstance(known, tuple | list):
                return None
            value = (*known, value)
        return value, _phrase(word, shown)

    return other


def _phrase(word: FactWord, shown: object) -> str:
    phrases = word.supposed or {}
    if word.kind == Kind.FLAG:
        return phrases.get("是" if shown else "否", "")
    return phrases.get(str(shown), phrases.get("值", "").replace("{值}", str(shown)))
