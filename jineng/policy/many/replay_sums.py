"""How many lines and people does a replay change, and by how many fen, in all and by group?"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import polars as pl

from jineng.policy.many.in_turn import GRANTED

CHANGED, UNLIKE = "~changed", "~unlike"
PEOPLE = ("won", "lost", "otherwise")


@dataclass(frozen=True)
class Totals:
    """Sums over the claims replayed so far, on both sides; money in fen.

    `reasons` counts lines whose outcome and sum stay, while another rule decides. `won`, `lost` and
    `otherwise` count people: who gets more, who less, and who comes out otherwise for as much.
    `unlike` counts lines that were recorded otherwise than the side of before now says.
    """

    lines: int = 0
    changed: int = 0
    reasons: int = 0
    granted_before: int = 0
    granted_after: int = 0
    fen_before: int = 0
    fen_after: int = 0
    won: int = 0
    lost: int = 0
    otherwise: int = 0
    unlike: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        """Add the sums of other people's claims."""
        return Totals(
            *(one + more for one, more in zip(astuple(self), astuple(other), strict=True))
        )


def totals_of(lines: pl.DataFrame, changed: pl.DataFrame, reasons: pl.Expr) -> Totals:
    """Sum lines with both sides beside one another; `reasons` marks those told by another rule."""
    found = lines.select(
        pl.len(),
        pl.col(CHANGED).sum(),
        reasons.sum().alias("reasons"),
        (pl.col("outcome_before") == GRANTED).sum().alias("granted_before"),
        (pl.col("outcome") == GRANTED).sum().alias("granted_after"),
        pl.col("fen_before").sum(),
        pl.col("fen").sum(),
    )
    people = _people(changed, []).select(pl.col(name).sum() for name in PEOPLE)
    unlike = lines[UNLIKE].sum() if UNLIKE in lines.columns else 0
    return Totals(*(int(value or 0) for value in (*found.row(0), *people.row(0), unlike)))


def sum_by(lines: pl.DataFrame, changed: pl.DataFrame, key: str) -> pl.DataFrame:
    """Sum lines by a column: lines, changed, fen of both sides, and the people of `changed`."""
    sums = lines.group_by(key).agg(
        pl.len().cast(pl.Int64).alias("lines"),
        pl.col(CHANGED).sum().cast(pl.Int64).alias("changed"),
        pl.col("fen_before").sum(),
        pl.col("fen").sum().alias("fen_after"),
    )
    people = sums.join(_people(changed, [key]), on=key, how="left", nulls_equal=True)
    return people.with_columns(pl.col(name).fill_null(0) for name in PEOPLE)


def joined_sums(tables: Sequence[pl.DataFrame], key: str) -> pl.DataFrame:
    """Add up the tables of different people; the greatest change of fen first, then by value."""
    added = pl.concat(tables).group_by(key).agg(pl.all().sum())
    change = (pl.col("fen_after") - pl.col("fen_before")).alias("fen_change")
    order = [pl.col("fen_change").abs(), pl.col("changed"), pl.col(key).cast(pl.String)]
    return (
        added.with_columns(change)
        .sort(order, descending=[True, True, False])
        .select(key, "lines", "changed", *PEOPLE, "fen_before", "fen_after", "fen_change")
    )


def _people(changed: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Count people by what they gain: more fen, else more grants."""
    grants = (pl.col("outcome") == GRANTED).cast(pl.Int64) - (pl.col("outcome_before") == GRANTED)
    gained = pl.when(pl.col("fen_change") != 0).then("fen_change").otherwise("~grants")
    by_person = (
        changed.with_columns(grants.alias("~grants"))
        .group_by(*keys, "person")
        .agg(pl.col("fen_change", "~grants").sum())
        .with_columns(gained.sign().alias("~gained"))
    )
    counts = [
        (pl.col("~gained") == sign).sum().cast(pl.Int64).alias(name)
        for name, sign in zip(PEOPLE, (1, -1, 0), strict=True)
    ]
    return by_person.group_by(keys).agg(counts) if keys else by_person.select(counts)
