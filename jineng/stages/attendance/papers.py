"""What do the check-in devices say, and which half-days come of it?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from jineng.foundation.documents.reading.errors import RowError
from jineng.foundation.documents.reading.headings import Column, Row, Table, find_table
from jineng.foundation.documents.reading.text import read_lines
from jineng.values.days import moment_from
from jineng.values.identity import normalise, problem

WHAT = "考勤打卡"
COLUMNS = (
    Column("class_number", ("班期编号", "班级编号")),
    Column("identity", ("身份证号", "身份证号码")),
    Column("at", ("打卡时间", "时间")),
    Column("direction", ("方向", "签到/签退")),
    Column("device", ("设备号", "设备编号"), needed=False),
)
IN, OUT = "签到", "签退"
MORNING, AFTERNOON = "上午", "下午"
NOON = 12


@dataclass(frozen=True, slots=True)
class Punch:
    """One check-in or check-out, in the time of the place."""

    row: int
    class_number: str
    identity: str
    at: datetime
    direction: str
    device: str


@dataclass(frozen=True, slots=True)
class HalfDay:
    """A half-day that begins with a check-in and ends with a check-out. `row` is the check-in's."""

    row: int
    class_number: str
    identity: str
    day: date
    half: str
    first_in: datetime
    last_out: datetime


def read_punches(content: bytes, name: str) -> tuple[tuple[Punch, ...], tuple[RowError, ...]]:
    """Read the check-ins and check-outs of a file, and the lines that are neither."""
    table = find_table(read_lines(content, name), COLUMNS, name=name, what=WHAT)
    tidied: dict[str, str] = {}
    punches, errors = [], []
    for row in table.rows:
        read = _punch(table, row, tidied)
        if isinstance(read, Punch):
            punches.append(read)
        else:
            errors.append(read)
    return tuple(punches), tuple(errors)


def half_days(punches: Iterable[Punch]) -> tuple[HalfDay, ...]:
    """Pair check-ins with check-outs: a half-day needs both within itself, the check-in first.

    From the first check-in of a half-day to its last check-out.
    """
    open_halves: dict[tuple[str, str, date], dict[str, list[Punch]]] = {}
    for punch in sorted(punches, key=lambda each: (each.at, each.row)):
        halves = open_halves.setdefault((punch.class_number, punch.identity, punch.at.date()), {})
        half = MORNING if punch.at.hour < NOON else AFTERNOON
        if punch.direction == IN:
            halves.setdefault(half, [punch])
        elif half in halves:
            halves[half][1:] = [punch]
    found = [
        HalfDay(pair[0].row, number, identity, day, half, pair[0].at, pair[1].at)
        for (number, identity, day), halves in open_halves.items()
        for half, pair in halves.items()
        if len(pair) == 2
    ]
    return tuple(sorted(found, key=lambda each: each.row))


def _punch(table: Table, row: Row, tidied: dict[str, str]) -> Punch | RowError:
    """Read one line. People come many times over: each way of writing is tidied once."""
    typed = row.text("identity")
    if typed not in tidied:
        tidied[typed] = normalise(typed)
    identity = tidied[typed]
    if found := problem(identity):
        return _error(table, row, "identity", found.code, found.says, found.mend)
    direction = row.text("direction")
    if direction not in (IN, OUT):
        says = f"方向“{direction}”既不是签到也不是签退"
        return _error(table, row, "direction", "unknown_direction", says, "请填写签到或签退")
    try:
        at = moment_from(row.cells.get("at"))
    except ValueError as wrong:
        mend = "请写成 2024-06-03 08:10:00"
        return _error(table, row, "at", "not_a_moment", str(wrong), mend)
    number = row.text("class_number")
    return Punch(row.number, number, identity, at, direction, row.text("device"))


def _error(table: Table, row: Row, field: str, code: str, says: str, mend: str) -> RowError:
    return RowError(
        sheet="",
        row=row.number,
        column=table.heads[field],
        value=row.text(field),
        code=code,
        says=says,
        mend=mend,
    )
