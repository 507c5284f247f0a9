"""What would a draft change, for whom, by how much, and by which clause? Nothing is written.

Both sides decide the same claims in their turn, each from the same grants of before; what a side
grants uses up times for that side's later claims. So a line may change without its own rule having
changed, and is then told as such.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from jineng.policy.many.in_turn import GRANTED, OUTCOMES, PLAN, Plans, decide_under
from jineng.policy.many.replay_sums import CHANGED, UNLIKE, Totals, joined_sums, sum_by, totals_of
from jineng.policy.many.turned import turned
from jineng.policy.packs.plan import Plan

SUBSIDY, RULE, ROW, BEFORE = "subsidy", "rule", "~row", "_before"
BY = ("region", "institution", "category", "fund", SUBSIDY, RULE)
OUTCOME = pl.Enum(OUTCOMES)
SIDES = (BEFORE, "")
SMALLEST_PART = 20_000


@dataclass(frozen=True)
class Replayed:
    """What a replay found.

    `changed` has a row for each changed line, in the order of the claims: number, person, what it
    is summed by, outcome, fen, rule, clause and payee of both sides (with `_before`), fen_change,
    turned_by, turned_clause, how. `sums` has a table for each thing summed by: its value, lines,
    changed, won, lost, otherwise (people), fen_before, fen_after, fen_change; most fen first.
    """

    totals: Totals
    changed: pl.DataFrame
    sums: Mapping[str, pl.DataFrame]


def replay(
    before: Plan | Sequence[Plan],
    after: Plan | Sequence[Plan],
    claims: pl.DataFrame,
    history: pl.DataFrame | None = None,
    by: Sequence[str] = BY,
) -> Replayed:
    """Decide claims before and after, and return what changes.

    `claims` and `history` are those of decide_all. Where there are several plans, the n-th of
    `after` stands in the place of the n-th of `before`, and a column `plan` of the claims says
    which, from 0. `by` names columns of the claims to sum by; those that are not there are left
    out, but `subsidy` and `rule` are always known. Raises WrongColumn.
    """
    work = Replay(_plans(before), _plans(after), by)
    for _ in work.run(claims, history):
        pass
    return work.found()


def _plans(given: Plan | Sequence[Plan]) -> Plans:
    return Plans((given,) if isinstance(given, Plan) else tuple(given))


@dataclass
class Replay:
    """A replay that goes on person by person, in parts, so that first figures come early.

    `keep` names columns of the claims that stay beside the changed lines and are not summed by.
    """

    before: Plans
    after: Plans
    by: Sequence[str] = BY
    keep: Sequence[str] = ()
    totals: Totals = Totals()
    _changed: list[pl.DataFrame] = field(default_factory=list)
    _sums: dict[str, list[pl.DataFrame]] = field(default_factory=dict)

    def run(
        self, claims: pl.DataFrame, history: pl.DataFrame | None, parts: int = 1
    ) -> Iterator[Totals]:
        """Replay the claims, whole persons at a time; yield the sums so far after each part."""
        for mine, grants in parts_of(claims, history, parts):
            yield self.add(mine, grants)

    def add(self, claims: pl.DataFrame, history: pl.DataFrame | None) -> Totals:
        """Replay all claims of some people; return the sums so far.

        `claims` have `~row`, the place of the line among all. They may have recorded_outcome and
        recorded_fen, what was decided then.
        """
        lines = self._lines(
            claims,
            decide_under(self.before, claims, history),
            decide_under(self.after, claims, history),
        )
        changed = lines.filter(CHANGED)
        told = turned(self.before, self.after, changed)
        changed = changed.hstack(told.rename({"clause": "turned_clause"}))
        for name in self.by:
            if name == RULE or name in lines.columns:
                sums = sum_by(changed if name == RULE else lines, changed, _key(name))
                self._sums.setdefault(name, []).append(sums)
        self._changed.append(self._told(changed))
        self.totals = self.totals + totals_of(lines, changed, self._reasons())
        return self.totals

    def found(self) -> Replayed:
        """Return everything found so far."""
        changed = pl.concat(self._changed).sort(ROW).drop(ROW)
        sums = {name: joined_sums(tables, _key(name)) for name, tables in self._sums.items()}
        return Replayed(self.totals, changed, sums)

    def _lines(self, claims: pl.DataFrame, was: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
        """Put both sides beside the claims, and mark the lines that come out otherwise."""
        beside = [name for name in dict.fromkeys((*self.by, *self.keep)) if name in claims.columns]
        kept = claims.select(ROW, "number", "person", *beside)
        if SUBSIDY not in beside:
            kept = kept.hstack([_subsidies(self.before, claims)])
        lines = kept.hstack(was.rename(lambda name: name + BEFORE)).hstack(now)
        same = (pl.col("outcome") == pl.col("outcome_before")) & (
            pl.col("fen") == pl.col("fen_before")
        )
        if "recorded_fen" in claims.columns:
            lines = lines.hstack([_unlike_record(claims, was)])
        payee_apart = (pl.col("outcome") == GRANTED) & self._unlike("payee")
        return lines.with_columns(
            (~same | payee_apart).alias(CHANGED),
            (pl.col("fen") - pl.col("fen_before")).alias("fen_change"),
        )

    def _unlike(self, what: str) -> pl.Expr:
        """Say where the rules that decide on the two sides differ in their payee or their id."""
        texts = [self.before.told(what), self.after.told(what)]
        codes = {text: code for code, text in enumerate(dict.fromkeys([*texts[0], *texts[1]]))}
        was, now = (
            pl.lit(pl.Series([codes[text] for text in side], dtype=pl.UInt32)).gather(pl.col(at))
            for side, at in zip(texts, ("at_before", "at"), strict=True)
        )
        return was != now

    def _reasons(self) -> pl.Expr:
        return ~pl.col(CHANGED) & self._unlike("id")

    def _told(self, changed: pl.DataFrame) -> pl.DataFrame:
        """Say of each changed line in words what both sides answer."""
        words = [
            pl.lit(pl.Series(side.told(what))).gather(pl.col(f"at{end}")).alias(f"{name}{end}")
            for side, end in zip((self.before, self.after), SIDES, strict=True)
            for what, name in (("id", "rule"), ("clause", "clause"), ("payee", "payee"))
        ]
        asked = dict.fromkeys((*self.keep, *self.by, SUBSIDY))
        beside = [name for name in asked if name in changed.columns and name != RULE]
        answers = ("outcome", "fen", "rule", "clause", "payee")
        return changed.with_columns(
            *words,
            *(pl.col(f"outcome{end}").cat.to(OUTCOME).alias(f"outcome{end}") for end in SIDES),
        ).select(
            ROW,
            "number",
            "person",
            *beside,
            *(f"{name}{end}" for end in SIDES for name in answers),
            "fen_change",
            "turned_by",
            "turned_clause",
            "how",
        )


def _key(name: str) -> str:
    return "turned_by" if name == RULE else name


def _subsidies(before: Plans, claims: pl.DataFrame) -> pl.Series:
    """Return what each claim is for: the subsidy that its question grants."""
    kinds = pl.Series([plan.kind or plan.question for plan in before.plans])
    place = claims[PLAN] if PLAN in claims.columns else pl.zeros(len(claims), pl.UInt32, eager=True)
    return kinds.cast(pl.Enum(kinds.unique())).gather(place).alias(SUBSIDY)


def parts_of(
    claims: pl.DataFrame, history: pl.DataFrame | None, parts: int
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame | None]]:
    """Yield claims, their rows numbered, and grants for so many parts of the people, each whole."""
    rows = claims.with_row_index(ROW)
    parts = min(parts, len(rows) // SMALLEST_PART)
    if parts < 2:
        yield rows, history
        return
    part = (pl.col("person").cast(rows["person"].dtype).hash() % parts).alias("~part")
    mine = rows.with_columns(part).partition_by("~part", include_key=False, as_dict=True)
    grants = (
        {}
        if history is None
        else history.with_columns(part).partition_by("~part", include_key=False, as_dict=True)
    )
    for key in sorted(mine, key=str):
        yield mine[key], grants.get(key, None if history is None else history.clear())


def _unlike_record(claims: pl.DataFrame, was: pl.DataFrame) -> pl.Series:
    """Mark the lines that were recorded otherwise than they now come out before any change."""
    outcome = claims["recorded_outcome"].cast(OUTCOME).to_physical()
    return ((outcome != was["outcome"]) | (claims["recorded_fen"] != was["fen"])).alias(UNLIKE)
