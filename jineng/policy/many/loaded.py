"""What is known of claims that are loaded under a plan, and what is left when its rules change?

A changed share leaves all but the sums as it was; a changed clause asks for its own truth, and for
the history of those persons whose claims it turns. Everything else is taken over.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl

from jineng.policy.language.tree import History, Measured, Table
from jineng.policy.many.amount_columns import MOST_FEN
from jineng.policy.many.checked import (
    Claims,
    WrongColumn,
    check_claims,
    check_history,
    first_row,
    same_persons,
)
from jineng.policy.many.column import Steps, through
from jineng.policy.many.columns import Columns
from jineng.policy.many.fold import totals_of
from jineng.policy.many.persons import Persons, find_persons, only_some
from jineng.policy.many.rules_beside import TURNED, change
from jineng.policy.many.rulings import HOLDS, UNKNOWN, Rulings, answers
from jineng.policy.many.table_columns import Lookup
from jineng.policy.packs.plan import Plan

Lookups = dict[int, tuple[Table, Lookup]]
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


@dataclass(frozen=True)
class Source:
    """The tables as they were given."""

    claims: pl.DataFrame
    history: pl.DataFrame | None


@dataclass(frozen=True)
class Past:
    """Whose claims and grants are whose, and the totals of every count, for every claim."""

    grants: pl.DataFrame
    persons: Persons
    totals: list[pl.Series]


@dataclass(frozen=True)
class Loaded:
    """Claims under a plan, with what each sees of history; only the rule that decides is left.

    `table` has the facts still to be read and what does not rest on history.
    """

    plan: Plan
    source: Source
    rulings: Rulings
    table: pl.DataFrame
    past: Past | None

    def lazy(self) -> pl.LazyFrame:
        """Return the answers, not yet worked out: for sums over them no table is made."""
        frame = self.table.hstack(self.past.totals) if self.past else self.table
        return through(frame, self.rulings.later, answers(self.plan.rules))

    def answers(self) -> pl.DataFrame:
        """Return the answers to every claim, in the order given."""
        found = self.lazy().collect(engine="streaming")
        check_fen(found)
        return found

    def under(self, plan: Plan) -> "Loaded":
        """Return the same claims under another plan, with what need not be worked out again."""
        claims = self.rulings.columns.claims
        if any(claims.words.get(name) != word for name, word in plan.facts.items()):
            return load(plan, self.source)
        rulings = Rulings(plan.rules, Columns(claims, {}))
        changed = change(self.rulings, rulings)
        masks = self.table.select(HOLDS, UNKNOWN)
        table = _settled(rulings, claims.frame.hstack(masks), changed.now, (TURNED,))
        past = self._past_under(rulings, table, everywhere=changed.everywhere)
        return Loaded(plan, self.source, rulings, table, past)

    def _past_under(
        self, rulings: Rulings, table: pl.DataFrame, *, everywhere: bool
    ) -> Past | None:
        if not rulings.columns.counted:
            return None
        claims, past = rulings.columns.claims, self.past
        if past is None or _nodes(rulings) != _nodes(self.rulings):
            grants = _grants(rulings, claims, self.source.history)
            return _decided(rulings, table, find_persons(claims.frame, grants["person"]), grants)
        if everywhere:
            return _decided(rulings, table, past.persons, past.grants)
        return _redecided(rulings, table, past)


def load(plan: Plan, source: Source, lookups: Lookups | None = None) -> Loaded:
    """Check claims and history, and decide which grants each claim sees. Raises WrongColumn."""
    claims = check_claims(source.claims, plan.facts)
    columns = Columns(claims, {} if lookups is None else lookups)
    return loaded(plan, source, Rulings(plan.rules, columns))


def loaded(plan: Plan, source: Source, rulings: Rulings) -> Loaded:
    """Decide which grants each claim sees, the claims being checked. Raises WrongColumn."""
    frame = rulings.columns.claims.frame
    if not rulings.columns.counted:
        return Loaded(plan, source, rulings, _settled(rulings, frame, rulings.now), None)
    grants = _grants(rulings, rulings.columns.claims, source.history)
    with ThreadPoolExecutor(1) as beside:
        # One sorts on one core what the other reckons out on the other.
        found = beside.submit(find_persons, frame, grants["person"])
        table = _settled(rulings, frame, rulings.now)
        persons = found.result()
    return Loaded(plan, source, rulings, table, _decided(rulings, table, persons, grants))


def check_fen(found: pl.DataFrame) -> None:
    """Refuse answers with a sum that no sum of money comes to."""
    most = found["fen"].max()
    if isinstance(most, int) and most >= MOST_FEN:
        row = first_row(found["fen"] >= MOST_FEN)
        raise WrongColumn(f"第 {row} 行的金额大得不像金额；请核对这一行的标准、份数和比例")


def _settled(
    rulings: Rulings, frame: pl.DataFrame, now: Steps, also: Sequence[str] = ()
) -> pl.DataFrame:
    """Settle what does not rest on history, and return it beside the facts still to be read."""
    kept = [pl.col(name) for name in (*rulings.kept(), *also)]
    made = through(frame, now, kept).collect(engine="streaming")
    # Put side by side as they lie: selecting from a table read in pieces would copy all of it.
    facts = [frame[name] for name in rulings.facts()]
    return pl.DataFrame([*facts, *made.rechunk().iter_columns()])


def _decided(rulings: Rulings, table: pl.DataFrame, persons: Persons, grants: pl.DataFrame) -> Past:
    days = rulings.columns.claims.frame["on"]
    return Past(grants, persons, totals_of(rulings, table, days, persons, grants))


def _redecided(rulings: Rulings, table: pl.DataFrame, past: Past) -> Past:
    """Decide again the claims of those persons of whose claims some rule now says otherwise."""
    some = only_some(past.persons, table[TURNED].to_numpy())
    if not some.count:
        return past
    rows = pl.Series(some.row)
    days = rulings.columns.claims.frame["on"].gather(rows)
    persons = some.in_their_own_rows()
    totals = totals_of(rulings, table[rows], days, persons, past.grants)
    changed = [
        column.clone().scatter(rows, found)
        for column, found in zip(past.totals, totals, strict=True)
    ]
    return Past(past.grants, past.persons, changed)


def _nodes(rulings: Rulings) -> list[History]:
    return [each.node for each in rulings.columns.counted]


def _grants(rulings: Rulings, claims: Claims, history: pl.DataFrame | None) -> pl.DataFrame:
    """Return the grants of before that some count may count, with what the counts ask for."""
    nodes = _nodes(rulings)
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
