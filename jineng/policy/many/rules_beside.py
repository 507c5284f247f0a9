"""Which rules of another plan say of loaded claims what they said, and where do the others not?"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

import polars as pl

from jineng.policy.language.rule import Rule
from jineng.policy.language.tree import Measured
from jineng.policy.many.amount_columns import asked_alike
from jineng.policy.many.column import Steps
from jineng.policy.many.rulings import HOLDS, UNKNOWN, Rulings

TURNED = "~turned"


@dataclass(frozen=True)
class Change:
    """What to work out when rules follow others on the same claims.

    `now` works out the masks from those of the rules before, and marks as TURNED the claims of
    which some rule without history says otherwise than before. `everywhere`: what else differs may
    turn any claim.
    """

    now: Steps
    everywhere: bool


def change(before: Rulings, after: Rulings) -> Change:
    """Lay rules beside those before them; rules are known by their ids."""
    places = {rule.id: place for place, rule in enumerate(before.rules)}
    pairs = {n: places[rule.id] for n, rule in enumerate(after.rules) if rule.id in places}
    return _Beside(before, after, pairs).change()


class _Beside:
    """The rules after and before; `pairs` leads from the place of a rule to its place before."""

    def __init__(self, before: Rulings, after: Rulings, pairs: dict[int, int]) -> None:
        self.before, self.after, self.pairs = before, after, pairs
        self.same = {
            n: old
            for n, old in pairs.items()
            if n in after.known
            and old in before.known
            and after.rules[n].condition == before.rules[old].condition
        }

    def change(self) -> Change:
        after = self.after
        fresh = {n: truth for n, truth in after.known.items() if n not in self.same}
        truths, masks = after.masks(fresh, self._taken_over(HOLDS), self._taken_over(UNKNOWN))
        turned = reduce(or_, self._turned(), pl.lit(False)).alias(TURNED)
        now = [*after.columns.steps, truths, [*masks, turned], after.maybe()]
        return Change(now, self._elsewhere())

    def _taken_over(self, mask: str) -> pl.Expr:
        """Move the bits of the rules that are the same to their new places."""
        moved = [self.after.mask(())]
        for by in sorted({n - old for n, old in self.same.items()}):
            bits = sum(1 << old for n, old in self.same.items() if n - old == by)
            there = pl.col(mask).cast(pl.UInt64) & pl.lit(bits, pl.UInt64)
            there = there * pl.lit(1 << by, pl.UInt64) if by > 0 else there // (1 << -by)
            moved.append(there.cast(self.after.dtype))
        return reduce(or_, moved)

    def _turned(self) -> Iterator[pl.Expr]:
        """Yield where a changed rule differs, a new one stops, or one left out had stopped."""
        for n in self.after.known:
            truth = pl.col(f"~rule{n}")
            old = self.pairs.get(n)
            if n in self.same:
                continue
            if old in self.before.known:
                yield (self._bit(HOLDS, old) != 0) != truth.fill_null(False)
                yield (self._bit(UNKNOWN, old) != 0) != truth.is_null()
            else:
                stops = ~truth if self.after.rules[n].is_premise else truth
                yield stops.fill_null(True)
        for old in self.before.known:
            if old not in self.pairs.values():
                premise = self.before.premises([old])
                yield self._bit(HOLDS, old) ^ premise | self._bit(UNKNOWN, old) != 0

    def _bit(self, mask: str, place: int | None) -> pl.Expr:
        return pl.col(mask) & self.before.mask([] if place is None else [place])

    def _elsewhere(self) -> bool:
        """Say whether anything but rules without history differs that a grant may rest on."""
        before, after = self.before, self.after
        in_order = list(self.pairs.values()) == sorted(self.pairs.values())
        theirs = {self.pairs.get(n) for n in after.past}
        same = in_order and theirs == set(before.past)
        counts_fen = any(each.node.measured == Measured.FEN for each in after.columns.counted)
        pairs = [(after.rules[n], before.rules[old]) for n, old in self.pairs.items()]
        return not (same and all(_grants_alike(*pair, fen=counts_fen) for pair in pairs)) or any(
            after.rules[n].condition != before.rules[self.pairs[n]].condition for n in after.past
        )


def _grants_alike(one: Rule, other: Rule, *, fen: bool) -> bool:
    """Say whether two rules grant alike when they decide; `fen`: also the same sum."""
    kind = one.kind == other.kind and one.effect == other.effect
    amounts = one.amount == other.amount if fen else asked_alike(one.amount, other.amount)
    return kind and one.is_premise == other.is_premise and amounts
