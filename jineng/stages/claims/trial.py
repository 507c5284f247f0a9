"""What is tried, on which claims, and what is to be said about them?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from jineng.policy.many.replay import Replay
from jineng.policy.packs.pack import Pack
from jineng.policy.packs.plan import Plan

Part = tuple[pl.DataFrame, pl.DataFrame | None]


def no_remarks() -> list[str]:
    """Return what there is to remark when nothing stands out."""
    return []


@dataclass(frozen=True)
class Trial:
    """A replay of one question: its claims part by part of the people, each with their grants.

    `said` is told before, `remarks` after. `refused` counts rows that could not be read.
    """

    question: str
    replay: Replay
    lines: int
    parts: Callable[[], Iterator[Part]]
    said: tuple[str, ...]
    remarks: Callable[[], list[str]] = no_remarks
    refused: int = 0
    one_of_several: bool = False


def sides(question: str, before: Plan, after: Plan, against: Pack, draft: Pack) -> tuple[str, ...]:
    """Say what is compared with what."""
    kind = f"（{before.kind}）" if before.kind else ""
    packs = [", ".join(pack_id for pack_id, _ in plan.packs) for plan in (before, after)]
    return (
        f"问题　{question}{kind}",
        f"现行　{packs[0]}　{against.about.number}",
        f"草稿　{packs[1]}　{draft.about.number}　{after.fingerprint[:16]}",
    )


def with_category(claims: pl.DataFrame) -> pl.DataFrame:
    """Sum by the category of the learner where the table has no column of its own for it."""
    if "category" in claims.columns or "learner_category" not in claims.columns:
        return claims
    return claims.with_columns(pl.col("learner_category").alias("category"))
