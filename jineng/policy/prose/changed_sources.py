"""Which derived facts and tables that rules rest on were changed between two packs?"""

from collections.abc import Iterator, Mapping

from jineng.policy.language import walk
from jineng.policy.language.glossary import Kind
from jineng.policy.language.tree import Edition, EditionOf, Fact, Looked, Named, Table
from jineng.policy.language.under_rules import under_condition, under_rule
from jineng.policy.packs.funds import FundRule
from jineng.policy.packs.pack import Pack, rules_of
from jineng.policy.prose.changed_rules import Side
from jineng.policy.prose.changes import Change, became, compared, moved
from jineng.policy.prose.guide_tables import days_in_words
from jineng.policy.prose.words import condition_in_words, definition_in_words, value_in_words

# A derived fact with what is doubtful about it, which two equal facts may differ in.
Derived = tuple[Named, tuple[str, ...]]


def changed_derived(old: Side, new: Side) -> Iterator[Change]:
    """Yield which facts are derived otherwise than before."""
    yield from compared(
        "推算",
        _derived(old.pack),
        _derived(new.pack),
        says=(_derived_in_words, _derived_in_words),
        otherwise=_changed_derived,
    )


def changed_tables(old: Side, new: Side) -> Iterator[Change]:
    """Yield which rows of which editions are otherwise."""
    was, now = _tables(old.pack), _tables(new.pack)
    yield from compared("表", was, now, says=(_table, _table), otherwise=lambda *_: ())
    for name in now:
        if name in was:
            yield from _changed_table(was[name], now[name])


def changed_funds(old: Side, new: Side) -> Iterator[Change]:
    """Yield which funds may pay otherwise, and in which other order they are asked."""
    was = {rule.id: rule for rule in old.pack.funds}
    now = {rule.id: rule for rule in new.pack.funds}
    yield from compared(
        "资金顺序",
        was,
        now,
        says=(lambda rule: _fund(rule, old), lambda rule: _fund(rule, new)),
        otherwise=lambda name, one, other: (
            *became(f"“{name}”", _fund(one, old), _fund(other, new)),
            *became(f"“{name}”的依据", one.clause, other.clause),
            *became(f"“{name}”的原文", one.text, other.text),
        ),
    )
    for name in moved(list(was), list(now)):
        yield Change(
            "资金顺序", f"“{now[name].name}”换了位置，现在排第 {list(now).index(name) + 1}"
        )


def _derived_in_words(derived: Derived) -> str:
    named, _ = derived
    clause = f"（依据 {named.clause}）" if named.clause else ""
    return f"{definition_in_words(named.of)}{clause}"


def _fund(rule: FundRule, side: Side) -> str:
    when = condition_in_words(rule.condition, side.speech)
    return f"{rule.name}可付{'、'.join(rule.kinds)}，条件是{when}"


def _table(table: Table) -> str:
    return f"{table.kind}，{len(table.editions)} 个版次"


def _changed_table(was: Table, now: Table) -> Iterator[Change]:
    heading = f"表“{now.name}”"
    yield from (Change(heading, each) for each in became("值的类型", was.kind, now.kind))
    yield from compared(
        heading,
        {edition.name: edition for edition in was.editions},
        {edition.name: edition for edition in now.editions},
        says=(_edition, _edition),
        otherwise=lambda name, one, other: _changed_edition(name, one, other, now.kind),
    )


def _edition(edition: Edition) -> str:
    missing = f"，缺{edition.missing}" if edition.missing else ""
    return f"{days_in_words(edition)}，{len(edition.rows)} 行{missing}（依据 {edition.clause}）"


def _changed_edition(name: str, was: Edition, now: Edition, kind: Kind) -> Iterator[str]:
    yield from became(f"“{name}”的期间", days_in_words(was), days_in_words(now))
    yield from became(f"“{name}”的依据", was.clause, now.clause)
    yield from became(f"“{name}”缺的", was.missing, now.missing)
    before, after = dict(was.rows), dict(now.rows)
    for key in {**before, **after}:
        old = value_in_words(before[key], kind) if key in before else ""
        new = value_in_words(after[key], kind) if key in after else ""
        keys = "、".join(value_in_words(each, Kind.TEXT) for each in key)
        yield from became(f"“{name}”的“{keys}”", old, new)
    if list(before) != list(after) and before == after:
        yield f"“{name}”的行换了次序，值没有变"


def _changed_derived(name: str, old: Derived, new: Derived) -> Iterator[str]:
    (was, doubts_before), (now, doubts_now) = old, new
    yield from became(f"“{name}”", definition_in_words(was.of), definition_in_words(now.of))
    yield from became(f"“{name}”的依据", was.clause, now.clause)
    yield from became(f"“{name}”的疑问", "、".join(doubts_before), "、".join(doubts_now))


def _derived(pack: Pack) -> Mapping[str, Derived]:
    named = (each for each in _under(pack) if isinstance(each, Named))
    return {each.name: (each, each.doubts) for each in named}


def _tables(pack: Pack) -> Mapping[str, Table]:
    looked = [walk.unwrapped(each) for each in _under(pack)]
    return {each.table.name: each.table for each in looked if isinstance(each, Looked | EditionOf)}


def _under(pack: Pack) -> Iterator[Fact | Named]:
    """Yield every named fact that rules and funds of the pack rest on."""
    for sheet in pack.sheets.values():
        for rule in rules_of(sheet):
            yield from under_rule(rule)
    for fund in pack.funds:
        yield from under_condition(fund.condition)
