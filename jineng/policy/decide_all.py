"""What do the rules say to a table of claims, each decided in its turn as if it came alone?"""

import polars as pl

from jineng.policy.amount_columns import MOST_FEN
from jineng.policy.checked import (
    Claims,
    WrongColumn,
    check_claims,
    check_history,
    first_row,
    same_persons,
)
from jineng.policy.column import Steps
from jineng.policy.columns import Columns
from jineng.policy.fold import Fold
from jineng.policy.persons import find_persons
from jineng.policy.plan import Plan
from jineng.policy.rulings import Rulings, answers
from jineng.policy.table_columns import Lookup
from jineng.policy.tree import Measured, Table

__all__ = ["Bulk", "WrongColumn", "decide_all"]

NO_HISTORY = pl.DataFrame(
    schema={
        "person": pl.Int64,
        "kind": pl.String,
        "occupation": pl.String,
        "level": pl.String,
        "on": pl.Date,
        "fen": pl.Int64,
    }
)


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
        self._lookups: dict[int, tuple[Table, Lookup]] = {}

    def decide(self, claims: pl.DataFrame, history: pl.DataFrame | None = None) -> pl.DataFrame:
        """Return the answers to a table of claims, as decide_all does."""
        found = self.lazy(claims, history).collect(engine="streaming")
        _check_fen(found)
        return found

    def lazy(self, claims: pl.DataFrame, history: pl.DataFrame | None = None) -> pl.LazyFrame:
        checked = check_claims(claims, self.plan.facts)
        rulings = Rulings(self.plan.rules, Columns(checked, self._lookups))
        frame = through(checked.frame.lazy(), rulings.now)
        if rulings.columns.counted:
            now = frame.select(rulings.kept()).collect(engine="streaming")
            table = checked.frame.select(rulings.facts()).hstack(now).rechunk()
            totals = _totals(rulings, table, checked, history)
            frame = table.hstack(totals).lazy()
        return through(frame, rulings.later).select(answers(self.plan.rules))


def through(frame: pl.LazyFrame, steps: Steps) -> pl.LazyFrame:
    """Add the columns of each step."""
    for step in steps:
        frame = frame.with_columns(step)
    return frame


def _totals(
    rulings: Rulings, table: pl.DataFrame, claims: Claims, history: pl.DataFrame | None
) -> list[pl.Series]:
    """Return the totals of every count the rules ask for."""
    nodes = [each.node for each in rulings.columns.counted]
    same = {name for node in nodes for name in node.same}
    texts = ["kind"]
    texts += ["occupation"] if "occupation" in same else []
    texts += ["level"] if "level" in same or any(node.levels for node in nodes) else []
    fen = any(node.measured == Measured.FEN for node in nodes)
    before = NO_HISTORY.cast({"person": claims.frame["person"].dtype})
    grants = check_history(before if history is None else history, texts, fen=fen)
    same_persons(claims.frame, grants)
    kinds = {kind for node in nodes for kind in node.kinds}
    grants = grants.filter(pl.col("kind").is_in(kinds))
    persons = find_persons(claims.frame, grants["person"])
    return Fold(rulings, table, claims.frame["on"], persons, grants).totals()


def _check_fen(answers: pl.DataFrame) -> None:
    most = answers["fen"].max()
    if isinstance(most, int) and most >= MOST_FEN:
        row = first_row(answers["fen"] >= MOST_FEN)
        raise WrongColumn(f"第 {row} 行的金额大得不像金额；请核对这一行的标准、份数和比例")
