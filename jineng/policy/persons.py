"""Whose claims and earlier grants are whose, and in which order are one person's claims decided?

Persons are grouped by sorting single numbers of 64 bits, each a scattered person and a row: by far
the cheapest way to bring millions of rows together.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Keys = NDArray[np.uint64]
# Odd, so that multiplying by it scatters numbers of 64 bits without making two of them one.
SCATTER = np.uint64(0x9E3779B97F4A7C15)


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


def find_persons(claims: pl.DataFrame, grants: pl.DataFrame) -> Persons:
    """Group claims (number, person, on) and grants (person) by person."""
    keys = _keys(pl.concat([grants["person"], claims["person"]]))
    order = grouped(keys)
    sizes = run_lengths(keys, order)
    is_claim = order >= len(grants)
    starts = np.cumsum(sizes) - sizes
    claimed = np.add.reduceat(is_claim, starts, dtype=np.int64) if len(order) else sizes
    wanted = (sizes > 1) & (claimed > 0)
    numbered = np.repeat(np.cumsum(wanted) - 1, sizes)
    there = np.repeat(wanted, sizes)
    ours, before = there & is_claim, there & ~is_claim
    row, owner = order[ours] - len(grants), numbered[ours]
    row = row[_in_order(claims, row, owner)]
    return Persons(int(wanted.sum()), row, owner, order[before], numbered[before])


def grouped(keys: Keys) -> Ints:
    """Return the rows in the order of their keys; rows with one key in their own order."""
    bits = np.uint64(max(len(keys) - 1, 1).bit_length())
    packed = keys >> bits << bits | np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    order = (packed & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    packed >>= bits
    [near] = np.nonzero(packed[1:] == packed[:-1])
    clash = near[keys[order[near]] != keys[order[near + 1]]]
    if len(clash):
        # Different persons that are alike in the bits kept: put right whatever shares those bits.
        at = np.flatnonzero(np.isin(packed, packed[clash]))
        order[at] = order[at][np.lexsort((order[at], keys[order[at]]))]
    return order


def run_lengths(keys: Keys, order: Ints) -> Ints:
    """Return how many rows each key has, in that order."""
    in_order = keys[order]
    heads = np.flatnonzero(np.concatenate([[True], in_order[1:] != in_order[:-1]])[: len(order)])
    return np.diff(np.append(heads, len(order)))


def woven(first: Ints, second: Ints, count: int) -> tuple[Ints, Ints]:
    """Return the places of two ascending lists of persons in one; the first's come first."""
    of_first = np.bincount(first, minlength=count)
    of_second = np.bincount(second, minlength=count)
    before = np.cumsum(of_second) - of_second
    return np.arange(len(first)) + before[first], np.arange(len(second)) + np.cumsum(of_first)[
        second
    ]


def _keys(persons: pl.Series) -> Keys:
    """Return a number for each person, scattered over 64 bits, different for different persons."""
    if persons.dtype == pl.Int64:
        return persons.to_numpy().astype(np.uint64) * SCATTER
    hashed = persons.hash().to_numpy().astype(np.uint64)
    if pl.Series(hashed).n_unique() == persons.n_unique():
        return hashed
    codes = persons.cast(pl.Categorical(pl.Categories.random())).to_physical()
    return codes.to_numpy().astype(np.uint64) * SCATTER


def _in_order(claims: pl.DataFrame, row: Ints, owner: Ints) -> Ints:
    """Return how to put rows, grouped by owner, in the order of day and number."""
    days = claims["on"].to_physical().to_numpy()[row].astype(np.int64)
    place = _by_number(claims["number"], row)
    days -= days.min(initial=0)
    widths = [int(each.max(initial=0)).bit_length() for each in (owner, days, place)]
    if sum(widths) > 63:
        return np.lexsort((place, days, owner))
    packed = (owner << widths[1] | days) << widths[2] | place
    packed.sort()
    back = np.empty(int(place.max(initial=0)) + 1, np.int64)
    back[place] = np.arange(len(row))
    return back[packed & ((1 << widths[2]) - 1)]


def _by_number(numbers: pl.Series, row: Ints) -> Ints:
    """Return the rank of each row's number; the row itself where numbers ascend with the rows."""
    if numbers.is_sorted():
        return row
    return numbers.gather(row).rank("ordinal").to_numpy().astype(np.int64)
