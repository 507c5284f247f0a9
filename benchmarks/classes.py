"""Which classes do the claims of a made-up year come from: where, when, what is taught?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVELS = ("", "五级", "四级", "三级", "二级", "一级")
LEVEL_SHARES = (0.22, 0.38, 0.22, 0.12, 0.04, 0.02)
OCCUPATIONS = tuple(f"职业{number:03d}" for number in range(800))
FUNDS = ("失业保险基金", "就业补助资金", "职业技能提升专账资金")
FUND_SHARES = (0.5, 0.3, 0.2)
MONTHS = 5
FIRST_DAYS = np.array([f"2024-{month:02d}-01" for month in range(4, 4 + MONTHS)], "datetime64[D]")

Ints = NDArray[np.int64]
Days = NDArray[np.int32]


@dataclass(frozen=True)
class Classes:
    """One entry a class, ordered by `key`: the month, then the occupation, then the level.

    Days are counted from 1970; `standard_fen` is 0 where the catalogue has no standard.
    """

    key: Ints
    region: Ints
    institution: Ints
    fund: Ints
    occupation: Ints
    level: Ints
    started: Days
    ended: Days
    lessons: Ints
    standard_fen: Ints
    is_new: NDArray[np.bool_]

    def of_month(self, month: int) -> tuple[int, int]:
        """Return where the classes of a month begin and end."""
        bounds = np.array([month, month + 1]) * len(OCCUPATIONS) * len(LEVELS)
        first, last = np.searchsorted(self.key, bounds)
        return int(first), int(last)


def key_of(month: Ints, occupation: Ints, level: Ints) -> Ints:
    """Return the number by which classes are ordered."""
    return (month * len(OCCUPATIONS) + occupation) * len(LEVELS) + level


def draw_classes(random: np.random.Generator, claims: int, regions: int) -> Classes:
    """Draw the classes in which so many claims arise, about 38 learners a class."""
    count = max(500, claims // 38)
    weights = 1 / np.arange(1, len(OCCUPATIONS) + 1) ** 0.9
    month = np.arange(count) % MONTHS
    occupation = random.choice(len(OCCUPATIONS), count, p=weights / weights.sum())
    level = random.choice(len(LEVELS), count, p=LEVEL_SHARES)
    key = key_of(month, occupation, level)
    order = np.argsort(key, kind="stable")
    key, month, occupation, level = (each[order] for each in (key, month, occupation, level))
    started = FIRST_DAYS.astype(np.int32)[month] + random.integers(0, 8, count, dtype=np.int32)
    days = random.integers(5, 21, count, dtype=np.int32)
    is_new = random.random(len(OCCUPATIONS)) < 0.04
    return Classes(
        key=key,
        region=random.integers(0, regions, count),
        institution=random.integers(0, max(50, claims // 400), count),
        fund=random.choice(len(FUNDS), count, p=FUND_SHARES),
        occupation=occupation,
        level=level,
        started=started,
        ended=started + days,
        lessons=days.astype(np.int64) * 8,
        standard_fen=_standards(random)[occupation, level],
        is_new=is_new[occupation],
    )


def _standards(random: np.random.Generator) -> Ints:
    """Draw a standard in fen for every occupation and level: odd fen too, so that rounding shows.

    One in a hundred has none; the twenty occupations most taught all have one.
    """
    shape = (len(OCCUPATIONS), len(LEVELS))
    fen = random.integers(40, 180, shape) * 1000 + random.integers(0, 100, shape)
    fen += np.array([0, 0, 20_000, 40_000, 60_000, 80_000])
    none = random.random(shape) < 0.01
    none[:20] = False
    return np.where(none, 0, fen)
