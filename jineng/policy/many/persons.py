"""Whose claims and earlier grants are whose, and in which order are one person's claims decided?

Persons are grouped by sorting single numbers of 64 bits, each a scattered person and a row: by far
the cheapest way to bring millions of rows together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]
Keys = NDArray[np.uint64]
# Odd, so that multiplying by it scatters numbers of 64 bits without making two of them one.
SCATTER = np.uint64(0x9E3779B97F4A7C15)
ONE = np.uint64(1)
# Rows are counted in 32 bits, as polars counts them.
SMALL = np.int32
PIECE = 65_536


@dataclass(frozen=True)
class Persons:
    """Persons with a past to look at: grants of before, or several claims.

    `row` are rows of the claims, `grant` rows of the history, `owner` and `grantee` the persons
    they belong to, numbered from 0 and ascending. Claims of one person stand in the order of their
    day, then of their number.
    """

    count: int
    row: Ints
    owner: Ints
    grant: Ints
    grantee: Ints

    def parts(self, number: int) -> list["Persons"]:
        """Return the persons in so many parts, none of whom is in two, with about as many rows."""
        cuts = self.owner[[len(self.row) * n // number for n in range(1, number)]]
        bounds = [0, *dict.fromkeys(cuts.tolist()), self.count]
        return [self._between(first, last) for first, last in pairwise(bounds) if first < last]

    def _between(self, first: int, last: int) -> "Persons":
        rows, grants = (
            slice(*np.searchsorted(each, [first, last])) for each in (self.owner, self.grantee)
        )
        return Persons(
            last - first,
            self.row[rows],
            self.owner[rows] - first,
            self.grant[grants],
            self.grantee[grants] - first,
        )

    def in_their_own_rows(self) -> "Persons":
        """Return the same persons where the table has their claims only, in this order."""
        return replace(self, row=np.arange(len(self.row)))


def only_some(persons: Persons, marked: Flags) -> Persons:
    """Return the persons with a claim that is marked, by row of the claims."""
    some = np.zeros(persons.count, bool)
    some[persons.owner[marked[persons.row]]] = True
    numbered = np.cumsum(some, dtype=SMALL) - 1
    ours, theirs = some[persons.owner], some[persons.grantee]
    return Persons(
        int(some.sum()),
        persons.row[ours],
        numbered[persons.owner[ours]],
        persons.grant[theirs],
        numbered[persons.grantee[theirs]],
    )


def find_persons(claims: pl.DataFrame, grants: pl.Series) -> Persons:
    """Group claims (number, person, on) and grants, of which the persons are given, by person."""
    alike = _alike(grants, claims["person"])
    at, owner = _shared([each.to_numpy().view(np.uint64) for each in alike])
    ours = at >= len(grants)
    row, grant = at[ours].astype(np.int64) - len(grants), at[~ours].astype(np.int64)
    owner, grantee = owner[ours], owner[~ours]
    claimed = np.zeros(int(max(owner.max(initial=-1), grantee.max(initial=-1))) + 1, bool)
    claimed[owner] = True
    if not claimed.all():
        # Whoever has grants but claims nothing now is of no concern.
        numbered, kept = np.cumsum(claimed, dtype=SMALL) - 1, claimed[grantee]
        grant, grantee, owner = grant[kept], numbered[grantee[kept]], numbered[owner]
    return Persons(int(claimed.sum()), _in_order(claims, row, owner), owner, grant, grantee)


def run_starts(owner: Ints | Keys) -> Flags:
    """Return where another person begins."""
    starts = np.ones(len(owner), bool)
    np.not_equal(owner[1:], owner[:-1], out=starts[1:])
    return starts


def woven(first: Ints, second: Ints, count: int) -> tuple[Ints, Ints]:
    """Return the places of two ascending lists of persons in one; the first's come first."""
    of_first, of_second = (np.bincount(each, minlength=count) for each in (first, second))
    before, behind = np.cumsum(of_second) - of_second, np.cumsum(of_first)
    return np.arange(len(first)) + before[first], np.arange(len(second)) + behind[second]


def _alike(*persons: pl.Series) -> list[pl.Series]:
    """Return persons as whole numbers of 64 bits, different for different persons."""
    if persons[0].dtype == pl.Int64:
        return list(persons)
    hashed = [each.hash().reinterpret(signed=True) for each in persons]
    if pl.concat(hashed).n_unique() == pl.concat(persons).n_unique():
        return hashed
    words = pl.Categorical(pl.Categories.random())
    return [each.cast(words).to_physical().cast(pl.Int64) for each in persons]


def _shared(people: Sequence[Keys]) -> tuple[Ints, Ints]:
    """Return the rows that share their person with another, person by person, numbered from 0.

    The rows of the first people come before those of the second.
    """
    person = np.concatenate(people)
    at, starts = _near(person)
    run = np.cumsum(starts, dtype=SMALL)
    unlike = [
        first + np.flatnonzero(differ)
        for first in range(0, len(at), PIECE)
        if (differ := _unlike(person, at, starts, slice(first, first + PIECE + 1))).any()
    ]
    return _told_apart(person, at, run, np.concatenate(unlike)) if unlike else (at, run - 1)


def _near(person: Keys) -> tuple[Ints, Flags]:
    """Return the rows whose scattered person is as another's, and where another begins."""
    bits = np.uint64(max(len(person) - 1, 1).bit_length())
    rows = (ONE << bits) - ONE
    packed = person * SCATTER
    packed &= ~rows
    for first in range(0, len(packed), PIECE):
        last = min(first + PIECE, len(packed))
        packed[first:last] |= np.arange(first, last, dtype=np.uint64)
    packed.sort()
    member = np.zeros(len(packed), bool)
    for first in range(0, len(packed) - 1, PIECE):
        piece = packed[first : first + PIECE + 1]
        member[first + 1 : first + len(piece)] = piece[1:] ^ piece[:-1] <= rows
    starts = ~member
    member[:-1] |= member[1:]
    packed &= rows
    return packed[member].astype(SMALL), starts[member]


def _unlike(person: Keys, at: Ints, starts: Flags, piece: slice) -> Flags:
    """Return where, among these rows, the person of the next is another though no run begins."""
    theirs = person.take(at[piece])
    unlike: Flags = (theirs[1:] != theirs[:-1]) & ~starts[piece][1:]
    return unlike


def _told_apart(person: Keys, at: Ints, run: Ints, unlike: Ints) -> tuple[Ints, Ints]:
    """Part the few runs where different persons are alike in the bits that were compared."""
    person = person[at]
    [mixed] = np.nonzero(np.isin(run, run[unlike]))
    order = np.lexsort((at[mixed], person[mixed], run[mixed]))
    at[mixed], person[mixed] = at[mixed][order], person[mixed][order]
    starts = run_starts(person) | run_starts(run)
    alone = starts & np.append(starts[1:], True)
    return at[~alone], np.cumsum(starts[~alone], dtype=SMALL) - 1


def _in_order(claims: pl.DataFrame, row: Ints, owner: Ints) -> Ints:
    """Put each owner's rows in the order of day and number."""
    day = claims["on"].to_physical().to_numpy().take(row)
    place = _by_number(claims["number"], row)
    earlier = (day[1:] < day[:-1]) | ((day[1:] == day[:-1]) & (place[1:] < place[:-1]))
    earlier &= owner[1:] == owner[:-1]
    wrong = np.zeros(int(owner.max(initial=-1)) + 1, bool)
    wrong[owner[1:][earlier]] = True
    mixed = np.flatnonzero(wrong.take(owner))
    order = np.lexsort((place[mixed], day[mixed], owner[mixed]))
    row[mixed] = row[mixed][order]
    return row


def _by_number(numbers: pl.Series, row: Ints) -> Ints:
    """Return what orders the rows as their numbers do; the row itself where numbers ascend."""
    if numbers.is_sorted():
        return row.copy()
    if numbers.dtype.is_integer():
        return numbers.to_numpy().take(row)
    return numbers.gather(row).rank("ordinal").to_numpy().astype(np.int64)
