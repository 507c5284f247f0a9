"""What happens when a document changes the working calendar? Two enter it; notices reopen."""

from datetime import date, datetime

from jineng.foundation.audit import actions as audit
from jineng.foundation.notices.models import CalendarChange, CalendarDay
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require, require_other_person
from jineng.values.refusal import Refusal


class NothingToChange(Refusal):
    """A change is of a day the calendar knows, to what it is not, on a document."""


class ChangedAlready(Refusal):
    """A document changes a day once."""


@act("notices.change_calendar")
def change_calendar(
    *, day: date, works: bool, source: str, by: Officer, at: datetime
) -> CalendarChange:
    """First of two: say that a day works or not, as a document says. Again changes nothing."""
    require(by, "notices.change_calendar", "")
    if not CalendarDay.objects.filter(day=day).exists():
        raise NothingToChange(f"工作日历还没有 {day}，请先导入那一年的放假安排")
    if not source.strip():
        raise NothingToChange("请写明依据的文件，再提交")
    known = CalendarChange.objects.filter(day_id=day, source=source.strip()).first()
    if known is None:
        known = CalendarChange.objects.create(
            day_id=day, works=works, source=source.strip(), proposed_by=by, proposed_at=at
        )
        audit.record(
            verb="notices.change_calendar", subject=known, officer=by, at=at, because=[source]
        )
    if known.works != works:
        raise ChangedAlready(f"{source} 已经用于 {day}，内容不同，请核对文件")
    return known


@act("notices.confirm_calendar")
def confirm_calendar(*, change_id: int, by: Officer, at: datetime) -> CalendarChange:
    """Second of two: confirm it. The database counts the notices it concerns again, only later."""
    change = CalendarChange.objects.select_for_update(of=("self",), no_key=True).get(pk=change_id)
    require(by, "notices.confirm_calendar", "")
    require_other_person(by, change.proposed_by, "调整工作日历的提出与复核")
    if change.confirmed_at:
        raise ChangedAlready(f"{change.source} 已经复核过了，不用再办")
    change.confirmed_by, change.confirmed_at = by, at
    change.save(update_fields=["confirmed_by", "confirmed_at"])
    audit.record(
        verb="notices.confirm_calendar",
        subject=change,
        officer=by,
        at=at,
        because=[change.source],
    )
    return change
