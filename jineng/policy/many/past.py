"""How much of a person's history counts for each claim?

History is one list of grants, person by person, in the order they were made; of it a claim sees
those up to its own turn. What counts of these is asked of pairs of claim and grant, all at once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jineng.policy.language.tree import History, Measured, Scope
from jineng.policy.many.day_columns import NONE, months_later, years
from jineng.policy.many.persons import Flags, Ints, woven
from jineng.values.money import BEYOND_ANY_SUM

# So many pairs of claim and grant are looked at together: they stay in the fast memory of a core.
PAIRS = 65_536


@dataclass(frozen=True)
class Grants:
    """Grants in the order of `owner`, the person; `kind` is a code.

    `more` has what the counts ask for besides: occupation and level as codes, on, fen.
    """

    owner: Ints
    kind: Ints
    more: Mapping[str, Ints]

    def __len__(self) -> int:
        return len(self.owner)

    def only(self, which: Flags | Ints) -> "Grants":
        """Return those at the places, or where it is true."""
        more = {name: column[which] for name, column in self.more.items()}
        return Grants(self.owner[which], self.kind[which], more)

    def followed_by(self, later: "Grants", persons: int) -> "Grants":
        """Return both, the later ones of a person behind the earlier."""
        if not len(self):
            return later
        mine, theirs = woven(self.owner, later.owner, persons)

        def joined(first: Ints, second: Ints) -> Ints:
            column = np.empty(len(first) + len(second), first.dtype)
            column[mine], column[theirs] = first, second
            return column

        more = {name: joined(self.more[name], column) for name, column in later.more.items()}
        return Grants(joined(self.owner, later.owner), joined(self.kind, later.kind), more)


@dataclass(frozen=True)
class Coded:
    """A column of texts: for each row a place among its own words, and the code of each place."""

    physical: NDArray[np.unsignedinteger[Any]]
    codes: Ints

    def at(self, rows: Ints) -> Ints:
        """Return the codes of the texts in these rows, -1 where there is none."""
        codes: Ints = self.codes.take(self.physical.take(rows))
        return codes


class Codes:
    """Words as numbers, the same word the same number wherever it stands."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}

    def coded(self, column: pl.Series) -> "Coded":
        """Return a column of texts as codes."""
        dtype = column.dtype
        if not isinstance(dtype, pl.Enum):
            dtype = pl.Enum(column.unique().drop_nulls())
            column = column.cast(dtype)
        codes = [self.word(each) for each in dtype.categories]
        physical = column.to_physical()
        if column.null_count():
            physical = physical.cast(pl.UInt32).fill_null(len(codes))
        return Coded(physical.to_numpy(), np.array([*codes, -1], np.int32))

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


@dataclass(frozen=True)
class Seen:
    """The stretch of grants each claim sees: where it begins, and how many they are."""

    start: Ints
    number: Ints

    def only(self, which: Flags | Ints) -> "Seen":
        """Return those of the claims at the places, or where it is true."""
        return Seen(self.start[which], self.number[which])


def dtype_of(node: History) -> type[np.int32] | type[np.int64]:
    """Return the type of its totals: times need half the room of fen."""
    return np.int64 if node.measured == Measured.FEN else np.int32


def total(
    node: History,
    words: Vocabulary,
    grants: Grants,
    asked: Mapping[str, Ints],
    seen: Seen,
    on: Ints | None,
) -> Ints:
    """Return by claim how often, or how many fen, the history it sees counts.

    `asked` are the codes of the claims' occupations and levels, -1 where there is none. `on` is the
    day a count asks by, NONE where there is none: nothing counts then. No sum of fen is more than
    just beyond any sum.
    """
    counts = _Counts(node, words, grants, asked, on)
    fen = grants.more["fen"] if node.measured == Measured.FEN else None
    if counts.alike_for_all:
        each = counts.kinds[grants.kind]
        upto = np.zeros(len(grants) + 1, np.int64)
        np.cumsum(each if fen is None else np.where(each, fen, 0), out=upto[1:])
        found = upto.take(seen.start + seen.number) - upto.take(seen.start)
    else:
        found = np.zeros(len(seen.start), np.int64)
        for claim, grant in _pairs(seen):
            claim, grant = counts.pairs(claim, grant)
            np.add.at(found, claim, 1 if fen is None else fen.take(grant))
    totals: Ints = found.clip(-BEYOND_ANY_SUM, BEYOND_ANY_SUM).astype(dtype_of(node))
    return totals


def _pairs(seen: Seen) -> Iterator[tuple[Ints, Ints]]:
    """Yield every claim with every grant it sees, so many pairs at a time."""
    some = np.flatnonzero(seen.number)
    start, number = seen.start[some], seen.number[some]
    ends = np.cumsum(number)
    first, done = 0, 0
    while first < len(some):
        last = max(int(np.searchsorted(ends, done + PAIRS, "right")), first + 1)
        times = number[first:last]
        claim = np.repeat(some[first:last], times)
        offset = start[first:last] - (ends[first:last] - times) + done
        yield claim, np.arange(len(claim)) + np.repeat(offset, times)
        first, done = last, int(ends[last - 1])


class _Counts:
    """Which grants count for which claims."""

    def __init__(
        self,
        node: History,
        words: Vocabulary,
        grants: Grants,
        asked: Mapping[str, Ints],
        on: Ints | None,
    ) -> None:
        self.node, self.grants, self.asked, self.on = node, grants, asked, on
        self.kinds = words.kinds.among(node.kinds)
        self.ranks = words.levels.ranks(node.levels)
        self.alike_for_all = on is None and not node.same and not node.levels
        if on is not None and node.scope == Scope.YEAR:
            self.year, self.granted_year = years(on), years(grants.more["on"])
        if on is not None and node.scope == Scope.MONTHS:
            self.since = np.where(on == NONE, NONE, months_later(on, -node.months))

    def pairs(self, claim: Ints, grant: Ints) -> tuple[Ints, Ints]:
        """Return those pairs of claim and grant where the grant counts for the claim.

        Each test is asked only of what the tests before it left.
        """
        for fits in self._tests():
            left = np.flatnonzero(fits(claim, grant))
            claim, grant = claim.take(left), grant.take(left)
        return claim, grant

    def _tests(self) -> Iterator[Callable[[Ints, Ints], Flags]]:
        for name in ("occupation", "level"):
            if name in self.node.same:
                yield partial(_same, self.asked[name], self.grants.more[name])
        yield lambda claim, grant: self.kinds.take(self.grants.kind.take(grant))
        if self.node.levels:
            yield self._ranks_above
        if self.on is not None:
            yield partial(self._in_scope, self.on)

    def _ranks_above(self, claim: Ints, grant: Ints) -> Flags:
        asked = self.ranks[self.asked["level"].take(claim)]
        above: Flags = self.ranks[self.grants.more["level"].take(grant)] > asked
        return above & (asked >= 0)

    def _in_scope(self, on: Ints, claim: Ints, grant: Ints) -> Flags:
        in_scope: Flags = on.take(claim) != NONE
        if self.node.scope == Scope.YEAR:
            in_scope &= self.granted_year.take(grant) == self.year.take(claim)
        if self.node.scope == Scope.MONTHS:
            granted = self.grants.more["on"].take(grant)
            in_scope &= (granted > self.since.take(claim)) & (granted <= on.take(claim))
        return in_scope


def _same(asked: Ints, granted: Ints, claim: Ints, grant: Ints) -> Flags:
    same: Flags = granted.take(grant) == asked.take(claim)
    return same
