"""Which plan answers on a day, and which claims would a pack decide otherwise?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from jineng.foundation.documents.models import Plan
from jineng.policy.packs.pack import Pack
from jineng.policy.packs.shelf import Shelf
from jineng.stages.claims.replaying import Asked, Coming, NothingDecided, of_year

LISTED = ("number", "claim", "outcome_before", "fen_before", "outcome", "fen", "turned_clause")

WORDS = ("outcome_before", "outcome", "turned_clause")


@dataclass(frozen=True)
class Effects:
    """What a pack would change among the decisions of a year: counts, fen, each changed line."""

    year: int
    lines: int = 0
    changed: int = 0
    fen_change: int = 0
    changes: Sequence[dict[str, Any]] = ()


def standing(question: str, area: str, on: date) -> Plan | None:
    """Return the plan in force for a question and an area on a day, if there is one."""
    rows = Plan.objects.filter(question=question, area=area, in_force__contains=on)
    return rows.select_related("activated_by").first()


def effects_of(asked: Asked, area: str, first_day: date, draft: tuple[Shelf, Pack]) -> Effects:
    """Replay a year's decisions of an area under what would answer there from a day on."""
    plan = asked.shelf.plan_for(asked.question, region=area, on=first_day)
    try:
        with of_year(asked, None, draft, Coming(plan, first_day)) as trials:
            [trial] = trials
            for claims, history in trial.parts():
                mine = claims.filter(pl.col("region") == area)
                trial.replay.add(mine, history)
            found = trial.replay.found()
    except NothingDecided:
        return Effects(asked.year)
    changes = found.changed.select(LISTED).with_columns(pl.col(*WORDS).cast(pl.String))
    totals = found.totals
    return Effects(
        year=asked.year,
        lines=totals.lines,
        changed=totals.changed,
        fen_change=totals.fen_after - totals.fen_before,
        changes=changes.to_dicts(),
    )
