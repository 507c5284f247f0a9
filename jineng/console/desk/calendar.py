"""What should be reached by today? The pack's own windows, and how much of one is gone."""

from dataclasses import dataclass
from datetime import date
from math import ceil

from jineng.console.shelf import shelf
from jineng.policy.packs.shelf import Figure, NoSingleDocument
from jineng.stages.targets.queries import MEASURES

# By which two days of the document each measure is paced.
WINDOWS = dict.fromkeys(MEASURES, ("training_started_from", "training_finished_by"))
WINDOWS["fen"] = ("paid_from", "paid_by")
# The target of the document that says what counts for a measure.
SAID = {
    "trained": "trained",
    "certified": "certified",
    "senior": "senior_certified",
    "technician": "technician_certified",
}


@dataclass(frozen=True)
class Window:
    """The days in which something is to be done."""

    first: date
    last: date

    def pace(self, on: date) -> int:
        """Return how much of it is gone at the end of a day, in thousandths."""
        gone = min(max((on - self.first).days + 1, 0), self.length)
        return round(1000 * gone / self.length)

    def left(self, on: date) -> int:
        """Return the days that are left after a day."""
        return max((self.last - max(on, self.first)).days, 0)

    @property
    def length(self) -> int:
        """How many days it has."""
        return max((self.last - self.first).days + 1, 1)

    def needed(self, target: int, done: int, on: date) -> int | None:
        """Return what each day that is left must bring; None when no day is left."""
        left = self.left(on)
        return ceil(max(target - done, 0) / left) if left else None


@dataclass(frozen=True)
class Calendar:
    """The document of an area and year, as far as there is one."""

    area: str
    year: int

    def figure(self, name: str) -> Figure | None:
        """Return one figure of the document, or None where no document sets it."""
        try:
            return shelf().figure(name, region=self.area, on=date(self.year, 12, 31))
        except NoSingleDocument:
            return None

    def day(self, name: str) -> date | None:
        """Return one day of the document."""
        found = self.figure(name)
        return found.value if found and isinstance(found.value, date) else None

    def window(self, measure: str) -> Window:
        """Return the window of a measure; the whole year where no document sets one."""
        first, last = (self.day(name) for name in WINDOWS[measure])
        return Window(first or date(self.year, 1, 1), last or date(self.year, 12, 31))

    def counts(self, kind: str) -> bool:
        """Say whether the target for certificates names this kind."""
        said = self.figure(SAID["certified"])
        return said is None or kind in f"{said.title}{said.text}"

    @property
    def document(self) -> str:
        """The number of the document, or nothing."""
        found = self.figure("training_finished_by")
        return shelf().pack(found.pack_id).about.number if found else ""
