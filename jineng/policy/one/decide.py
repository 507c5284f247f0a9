"""What do the rules say to one case? Pure: facts in, answer out, no clock, no database."""

from collections.abc import Mapping, Sequence

from jineng.policy.language.answer import Answer, Citation, Grant, Later
from jineng.policy.language.rule import Rule
from jineng.policy.one.settle import GRANTED, MISSING, Settled, settle
from jineng.policy.one.whatif import would_change
from jineng.policy.packs.plan import Plan
from jineng.values.money import yuan_text

NO_RULE = "no_rule_says"


def decide(plan: Plan, facts: Mapping[str, object], history: Sequence[Grant] = ()) -> Answer:
    """Answer one case: premises in order, then the first row that holds.

    `facts` are by id; a key left out is unknown, None is “known to be absent” where the fact
    allows it, else unknown. `history` are the person's grants before this case, not reversed.
    The first rule that cannot be shown either way stops with MISSING, unless a rule before it
    decides. Raises WrongFact for a value of the wrong type or a word the fact cannot take.
    """
    program, history = plan.program, tuple(history)
    number, values, verdicts, inputs = program.read(facts, history)
    settled = settle(plan, values, history, (number, verdicts))
    outcome, by, fen, missing, _, _ = settled
    return Answer(
        outcome,
        fen,
        by.rule.id if by else NO_RULE,
        _message(settled),
        _because(plan, settled),
        plan.told,
        verdicts,
        inputs,
        tuple([fact.id for fact in missing]),
        by.payee if by else plan.payee,
        by.percent if by and outcome is GRANTED else None,
        Later(would_change, (plan, values, history, settled)),
    )


def _because(plan: Plan, settled: Settled) -> tuple[Citation, ...]:
    """The deciding rule; where it grants, then every premise, since all of them held."""
    if settled.by is None:
        return ()
    if settled.outcome is not GRANTED:
        return (settled.by.citation,)
    return (settled.by.citation, *plan.premises)


def _message(settled: Settled) -> str:
    outcome, by, fen, missing, due, no_amount = settled
    if by is None:
        return "文件没有规定这种情形，须由人核定"
    if outcome is MISSING:
        names = "、".join(fact.name for fact in missing)
        return f"缺“{names}”，不能判断是否符合“{by.rule.clause}”；补齐后再办理"
    if no_amount:
        return "没有补贴标准，无从计算，须由人核定"
    if outcome is GRANTED and (fen or due):
        parts = f"，{_due(by.rule, due)}" if due else ""
        return f"{by.grants}{parts}，共 {yuan_text(fen)} 元，拨付{by.payee}"
    return by.grants if by.rule.measure else by.rule.says or by.says


def _due(rule: Rule, due: tuple[bool | None, ...]) -> str:
    """Say which instalments are due now."""
    parts = zip(rule.amount.instalments, due, strict=True)
    names = [f"{each.name}{each.percent}%" for each, is_due in parts if is_due]
    return f"现在应付{'、'.join(names)}" if names else "各期都还没有到发放的条件"
