"""Can a decision be made again from what was kept, with the same result?"""

from collections.abc import Mapping, Sequence
from datetime import date

from jineng.policy.language.answer import Answer, Citation, Grant, Outcome, RuleResult
from jineng.policy.language.glossary import Glossary, Kind
from jineng.policy.one.decide import decide
from jineng.policy.packs.plan import Plan
from jineng.policy.packs.shelf import Shelf
from jineng.values.refusal import Refusal

ENGINE_VERSION = "1"


class PackChanged(Refusal):
    """A pack of a receipt has other content now than when the receipt was made."""


COMPARED = {
    "outcome": "结论",
    "fen": "金额（分）",
    "rule": "规则",
    "message": "说明",
    "because": "依据",
    "missing": "所缺事实",
    "payee": "收款",
    "share_percent": "比例",
}


def receipt(
    plan: Plan, facts: Mapping[str, object], history: Sequence[Grant], answer: Answer
) -> dict[str, object]:
    """Return plain JSON that stands alone: facts, history, packs, every rule's result, answer.

    Days are ISO text. Only facts that the plan asks for are kept.
    """
    return {
        "engine": ENGINE_VERSION,
        "question": plan.question,
        "packs": [{"id": pack_id, "fingerprint": print_} for pack_id, print_ in plan.packs],
        "plan": plan.fingerprint,
        "facts": {name: _plain(facts[name]) for name in plan.facts if name in facts},
        "history": [
            {
                "kind": grant.kind,
                "occupation": grant.occupation,
                "level": grant.level,
                "on": grant.on.isoformat(),
                "fen": grant.fen,
                "ref": grant.ref,
            }
            for grant in history
        ],
        "results": [_told(result) for result in answer.results],
        "answer": {
            **{name: _answered(answer, name) for name in COMPARED},
            "would_change": list(answer.would_change),
        },
    }


def _told(result: RuleResult) -> dict[str, object]:
    return {
        "rule": result.citation.rule,
        "clause": result.citation.clause,
        "pack": result.citation.pack_id,
        "kind": result.kind,
        "verdict": result.verdict,
        "inputs": {name: _plain(value) for name, value in result.inputs.items()},
        "says": result.says,
    }


def recheck(receipt: Mapping[str, object], shelf: Shelf) -> tuple[str, ...]:
    """Decide again from a receipt; return a Chinese sentence for each difference, () when equal.

    A receipt whose packs are not on the shelf with the same fingerprints cannot be checked, and
    that is the difference returned. So is a receipt that cannot be read.
    """
    try:
        return _recheck(receipt, shelf)
    except Refusal as refusal:
        return (f"凭据不能复核：{refusal.message}",)
    except (KeyError, TypeError, ValueError, AttributeError):
        return ("凭据残缺或格式不对，不能复核；请调原件核对",)


def case_of(
    kept: Mapping[str, object], shelf: Shelf
) -> tuple[Plan, dict[str, object], tuple[Grant, ...]]:
    """Return the plan, the facts and the history that a receipt was made from.

    Raises PackChanged when a pack of it is not on the shelf as it was.
    """
    packs = [(_text(each, "id"), _text(each, "fingerprint")) for each in _rows(kept["packs"])]
    for pack_id, fingerprint in packs:
        if shelf.pack(pack_id).fingerprint != fingerprint:
            raise PackChanged(
                f"规则包“{pack_id}”已不是办理时的内容（指纹不同）；请找回当时的规则包"
            )
    plan = shelf.plan_of(_text(kept, "question"), tuple(pack_id for pack_id, _ in packs))
    told = _mapping(kept["facts"])
    facts = {name: _value(name, value, shelf.glossary) for name, value in told.items()}
    return plan, facts, tuple(_grant(each) for each in _rows(kept["history"]))


def _recheck(kept: Mapping[str, object], shelf: Shelf) -> tuple[str, ...]:
    plan, facts, history = case_of(kept, shelf)
    again = receipt(plan, facts, history, decide(plan, facts, history))
    return tuple(_differences(kept, again))


def _differences(kept: Mapping[str, object], again: Mapping[str, object]) -> list[str]:
    found = []
    if kept["plan"] != again["plan"]:
        found.append("规则组合的指纹与所列规则包不符")
    old, new = _mapping(kept["answer"]), _mapping(again["answer"])
    found.extend(
        f"{title}不同：凭据上是“{old.get(name)}”，重算是“{new[name]}”"
        for name, title in COMPARED.items()
        if old.get(name) != new[name]
    )
    old_rules = [_tuple(each) for each in _rows(kept["results"])]
    new_rules = [_tuple(each) for each in _rows(again["results"])]
    found.extend(
        f"规则“{after[0]}”的判断不同：凭据上是{_word(before[2])}，重算是{_word(after[2])}"
        for before, after in zip(old_rules, new_rules, strict=False)
        if before != after
    )
    if len(old_rules) != len(new_rules):
        found.append(f"规则条数不同：凭据上 {len(old_rules)} 条，重算 {len(new_rules)} 条")
    return found


def _tuple(result: Mapping[str, object]) -> tuple[object, object, object, object]:
    return result["rule"], result["clause"], result["verdict"], result["inputs"]


def _word(verdict: object) -> str:
    if verdict is None:
        return "不明"
    return "符合" if verdict else "不符合"


def _answered(answer: Answer, name: str) -> object:
    value = getattr(answer, name)
    if name == "because":
        return [_cited(citation) for citation in answer.because]
    return _plain(value)


def _cited(citation: Citation) -> dict[str, object]:
    return {
        "rule": citation.rule,
        "clause": citation.clause,
        "text": citation.text,
        "pack": citation.pack_id,
        "document": citation.document,
    }


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Outcome):
        return value.value
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value


def _value(name: str, value: object, glossary: Glossary) -> object:
    kind = glossary.by_id[name].kind
    if isinstance(value, str) and kind in (Kind.DAY, Kind.MONTH):
        return date.fromisoformat(value)
    if isinstance(value, list):
        return tuple(date.fromisoformat(each) for each in value)
    return value


def _grant(raw: Mapping[str, object]) -> Grant:
    fen = raw["fen"]
    return Grant(
        kind=_text(raw, "kind"),
        occupation=_text(raw, "occupation"),
        level=_text(raw, "level"),
        on=date.fromisoformat(_text(raw, "on")),
        fen=fen if isinstance(fen, int) else 0,
        ref=_text(raw, "ref"),
    )


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError
    return value


def _rows(value: object) -> list[Mapping[str, object]]:
    if not isinstance(value, list):
        raise TypeError
    return [_mapping(each) for each in value]


def _text(raw: Mapping[str, object], key: str) -> str:
    value = raw[key]
    if not isinstance(value, str):
        raise TypeError
    return value
