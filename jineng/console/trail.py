"""How far along its way is a claim, and on which day did it get there?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from jineng.foundation.audit.actions import subject_of
from jineng.foundation.audit.models import Entry
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
    none = "没有应发" if decided is not None and not granted.exists() else ""
    return _in_order(days, none)


def steps_of_batch(batch: Batch) -> list[Step]:
    """Return the five steps of a batch with their days."""
    done = {entry.verb: entry.at for entry in Entry.objects.filter(subject=subject_of(batch))}
    answer = batch.answers.order_by("pk").first()
    return _in_order(
        (
            ("制单", _day(batch.made_at), ""),
            ("复核", _day(batch.confirmed_at), "待另一人复核"),
            ("送银行", _day(done.get("payments.send")), "待送"),
            ("回盘", _day(answer.at) if answer else None, "等银行"),
            ("对平", _day(done.get("payments.settle")), "待对平"),
        )
    )


def _in_order(days: Sequence[tuple[str, date | None, str]], none: str = "") -> list[Step]:
    """Lay the steps out: those with a day are done, the first without one is now."""
    found: list[Step] = []
    for label, day, waits in days:
        first_open = all(step.state == "done" for step in found)
        if day is not None:
            found.append(Step(label, "done", f"{day.month}月{day.day}日"))
        elif none:
            found.append(Step(label, "later", none))
        else:
            found.append(Step(label, "now" if first_open else "later", waits if first_open else ""))
    return found


def _shown_lines(claim: Claim) -> list[int]:
    shown = Decision.objects.filter(line__claim=claim, posting__isnull=False)
    return list(shown.values_list("posting__notice_line_id", flat=True))


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(HERE).date() if moment else None
