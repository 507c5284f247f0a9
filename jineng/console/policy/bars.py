"""How is what a plan would change drawn: two bars for each group, now and as tried?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from jineng.values.money import yuan_text

MOST_BARS = 12
WIDTH, LEFT, RIGHT, ROW, TOP = 640, 132, 96, 36, 10
TICKS = 4


@dataclass(frozen=True)
class Bar:
    """One group: both lengths in the picture's units, and what is written beside them."""

    name: str
    y: int
    before: int
    after: int
    change: str
    numbers: Mapping[str, Any]

    @property
    def y_text(self) -> int:
        """Where the name is written."""
        return self.y + 16

    @property
    def y_after(self) -> int:
        """Where the bar of the plan begins."""
        return self.y + 12

    @property
    def y_change(self) -> int:
        """Where the difference is written, beside the bar of the plan."""
        return self.y + 22

    @property
    def text_at(self) -> int:
        """Where the difference is written: after the longer bar."""
        return LEFT + max(self.before, self.after) + 6


@dataclass(frozen=True)
class Picture:
    """The bars of one way of summing, with the scale below them."""

    title: str
    bars: Sequence[Bar]
    rest: int
    ticks: Sequence[tuple[int, str]]

    @property
    def height(self) -> int:
        """The height of the whole picture."""
        return self.foot + 22

    @property
    def foot(self) -> int:
        """Where the lines of the scale end."""
        return TOP + ROW * len(self.bars)

    @property
    def foot_text(self) -> int:
        """Where the scale is written."""
        return self.foot + 15


def picture(title: str, sums: pl.DataFrame, names: Mapping[str, str]) -> Picture:
    """Draw the sums of a replay: the largest groups first; `names` are what values are called."""
    rows = sums.sort("fen_before", "fen_after", descending=True).rows(named=True)
    shown = rows[:MOST_BARS]
    most = max([1, *(max(row["fen_before"], row["fen_after"]) for row in shown)])
    room = WIDTH - LEFT - RIGHT
    bars = [
        Bar(
            name=_called(row[sums.columns[0]], names),
            y=TOP + ROW * at,
            before=room * row["fen_before"] // most,
            after=room * row["fen_after"] // most,
            change=signed(row["fen_change"]),
            numbers=row,
        )
        for at, row in enumerate(shown)
    ]
    ticks = [(LEFT + room * n // TICKS, short(most * n // TICKS)) for n in range(TICKS + 1)]
    return Picture(title, bars, len(rows) - len(shown), ticks)


def short(fen: int) -> str:
    """Say a sum on a scale or above a picture: 5.94 亿, 320 万, 960 元, −12 元."""
    sign, yuan = "−" if fen < 0 else "", abs(fen) // 100
    for unit, word in ((10**8, "亿"), (10**4, "万")):
        if yuan >= unit:
            whole, hundredths = divmod(yuan * 100 // unit, 100)
            return f"{sign}{whole}.{hundredths:02} {word}"
    return f"{sign}{yuan:,} 元"


def signed(fen: int) -> str:
    """Say a difference in yuan with its sign."""
    sign = "+" if fen > 0 else "−" if fen < 0 else ""
    return f"{sign}{yuan_text(abs(fen))}"


def _called(value: object, names: Mapping[str, str]) -> str:
    if value is None or value == "":
        return "没有写"
    return names.get(str(value), str(value))
