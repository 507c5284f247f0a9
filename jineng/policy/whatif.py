"""What would change the answer, and to what amount?"""

from collections.abc import Iterator
from datetime import date, timedelta

from jineng.policy import walk
from jineng.policy.amounts import yuan
from jineng.policy.answer import Outcome
from jineng.policy.closures import ABSENT, Case, Value, reader
from jineng.policy.glossary import FactWord, Kind
from jineng.policy.plan import Plan
from jineng.policy.settle import Settled, settle
from jineng.policy.tree import Compare, Fact, FirstAfter, OneOf, Op, Present, Share

SHOWN = {
    Outcome.REFUSED: "不予",
    Outcome.SILENT: "转人工",
    Outcome.MISSING: "缺事实",
    Outcome.GRANTED: "准予",
}
STEP = {Op.LESS: -1, Op.AT_MOST: 0, Op.AT_LEAST: 0, Op.MORE: 1}


def would_change(plan: Plan, case: Case, now: Settled) -> tuple[str, ...]:
    """Return sentences: one other fact each, and what the answer would then be.

    Only facts that facts.yaml gives a sentence (设想) are supposed otherwise, only at the limits
    the rules themselves name, and only where the person would get more.
    """
    found: dict[tuple[str, int, Outcome], str] = {}
    for word, value, phrase in _suppositions(plan, case):
        then = settle(plan, Case({**case.facts, word.id: value}, case.history))
        key = (word.id, then.fen, then.outcome)
        if key not in found and _better(then, now):
            found[key] = f"{phrase}：{_says(then)}（现{_says(now)}）"
    return tuple(found.values())


def _better(then: Settled, now: Settled) -> bool:
    if then.outcome != Outcome.GRANTED:
        return now.outcome == Outcome.REFUSED and then.outcome == Outcome.SILENT
    return now.outcome != Outcome.GRANTED or then.fen > now.fen


def _says(settled: Settled) -> str:
    if settled.outcome == Outcome.GRANTED and settled.fen:
        return f" {yuan(settled.fen)} 元"
    return f" {SHOWN[settled.outcome]}"


def _suppositions(plan: Plan, case: Case) -> Iterator[tuple[FactWord, Value, str]]:
    for each in plan.prepared:
        for comparison in walk.comparisons(each.rule.condition):
            for fact, value, shown in _limits(comparison, case):
                word = plan.facts[fact.id]
                phrase = _phrase(word, shown)
                if phrase and value != case.facts.get(fact.id):
                    yield word, value, phrase


def _phrase(word: FactWord, shown: object) -> str:
    phrases = word.supposed or {}
    if word.kind == Kind.FLAG:
        return phrases.get("是" if shown else "否", "")
    return phrases.get(str(shown), phrases.get("值", "").replace("{值}", str(shown)))


def _limits(
    comparison: Compare | OneOf | Present, case: Case
) -> Iterator[tuple[Fact, Value, object]]:
    left = walk.unwrapped(comparison.left)
    if isinstance(comparison, OneOf) and isinstance(left, Fact):
        values = (True, False) if left.kind == Kind.FLAG else comparison.values
        yield from ((left, value, value) for value in values)
    if isinstance(comparison, Compare):
        limit = reader(comparison.right)(case)
        if limit is not None and limit is not ABSENT:
            yield from _at_limit(left, comparison.op, limit, case)


def _at_limit(
    left: object, op: Op, limit: Value, case: Case
) -> Iterator[tuple[Fact, Value, object]]:
    match left:
        case Fact():
            value = _stepped(limit, op)
            yield left, value, value
        case FirstAfter(Fact() as days):
            known, value = case.facts.get(days.id), _stepped(limit, op)
            if isinstance(known, tuple | list) and isinstance(value, date):
                yield days, (*known, value), value
        case Share(Fact() as part, whole):
            total = reader(whole)(case)
            if isinstance(total, int) and op == Op.AT_LEAST:
                value = -(-total * limit // 100)
                yield part, value, value


def _stepped(limit: Value, op: Op) -> Value:
    if isinstance(limit, date):
        return limit + timedelta(days=STEP[op])
    return limit + STEP[op]
