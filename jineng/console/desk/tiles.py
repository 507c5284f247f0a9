"""Where does each tile of the map stand, and how high is it filled? Hexagons, drawn by us."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, pi, sin, sqrt
from pathlib import Path

import yaml

RADIUS, EDGE = 53.0, 2.2
WIDE = RADIUS * sqrt(3)
LAYOUTS = Path(__file__).with_name("layouts")
PER_ROW = 4
Point = tuple[float, float]


@dataclass(frozen=True)
class Hexagon:
    """One tile: its outline, the part that is filled, and where its three lines of text stand."""

    outline: str
    filled: str
    x: str
    name_y: str
    share_y: str
    gap_y: str


@cache
def layout(area: str) -> Mapping[str, tuple[int, int]]:
    """Return the places of the tiles of an area: half tiles across, rows down; {} without one."""
    path = LAYOUTS / f"{area}.yaml"
    if not path.exists():
        return {}
    rows = yaml.safe_load(path.read_text("utf-8"))
    return {row["代码"]: (row["横"], row["行"]) for row in rows}


def places(area: str, keys: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """Return where each tile stands: as drawn for the area, the others in rows below."""
    drawn = layout(area)
    found = {key: drawn[key] for key in keys if key in drawn}
    below = max((row for _, row in found.values()), default=-1) + 1
    rest = [key for key in keys if key not in drawn]
    for place, key in enumerate(rest):
        row, across = divmod(place, PER_ROW)
        found[key] = (2 * across + (row % 2), below + row)
    left = min((across for across, _ in found.values()), default=0)
    return {key: (across - left, row) for key, (across, row) in found.items()}


def size(where: Mapping[str, tuple[int, int]]) -> str:
    """Return the view box that holds the tiles."""
    across = max((x for x, _ in where.values()), default=0) + 2
    rows = max((y for _, y in where.values()), default=0)
    return f"0 0 {across * WIDE / 2 + 8:.0f} {rows * RADIUS * 1.5 + 2 * RADIUS + 8:.0f}"


def hexagon(place: tuple[int, int], thousandths: int) -> Hexagon:
    """Draw one tile, filled from below as high as its share."""
    x, y = 4 + (place[0] + 1) * WIDE / 2, 4 + RADIUS + place[1] * RADIUS * 1.5
    radius = RADIUS - EDGE
    corners = [
        (x + radius * cos(pi / 180 * (60 * n - 90)), y + radius * sin(pi / 180 * (60 * n - 90)))
        for n in range(6)
    ]
    surface = y + radius - 2 * radius * min(max(thousandths, 0), 1000) / 1000
    return Hexagon(
        outline=_text(corners),
        filled=_text(_below(corners, surface)),
        x=f"{x:.1f}",
        name_y=f"{y - 13:.1f}",
        share_y=f"{y + 7:.1f}",
        gap_y=f"{y + 24:.1f}",
    )


def _below(corners: Sequence[Point], surface: float) -> list[Point]:
    """Cut a polygon at a height and keep what lies below."""
    kept: list[Point] = []
    for one, other in zip(corners, [*corners[1:], corners[0]], strict=True):
        under, then = one[1] >= surface, other[1] >= surface
        if under:
            kept.append(one)
        if under != then:
            share = (surface - one[1]) / (other[1] - one[1])
            kept.append((one[0] + share * (other[0] - one[0]), surface))
    return kept


def _text(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
