"""Which contests are held, how often, and did any of them end as none may?"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from harness.races.about_funds import (
    confirmed_twice,
    last_fen,
    last_move,
    last_time,
    month_closes,
)
from harness.races.about_payments import (
    answered_at_once,
    revoked_or_ordered,
    sent_twice,
    stopped_or_sent,
    two_batches,
    void_or_send,
)
from harness.races.county import PEOPLE
from harness.races.sessions import Arena, Broken, a_session

Contest = Callable[[Arena], Awaitable[None]]
# A contest, and how often it is drawn among the others.
CONTESTS: Mapping[Contest, int] = {
    last_fen: 14,
    last_move: 10,
    last_time: 14,
    confirmed_twice: 14,
    month_closes: 8,
    two_batches: 14,
    void_or_send: 8,
    sent_twice: 8,
    answered_at_once: 8,
    revoked_or_ordered: 8,
    stopped_or_sent: 8,
}
SESSIONS, MOST_MONTHS = 4, 290


@dataclass(frozen=True)
class Held:
    """How many contests of each name were held, and in how many seconds."""

    counts: Counter[str]
    seconds: float

    @property
    def total(self) -> int:
        """The number of contests."""
        return self.counts.total()


async def hold(
    url: str,
    arenas: Sequence[Mapping[str, int]],
    people: Mapping[str, int],
    *,
    seed: int,
    more: Callable[[int], bool],
    among: Mapping[Contest, int] | None = None,
) -> Held:
    """Hold contests side by side in every arena, while there are to be more of them."""
    counts, begun = Counter[str](), time.perf_counter()
    held = [
        _hold_in(
            Arena(number, [], random.Random(f"{seed}/{number}"), people, dict(rows)),
            *(url, among or CONTESTS, counts, more),
        )
        for number, rows in enumerate(arenas)
    ]
    await asyncio.gather(*held)
    return Held(counts, time.perf_counter() - begun)


async def _hold_in(
    arena: Arena,
    url: str,
    among: Mapping[Contest, int],
    counts: Counter[str],
    more: Callable[[int], bool],
) -> None:
    for _ in range(SESSIONS):
        arena.sessions.append(await a_session(url))
    try:
        while more(counts.total()):
            contest = _drawn(arena, among)
            counts[contest.__name__] += 1
            try:
                await contest(arena)
            except Broken as broken:
                raise Broken(f"arena {arena.number}, {contest.__name__}: {broken}") from broken
    finally:
        for session in arena.sessions:
            await session.close()


def _drawn(arena: Arena, among: Mapping[Contest, int]) -> Contest:
    """Draw a contest; months and people are used up in the end: neither is ever free again."""
    [contest] = arena.chance.choices(list(among), list(among.values()))
    months_gone = contest is month_closes and arena.held.get("month", 0) >= MOST_MONTHS
    people_gone = contest is last_time and arena.held.get("met", -1) >= PEOPLE - 1
    return two_batches if months_gone or people_gone else contest
