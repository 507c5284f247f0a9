"""What does every engine write, so that its answers can be laid beside those of the others?"""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

# The columns the rules ask for; the others of a claim are only carried along.
NEEDED = [
    *("number", "person", "on", "learner_category", "certificate_kind", "certificate_issued_on"),
    *("training_started_on", "occupation", "level", "new_occupation", "training_standard_fen"),
    *("course_lessons", "lessons_attended", "pension_from", "pension_from?", "insured_from_days"),
]
# The rules in the order in which they are read; bit i of a mask belongs to RULES[i].
PREMISES = (
    "drawing_a_pension",
    "attendance_below_80",
    "no_certificate",
    "three_times_used",
    "same_occupation_and_level",
)
ROWS = (
    "no_rule_for_category",
    "employed_within_three_months",
    "employed_after_three_months",
    "completion_certificate",
    "certificate_not_employed",
)
RULES = (*PREMISES, *ROWS)
NO_RULE = "no_rule_says"
OUTCOMES = ("granted", "refused", "silent", "missing")
OUTCOME, RULE = pl.Enum(OUTCOMES), pl.Enum([*RULES, NO_RULE])
SCHEMA = {
    "number": pl.Int64,
    "outcome": OUTCOME,
    "fen": pl.Int64,
    "rule": RULE,
    "holds": pl.UInt64,
    "unknown": pl.UInt64,
}


def write(decisions: pl.DataFrame, path: Path) -> None:
    """Write decisions as every engine writes them."""
    decisions.write_parquet(path, compression="zstd")


def of_rows(rows: Sequence[tuple[int, str, int, str, int, int]]) -> pl.DataFrame:
    """Return decisions from rows in the order of SCHEMA."""
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def differences(ours: pl.DataFrame, theirs: pl.DataFrame) -> dict[str, int]:
    """Count, for each column that differs, the claims answered differently.

    Only what both wrote is compared; claims that one of them did not decide count as “number”.
    """
    both = ours.join(theirs, on="number", how="inner", suffix=" of the other")
    apart = {"number": max(len(ours), len(theirs)) - len(both)}
    for name in theirs.columns:
        if name != "number":
            told = (
                pl.col(name)
                .cast(pl.String)
                .ne_missing(pl.col(f"{name} of the other").cast(pl.String))
            )
            apart[name] = both.select(told.sum()).item()
    return {name: count for name, count in apart.items() if count}
