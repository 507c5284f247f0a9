"""What do the rules say to a table of claims, each decided in its turn as if it came alone?"""

import polars as pl

from jineng.policy.many.checked import WrongColumn, check_claims
from jineng.policy.many.column import through
from jineng.policy.many.columns import Columns
from jineng.policy.many.loaded import Loaded, Lookups, Source, check_fen, load, loaded
from jineng.policy.many.rulings import Rulings, answers
from jineng.policy.packs.plan import Plan

__all__ = ["Bulk", "Loaded", "WrongColumn", "decide_all"]


def decide_all(
    plan: Plan, claims: pl.DataFrame, history: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Decide claims as if one by one, in the order of their day, then of their number.

    `claims`: number, person, on, and a column a fact; `history`: person, kind, occupation, level,
    on, fen of the grants of before. Returns, in the order given, number, outcome, fen, rule, holds
    and unknown, the masks with bit i for the i-th rule of the plan. Raises WrongColumn.
    """
    return Bulk(plan).decide(claims, history)


class Bulk:
    """A plan made ready to decide tables of claims."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._lookups: Lookups = {}

    def decide(self, claims: pl.DataFrame, history: pl.DataFrame | None = None) -> pl.DataFrame:
        """Return the answers to a table of claims, as decide_all does."""
        found = self.lazy(claims, history).collect(engine="streaming")
        check_fen(found)
        return found

    def lazy(self, claims: pl.DataFrame, history: pl.DataFrame | None = None) -> pl.LazyFrame:
        """Return the answers to a table of claims, the last of them not yet worked out."""
        checked = check_claims(claims, self.plan.facts)
        rulings = Rulings(self.plan.rules, Columns(checked, self._lookups))
        if rulings.columns.counted:
            return loaded(self.plan, Source(claims, history), rulings).lazy()
        steps = [*rulings.now, *rulings.later]
        return through(checked.frame, steps, answers(self.plan.rules))

    def load(self, claims: pl.DataFrame, history: pl.DataFrame | None = None) -> Loaded:
        """Load claims to ask of them more than once, under this plan and under others."""
        return load(self.plan, Source(claims, history), self._lookups)
