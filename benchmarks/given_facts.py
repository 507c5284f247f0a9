"""What must be worked out beforehand for engines that know neither lists, nor months, nor text?"""

import polars as pl

from benchmarks.claimants import TRAINING
from benchmarks.decisions import NEEDED
from benchmarks.population import Size

# No day, no amount: the engines that get this know no null.
NONE = -(2**31)
LEARNED = ("person", "occupation", "level")


def given(size: Size) -> pl.DataFrame:
    """Return the claims with `employed_on` and `employed_by`, and months as their first days.

    `employed_on` is the first insured day after the certificate, `employed_by` the same day three
    months after it; null where there is none. `employed_on?`: the days have not been told.
    """
    claims = pl.read_parquet(size.claim_files, columns=NEEDED)
    days, issued = pl.col("insured_from_days"), pl.col("certificate_issued_on")
    spells = claims.select("number", days, issued).explode("insured_from_days")
    first = (
        spells.filter(days > issued).group_by("number").agg(pl.col("insured_from_days").min())
    ).rename({"insured_from_days": "employed_on"})
    claims = claims.with_columns(
        issued.dt.offset_by("3mo").alias("employed_by"),
        (days.is_null() & issued.is_not_null()).alias("employed_on?"),
        pl.col("pension_from", "training_started_on").dt.month_start(),
    )
    claims = claims.join(first, on="number", how="left", maintain_order="left")
    return claims.drop("insured_from_days")


def given_with_history(size: Size) -> pl.DataFrame:
    """Return those facts in the order of day and number, with what was granted before the batch.

    `times_before` and `same_before` are what the history of earlier years comes to; `worker` and
    `learned` number the people, and what each of them learned.
    """
    history = pl.read_parquet(size.history_files).filter(pl.col("kind") == TRAINING)
    times = history.group_by("person").agg(pl.len().cast(pl.Int32).alias("times_before"))
    same = history.select(*LEARNED, pl.lit(True).alias("same_before")).unique()
    facts = given(size).sort("on", "number")
    facts = facts.join(times, on="person", how="left", maintain_order="left")
    facts = facts.join(same, on=LEARNED, how="left", maintain_order="left")
    return facts.with_columns(
        pl.col("times_before").fill_null(0),
        pl.col("same_before").fill_null(value=False),
        pl.col("person").rank("dense").sub(1).alias("worker"),
        pl.struct(LEARNED).rank("dense").sub(1).alias("learned"),
    )
