"""How many are there, without reading them all?"""

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext

EXACT_UP_TO, TAB_UP_TO = 10_000, 999


@dataclass(frozen=True)
class Count:
    """A number of rows: exact, or about as many as the database's statistics say."""

    number: int
    exact: bool = True

    @property
    def words(self) -> str:
        """`共 1,284 条`; where it is estimated, it says so."""
        if self.exact:
            return gettext("共 %(number)s 条") % {"number": f"{self.number:,}"}
        return gettext("约 %(number)s 条（按统计估计）") % {"number": f"{self.number:,}"}


def count(rows: QuerySet[Any]) -> Count:
    """Count exactly up to ten thousand; beyond, ask the planner's statistics."""
    found = _at_most(rows, EXACT_UP_TO)
    if found <= EXACT_UP_TO:
        return Count(found)
    return Count(_rounded(max(_estimated(rows), EXACT_UP_TO)), exact=False)


def tab_count(rows: QuerySet[Any]) -> str:
    """Count for a small label: `384`, or `999+`."""
    found = _at_most(rows, TAB_UP_TO)
    return str(found) if found <= TAB_UP_TO else f"{TAB_UP_TO}+"


def _at_most(rows: QuerySet[Any], most: int) -> int:
    return rows.order_by().values("pk")[: most + 1].count()


def _estimated(rows: QuerySet[Any]) -> int:
    asked, told = rows.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"explain (format json) {asked}", told)
        [(plan,)] = cursor.fetchall()
    steps = json.loads(plan) if isinstance(plan, str) else plan
    return int(steps[0]["Plan"]["Plan Rows"])


def _rounded(number: int) -> int:
    """Keep two figures: more would claim to be known."""
    grain = 10 ** max(len(str(number)) - 2, 0)
    return int(round(number / grain) * grain)
