"""What does the ledger of earlier subsidies say?"""

from dataclasses import dataclass
from datetime import date

from jineng.foundation.documents.reading.cells import RowReader
from jineng.foundation.documents.reading.errors import RowError
from jineng.foundation.documents.reading.headings import Column, find_table
from jineng.foundation.documents.reading.text import read_lines

WHAT = "既往补贴"
COLUMNS = (
    Column("identity", ("身份证号", "身份证号码")),
    Column("name", ("姓名",)),
    Column("kind", ("补贴种类",)),
    Column("occupation", ("职业（工种）", "职业")),
    Column("level", ("等级", "技能等级")),
    Column("paid_on", ("拨付日期", "发放日期")),
    Column("fen", ("金额（元）", "金额")),
)


@dataclass(frozen=True)
class Earlier:
    """One subsidy somebody received before. The sum is in fen; `level` is "" where none."""

    row: int
    identity: str
    kind: str
    occupation: str
    level: str
    paid_on: date
    fen: int


@dataclass(frozen=True)
class EarlierList:
    """A ledger of earlier subsidies."""

    rows: tuple[Earlier, ...]
    errors: tuple[RowError, ...]


def read_earlier_subsidies(content: bytes, name: str) -> EarlierList:
    """Read what people received before."""
    table = find_table(read_lines(content, name), COLUMNS, name=name, what=WHAT)
    rows, errors = [], []
    for row in table.rows:
        reader = RowReader("", table, row)
        earlier = Earlier(
            row=row.number,
            identity=reader.identity(),
            kind=reader.text("kind"),
            occupation=reader.text("occupation"),
            level=row.text("level"),
            paid_on=reader.needed_day("paid_on"),
            fen=reader.fen("fen") or 0,
        )
        errors += reader.errors
        if not reader.errors:
            rows.append(earlier)
    return EarlierList(tuple(rows), tuple(errors))
