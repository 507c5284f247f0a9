"""What do the rules say to one case? Pure: facts in, answer out, no clock, no database."""

from collections.abc import Mapping, Sequence

from jineng.policy.amounts import percent_of
from jineng.policy.answer import Answer, Grant, Outcome, RuleResult
from jineng.policy.closures import ABSENT, Case, Truth, Value
from jineng.policy.plan import Plan
from jineng.policy.settle import Settled, settle
from jineng.policy.told import told
from jineng.policy.whatif import would_change
from jineng.values.money import yuan_text

NO_RULE = "no_rule_says"


def decide(plan: Plan, facts: Mapping[str, object], history: Sequence[Grant] = ()) -> Answer:
    """Answer one case: premises in order, then the first row that holds.

    `facts` are by id; a key left out is unknown, None is “known to be absent” where the fact
    allows it, else unknown. `history` are the person's grants before this case, not reversed.
    The first rule that cannot be shown either way stops with MISSING, unless a rule before it
    decides. Raises WrongFact for a value of the wrong type or a word the fact cannot take.
    """
    case = Case(told(plan.facts, facts), tuple(history))
    verdicts = tuple(each.test(case) for each in plan.prepared)
    settled = settle(plan, case, verdicts)
    deciding = settled.by
    granted = settled.outcome == Outcome.GRANTED
    because = [deciding] if deciding else []
    if granted:
        because.extend(each for each in plan.prepared if each.rule.is_premise)
    return Answer(
        outcome=settled.outcome,
        fen=settled.fen,
        rule=deciding.rule.id if deciding else NO_RULE,
        message=_message(plan, settled),
        because=tuple(each.citation for each in because),
        results=_results(plan, case, verdicts),
        missing=tuple(fact.id for fact in settled.missing),
        would_change=would_change(plan, case, settled),
        payee=(deciding.rule.payee if deciding else "") or plan.payee,
        share_percent=percent_of(deciding.rule.amount) if deciding and granted else None,
    )


def _results(plan: Plan, case: Case, verdicts: Sequence[Truth]) -> tuple[RuleResult, ...]:
    return tuple(
        RuleResult(
            citation=each.citation,
            kind="前提" if each.rule.is_premise else "判定",
            verdict=verdict,
            inputs={name: _shown(read(case)) for name, read in each.inputs},
            says=each.says,
        )
        for each, verdict in zip(plan.prepared, verdicts, strict=True)
    )


def _shown(value: Value) -> object:
    if value is ABSENT:
        return ABSENT.value
    return f"{value[0]}/{value[1]}" if _is_share(value) else value


def _is_share(value: Value) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], int)


def _message(plan: Plan, settled: Settled) -> str:
    if settled.by is None:
        return "文件没有规定这种情形，须由人核定"
    rule = settled.by.rule
    if settled.outcome == Outcome.MISSING:
        names = "、".join(fact.name for fact in settled.missing)
        return f"缺“{names}”，不能判断“{rule.id}”（{rule.clause}）；补齐后再办理"
    if settled.no_amount:
        return "没有补贴标准，无从计算，须由人核定"
    if settled.outcome == Outcome.GRANTED and settled.fen:
        payee = rule.payee or plan.payee
        reason = f"{rule.says}，" if rule.says else ""
        return f"{reason}{settled.by.says}，共 {yuan_text(settled.fen)} 元，拨付{payee}"
    return rule.says or settled.by.says
