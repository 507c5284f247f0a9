"""Who claims, for which classes, and what were they granted in earlier years?"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from benchmarks.classes import LEVEL_SHARES, LEVELS, OCCUPATIONS, Classes, Ints, key_of

TRAINING, ASSESSMENT = "职业培训补贴", "职业技能评价补贴"
CLAIMS_OF_ONE = {1: 0.77, 2: 0.155, 3: 0.05, 4: 0.015, 5: 0.006, 6: 0.003, 8: 0.001}
GRANTS_BEFORE = {0: 0.70, 1: 0.18, 2: 0.085, 3: 0.035}
MEAN_CLAIMS = sum(count * share for count, share in CLAIMS_OF_ONE.items())
BORN = range(1955, 2009)
OCCUPATION, LEVEL = pl.Enum(OCCUPATIONS), pl.Enum(LEVELS)
KIND = pl.Enum([TRAINING, ASSESSMENT])


@dataclass(frozen=True)
class Claimants:
    """People by their number, and their claims, those of one person one after another.

    `owner` and `class_of` are by claim: an index into `person`, an index into the classes.
    `first` is by person: the index of the first claim.
    """

    person: Ints
    first: Ints
    owner: Ints
    class_of: Ints


def draw_claimants(
    random: np.random.Generator, classes: Classes, *, claims: int, bucket: int, buckets: int
) -> Claimants:
    """Draw so many claims of people whose number leaves `bucket` when divided by `buckets`."""
    people = int(claims / MEAN_CLAIMS * 1.05) + 10
    counts = _of(random, CLAIMS_OF_ONE, people)
    ends = np.cumsum(counts)
    last = int(np.searchsorted(ends, claims))
    counts, ends = counts[: last + 1], ends[: last + 1]
    counts[-1] -= ends[-1] - claims
    first = np.cumsum(counts) - counts
    owner = np.repeat(np.arange(len(counts)), counts)
    again = np.arange(claims) - first[owner]
    return Claimants(
        person=_citizens(random, len(counts), bucket, buckets),
        first=first,
        owner=owner,
        class_of=_choose(random, classes, owner, again),
    )


def prior_grants(
    random: np.random.Generator, classes: Classes, claimants: Claimants
) -> pl.DataFrame:
    """Draw the grants of earlier years; some for what is claimed again now."""
    people = len(claimants.person)
    owner = np.repeat(np.arange(people), _of(random, GRANTS_BEFORE, people))
    count = len(owner)
    weights = 1 / np.arange(1, len(OCCUPATIONS) + 1) ** 0.9
    occupation = random.choice(len(OCCUPATIONS), count, p=weights / weights.sum())
    level = random.choice(len(LEVELS), count, p=LEVEL_SHARES)
    repeated = random.random(count) < 0.06
    same = claimants.class_of[claimants.first[owner]]
    occupation = np.where(repeated, classes.occupation[same], occupation)
    level = np.where(repeated, classes.level[same], level)
    on = 17_987 + random.integers(0, 1700, count, dtype=np.int32)  # from April of 2019
    history = pl.DataFrame(
        {
            "person": claimants.person[owner],
            "kind": word_column((random.random(count) >= 0.97).astype(np.int64), KIND),
            "occupation": word_column(occupation, OCCUPATION),
            "level": word_column(level, LEVEL),
            "on": pl.Series(on).cast(pl.Date),
            "fen": random.integers(300, 2500, count) * 100,
        }
    )
    return history.sort("on", "person", maintain_order=True)


def word_column(codes: Ints, words: pl.Enum) -> pl.Series:
    """Return words by their place in the list."""
    return pl.Series(words.categories, dtype=words).gather(codes)


def _of(random: np.random.Generator, shares: dict[int, float], count: int) -> Ints:
    return random.choice(np.array([*shares]), count, p=[*shares.values()])


def _citizens(random: np.random.Generator, count: int, bucket: int, buckets: int) -> Ints:
    """Draw the first 17 digits of citizen numbers: area, day of birth, a number of three digits."""
    years = np.array(BORN)
    ages = np.exp(-(((years - 1986) / 14.0) ** 2) / 2) + 0.03
    drawn: Ints = np.empty(0, np.int64)
    while len(drawn) < count:
        missing = count - len(drawn)
        area = 970_000 + random.integers(0, 2900, missing)
        born = random.choice(years, missing, p=ages / ages.sum()) * 10_000
        born += random.integers(1, 13, missing) * 100 + random.integers(1, 29, missing)
        person = area * 10**11 + born * 1000
        person += (bucket - person) % buckets
        person += random.integers(0, 1000 // buckets, missing) * buckets
        _, kept = np.unique(np.concatenate([drawn, person]), return_index=True)
        drawn = np.concatenate([drawn, person])[np.sort(kept)]
    return drawn


def _choose(random: np.random.Generator, classes: Classes, owner: Ints, again: Ints) -> Ints:
    """Choose a class for each claim; a later claim may be for the same, or one level higher."""
    month = (random.integers(0, 5, owner[-1] + 1)[owner] + again) % 5
    bounds = np.array([classes.of_month(each) for each in range(5)])[month]
    chosen = random.integers(bounds[:, 0], bounds[:, 1])
    drawn = random.random(len(owner))
    for wanted, step in ((drawn < 0.05, 0), ((drawn >= 0.05) & (drawn < 0.11), 1)):
        [at] = np.nonzero(wanted & (again > 0))
        before = chosen[at - 1]
        level = np.minimum(classes.level[before] + step, len(LEVELS) - 1)
        key = key_of(month[at], classes.occupation[before], level)
        first = np.searchsorted(classes.key, key, "left")
        last = np.searchsorted(classes.key, key, "right")
        there = last > first
        chosen[at[there]] = random.integers(first[there], last[there])
    return chosen
