"""Claims that are loaded answer to a changed plan as if they were loaded under it."""

import random
from dataclasses import replace

import pytest

from jineng.policy.language.glossary import Kind
from jineng.policy.language.rule import Amount, Effect, Rule
from jineng.policy.language.tree import Compare, Literal, Not
from jineng.policy.many.decide_all import Bulk, decide_all
from jineng.policy.packs.plan import Plan
from tests.policy.random_claims import random_batch, tables_of
from tests.policy.random_packs import KINDS, plan_of, random_plan, rule


def changed(plan: Plan, chance: random.Random) -> Plan:
    """Return the plan with one or two of its rules changed, left out, added or moved."""
    rules = list(plan.rules)
    for _ in range(chance.choice((1, 1, 2))):
        chance.choice((other_figure, other_clause, left_out, added, other_kind))(rules, chance)
    premises = [each for each in rules if each.is_premise]
    return plan_of({"premises": premises, "rows": [r for r in rules if not r.is_premise]})


def other_figure(rules: list[Rule], chance: random.Random) -> None:
    n = chance.randrange(len(rules))
    amount = rules[n].amount
    other = chance.choice(
        (
            replace(amount, shares=(*amount.shares, Literal(50, Kind.PERCENT))),
            replace(amount, ceiling=Literal(40_000, Kind.MONEY)),
            Amount(Literal(77_777, Kind.MONEY)),
        )
    )
    rules[n] = replace(rules[n], amount=other)


def other_clause(rules: list[Rule], chance: random.Random) -> None:
    n = chance.randrange(len(rules))
    condition = rules[n].condition
    if isinstance(condition, Compare) and isinstance(condition.right, Literal):
        limit = condition.right
        if isinstance(limit.value, int):
            condition = replace(condition, right=replace(limit, value=limit.value + 1))
    rules[n] = replace(rules[n], condition=Not(condition) if chance.random() < 0.3 else condition)


def left_out(rules: list[Rule], chance: random.Random) -> None:
    if len(rules) > 2:
        rules.pop(chance.randrange(len(rules)))


def added(rules: list[Rule], chance: random.Random) -> None:
    new = random_plan(chance.randrange(10**6)).rules[0]
    effect = Effect.REFUSE if new.is_premise else new.effect
    rules.insert(
        chance.randrange(len(rules)),
        rule(f"new_{len(rules)}", new.condition, effect, kind=new.kind, is_premise=new.is_premise),
    )


def other_kind(rules: list[Rule], chance: random.Random) -> None:
    n = chance.randrange(len(rules))
    rules[n] = replace(rules[n], kind=chance.choice(KINDS))


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_a_changed_plan_answers_as_if_claims_were_loaded_under_it(first):
    for seed in range(first, first + 20):
        chance = random.Random(seed)
        plans = [random_plan(seed)]
        plans += [changed(plans[0], chance) for _ in range(3)]
        claims, history = tables_of(random_batch(seed), seed)
        loaded = Bulk(plans[0]).load(claims, history)
        for plan in plans[1:]:
            loaded = loaded.under(plan)

            assert loaded.answers().rows() == decide_all(plan, claims, history).rows(), seed
