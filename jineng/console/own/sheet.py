"""A roster as it was handed in: the rows in error, each message beside its cell."""

from collections.abc import Sequence
from dataclasses import dataclass

from jineng.foundation.documents.intake import content_of, value_of
from jineng.foundation.documents.models import Intake, RowError
from jineng.foundation.documents.reading.workbook import text_of
from jineng.stages.enrolment.papers import read_as_written
from jineng.values.names import masked_name

SHOWN = ("name", "identity", "category", "gender", "phone", "card")


@dataclass(frozen=True)
class Cell:
    """One cell: what stands there, and what is wrong with it (nothing, mostly)."""

    value: str
    errors: tuple[RowError, ...] = ()

    @property
    def tone(self) -> str:
        """Red must be mended, yellow is worth a look."""
        if not self.errors:
            return ""
        return "e" if any(each.first for each in self.errors) else "w"


@dataclass(frozen=True)
class WrongRow:
    """One row of the file with its own row number, as Excel shows it."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def tone(self) -> str:
        """The row's colour: red where a cell must be mended."""
        return "err" if any(cell.tone == "e" for cell in self.cells) else "wrn"


@dataclass(frozen=True)
class Sheet:
    """The headings as the file writes them, and the rows that need a hand."""

    heads: tuple[str, ...]
    rows: tuple[WrongRow, ...]
    kinds: tuple[tuple[str, int, str], ...]


def sheet_of(intake: Intake) -> Sheet:
    """Return the rows of a roster that could not be taken, as its institution may see them."""
    errors = list(intake.errors.order_by("row", "pk"))
    table = read_as_written(content_of(intake.file), intake.file.name)
    fields = [field for field in SHOWN if field in table.heads]
    wrong: dict[int, list[RowError]] = {}
    for error in errors:
        wrong.setdefault(error.row, []).append(error)
    rows = []
    for row in table.rows:
        if row.number in wrong:
            cells = [
                _cell(field, table.heads[field], text_of(row.cells[field]), wrong[row.number])
                for field in fields
            ]
            rows.append(WrongRow(row.number, tuple(cells)))
    return Sheet(tuple(table.heads[field] for field in fields), tuple(rows), _kinds(errors))


def _cell(field: str, head: str, value: str, errors: Sequence[RowError]) -> Cell:
    here = tuple(error for error in errors if error.column == head)
    if here:
        return Cell(value_of(here[0]) or "（空）", here)
    return Cell(_masked(field, value))


def _masked(field: str, value: str) -> str:
    """Show whole only what must be mended; the rest of a row is masked like everywhere."""
    if field == "name":
        return masked_name(value)
    if field in ("identity", "phone", "card") and len(value) > 7:
        return f"{value[:3]}{'*' * (len(value) - 7)}{value[-4:]}"
    return value


def _kinds(errors: Sequence[RowError]) -> tuple[tuple[str, int, str], ...]:
    """Count the errors by column, with what to do, so that they can be mended kind by kind."""
    counted: dict[tuple[str, str], int] = {}
    for error in errors:
        key = (error.column, error.mend)
        counted[key] = counted.get(key, 0) + 1
    return tuple((column, count, mend) for (column, mend), count in counted.items())
