"""What is tried, on which claims, and what is to be said about them?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from jineng.policy.many.replay import Replay

Part = tuple[pl.DataFrame, pl.DataFrame | None]


def no_remarks() -> list[str]:
    """Return what there is to remark when nothing stands out."""
    return []


@dataclass(frozen=True)
class Trial:
    """A replay of one question: its claims part by part of the people, each with their grants.

    `said` is told before, `remarks` after. `refused` counts rows that could not be read.
    """

    question: str
    replay: Replay
    lines: int
    parts: Callable[[], Iterator[Part]]
    said: tuple[str, ...]
    remarks: Callable[[], list[str]] = no_remarks
    refused: int = 0
    one_of_several: bool = False
