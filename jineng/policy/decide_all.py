"""What do the rules say to a table of claims, each decided in its turn as if it came alone?"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

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
        self.lookups: dict[int, tuple[Table, Lookup]] = {}

    def decide(self, claims: pl.DataFrame, history: pl.DataFrame | None = None) -> pl.DataFrame:
        """Return the answers to a table of claims, as decide_all does."""
        return self.work(claims, history).answers()

    def lazy(self, claims: pl.DataFrame, history: pl.DataFrame | None = None) -> pl.LazyFrame:
        """Return the answers to a table of claims, the last of them not yet worked out."""
        return self.work(claims, history).lazy()

    def work(self, claims: pl.DataFrame, history: pl.DataFrame | None = None) -> "Work":
        """Check and load claims and history, and decide which grants each claim sees."""
        checked = check_claims(claims, self.plan.facts)
        rulings = Rulings(self.plan.rules, Columns(checked, self.lookups))
        if not rulings.columns.counted:
            return Work(self.plan, rulings, through(checked.frame.lazy(), rulings.now))
        grants = _grants(rulings, checked, history)
        with ThreadPoolExecutor(1) as beside:
            # One sorts on one core what the other reckons out on the other.
            found = beside.submit(find_persons, checked.frame, grants["person"])
            table = settled_now(rulings)
            persons = found.result()
        fold = Fold(rulings, table, checked.frame["on"], persons, grants)
        return Work(self.plan, rulings, table.hstack(fold.totals()).lazy())


@dataclass(frozen=True)
class Work:
    """Claims loaded under a plan, with what each sees of history: `table` is what is left to do."""

    plan: Plan
    rulings: Rulings
    table: pl.LazyFrame

    def lazy(self) -> pl.LazyFrame:
        """Return the answers, not yet worked out: for sums over them no table is written."""
        return through(self.table, self.rulings.later).select(answers(self.plan.rules))

    def answers(self) -> pl.DataFrame:
        """Return the answers to every claim, in the order given."""
        found = self.lazy().collect(engine="streaming")
        _check_fen(found)
        return found


def settled_now(rulings: Rulings) -> pl.DataFrame:
    """Settle what does not rest on history, and return it beside the facts still to be read."""
    frame = rulings.columns.claims.frame
    now = through(frame.lazy(), rulings.now).select(rulings.kept())
    return frame.select(rulings.facts()).hstack(now.collect(engine="streaming").rechunk())


def through(frame: pl.LazyFrame, steps: Steps) -> pl.LazyFrame:
    """Add the columns of each step."""
    for step in steps:
        frame = frame.with_columns(step)
    return frame


def _grants(rulings: Rulings, claims: Claims, history: pl.DataFrame | None) -> pl.DataFrame:
    """Return the grants of before that some count may count, with what the counts ask for."""
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
    return grants.filter(pl.col("kind").is_in(kinds))


def _check_fen(answers: pl.DataFrame) -> None:
    most = answers["fen"].max()
    if isinstance(most, int) and most >= MOST_FEN:
        row = first_row(answers["fen"] >= MOST_FEN)
        raise WrongColumn(f"第 {row} 行的金额大得不像金额；请核对这一行的标准、份数和比例")
