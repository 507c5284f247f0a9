"""What is made ready of a rule, once, for every case it will be asked of?"""

from dataclasses import dataclass

from jineng.policy.language import walk
from jineng.policy.language.amounts import in_words, percent_of, pieces_of
from jineng.policy.language.answer import Citation, RuleTold
from jineng.policy.language.rule import Effect, Measure, Rule
from jineng.policy.language.tree import Condition, Fact, Named

PREMISE, ROW = "前提", "判定"


@dataclass(frozen=True)
class PreparedRule:
    """A rule with what is told of it.

    `inputs` are the facts its condition names, derived ones with those under them; `facts` those
    among them that are told, `basis` those told that its amount rests on. `says` is what the rule
    does, `grants` the same with its reason before it. `percent` is the share of the standard it
    grants, where the amount is one and nothing else. `told` is what every answer says of the rule.
    """

    rule: Rule
    citation: Citation
    told: RuleTold
    says: str
    grants: str
    payee: str
    inputs: tuple[Fact | Named, ...]
    facts: tuple[Fact, ...]
    basis: tuple[Fact, ...]
    percent: int | None


def prepare(rule: Rule, payee: str) -> PreparedRule:
    """Make a rule ready; `payee` is whom the page pays where the rule names nobody."""
    says, named = _says(rule), named_in(rule.condition)
    basis: dict[str, Fact | Named] = {}
    for each in rule.amount.instalments:
        basis |= named_in(each.condition)
    for piece in pieces_of(rule.amount).values():
        basis |= {each.name: each for each in walk.under(piece)}
    citation = Citation(rule.id, rule.clause, rule.text, rule.pack_id, rule.document)
    return PreparedRule(
        rule=rule,
        citation=citation,
        told=RuleTold(citation, PREMISE if rule.is_premise else ROW, says, tuple(named)),
        says=says,
        grants=f"{rule.says}，{says}" if rule.says else says,
        payee=rule.payee or payee,
        inputs=tuple(named.values()),
        facts=_told(named),
        basis=_told(basis),
        percent=percent_of(rule.amount),
    )


def named_in(condition: Condition) -> dict[str, Fact | Named]:
    """Return the facts a condition names, by name, derived ones with those under them."""
    named: dict[str, Fact | Named] = {}
    for comparison in walk.comparisons(condition):
        for side in walk.sides(comparison):
            named.update((each.name, each) for each in walk.under(side))
    return named


def measure_in_words(measure: Measure) -> str:
    """Say a measure with its terms: 处理：整改函（整改 1个月，不得申报新的补贴培训 6个月）."""
    terms = "，".join(
        f"{each.name} {each.count}{'个' if each.unit.endswith('日') else ''}{each.unit}"
        for each in measure.terms
    )
    return f"{Effect.MEASURE}：{measure.name}" + (f"（{terms}）" if terms else "")


def _told(named: dict[str, Fact | Named]) -> tuple[Fact, ...]:
    return tuple(each for each in named.values() if isinstance(each, Fact))


def _says(rule: Rule) -> str:
    if rule.measure:
        return measure_in_words(rule.measure)
    if rule.effect == Effect.GRANT:
        return in_words(rule.amount)
    return f"{rule.effect}：{rule.says}"
