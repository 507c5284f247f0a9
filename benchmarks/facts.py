"""What is known of each claim of a made-up year, and what is not?"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.claimants import LEVEL, OCCUPATION, Claimants, word_column
from benchmarks.classes import FUNDS, Classes, Days, Ints

CATEGORIES = {
    "农村转移就业劳动者": 0.35,
    "防止返贫监测对象": 0.03,
    "城镇登记失业人员": 0.13,
    "未继续升学的应届初高中毕业生": 0.06,
    "就业困难人员": 0.10,
    "毕业年度高校毕业生": 0.072,
    "企业职工": 0.25,
    "退役军人": 0.008,
}
CERTIFICATES = {
    "无": 0.02,
    "职业技能等级证书": 0.62,
    "职业资格证书": 0.05,
    "培训合格证书": 0.11,
    "专项职业能力证书": 0.20,
}
CATEGORY, CERTIFICATE = pl.Enum([*CATEGORIES]), pl.Enum([*CERTIFICATES])
FUND = pl.Enum(FUNDS)
STAFF = list(CATEGORIES).index("企业职工")
SPELLS = (0.30, 0.42, 0.20, 0.08)
# How often a fact that must be told has not been told, and a pension has not been asked for.
UNTOLD = {"learner_category": 0.001, "lessons_attended": 0.002, "certificate_kind": 0.001}
UNTOLD_DAYS, UNASKED_PENSION = 0.003, 0.004

Flags = NDArray[np.bool_]


def flat_facts(
    random: np.random.Generator, classes: Classes, claimants: Claimants, *, regions: Sequence[str]
) -> pl.DataFrame:
    """Return the claims in the order in which they arrive, a row each, without their numbers."""
    owner, taken = claimants.owner, claimants.class_of
    people, count = len(claimants.person), len(owner)
    category = random.choice(len(CATEGORIES), people, p=[*CATEGORIES.values()])
    certificate = random.choice(len(CERTIFICATES), count, p=[*CERTIFICATES.values()])
    issued = _issued(random, classes.ended[taken])
    standard = classes.standard_fen[taken]
    table = pl.DataFrame(
        {
            "person": claimants.person[owner],
            "on": _days(classes.ended[taken]),
            "learner_category": word_column(category[owner], CATEGORY),
            "certificate_kind": word_column(certificate, CERTIFICATE),
            "certificate_issued_on": _days(issued, absent=certificate == 0),
            "training_started_on": _days(classes.started[taken]),
            "occupation": word_column(classes.occupation[taken], OCCUPATION),
            "level": word_column(classes.level[taken], LEVEL),
            "new_occupation": classes.is_new[taken],
            "training_standard_fen": _absent(pl.Series(standard), standard == 0),
            "course_lessons": classes.lessons[taken].astype(np.int32),
            "lessons_attended": _attended(random, classes.lessons[taken]),
            "pension_from": _pensions(random, classes, claimants),
            "pension_from?": random.random(count) < UNASKED_PENSION,
            "insured_from_days": _insured(random, classes, claimants, category == STAFF),
            "region": word_column(classes.region[taken], pl.Enum(regions)),
            "institution": classes.institution[taken].astype(np.int32),
            "category": word_column(category[owner], CATEGORY),
            "fund": word_column(classes.fund[taken], FUND),
            "class": taken.astype(np.int32),
        }
    )
    table = table.with_columns(
        _absent(table[name], random.random(count) < share) for name, share in UNTOLD.items()
    )
    arrived = np.maximum(issued, classes.ended[taken]) + random.integers(1, 45, count)
    return table[np.lexsort((random.random(count), arrived))]


def _issued(random: np.random.Generator, ended: Days) -> Days:
    """A certificate comes within a week of the end; a few come late, a few come before it."""
    issued = ended + random.integers(0, 8, len(ended), dtype=np.int32)
    odd = random.random(len(ended))
    return issued + np.where(odd < 0.004, 60, 0) - np.where(odd > 0.998, 25, 0)


def _attended(random: np.random.Generator, lessons: Ints) -> pl.Series:
    part = np.clip(1.02 - random.exponential(0.035, len(lessons)), 0.3, 1.0)
    return pl.Series(np.minimum(lessons, np.ceil(lessons * part)).astype(np.int32))


def _pensions(random: np.random.Generator, classes: Classes, claimants: Claimants) -> pl.Series:
    """One person in forty draws a pension: most before the training, some from its month on."""
    people = len(claimants.person)
    begun = classes.started[claimants.class_of[claimants.first]]
    months = random.integers(-60, 12, people)
    day = (begun.astype("datetime64[D]").astype("datetime64[M]") + months).astype("datetime64[D]")
    day = day.astype(np.int32)[claimants.owner]
    return _days(day, absent=(random.random(people) >= 0.025)[claimants.owner])


def _insured(
    random: np.random.Generator, classes: Classes, claimants: Claimants, staff: Flags
) -> pl.Series:
    """The first days of up to three spells, the latest first; a few lists have not been told.

    Of those who were ever insured, about four in ten begin within three months of their first
    class, one in fourteen later; the others, and all staff of enterprises, were insured before.
    """
    people = len(claimants.person)
    spells = np.maximum(random.choice(len(SPELLS), people, p=SPELLS), staff)
    kind = random.random(people)
    within, later = random.integers(1, 93, people), random.integers(93, 200, people)
    before = -random.integers(0, 900, people)
    offset = np.where((kind < 0.42) & ~staff, within, before)
    offset = np.where((kind >= 0.93) & ~staff, later, offset)
    latest = classes.ended[claimants.class_of[claimants.first]] + offset
    gaps = random.integers(20, 300, (2, people)).cumsum(axis=0)
    starts = np.stack([latest, latest - gaps[0], latest - gaps[1]])[:, claimants.owner]
    told = random.random(len(claimants.owner)) >= UNTOLD_DAYS
    columns = {
        f"day{n}": _days(starts[n].astype(np.int32), absent=(spells <= n)[claimants.owner])
        for n in range(3)
    }
    lists = pl.when(pl.Series(told)).then(pl.concat_list(*columns).list.drop_nulls())
    return pl.DataFrame(columns).select(lists.alias("days"))["days"]


def _days(days: Days, *, absent: Flags | None = None) -> pl.Series:
    column = pl.Series(days).cast(pl.Date)
    return column if absent is None else _absent(column, absent)


def _absent(column: pl.Series, absent: Flags) -> pl.Series:
    chosen = pl.when(~pl.Series(absent)).then(pl.col("told")).alias(column.name)
    return pl.DataFrame({"told": column}).select(chosen).to_series()
