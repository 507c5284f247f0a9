"""How far along its way is a claim, and on which day did it get there?"""

from dataclasses import dataclass
from datetime import date, datetime

from jineng.foundation.notices.models import Notice
from jineng.stages.claims.models import Claim, Decision, Line
from jineng.stages.claims.states import LineState
from jineng.stages.payments.models import Batch
from jineng.values.days import HERE

PAID_OR_NOT = (LineState.PAID, LineState.REFUSED, LineState.REFERRED)


@dataclass(frozen=True)
class Step:
    """One step of the way: `state` is done, now or later."""

    label: str
    state: str
    detail: str


def steps_of(claim: Claim) -> list[Step]:
    """Return the five steps of a claim with their days."""
    decided = Decision.objects.filter(line__claim=claim).order_by("pk").first()
    notice = Notice.objects.filter(lines__in=_shown_lines(claim)).distinct().order_by("pk").first()
    batch = (
        Batch.objects.filter(attempts__line__decision__line__claim=claim)
        .distinct()
        .order_by("pk")
        .first()
    )
    lines = Line.objects.filter(claim=claim)
    granted = lines.exclude(state__in=[LineState.REFUSED, LineState.REFERRED])
    unpaid = lines.exclude(state__in=PAID_OR_NOT).exists()
    days = (
        ("机构申领", claim.submitted_at.astimezone(HERE).date(), ""),
        ("县级初审", _day(claim.reviewed_at), "待初审岗"),
        ("复核核定", _day(decided.at) if decided else None, "待复核岗"),
        ("公示", notice.opened_on if notice else None, "待张贴"),
        ("拨付", _day(batch.made_at) if batch and not unpaid else None, "待拨付"),
    )
    nothing_to_pay = decided is not None and not granted.exists()
    found: list[Step] = []
    for label, day, waits in days:
        first_open = all(step.state == "done" for step in found)
        if day is not None:
            found.append(Step(label, "done", f"{day.month}月{day.day}日"))
        elif nothing_to_pay:
            found.append(Step(label, "later", "没有应发"))
        else:
            found.append(Step(label, "now" if first_open else "later", waits if first_open else ""))
    return found


def _shown_lines(claim: Claim) -> list[int]:
    shown = Decision.objects.filter(line__claim=claim, posting__isnull=False)
    return list(shown.values_list("posting__notice_line_id", flat=True))


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(HERE).date() if moment else None
