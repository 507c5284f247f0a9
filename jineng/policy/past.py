"""How much of a person's history counts for each claim?

History is one list of grants, person by person, in the order they were made; of it a claim sees
those up to its own turn. What counts of these is asked of pairs of claim and grant, all at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jineng.policy.columns import Counted
from jineng.policy.day_columns import NONE, months_later, years
from jineng.policy.persons import Flags, Ints, woven
from jineng.policy.tree import History, Measured, Scope
from jineng.values.money import BEYOND_ANY_SUM

# So many pairs of claim and grant are looked at together: what they take stays small.
PAIRS = 2_000_000


@dataclass(frozen=True)
class Grants:
    """Grants in the order of `owner`, the person; kind, occupation and level as codes of words."""

    owner: Ints
    kind: Ints
    occupation: Ints
    level: Ints
    on: Ints
    fen: Ints

    def __len__(self) -> int:
        return len(self.owner)

    def only(self, which: NDArray[np.bool_] | Ints) -> "Grants":
        """Return those at the places, or where it is true."""
        return Grants(*(getattr(self, each.name)[which] for each in fields(self)))

    def followed_by(self, later: "Grants", persons: int) -> "Grants":
        """Return both, the later ones of a person behind the earlier."""
        mine, theirs = woven(self.owner, later.owner, persons)
        joined = []
        for each in fields(self):
            column = np.empty(len(self) + len(later), np.int64)
            column[mine], column[theirs] = getattr(self, each.name), getattr(later, each.name)
            joined.append(column)
        return Grants(*joined)


@dataclass(frozen=True)
class Claimants:
    """What is asked of claims when history is counted: codes of words, -1 where there is none."""

    owner: Ints
    occupation: Ints
    level: Ints

    def only(self, which: NDArray[np.bool_] | Ints) -> "Claimants":
        """Return those at the places, or where it is true."""
        return Claimants(*(getattr(self, each.name)[which] for each in fields(self)))


class Codes:
    """Words as numbers, the same word the same number wherever it stands."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}

    def of(self, column: pl.Series) -> Ints:
        """Return the code of each text, -1 for null."""
        if not isinstance(column.dtype, pl.Enum):
            column = column.cast(pl.Enum(column.unique().drop_nulls()))
        codes = [self.word(each) for each in column.dtype.categories]
        physical = column.to_physical().cast(pl.Int64).fill_null(len(codes)).to_numpy()
        return np.array([*codes, -1], np.int64)[physical]

    def word(self, word: str) -> int:
        """Return the code of a word."""
        return self.words.setdefault(word, len(self.words))

    def among(self, words: Sequence[str]) -> Flags:
        """Return by code whether it is one of the words; last, for -1, that it is not."""
        return np.array([*(word in words for word in self.words), False])

    def ranks(self, order: Sequence[str]) -> Ints:
        """Return by code the rank of the word in the order, -1 where it has none; last for null."""
        rank = {word: n for n, word in enumerate(order)}
        return np.array([*(rank.get(word, -1) for word in self.words), -1], np.int64)


@dataclass(frozen=True)
class Vocabulary:
    """The codes of the words of kinds, occupations and levels."""

    kinds: Codes
    occupations: Codes
    levels: Codes


def total(
    counted: Counted,
    vocabulary: Vocabulary,
    grants: Grants,
    claimants: Claimants,
    seen: tuple[Ints, Ints],
    on: Ints | None,
) -> Ints:
    """Return by claim how often, or how many fen, the history it sees counts.

    `seen` is where the claim's person's grants begin, and how many of them the claim sees. `on` is
    the day it asks by, NONE where it has none: nothing counts then. No sum of fen is more than just
    beyond any sum.
    """
    node = counted.node
    fen = node.measured == Measured.FEN
    found = np.zeros(len(claimants.owner), np.int64)
    counts = _Counts(node, vocabulary, grants, claimants, on)
    for first, last in _chunks(seen[1]):
        start, number = seen[0][first:last], seen[1][first:last]
        claim = np.repeat(np.arange(first, last), number)
        grant = np.arange(len(claim)) + np.repeat(start - (np.cumsum(number) - number), number)
        counts_here = counts.of(claim, grant)
        measured = np.where(counts_here, grants.fen[grant], 0) if fen else counts_here
        some = np.flatnonzero(number)
        begins = (np.cumsum(number) - number)[some]
        if len(some):
            found[first + some] = np.add.reduceat(measured, begins, dtype=np.int64)
    return np.clip(found, -BEYOND_ANY_SUM, BEYOND_ANY_SUM) if fen else found


class _Counts:
    """Whether a grant counts for a claim."""

    def __init__(
        self,
        node: History,
        vocabulary: Vocabulary,
        grants: Grants,
        claimants: Claimants,
        on: Ints | None,
    ) -> None:
        self.node, self.grants, self.claimants, self.on = node, grants, claimants, on
        self.kinds = vocabulary.kinds.among(node.kinds)
        self.ranks = vocabulary.levels.ranks(node.levels)
        if on is not None and node.scope == Scope.YEAR:
            self.year, self.granted_year = years(on), years(grants.on)
        if on is not None and node.scope == Scope.MONTHS:
            self.since = np.where(on == NONE, NONE, months_later(on, -node.months))

    def of(self, claim: Ints, grant: Ints) -> Flags:
        """Return it for pairs of claim and grant."""
        node, grants, claimants = self.node, self.grants, self.claimants
        counts = self.kinds[grants.kind[grant]]
        if "occupation" in node.same:
            counts &= grants.occupation[grant] == claimants.occupation[claim]
        if "level" in node.same:
            counts &= grants.level[grant] == claimants.level[claim]
        if node.levels:
            ranks = self.ranks[claimants.level[claim]]
            counts &= (ranks >= 0) & (self.ranks[grants.level[grant]] > ranks)
        return counts if self.on is None else counts & self._in_scope(claim, grant)

    def _in_scope(self, claim: Ints, grant: Ints) -> Flags:
        assert self.on is not None
        asked = self.on[claim] != NONE
        if self.node.scope == Scope.YEAR:
            return asked & (self.granted_year[grant] == self.year[claim])
        if self.node.scope == Scope.MONTHS:
            granted = self.grants.on[grant]
            return asked & (granted > self.since[claim]) & (granted <= self.on[claim])
        return asked


def _chunks(numbers: Ints) -> Iterator[tuple[int, int]]:
    """Cut claims into stretches that see at most so many grants together, at least one claim."""
    ends = np.cumsum(numbers)
    first, done = 0, 0
    while first < len(numbers):
        last = max(int(np.searchsorted(ends, done + PAIRS, "right")), first + 1)
        yield first, last
        first, done = last, int(ends[last - 1])
