"""Which claims are granted when at most three are, and one for the same occupation and level?"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

MOST = 3
Flags = NDArray[np.bool_]


def fold(table: pl.DataFrame) -> pl.DataFrame:
    """Add `granted`, and what the two limits say of every claim.

    A claim fits when no premise stops it and its row pays. Whoever has one claim is answered at
    once; the others round by round, the first claim of every person, then the second: a count and
    three keys are all that a person's history is.
    """
    fits = (
        table.select(pl.col("stop").is_null() & pl.col("fen").is_not_null()).to_series().to_numpy()
    )
    under = (table["times"] < MOST).to_numpy().copy()
    other = (~table["same"]).to_numpy().copy()
    granted = fits & under & other
    rows, places, key, times = _several(table)
    slots = np.full((MOST, len(times)), -1, np.int64)
    used = np.zeros(len(times), np.int8)
    for turn in range(int(places.max()) + 1 if len(places) else 0):
        now = places == turn
        who, here = key["person"][now], rows[now]
        learned = key["learned"][now]
        under[here] = times[who] < MOST
        other[here] &= ~(slots[:, who] == learned).any(axis=0)
        granted[here] = fits[here] & under[here] & other[here]
        won = granted[here]
        slots[used[who[won]], who[won]] = learned[won]
        used[who[won]] += 1
        times[who[won]] += 1
    return table.with_columns(
        pl.Series("granted", granted),
        pl.Series("three_times_used", under),
        pl.Series("same_occupation_and_level", other),
    )


def _several(table: pl.DataFrame) -> tuple[NDArray, NDArray, dict[str, NDArray], NDArray]:
    """Return the claims of people who have several: row, turn, person and key, times before."""
    learned = pl.col("occupation").to_physical().cast(pl.Int64) * 8 + pl.col("level").to_physical()
    several = table.lazy().with_row_index("at").filter(pl.col("person").is_duplicated())
    chosen = several.select("at", "person", "on", "number", "times", learned.alias("learned"))
    chosen = chosen.sort("person", "on", "number").collect()
    person = chosen["person"].to_numpy()
    head = np.ones(len(person), bool)
    head[1:] = person[1:] != person[:-1]
    [first] = np.nonzero(head)
    group = np.cumsum(head) - 1
    places = np.arange(len(person)) - first[group]
    key = {"person": group, "learned": chosen["learned"].to_numpy()}
    return chosen["at"].to_numpy(), places, key, chosen["times"].to_numpy()[first].copy()
