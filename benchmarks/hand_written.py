"""How fast are these very rules when somebody writes them out in Polars by hand?

    .venv/bin/python -m benchmarks.hand_written SIZE OUT

The rules that ask about one claim are expressions; the two limits are counted by hand_fold. What a
pack is compiled to is laid beside this: the expressions alone, and the whole run.
"""

import sys
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks import decisions
from benchmarks.claimants import TRAINING
from benchmarks.decisions import NEEDED, NO_RULE, OUTCOME, PREMISES, ROWS, RULE, RULES
from benchmarks.hand_fold import fold
from benchmarks.per_claim_loop import FOUR, PERCENT, SIX
from benchmarks.population import SIZES, Size
from benchmarks.stopwatch import Stopwatch

LEARNED = ["person", "occupation", "level"]
FIRST, LIMITS = PREMISES[:3], PREMISES[3:]
ASKED = (*FIRST, *ROWS)
CALENDAR = pl.date_range(date(1990, 1, 1), date(2035, 1, 1), eager=True)


def hand_clauses(most_spells: int) -> dict[str, pl.Expr]:
    """Return each rule that asks about one claim: true, false, or null where it is unknown.

    `most_spells` is the length of the longest list of insured days.
    """
    issued, days = pl.col("certificate_issued_on"), pl.col("insured_from_days")
    spells = [days.list.get(n, null_on_oob=True) for n in range(most_spells)]
    first = pl.min_horizontal(pl.when(day > issued).then(day) for day in spells)
    in_time = first.to_physical() <= _looked_up(issued, CALENDAR.dt.offset_by("3mo"))
    settled = issued.is_null() | (first.is_null() & days.is_not_null())
    kind, begins = pl.col("certificate_kind"), CALENDAR.dt.month_start()
    drawn = (
        _looked_up(pl.col("pension_from"), begins) <= pl.col("training_started_on").to_physical()
    )
    return {
        "drawing_a_pension": pl.when(~pl.col("pension_from?")).then(~drawn.fill_null(value=False)),
        "attendance_below_80": pl.col("lessons_attended") * 100 >= pl.col("course_lessons") * 80,
        "no_certificate": kind.is_in(sorted(FOUR)),
        "no_rule_for_category": ~pl.col("learner_category").is_in(sorted(SIX)),
        "employed_within_three_months": pl.when(settled).then(statement=False).otherwise(in_time),
        "employed_after_three_months": pl.when(settled).then(statement=False).otherwise(~in_time),
        "completion_certificate": (kind == "培训合格证书") & ~pl.col("new_occupation"),
        "certificate_not_employed": kind.is_in(sorted(FOUR)),
    }


def _looked_up(day: pl.Expr, of_calendar: pl.Series) -> pl.Expr:
    """Take what belongs to a day from a calendar, far faster than reckoning it for each claim."""
    first = CALENDAR.to_physical()[0]
    return pl.lit(of_calendar.to_physical()).gather(day.to_physical() - first)


def masks() -> list[pl.Expr]:
    """Return which rules hold, and which are unknown, as bits; the limits are added later."""
    bits = {rule: pl.lit(1 << RULES.index(rule), pl.UInt16) for rule in ASKED}
    zero = pl.lit(0, pl.UInt16)
    holds = [pl.when(pl.col(rule)).then(bit).otherwise(zero) for rule, bit in bits.items()]
    unknown = [
        pl.when(pl.col(rule).is_null()).then(bit).otherwise(zero) for rule, bit in bits.items()
    ]
    return [_sum(holds).alias("holds"), _sum(unknown).alias("unknown")]


def _sum(parts: list[pl.Expr]) -> pl.Expr:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole | part
    return whole


def answers() -> list[pl.Expr]:
    """Return the premise that stops, the row that decides, what it pays if nothing stops it."""
    stops = pl.when(pl.lit(value=False)).then(None)
    for place, rule in enumerate(FIRST):
        stops = stops.when(~pl.col(rule).fill_null(value=False)).then(pl.lit(place, pl.UInt8))
    row = pl.when(pl.lit(value=False)).then(None)
    percent = pl.when(pl.lit(value=False)).then(None)
    for place, rule in enumerate(ROWS, start=len(PREMISES)):
        row = row.when(pl.col(rule).fill_null(value=True)).then(pl.lit(place, pl.UInt8))
        share = pl.lit(PERCENT[rule], pl.Int64) if rule in PERCENT else pl.lit(None, pl.Int64)
        percent = percent.when(pl.col(rule).is_null()).then(None).when(rule).then(share)
    fen = (pl.col("training_standard_fen") * percent + 50) // 100
    return [
        stops.alias("stop"),
        row.otherwise(pl.lit(len(RULES), pl.UInt8)).alias("row"),
        fen.alias("fen"),
    ]


def with_history(claims: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
    """Add how often each person was granted before, and whether the same was."""
    granted = history.lazy().filter(pl.col("kind") == TRAINING)
    granted = granted.select("person", had=pl.col("occupation"), at=pl.col("level"))
    same = (pl.col("had") == pl.col("occupation")) & (pl.col("at") == pl.col("level"))
    met = claims.lazy().select(*LEARNED).with_row_index("row")
    met = met.join(granted, on="person").select("row", same.alias("same")).collect()
    rows = met["row"].to_numpy()
    had_same = np.zeros(len(claims), bool)
    had_same[rows[met["same"].to_numpy()]] = True
    times = np.bincount(rows, minlength=len(claims)).astype(np.uint8)
    return claims.with_columns(pl.Series("times", times), pl.Series("same", had_same))


def decide(claims: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
    """Decide every claim as if one after another in the order of day and number."""
    return fold(with_history(_asked(claims).collect(), history)).select(*_settled())


def without_limits(claims: pl.DataFrame) -> pl.LazyFrame:
    """Decide every claim as if nobody had a history: expressions alone, not yet worked out."""
    granted = pl.col("stop").is_null() & pl.col("fen").is_not_null()
    met = [pl.lit(value=True).alias(rule) for rule in LIMITS]
    return _asked(claims).with_columns(*met, granted.alias("granted")).select(*_settled())


def _asked(claims: pl.DataFrame) -> pl.LazyFrame:
    longest = claims.select(pl.col("insured_from_days").list.len().max()).item()
    clauses = [each.alias(rule) for rule, each in hand_clauses(longest).items()]
    known = ["number", "on", *LEARNED]
    table = claims.lazy().select(*known, "training_standard_fen", *clauses)
    return table.select(*known, *masks(), *answers())


def _bit(rule: str) -> pl.Expr:
    return pl.col(rule).cast(pl.UInt64) * (1 << RULES.index(rule))


def _settled() -> list[pl.Expr]:
    """Read the rules from the top, the limits between the first premises and the rows."""
    place = pl.when(pl.col("stop").is_not_null()).then("stop")
    for rule in LIMITS:
        place = place.when(~pl.col(rule)).then(pl.lit(RULES.index(rule), pl.UInt8))
    place = place.otherwise("row")
    bits = pl.Series([1 << place for place in range(len(RULES) + 1)], dtype=pl.UInt16)
    unknown = pl.col("unknown") & pl.lit(bits).gather(place) != 0
    outcome = (
        pl.when(pl.col("granted"))
        .then(pl.lit("granted", OUTCOME))
        .when(unknown)
        .then(pl.lit("missing", OUTCOME))
        .when(place < len(PREMISES))
        .then(pl.lit("refused", OUTCOME))
        .otherwise(pl.lit("silent", OUTCOME))
    )
    rules = pl.Series([*RULES, NO_RULE], dtype=RULE)
    return [
        pl.col("number"),
        outcome.alias("outcome"),
        pl.when("granted").then("fen").otherwise(0).alias("fen"),
        pl.lit(rules).gather(place).alias("rule"),
        (pl.col("holds").cast(pl.UInt64) + _bit(LIMITS[0]) + _bit(LIMITS[1])).alias("holds"),
        pl.col("unknown").cast(pl.UInt64),
    ]


def run(size: Size, out: Path) -> None:
    """Decide bucket after bucket and write each bucket's decisions."""
    watch = Stopwatch()
    for claims, history in zip(size.claim_files, size.history_files, strict=True):
        asked, before = pl.read_parquet(claims, columns=NEEDED), pl.read_parquet(history)
        watch.lap("read")
        decided = decide(asked, before)
        watch.lap("decide")
        decisions.write(decided, out / claims.name if out.is_dir() else out)
        watch.lap("write")
    watch.tell()


if __name__ == "__main__":
    run(SIZES[sys.argv[1]], Path(sys.argv[2]))
