"""Why this yuan? The clauses of one line, the facts beside each, and which one decided."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jineng.policy.one.receipt import PackChanged, case_of
from jineng.policy.one.whatif import RowAmount, if_cleared, row_amounts
from jineng.policy.packs.shelf import Shelf
from jineng.values.money import yuan_text
from jineng.values.refusal import Refusal

Receipt = Mapping[str, Any]
SHARE = re.compile(r"(\d+)/(\d+)")


@dataclass(frozen=True)
class Rung:
    """One clause on one case. `mark` is yes, no, ask, unknown or aside (not what decided)."""

    rule: str
    mark: str
    clause: str
    document: str
    text: str
    says: str
    facts: tuple[tuple[str, str], ...]
    decides: bool


@dataclass(frozen=True)
class Card:
    """One row that pays: what it would give. `state` is on (it decided), would or off."""

    amount: RowAmount
    state: str
    supposing: str = ""


@dataclass(frozen=True)
class Ladder:
    """Everything a page shows of one line's answer, from its receipt alone."""

    rungs: tuple[Rung, ...]
    cards: tuple[Card, ...]
    would_change: tuple[str, ...]
    history: tuple[Mapping[str, Any], ...]
    documents: tuple[str, ...]
    changed: str

    @property
    def deciding(self) -> Rung | None:
        """The rung that decided, if a rule did."""
        return next((rung for rung in self.rungs if rung.decides), None)

    @property
    def passed(self) -> int:
        """How many clauses are met."""
        return sum(rung.mark == "yes" for rung in self.rungs)


def ladder(kept: Receipt, shelf: Shelf) -> Ladder:
    """Return the ladder of a receipt: the rung that refused or asks first, the others in order."""
    answer = kept["answer"]
    texts, amounts, changed = _told(kept, shelf)
    rungs = [_rung(result, answer, texts) for result in kept["results"]]
    stops = [rung for rung in rungs if rung.decides and rung.mark != "yes"]
    others = [rung for rung in rungs if rung not in stops]
    facts = kept["facts"]
    refused = answer["outcome"] == "refused"
    cleared = if_cleared(kept["results"], answer["rule"]) if refused else ""
    return Ladder(
        rungs=tuple(stops + others),
        cards=tuple(
            _card(each, answer, cleared)
            for each in sorted(amounts, key=lambda each: -(each.percent or 0))
        ),
        would_change=tuple(answer.get("would_change", ())),
        history=tuple(_compared(each, facts) for each in kept["history"]),
        documents=tuple(dict.fromkeys(rung.document for rung in rungs if rung.document)),
        changed=changed,
    )


def _told(
    kept: Receipt, shelf: Shelf
) -> tuple[dict[str, tuple[str, str]], Sequence[RowAmount], str]:
    """Return (text, document) by rule, what each row pays, and what is wrong with the packs."""
    cited = {each["rule"]: (each["text"], each["document"]) for each in kept["answer"]["because"]}
    try:
        plan, facts, history = case_of(kept, shelf)
    except (PackChanged, Refusal) as changed:
        return cited, (), changed.message
    prepared = {
        each.rule.id: (each.citation.text, each.citation.document) for each in plan.prepared
    }
    return {**prepared, **cited}, row_amounts(plan, facts, history), ""


def _rung(result: Receipt, answer: Receipt, texts: Mapping[str, tuple[str, str]]) -> Rung:
    rule = result["rule"]
    text, document = texts.get(rule, ("", ""))
    decides = rule == answer["rule"]
    return Rung(
        rule=rule,
        mark=_mark(result, answer, decides=decides),
        clause=result["clause"],
        document=document,
        text=text,
        says=result["says"].split("：", 1)[-1],
        facts=tuple((name, shown(value)) for name, value in result["inputs"].items()),
        decides=decides,
    )


def _mark(result: Receipt, answer: Receipt, *, decides: bool) -> str:
    if result["verdict"] is None:
        return "unknown"
    if result["kind"] == "前提":
        return "yes" if result["verdict"] else "no"
    if not decides:
        return "aside"
    return {"granted": "yes", "refused": "no"}.get(answer["outcome"], "ask")


def _card(amount: RowAmount, answer: Receipt, cleared: str) -> Card:
    """Say whether a row decided, or under which supposition its sum would be paid."""
    if amount.rule == answer["rule"]:
        return Card(amount, "on")
    if amount.rule == cleared:
        return Card(amount, "would", "若认定上面一条有误")
    yuan = f"：{yuan_text(amount.fen)} 元"
    would = [each.split("：")[0] for each in answer.get("would_change", ()) if yuan in each]
    return Card(amount, "would" if would else "off", "，或".join(would))


def _compared(grant: Receipt, facts: Receipt) -> dict[str, Any]:
    """Set an earlier grant beside this claim: where both are the same, a rule may stop it."""
    return {
        **grant,
        "same_occupation": grant["occupation"] == facts.get("occupation"),
        "same_level": grant["level"] == facts.get("level", ""),
    }


def shown(value: object) -> str:
    """Return a fact as a person reads it."""
    if value is None:
        return "未知"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(shown(each) for each in value) or "没有"
    if (share := SHARE.fullmatch(str(value))) and int(share[2]):
        return f"{value}（{int(share[1]) * 100 / int(share[2]):.1f}%）"
    return str(value) or "没有"
