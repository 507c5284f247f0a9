"""Which tables does a question look into, and what stands in them?"""

from collections.abc import Iterable, Iterator

from jineng.policy.language.glossary import Kind
from jineng.policy.language.rule import Rule
from jineng.policy.language.tree import Edition, Looked, Table
from jineng.policy.language.under_rules import under_rule
from jineng.policy.language.walk import unwrapped
from jineng.policy.prose.sections import Part, Says, Tabled
from jineng.policy.prose.words import named, value_in_words

VALUES = {Kind.MONEY: "金额", Kind.PERCENT: "比例", Kind.COUNT: "数", Kind.DAY: "日期"}


def tables_in_words(rules: Iterable[Rule]) -> Iterator[Part]:
    """Yield each edition of each table that the rules look into: its days, its rows, its gaps."""
    looked: dict[str, Looked] = {}
    for rule in rules:
        for each in under_rule(rule):
            derived = unwrapped(each)
            if isinstance(derived, Looked):
                looked.setdefault(derived.table.name, derived)
    for found in looked.values():
        keys, table = tuple(named(key) for key in found.keys), found.table
        for edition in table.editions:
            yield Says(_heading(table, edition))
            if edition.rows:
                yield Tabled((*keys, VALUES.get(table.kind, "值")), _rows(edition, table))


def _heading(table: Table, edition: Edition) -> str:
    missing = f"；手边没有：{edition.missing}" if edition.missing else ""
    return (
        f"{table.name}（{edition.name}，{days_in_words(edition)}，依据 {edition.clause}）{missing}"
    )


def days_in_words(edition: Edition) -> str:
    """Say the days that an edition rules: 2024年1月1日至2026年4月30日, 不分日期."""
    first = value_in_words(edition.first_day, Kind.DAY) if edition.first_day.year > 1 else ""
    last = value_in_words(edition.last_day, Kind.DAY) if edition.last_day.year < 9999 else ""
    if first and last:
        return f"{first}至{last}"
    if first or last:
        return f"{first}起" if first else f"{last}止"
    return "不分日期"


def _rows(edition: Edition, table: Table) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (*(value_in_words(each, Kind.TEXT) for each in key), value_in_words(value, table.kind))
        for key, value in edition.rows
    )
