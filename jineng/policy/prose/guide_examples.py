"""Which worked examples show a reader how the rules of a question come out?"""

from collections.abc import Iterator, Sequence

from jineng.policy.language.answer import Answer, Grant, Outcome
from jineng.policy.language.glossary import Kind
from jineng.policy.language.rule import NO_MONEY, Rule
from jineng.policy.language.tree import Fact, Named
from jineng.policy.language.under_rules import under_amount, under_rule
from jineng.policy.one.decide import decide
from jineng.policy.one.explain import TITLES
from jineng.policy.packs.cases import SignedCase
from jineng.policy.packs.plan import Plan
from jineng.policy.prose.results_in_words import result_in_words
from jineng.policy.prose.sections import Part, Says, Tabled
from jineng.policy.prose.words import Speech, unit_in_words, value_in_words

MOST = 2
NO_RULE, NO_RULE_SAYS = "no_rule_says", "文件没有规定，由人核定"


def examples(plan: Plan, cases: Sequence[SignedCase], speech: Speech) -> tuple[Part, ...]:
    """Return a table of signed cases: a few for each rule, in the order of the rules.

    Each shows the facts that its rule looks at, what comes out, and how it is worked out.
    """
    told = {rule.id: _of(cases, rule.id, MOST if _pays(rule) else 1) for rule in plan.rules}
    rows = [_row(plan, case, rule, speech) for rule in plan.rules for case in told[rule.id]]
    for case in _of(cases, NO_RULE, 1):
        rows.append((case.name, _history(case.history), "转人工核定", NO_RULE_SAYS))
    if not rows:
        return ()
    says = Says("都是政策人员读过、签过名的情形，用同一套规则算出来。")
    return (says, Tabled(("情形", "看哪些事实", "结果", "怎么来的"), tuple(rows)))


def _pays(rule: Rule) -> bool:
    return rule.amount != NO_MONEY


def _of(cases: Sequence[SignedCase], rule_id: str, most: int) -> list[SignedCase]:
    """The first cases that a rule decides, those where a fact is missing left out."""
    return [each for each in cases if each.rule == rule_id and each.expected != "缺事实"][:most]


def _row(plan: Plan, case: SignedCase, rule: Rule, speech: Speech) -> tuple[str, str, str, str]:
    answer = decide(plan, case.facts, case.history)
    amount = value_in_words(answer.fen, Kind.MONEY) if answer.fen else ""
    told = [*_looked_at(rule, answer, case, speech), _history(case.history)]
    granted = answer.outcome == Outcome.GRANTED
    worked_out = result_in_words(rule, speech) if granted else answer.message
    return (
        case.name,
        "\n".join(each for each in told if each),
        f"{TITLES[answer.outcome]} {amount}".strip(),
        f"{worked_out}（{rule.clause}）",
    )


def _looked_at(rule: Rule, answer: Answer, case: SignedCase, speech: Speech) -> Iterator[str]:
    """What the condition of the rule looks at, then what its sum is worked out from."""
    known = {each.name: each for each in under_rule(rule)}
    [result] = [each for each in answer.results if each.citation.rule == rule.id]
    shown: dict[str, str] = {
        name: _shown(value, known[name], speech) for name, value in result.inputs.items()
    }
    for each in under_amount(rule):
        if isinstance(each, Fact) and each.id in case.facts:
            shown[each.name] = _shown(case.facts[each.id], each, speech)
    return (f"{name}：{value}" for name, value in shown.items())


def _shown(value: object, fact: Fact | Named, speech: Speech) -> str:
    if value is None and isinstance(fact, Named):
        return "算不出"
    if isinstance(value, str) and fact.kind in (Kind.SHARE, Kind.DAY, Kind.COUNT, Kind.MONEY):
        return value
    return value_in_words(value, fact.kind, unit_in_words(fact, speech))


def _history(history: Sequence[Grant]) -> str:
    if not history:
        return ""
    grants = "、".join(
        f"{each.on.year}年{each.kind}（{each.occupation}{each.level}）" for each in history
    )
    return f"以前享受过：{grants}"
