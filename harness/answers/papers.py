"""What would an honest bank answer to a batch? The paper that the planted differences spoil."""

from jineng.cli.demo_offices import officer
from jineng.foundation.offices.acting import speaking_as
from jineng.stages.payments.models import Attempt
from tests.papers import PAID, bank_row, table

ANSWER, STATEMENT = "回盘文件", "对账单"


def rows_of(number: str) -> list[tuple[object, ...]]:
    """Return a line for each position of a batch: everything was paid, each by its own serial."""
    with speaking_as(officer("auditor")):
        asked = list(
            Attempt.objects.filter(batch__number=number)
            .order_by("position")
            .values_list("position", "line__fen")
        )
    rows = []
    for position, fen in asked:
        told = list(bank_row(position, PAID, fen))
        told[3] = f"{number}/{position}"
        rows.append(tuple(told))
    return rows


def answer_of(number: str, head: str = ANSWER) -> bytes:
    """Return the bank's file about a batch."""
    return table((head, number), rows_of(number))
