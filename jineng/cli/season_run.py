"""What does a season under way carry from step to step, and what does it leave to people?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from jineng.cli.season_files import Season
from jineng.policy.packs.shelf import NoSingleDocument, Shelf
from jineng.stages.claims import actions as claims
from jineng.stages.claims.queries import FundTooSmall, NoFund, NoPlanInForce, NoSuchPayee
from jineng.stages.classes import actions as classes
from jineng.values.days import HERE

LEFT_TO_PEOPLE = (
    *(NoSingleDocument, classes.NoRuleSays, classes.NotComplete),
    *(claims.NothingToClaim, FundTooSmall, NoFund, NoPlanInForce, NoSuchPayee),
)


@dataclass(frozen=True)
class Run:
    """One season under way: its files, the rules, the day of the data and the bank's folder.

    `left` says what the rules leave to a person: one sentence each.
    """

    season: Season
    shelf: Shelf
    categories: frozenset[str]
    as_of: date
    bank: Path
    left: list[str] = field(default_factory=list)

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas of the season's classes, smallest first."""
        found = set()
        for application in self.season.applications:
            listed = self.season.institution_areas.get(application.institution_number)
            found.add(listed or classes.area_in(application))
        return tuple(sorted(found))

    @property
    def area(self) -> str:
        """The area whose office takes in the registers."""
        return self.areas[0]

    def at(self, hour: int, day: date | None = None) -> datetime:
        """Return the moment of an act: an hour of the day of the data, or of a later day."""
        return datetime.combine(day or self.as_of, time(hour), HERE)


@contextmanager
def or_left_to_people(run: Run) -> Iterator[None]:
    """Go on when a no concerns one class or claim only: it waits for a person, and we say so."""
    try:
        yield
    except LEFT_TO_PEOPLE as no:
        run.left.append(no.message)
