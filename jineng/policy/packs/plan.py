"""Which rules answer one question at one place and day: a document with what supplements it?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from jineng.policy.language import walk
from jineng.policy.language.answer import Citation, RuleTold
from jineng.policy.language.glossary import FactWord, Glossary
from jineng.policy.language.history import exprs_of
from jineng.policy.language.prepared import PreparedRule, prepare
from jineng.policy.language.rule import Rule
from jineng.policy.language.suppose import Supposition, suppositions_of
from jineng.policy.language.tree import (
    Compare,
    Condition,
    Ever,
    History,
    Literal,
    Measured,
    Not,
    OneOf,
    Op,
    Scope,
)
from jineng.policy.packs.pack import Pack
from jineng.policy.python.program import Program
from jineng.policy.python.python_text import printed, printed_beside
from jineng.policy.reading.fingerprint import fingerprint_of_packs
from jineng.policy.reading.slips import Slip

FIRST = "开头"
# What every rule said of a case is kept as bits of one whole number.
MOST_RULES = 63


@dataclass(frozen=True)
class Cap:
    """A limit of times as a declaration, because the database keeps it as numbered slots.

    At most `most` grants of `kind` for one person and one value of `keys`: occupation, level, year.
    """

    name: str
    kind: str
    most: int
    keys: tuple[str, ...]
    rule: str


@dataclass(frozen=True)
class Plan:
    """What answers a question. `packs` are ids with fingerprints, the main document first.

    The same packs answer for `region` from `first_day` to `last_day`. What one case needs beyond
    the rules is made when first asked for: a table of cases is decided without it, and so are
    rules compared, listed and told.
    """

    question: str
    packs: tuple[tuple[str, str], ...]
    fingerprint: str
    rules: tuple[Rule, ...]
    kind: str
    payee: str
    caps: tuple[Cap, ...]
    region: str
    first_day: date
    last_day: date
    facts: Mapping[str, FactWord] = field(repr=False, compare=False)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each fact stands among them, by id."""
        return {fact_id: place for place, fact_id in enumerate(self.facts)}

    @cached_property
    def prepared(self) -> tuple[PreparedRule, ...]:
        """The rules, each with what is made ready of it for one case."""
        return tuple(prepare(rule, self.payee) for rule in self.rules)

    @cached_property
    def told(self) -> tuple[RuleTold, ...]:
        """What every answer tells of the rules."""
        return tuple(each.told for each in self.prepared)

    @cached_property
    def premises(self) -> tuple[Citation, ...]:
        """The citations of the premises, which all hold where something is granted."""
        return tuple(each.citation for each in self.prepared if each.rule.is_premise)

    @cached_property
    def suppositions(self) -> tuple[Supposition, ...]:
        """What may be supposed to be otherwise."""
        return suppositions_of(self.rules, self.facts)

    @cached_property
    def program(self) -> Program:
        """The rules as functions of Python."""
        return Program(
            lambda: printed(self.prepared, self.facts),
            lambda: printed_beside(
                self.prepared, self.facts, [each.asked for each in self.suppositions]
            ),
        )


def make_plan(
    question: str,
    base: Pack,
    supplements: Iterable[Pack],
    glossary: Glossary,
    *,
    region: str = "",
    days: tuple[date, date] | None = None,
) -> Plan:
    """Join a document and its supplements. Raises Slip when a supplement does not fit."""
    sheet = base.sheets[question]
    premises = list(sheet.premises)
    members = [base, *supplements]
    for pack in members[1:]:
        _supplement(premises, pack, question)
    rules = (*premises, *sheet.rows)
    _different(rules)
    packs = tuple((pack.id, pack.fingerprint) for pack in members)
    used = walk.facts_under(side for rule in rules for side in exprs_of(rule))
    facts = {word.id: word for word in glossary.by_name.values() if word.id in used}
    return Plan(
        question=question,
        packs=packs,
        fingerprint=fingerprint_of_packs(packs),
        rules=rules,
        kind=sheet.kind,
        payee=sheet.payee,
        caps=caps_of(rules),
        region=region or members[-1].about.region,
        first_day=days[0] if days else max(pack.about.first_day for pack in members),
        last_day=days[1] if days else min(pack.about.last_day for pack in members),
        facts=facts,
    )


def _supplement(premises: list[Rule], pack: Pack, question: str) -> None:
    after_last = len(premises)
    for rule in pack.sheets[question].premises:
        at = after_last
        if rule.after == FIRST:
            at = 0
        elif rule.after:
            at = 1 + next((i for i, each in enumerate(premises) if each.id == rule.after), -1)
            if not at:
                raise Slip(f"{pack.id} 的“{rule.id}”接在“{rule.after}”之后，但没有这条前提；请核对")
        premises.insert(at, rule)
        after_last += 1


def _different(rules: tuple[Rule, ...]) -> None:
    if len(rules) > MOST_RULES:
        raise Slip(f"一个问题最多 {MOST_RULES} 条规则，现为 {len(rules)} 条；请分成几个问题")
    ids = [rule.id for rule in rules]
    for rule in rules:
        if ids.count(rule.id) > 1:
            raise Slip(f"补充的规则与原有规则同用编号“{rule.id}”；请改一个")


def caps_of(rules: Iterable[Rule]) -> tuple[Cap, ...]:
    """Return the limits of times among the premises.

    Only a premise that says nothing else can be kept as slots, over a lifetime or a calendar year;
    the others stay rules of the engine alone.
    """
    found = [cap for rule in rules if rule.is_premise and (cap := _cap(rule.id, rule.condition))]
    return tuple(found)


def _cap(rule_id: str, condition: Condition) -> Cap | None:
    limit = _limit(condition)
    if limit is None or not _fits_slots(limit[0]):
        return None
    times, most = limit
    keys = (*times.same, *(("year",) if times.scope == Scope.YEAR else ()))
    apart = {"occupation": "同一职业（工种）", "level": "同一等级", "year": "同一年度"}
    name = f"{times.kinds[0]}：{''.join(apart[key] for key in keys) or '累计'}"
    return Cap(name, times.kinds[0], most, keys, rule_id)


def _fits_slots(times: History) -> bool:
    """Only a count of one kind, over a lifetime or a year, can be numbered."""
    counted = times.measured == Measured.TIMES and not times.levels
    return counted and len(times.kinds) == 1 and times.scope != Scope.MONTHS


def _limit(condition: Condition) -> tuple[History, int] | None:
    match condition:
        case Not(OneOf(left, (True,))) | OneOf(left, (False,)):
            ever = walk.unwrapped(left)
            return (ever.times, 1) if isinstance(ever, Ever) else None
        case Compare(left, Op.LESS | Op.AT_MOST as op, Literal(int(value))):
            times = walk.unwrapped(left)
            most = value if op == Op.LESS else value + 1
            return (times, most) if isinstance(times, History) else None
        case _:
            return None
