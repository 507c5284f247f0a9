"""What officers do with funds."""

from datetime import datetime

from jineng.foundation.audit import actions as audit
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require
from jineng.stages.funds.models import Entry, Fund, Movement
from jineng.values.refusal import Refusal


class NothingToAppropriate(Refusal):
    """An appropriation is a positive number of fen."""


@act("funds.appropriate")
def appropriate(
    *, area: str, name: str, year: int, fen: int, document: str, by: Officer, at: datetime
) -> Fund:
    """Add money to a fund of an area and year, on the strength of a document.

    The same document appropriates once: a second time changes nothing.
    """
    require(by, "funds.appropriate", area)
    if fen <= 0:
        raise NothingToAppropriate(f"{name}下达金额须大于 0 元")
    fund, _ = Fund.objects.get_or_create(area=area, name=name, year=year)
    entered = Entry.objects.filter(fund=fund, movement=Movement.APPROPRIATE, subject=document)
    if not entered.exists():
        Entry.objects.create(
            fund=fund,
            area=area,
            movement=Movement.APPROPRIATE,
            fen=fen,
            subject=document,
            entered_by=by,
            at=at,
        )
        audit.record(verb="funds.appropriate", subject=fund, officer=by, at=at, because=[document])
    fund.refresh_from_db()
    return fund
