"""What must be worked out beforehand for engines that know neither lists, nor months, nor text?"""

import polars as pl

from benchmarks.decisions import NEEDED
from benchmarks.population import Size

# No day, no amount: the engines that get this know no null.
NONE = -(2**31)


def given(size: Size) -> pl.DataFrame:
    """Return the claims with `employed_on`, `employed_by`, and days as numbers.

    `employed_on` is the first insured day after the certificate, `employed_by` the same day three
    months after it; null where there is none. `days_told` says whether the days have been told.
    """
    claims = pl.read_parquet(size.claim_files, columns=NEEDED)
    days, issued = pl.col("insured_from_days"), pl.col("certificate_issued_on")
    spells = claims.select("number", days, issued).explode("insured_from_days")
    first = (
        spells.filter(days > issued).group_by("number").agg(pl.col("insured_from_days").min())
    ).rename({"insured_from_days": "employed_on"})
    claims = claims.with_columns(
        issued.dt.offset_by("3mo").alias("employed_by"),
        (days.is_not_null() | issued.is_null()).alias("days_told"),
        pl.col("pension_from", "training_started_on").dt.month_start(),
    )
    claims = claims.join(first, on="number", how="left", maintain_order="left")
    return claims.drop("insured_from_days").with_columns(pl.col(pl.Date).to_physical())
