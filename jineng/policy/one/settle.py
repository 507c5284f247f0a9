"""Given what each rule says, which one decides, and for how many fen?"""

from collections.abc import Sequence
from typing import NamedTuple

from jineng.policy.language.absence import ABSENT
from jineng.policy.language.answer import Grant, Outcome
from jineng.policy.language.prepared import PreparedRule
from jineng.policy.language.rule import Effect
from jineng.policy.language.tree import Fact
from jineng.policy.packs.plan import Plan
from jineng.policy.python.program import Values, Weighed

# Read once: a member of an enumeration is slow to look up, and this runs for every case.
GRANTED, REFUSED, SILENT, MISSING = Outcome
REFUSE, REFER = Effect.REFUSE, Effect.REFER


class Settled(NamedTuple):
    """The outcome, the rule it comes from (None: no rule says), and the facts still to be told.

    `due` says which instalments of the sum are due, where it is paid in instalments.
    """

    outcome: Outcome
    by: PreparedRule | None = None
    fen: int = 0
    missing: tuple[Fact, ...] = ()
    due: tuple[bool | None, ...] = ()
    no_amount: bool = False


def settle(
    plan: Plan, values: Values, history: Sequence[Grant], weighed: Weighed | None = None
) -> Settled:
    """Read the rules from the top; the first premise that fails or row that holds decides.

    A rule that cannot be shown either way stops the reading: nothing below it is safe to use.
    """
    number, verdicts = weighed or plan.program.weigh(values, history)
    if number < 0:
        return Settled(SILENT)
    each = plan.prepared[number]
    if verdicts[number] is None:
        return Settled(MISSING, each, 0, _unknown(each.facts, plan, values))
    effect = each.rule.effect
    if effect is REFUSE:
        return Settled(REFUSED, each)
    if effect is REFER:
        return Settled(SILENT, each)
    return _granted(plan, number, values, history)


def _granted(plan: Plan, number: int, values: Values, history: Sequence[Grant]) -> Settled:
    each, program = plan.prepared[number], plan.program
    read = program.fen.get(number)
    if read is None:
        return Settled(GRANTED, each)
    fen = read(values, history)
    if fen is None:
        return Settled(MISSING, each, 0, _unknown(each.basis, plan, values))
    if fen is ABSENT:
        return Settled(SILENT, each, no_amount=True)
    due = program.due[number](values, history) if number in program.due else ()
    return Settled(GRANTED, each, fen, (), due)


def _unknown(facts: tuple[Fact, ...], plan: Plan, values: Values) -> tuple[Fact, ...]:
    """The facts nobody has told; all of them where the told ones make no sense together."""
    return tuple([fact for fact in facts if values[plan.places[fact.id]] is None]) or facts
