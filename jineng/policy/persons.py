"""Whose claims and earlier grants are whose, and in which order are one person's claims decided?

Persons are grouped by sorting single numbers of 64 bits, each a scattered person and a row: by far
the cheapest way to bring millions of rows together.
"""

from dataclasses import dataclass, replace
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

    def in_their_own_rows(self) -> "Persons":
        """Return the same persons where the table has their claims only, in this order."""
        return replace(self, row=np.arange(len(self.row)))


def only_some(persons: Persons, marked: Flags) -> Persons:
    """Return the persons with a claim that is marked, by row of the claims."""
    some = np.zeros(persons.count, bool)
    some[persons.owner[marked[persons.row]]] = True
    numbered = np.cumsum(some) - 1
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
    keys = _keys(pl.concat([grants, claims["person"]]).rechunk())
    at, owner = _shared(keys)
    [ours], [theirs] = np.nonzero(at >= len(grants)), np.nonzero(at < len(grants))
    row, grant = at[ours] - len(grants), at[theirs]
    owner, grantee = owner[ours], owner[theirs]
    claimed = np.zeros(int(owner.max(initial=-1)) + 1, bool)
    claimed[owner] = True
    if not claimed.all() or grantee.max(initial=-1) >= len(claimed):
        # Whoever has grants but claims nothing now is of no concern.
        kept = np.append(claimed, [False])[np.minimum(grantee, len(claimed))]
        numbered = np.cumsum(claimed) - 1
        grant, grantee = grant[kept], numbered[grantee[kept]]
        owner = numbered[owner]
    row = _in_order(claims, row, owner)
    return Persons(int(claimed.sum()), row, owner, grant, grantee)


def run_starts(owner: Ints) -> Flags:
    """Return where another person begins."""
    starts = np.ones(len(owner), bool)
    np.not_equal(owner[1:], owner[:-1], out=starts[1:])
    return starts


def woven(first: Ints, second: Ints, count: int) -> tuple[Ints, Ints]:
    """Return the places of two ascending lists of persons in one; the first's come first."""
    of_first, of_second = (np.bincount(each, minlength=count) for each in (first, second))
    before, behind = np.cumsum(of_second) - of_second, np.cumsum(of_first)
    return np.arange(len(first)) + before[first], np.arange(len(second)) + behind[second]


def _keys(persons: pl.Series) -> Keys:
    """Return a number for each person, scattered over 64 bits, different for different persons."""
    if persons.dtype == pl.Int64:
        return persons.to_numpy().view(np.uint64) * SCATTER
    hashed = persons.hash()
    if hashed.n_unique() == persons.n_unique():
        return hashed.to_numpy() * ONE
    codes = persons.cast(pl.Categorical(pl.Categories.random())).to_physical()
    return codes.to_numpy().astype(np.uint64) * SCATTER


def _shared(keys: Keys) -> tuple[Ints, Ints]:
    """Return the rows that share their key with another, key by key, and a number for each key."""
    bits = np.uint64(max(len(keys) - 1, 1).bit_length())
    rows = (ONE << bits) - ONE
    packed = keys & ~rows | np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    near = (packed[1:] ^ packed[:-1]) <= rows
    member = np.zeros(len(keys), bool)
    member[1:] = near
    starts = ~member
    member[:-1] |= near
    found = packed[member]
    at, starts = (found & rows).astype(np.int64), starts[member]
    in_order = keys[at]
    if (unlike := (in_order[1:] != in_order[:-1]) & ~starts[1:]).any():
        return _told_apart(keys, at, np.cumsum(starts), np.flatnonzero(unlike))
    return at, np.cumsum(starts) - 1


def _told_apart(keys: Keys, at: Ints, run: Ints, unlike: Ints) -> tuple[Ints, Ints]:
    """Part the few runs where different keys are alike in the bits that were compared."""
    [mixed] = np.nonzero(np.isin(run, run[unlike]))
    at = at.copy()
    at[mixed] = at[mixed][np.lexsort((at[mixed], keys[at[mixed]], run[mixed]))]
    starts = run_starts(keys[at].view(np.int64)) | run_starts(run)
    alone = starts & np.append(starts[1:], True)
    return at[~alone], np.cumsum(starts[~alone]) - 1


def _in_order(claims: pl.DataFrame, row: Ints, owner: Ints) -> Ints:
    """Put each owner's rows in the order of day and number."""
    days = claims["on"].to_physical().to_numpy()
    day, place = days[row], _by_number(claims["number"], row)
    earlier = (day[1:] < day[:-1]) | ((day[1:] == day[:-1]) & (place[1:] < place[:-1]))
    wrong = np.unique(owner[1:][earlier & ~run_starts(owner)[1:]])
    [mixed] = np.nonzero(np.isin(owner, wrong))
    row[mixed] = row[mixed][np.lexsort((place[mixed], day[mixed], owner[mixed]))]
    return row


def _by_number(numbers: pl.Series, row: Ints) -> Ints:
    """Return the rank of each row's number; the row itself where numbers ascend with the rows."""
    if numbers.is_sorted():
        return row.copy()
    return numbers.gather(row).rank("ordinal").to_numpy().astype(np.int64)
