"""Which step of the year blocks the others? The document's own days beside what was done."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

from jineng.console.desk import said
from jineng.console.desk.wall import Reach, Wall
from jineng.stages.institutions.models import Kind, Listing

LEFT, WIDE, TOP, STEP, BAR = 104.0, 398.0, 30.0, 31.0, 15.0


@dataclass(frozen=True)
class Step:
    """One row: its window or its one day, how much is done, and what is said of it.

    Lengths are in units of the drawing, as text.
    """

    name: str
    first: date | None
    last: date
    tone: str
    says: str
    clause: str
    y: str
    bar_y: str
    x: str
    width: str
    done: str
    end: str
    inside: bool


@dataclass(frozen=True)
class Schedule:
    """The rows, the lines of the months and that of today."""

    steps: list[Step]
    months: list[tuple[str, str]]
    today: str
    document: str
    height: str
    bottom: str


def schedule(wall: Wall) -> Schedule | None:
    """Lay out the year by the days of its document; None where no document sets them."""
    calendar, year = wall.calendar, wall.asked.year
    if not calendar.document:
        return None
    scale = _Scale(date(year, 3, 15), date(year, 11, 10))
    steps = [
        _day(wall, scale, 0, gettext("制定培训方案"), "plans_reported_by", _plans()),
        _day(wall, scale, 1, gettext("明确培训机构"), "institutions_public_by", _listed(wall, 0)),
        _day(wall, scale, 2, gettext("公布评价机构"), "assessors_public_by", _listed(wall, 1)),
        _window(wall, scale, 3, gettext("组织实施培训"), wall.reach("", "trained")),
        _window(wall, scale, 4, gettext("考核评价"), wall.reach("", "certified")),
        _window(wall, scale, 5, gettext("资金支付"), wall.reach("", "fen")),
        _day(wall, scale, 6, gettext("绩效评估上报"), "evaluation_reported_by", ("mute", "")),
    ]
    kept = [step for step in steps if step]
    bottom = TOP + STEP * 7
    months = [
        (gettext("%(month)s月") % {"month": month}, scale.at(date(year, month, 1)))
        for month in range(4, 12)
    ]
    return Schedule(
        steps=kept,
        months=months,
        today=scale.at(wall.asked.on),
        document=calendar.document,
        height=f"{bottom + 8:.0f}",
        bottom=f"{bottom:.0f}",
    )


@dataclass(frozen=True)
class _Scale:
    first: date
    last: date

    def length(self, days: int) -> float:
        return WIDE * days / (self.last - self.first).days

    def at(self, day: date) -> str:
        inside = min(max(day, self.first), self.last)
        return f"{LEFT + self.length((inside - self.first).days):.1f}"


def _plans() -> tuple[str, str]:
    return "mute", gettext("方案在系统外报送")


def _listed(wall: Wall, which: int) -> tuple[str, str]:
    """Say how many bodies were made public, and when the last one was."""
    kind = (Kind.TRAINING, Kind.ASSESSMENT)[which]
    name = ("institutions_public_by", "assessors_public_by")[which]
    found = Listing.objects.filter(
        body__kind=kind, listed_on__year=wall.asked.year, listed_on__lte=wall.asked.on
    )
    days = sorted(day for day in found.values_list("listed_on", flat=True) if day is not None)
    last = wall.calendar.day(name)
    if not days or last is None:
        return "mute", gettext("还没有公布")
    told = {"count": found.values("body").distinct().count(), "day": said.month_day(days[-1])}
    late = (days[-1] - last).days
    if late > 0:
        return "warn", gettext("%(count)s 家，最后一家晚 %(late)s 天") % (told | {"late": late})
    return "ok", gettext("%(count)s 家，%(day)s前公布") % told


def _day(
    wall: Wall, scale: _Scale, place: int, name: str, figure: str, told: tuple[str, str]
) -> Step | None:
    found = wall.calendar.figure(figure)
    if found is None or not isinstance(found.value, date):
        return None
    last = found.value
    tone, says = told
    by = gettext("%(day)s前") % {"day": said.month_day(last)}
    start = last - timedelta(days=1)
    return Step(
        name=name,
        first=None,
        last=last,
        tone=tone,
        says="，".join(each for each in (by, says) if each),
        clause=found.clause,
        x=scale.at(start),
        width=f"{scale.length(5):.1f}",
        done="0",
        end=f"{float(scale.at(last)) + 10:.1f}",
        inside=last.month > 8,
        **_heights(place),
    )


def _window(wall: Wall, scale: _Scale, place: int, name: str, reach: Reach) -> Step | None:
    window = reach.window
    width = scale.length(window.length)
    told = {"share": said.percent(reach.share), "pace": said.percent(reach.on_pace)}
    found = wall.calendar.figure("paid_by" if reach.measure == "fen" else "training_finished_by")
    return Step(
        name=name,
        first=window.first,
        last=window.last,
        tone=reach.tone,
        says=gettext("%(share)s，应 %(pace)s") % told,
        clause=found.clause if found else "",
        x=scale.at(window.first),
        width=f"{width:.1f}",
        done=f"{width * min(reach.share, 1000) / 1000:.1f}",
        end=f"{float(scale.at(window.first)) + 8:.1f}",
        inside=False,
        **_heights(place),
    )


def _heights(place: int) -> dict[str, str]:
    middle = TOP + STEP * (place + 0.5)
    return {"y": f"{middle + 4.5:.1f}", "bar_y": f"{middle - BAR / 2:.1f}"}
