"""Given what each rule says, which one decides, and for how many fen?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jineng.policy.answer import Outcome
from jineng.policy.closures import ABSENT, Case, Truth
from jineng.policy.plan import Plan, PreparedRule
from jineng.policy.rule import Effect
from jineng.policy.tree import Fact


@dataclass(frozen=True)
class Settled:
    """The outcome, the rule it comes from (None: no rule says), and the facts still to be told."""

    outcome: Outcome
    by: PreparedRule | None = None
    fen: int = 0
    missing: tuple[Fact, ...] = ()
    no_amount: bool = False


def settle(plan: Plan, case: Case, verdicts: Sequence[Truth] | None = None) -> Settled:
    """Read the rules from the top; the first premise that fails or row that holds decides.

    A rule that cannot be shown either way stops the reading: nothing below it is safe to use.
    """
    for index, each in enumerate(plan.prepared):
        verdict = each.test(case) if verdicts is None else verdicts[index]
        if verdict is None:
            return Settled(Outcome.MISSING, each, missing=_unknown(each.facts, case))
        if each.rule.is_premise and not verdict:
            return Settled(Outcome.REFUSED, each)
        if verdict and not each.rule.is_premise:
            return _decided(each, case)
    return Settled(Outcome.SILENT)


def _decided(each: PreparedRule, case: Case) -> Settled:
    if each.rule.effect == Effect.REFUSE:
        return Settled(Outcome.REFUSED, each)
    if each.rule.effect == Effect.REFER:
        return Settled(Outcome.SILENT, each)
    fen = each.fen(case)
    if fen is None:
        return Settled(Outcome.MISSING, each, missing=_unknown(each.basis, case))
    if fen is ABSENT:
        return Settled(Outcome.SILENT, each, no_amount=True)
    return Settled(Outcome.GRANTED, each, fen=fen)


def _unknown(facts: Iterable[Fact], case: Case) -> tuple[Fact, ...]:
    """The facts nobody has told; all of them where the told ones make no sense together."""
    asked = tuple(facts)
    return tuple(fact for fact in asked if case.facts.get(fact.id) is None) or asked
