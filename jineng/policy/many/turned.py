"""Which rule turned a line that comes out otherwise than before, and what happened to that rule?"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jineng.policy.language.rule import Rule
from jineng.policy.many.in_turn import Plans
from jineng.policy.packs.plan import Plan

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
ABSENT = -1
HOW = (
    "这一条的结果改了",
    "新加了这一条，现在由它决定",
    "这一条的条件改了，现在由它决定",
    "这一条排到了前面，现在由它决定",
    "这一条删去了，不再由它决定",
    "这一条的条件改了，不再由它决定",
    "这一条没有改；前面的补贴变了，次数或金额随着变",
)
RESULT, ADDED, CHANGED, EARLIER, GONE, RELEASED, PAST = range(7)


@dataclass(frozen=True)
class Across:
    """The rules of one side, by their place `at`, as they stand in the plan on the other side.

    `place` is where the rule of the same id stands there (ABSENT: nowhere), `equal` whether it
    does the same, `premise` whether it is a premise there. “No rule says” stands at the end.
    """

    place: Ints
    equal: Flags
    premise: Flags
    end: Flags


def turned(before: Plans, after: Plans, lines: pl.DataFrame) -> pl.DataFrame:
    """Return for each changed line `turned_by` (a rule), its `clause`, and `how` in words.

    `lines` has at, holds, unknown of both sides, those of before with `_before` behind the name.
    The rule is the one that stops the line now; where that one would have stopped it before as
    well, it is the rule of before that no longer does.
    """
    was, now = _whole(lines["at_before"]), _whole(lines["at"])
    old, new = across(before, after), across(after, before)
    then = _stops(new, now, lines, "_before")
    still = _stops(old, was, lines, "")
    same = old.place[was] == now - _start_of(after, now)
    released = ~same & then & ~still
    how = np.select(
        [
            same & new.equal[now],
            same,
            released & (old.place[was] == ABSENT),
            released & old.equal[was],
            released,
            new.place[now] == ABSENT,
            ~then & new.equal[now],
            ~then,
        ],
        [PAST, RESULT, GONE, PAST, RELEASED, ADDED, PAST, CHANGED],
        default=EARLIER,
    )
    ids, clauses = (
        np.where(released, np.array(before.told(what))[was], np.array(after.told(what))[now])
        for what in ("id", "clause")
    )
    return pl.DataFrame({"turned_by": ids, "clause": clauses, "how": np.array(HOW)[how]})


def across(side: Plans, other: Plans) -> Across:
    """Find the rules of one side on the other, plan by plan."""
    found: list[tuple[int, bool, bool, bool]] = []
    for plan, opposite in zip(side.plans, other.plans, strict=True):
        there = {rule.id: place for place, rule in enumerate(opposite.rules)}
        for rule in plan.rules:
            place = there.get(rule.id, ABSENT)
            found.append(_seen(rule, place, opposite))
        found.append((len(opposite.rules), True, False, True))
    places, equals, premises, ends = zip(*found, strict=True)
    return Across(np.array(places), np.array(equals), np.array(premises), np.array(ends))


def _seen(rule: Rule, place: int, opposite: Plan) -> tuple[int, bool, bool, bool]:
    if place == ABSENT:
        return ABSENT, False, False, False
    there = opposite.rules[place]
    return place, _does(rule) == _does(there), there.is_premise, False


def _does(rule: Rule) -> tuple[object, ...]:
    """What a rule does, apart from how its document words it."""
    return rule.is_premise, rule.condition, rule.effect, rule.amount, rule.measure, rule.payee


def _stops(rules: Across, at: Ints, lines: pl.DataFrame, side: str) -> Flags:
    """Say whether a rule stops the line on the other side, by the masks of that side."""
    place = rules.place[at]
    bit = np.uint64(1) << np.clip(place, 0, 63).astype(np.uint64)
    holds = (lines[f"holds{side}"].to_numpy() & bit) != 0
    unknown = (lines[f"unknown{side}"].to_numpy() & bit) != 0
    stops = np.where(rules.premise[at], ~holds, holds | unknown)
    return np.asarray((stops & (place != ABSENT)) | rules.end[at])


def _start_of(side: Plans, at: Ints) -> Ints:
    plan = np.searchsorted(side.starts, at, side="right") - 1
    return np.asarray(side.starts[plan])


def _whole(column: pl.Series) -> Ints:
    return column.to_numpy().astype(np.int64)
