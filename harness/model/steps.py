"""One step of the world: what it is in words, where it leads, and what is wrong with it alone."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from harness.model.world import Design, Fund, Line, Moves, World


class Step(NamedTuple):
    """One thing that somebody does, or that happens."""

    words: str
    world: World
    wrong: str = ""


Steps = Iterator[Step]


def moved(table: Moves, verb: str, state: str) -> str:
    """The state after a verb of a table; nothing where the table has no such move from here."""
    before, after = table.get(verb, ("", ""))
    return after if state == before else ""


def put(world: World, place: int, line: Line | None = None, **changes: Any) -> World:
    """The world with one of its lines changed."""
    changed = (line or world.lines[place])._replace(**changes)
    lines = (*world.lines[:place], changed, *world.lines[place + 1 :])
    return world._replace(lines=lines)


def batch(world: World, number: int, **changes: Any) -> World:
    """The world with one of its batches changed."""
    changed = world.batches[number]._replace(**changes)
    return world._replace(batches=(*world.batches[:number], changed, *world.batches[number + 1 :]))


def entry(world: World, source: str, target: str, shares: int) -> World:
    """The world after one entry of the fund."""
    if shares == 0:
        return world
    fund = {**world.fund._asdict()}
    fund[source] -= shares
    fund[target] += shares
    return world._replace(fund=Fund(**fund))


def by_two(design: Design, guard: str, words: str, world: World) -> Steps:
    """The second of two steps: by another person, and by the same one where nobody forbids it."""
    yield Step(words, world)
    if not design.keeps(guard):
        yield Step(f"{words}, by who took the first step", world, "one person did both steps")
