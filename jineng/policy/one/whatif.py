"""What would change the answer, and to what amount?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jineng.policy.language.answer import Grant, Outcome
from jineng.policy.language.rule import Effect
from jineng.policy.one.settle import Settled, settle
from jineng.policy.packs.plan import Plan
from jineng.policy.python.program import Values
from jineng.values.money import yuan_text

SHOWN = {
    Outcome.REFUSED: "不予",
    Outcome.SILENT: "转人工",
    Outcome.MISSING: "缺事实",
    Outcome.GRANTED: "准予",
}


def would_change(
    plan: Plan, values: Values, history: Sequence[Grant], now: Settled
) -> tuple[str, ...]:
    """Return sentences: one other fact each, and what the answer would then be.

    Only where the person would get more, or a person would look at a case that is refused.
    """
    found: dict[tuple[str, int, Outcome], str] = {}
    asked = plan.program.asked(values, history)
    for each, told in zip(plan.suppositions, asked, strict=True):
        other, place = each.other(told), plan.places[each.fact_id]
        if other is None or other[0] == values[place]:
            continue
        value, phrase = other
        then = settle(plan, (*values[:place], value, *values[place + 1 :]), history)
        key = (each.fact_id, then.fen, then.outcome)
        if key not in found and _better(then, now):
            found[key] = f"{phrase}：{_says(then)}（现 {_says(now)}）"
    return tuple(found.values())


@dataclass(frozen=True)
class RowAmount:
    """What one row of the sheet pays on a case, whether or not it is the row that decides."""

    rule: str
    clause: str
    says: str
    percent: int | None
    fen: int


def row_amounts(
    plan: Plan, facts: Mapping[str, object], history: Sequence[Grant] = ()
) -> tuple[RowAmount, ...]:
    """Return what each paying row would give this case, in the order of the sheet, in fen."""
    values = plan.program.told(facts)
    found = []
    for number, read in plan.program.fen.items():
        each, fen = plan.prepared[number], read(values, history)
        if each.rule.effect == Effect.GRANT and isinstance(fen, int) and fen:
            says = each.rule.says or each.says
            found.append(RowAmount(each.rule.id, each.rule.clause, says, each.percent, fen))
    return tuple(found)


def if_cleared(results: Sequence[Mapping[str, object]], rule: str) -> str:
    """Return the rule of a receipt's results that would decide if this premise had not refused.

    "" where another premise stands in the way, or no row is known to hold, or it is no premise.
    """
    if not any(each["rule"] == rule and each["kind"] == "前提" for each in results):
        return ""
    for each in results:
        if each["rule"] == rule or (each["kind"] == "前提" and each["verdict"] is True):
            continue
        if each["kind"] == "前提" or each["verdict"] is None:
            return ""
        if each["verdict"]:
            return str(each["rule"])
    return ""


def _better(then: Settled, now: Settled) -> bool:
    if then.outcome != Outcome.GRANTED:
        return now.outcome == Outcome.REFUSED and then.outcome == Outcome.SILENT
    return now.outcome != Outcome.GRANTED or then.fen > now.fen


def _says(settled: Settled) -> str:
    if settled.outcome == Outcome.GRANTED and settled.fen:
        return f"{yuan_text(settled.fen)} 元"
    return SHOWN[settled.outcome]
