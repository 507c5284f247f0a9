"""How do several sessions of the application role begin at once, and by what is each refused?

Every session is a connection of its own to a real PostgreSQL. Before each statement it sleeps for a
moment that the seed chooses: on few processors that is what lets transactions meet.
"""

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from tests.papers import AREA, ELSEWHERE

Raw = psycopg.AsyncConnection[Any]
Row = Mapping[str, Any]
Steps = Sequence[tuple[str, Row]]
# Who speaks, for as long as a session lasts, and the most that it sleeps before a statement.
SPEAKS = f"""select set_config('app.officer', id::text, false),
  set_config('app.verb', 'race', false), set_config('app.areas', '{{{AREA},{ELSEWHERE}}}', false)
  from offices_officer where username = 'finance_maker'"""
LONGEST_SLEEP = 0.003
WON = ""


async def a_session(url: str) -> Raw:
    """Open a session of the application role, in which an officer of both counties speaks.

    It does not wait for the disk: who wins is decided before that, and nobody pulls the plug here.
    """
    raw = await psycopg.AsyncConnection.connect(url, autocommit=True)
    await raw.execute("set synchronous_commit = off")
    await raw.execute(SPEAKS)
    return raw


class Broken(AssertionError):
    """A contest ended as none may."""


@dataclass
class Arena:
    """Where contests are held one after another: sessions that fight, and one that looks on."""

    number: int
    sessions: list[Raw]
    chance: random.Random
    people: Mapping[str, int]
    held: dict[str, int] = field(default_factory=dict)
    serial: int = 0

    async def fight(self, *sides: Steps) -> list[str]:
        """Let each side begin at once; return by what each was refused, or WON."""
        order = self.chance.sample(range(len(sides)), len(sides))
        fighting = [
            self._act(self.sessions[place], sides[side], self.chance.random())
            for place, side in enumerate(order)
        ]
        said = dict(zip(order, await asyncio.gather(*fighting), strict=True))
        return [said[side] for side in range(len(sides))]

    async def do(self, *steps: tuple[str, Row]) -> None:
        """Do what must be possible, between two contests."""
        if (no := await self._act(self.sessions[0], steps, None)) != WON:
            raise Broken(f"what is rightful between contests was refused by {no}: {steps[0][1]}")

    async def ask(self, query: str, **told: Any) -> Any:
        """Return the one value a query answers with, as the last session sees it."""
        found = await (await self.sessions[-1].execute(query, told)).fetchall()
        if len(found) != 1:
            raise Broken(f"{len(found)} rows: {query}")
        return found[0][0] if len(found[0]) == 1 else found[0]

    def next(self) -> str:
        """Return a name that nothing else bears."""
        self.serial += 1
        return f"R{self.number}-{self.serial}"

    async def _act(self, raw: Raw, steps: Steps, sleeps: float | None) -> str:
        try:
            async with raw.transaction():
                for statement, told in steps:
                    if sleeps is not None:
                        await asyncio.sleep(sleeps * self.chance.random() * LONGEST_SLEEP)
                    done = await raw.execute(statement, {**self.people, **told})
                    if done.rowcount == 0:
                        raise LookupError(statement)
        except LookupError:
            return "nothing to do"
        except psycopg.Error as no:
            return no.diag.constraint_name or no.sqlstate or str(no)
        return WON


def winners(said: Sequence[str]) -> int:
    """Return how many sides won."""
    return sum(each == WON for each in said)


def receipt(fen: int) -> Jsonb:
    """As much of a receipt as the database reads."""
    return Jsonb({"answer": {"fen": fen}})
