"""How do the same rules read on facts of which lists, months and earlier grants are worked out?"""

from collections.abc import Mapping
from dataclasses import replace

from benchmarks.training_plan import training_plan
from jineng.policy.language.glossary import FactWord, Kind
from jineng.policy.language.tree import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Fact,
    History,
    Literal,
    Not,
    OneOf,
    Op,
)
from jineng.policy.packs.plan import Plan

MOST = 3
FACTS = {
    word.id: word
    for word in (
        FactWord("就业日", "employed_on", Kind.DAY, nullable=True),
        FactWord("就业期限末日", "employed_by", Kind.DAY, nullable=True),
        FactWord("此前享受次数", "times_before", Kind.COUNT),
        FactWord("此前同一职业同一等级", "same_before", Kind.FLAG),
    )
}


def given_plan() -> Plan:
    """Return the rules of the training subsidy as they read on the given facts.

    What was granted before the batch is a number and a flag of each claim; the limits over the
    batch itself, in the order of days and numbers, are still for the engine to follow.
    """
    plan = training_plan()
    facts = {**plan.facts, **FACTS}
    del facts["insured_from_days"]
    conditions = _conditions(plan.kind, facts)
    rules = (
        replace(rule, condition=conditions.get(rule.id, rule.condition)) for rule in plan.rules
    )
    return replace(plan, rules=tuple(rules), facts=facts)


def _conditions(kind: str, words: Mapping[str, FactWord]) -> dict[str, Condition]:
    facts = {name: Fact(name, word.name, word.kind) for name, word in words.items()}
    same = (facts["occupation"], facts["level"])
    employed_on, employed_by = facts["employed_on"], facts["employed_by"]
    used = AnyOf(
        tuple(
            AllOf((_below(facts["times_before"], n + 1), _below(History((kind,)), MOST - n)))
            for n in range(MOST)
        )
    )
    never = Compare(History((kind,), same_facts=same), Op.AT_MOST, Literal(0, Kind.COUNT))
    pension, started = facts["pension_from"], facts["training_started_on"]
    return {
        "drawing_a_pension": Not(Compare(pension, Op.AT_MOST, started)),
        "three_times_used": used,
        "same_occupation_and_level": AllOf((OneOf(facts["same_before"], (False,)), never)),
        "employed_within_three_months": Compare(employed_on, Op.AT_MOST, employed_by),
        "employed_after_three_months": Compare(employed_on, Op.MORE, employed_by),
    }


def _below(number: Fact | History, limit: int) -> Condition:
    return Compare(number, Op.LESS, Literal(limit, Kind.COUNT))
