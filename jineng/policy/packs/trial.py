"""Which figures of a pack may be tried otherwise, and what is the pack with them?

A pack is never edited: what comes back is another pack, with another fingerprint, to be replayed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from hashlib import sha256
from typing import Any

from jineng.policy.language.glossary import Kind
from jineng.policy.language.rule import Amount, Effect, Rule, Sheet
from jineng.policy.language.tree import Compare, Fact, Literal, Named, Share, Table
from jineng.policy.packs.pack import Pack
from jineng.values.refusal import Refusal

STANDARD = "standard"
WHOLE = 100
MOST_PERCENT = 200
UNITS = {Kind.PERCENT: "%", Kind.SHARE: "%", Kind.MONEY: "分", Kind.COUNT: ""}
Swap = Callable[[Literal, str], Literal]


class NotAFigure(Refusal):
    """The pack has no such figure, or it cannot take this value."""


@dataclass(frozen=True)
class Knob:
    """A figure that may be tried: what it is of, its value (fen for money) and how far it goes."""

    id: str
    title: str
    says: str
    clause: str
    unit: str
    value: int
    most: int


def knobs_of(pack: Pack, question: str) -> tuple[Knob, ...]:
    """Return the figures of one question: the standard, then rule by rule."""
    sheet = pack.sheets[question]
    found = []
    if any(_of_a_standard(rule) for rule in sheet.rows):
        title, says = "补贴标准", "按现行标准的百分之几"
        found.append(Knob(STANDARD, title, says, "", "%", WHOLE, MOST_PERCENT))
    for rule in (*sheet.premises, *sheet.rows):
        found += [_knob(rule, *figure) for figure in _figures(rule)]
    return tuple(found)


def with_figures(pack: Pack, question: str, figures: Mapping[str, int]) -> Pack:
    """Return the pack with other figures, by the ids of its knobs. Raises NotAFigure."""
    known = {knob.id: knob for knob in knobs_of(pack, question)}
    for name, value in figures.items():
        if name not in known or not 0 <= value <= known[name].most:
            shown = known[name].title if name in known else name
            raise NotAFigure(f"“{shown}”不能试 {value}；请填 0 到允许的最大数")
    changed = {name: value for name, value in figures.items() if value != known[name].value}
    sheet = pack.sheets[question]
    other = replace(
        sheet,
        premises=tuple(_changed(rule, changed) for rule in sheet.premises),
        rows=tuple(_changed(rule, changed) for rule in sheet.rows),
    )
    told = f"{pack.fingerprint}{question}{sorted(changed.items())}"
    sheets: dict[str, Sheet] = {**pack.sheets, question: other}
    return replace(pack, sheets=sheets, fingerprint=sha256(told.encode()).hexdigest())


def _of_a_standard(rule: Rule) -> bool:
    return rule.effect == Effect.GRANT and not isinstance(rule.amount.base, Literal)


def _knob(rule: Rule, at: str, literal: Literal, title: str) -> Knob:
    assert isinstance(literal.value, int), "only whole numbers are figures"
    value = literal.value
    most = WHOLE if UNITS[literal.kind] == "%" else max(10, 3 * value)
    return Knob(at, title, rule.says, rule.clause, UNITS[literal.kind], value, most)


def _figures(rule: Rule) -> list[tuple[str, Literal, str]]:
    found: list[tuple[str, Literal, str]] = []

    def noted(at: str, literal: Literal, title: str) -> Literal:
        found.append((at, literal, title))
        return literal

    _swapped_in(rule, noted)
    return found


def _changed(rule: Rule, figures: Mapping[str, int]) -> Rule:
    def other(at: str, literal: Literal, _: str) -> Literal:
        return replace(literal, value=figures[at]) if at in figures else literal

    changed = _swapped_in(rule, other)
    if STANDARD not in figures or not _of_a_standard(rule):
        return changed
    share = Literal(figures[STANDARD], Kind.PERCENT)
    return replace(changed, amount=replace(changed.amount, shares=(*changed.amount.shares, share)))


def _swapped_in(rule: Rule, other: Callable[[str, Literal, str], Literal]) -> Rule:
    seen = 0

    def swap(literal: Literal, title: str) -> Literal:
        nonlocal seen
        seen += 1
        return other(f"{rule.id}.{seen}", literal, title)

    condition = _swapped(rule.condition, swap, "")
    if rule.effect != Effect.GRANT:
        return replace(rule, condition=condition)
    return replace(rule, condition=condition, amount=_swapped(rule.amount, swap, "比例"))


def _swapped(node: Any, swap: Swap, title: str) -> Any:
    """Walk a tree and put another literal in the place of each figure; derived facts stay."""
    if isinstance(node, Literal):
        return swap(node, title) if _is_figure(node) else node
    if isinstance(node, tuple):
        return tuple(_swapped(each, swap, title) for each in node)
    if isinstance(node, Compare):
        return replace(node, right=_swapped(node.right, swap, f"{_name(node.left)}{node.op}"))
    if not is_dataclass(node) or isinstance(node, type | Named | Table):
        return node
    names = {Kind.MONEY: "金额", Kind.PERCENT: "比例"}
    return replace(
        node,
        **{
            each.name: _swapped(value, swap, _titled(node, value, names, title))
            for each in fields(node)
            if each.init and (value := getattr(node, each.name)) is not None
        },
    )


def _titled(node: Any, value: Any, names: Mapping[Kind, str], title: str) -> str:
    if isinstance(node, Amount) and isinstance(value, Literal):
        return names.get(value.kind, title)
    return title


def _is_figure(node: Literal) -> bool:
    whole = isinstance(node.value, int) and not isinstance(node.value, bool)
    return whole and node.kind in UNITS


def _name(left: Any) -> str:
    if isinstance(left, Fact | Named):
        return left.name
    return "占比" if isinstance(left, Share) else "数"
