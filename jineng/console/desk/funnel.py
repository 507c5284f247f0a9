"""Where do we lose people between the roster and a job?"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from jineng.console.desk import said
from jineng.console.desk.wall import Wall


@dataclass(frozen=True)
class Stage:
    """One bar: how many, how many of the bar before, and who is not lost but on the way.

    `width` and `open_width` are thousandths of the first bar.
    """

    name: str
    count: int
    of_before: str
    on_the_way: int
    note: str
    url: str
    width: int
    open_width: int


def funnel(wall: Wall) -> list[Stage]:
    """Return the bars from the roster to a job."""
    whole = wall.whole
    begun, trained = whole.done("learners"), whole.done("trained")
    certified = whole.done("certified") + whole.done("uncounted")
    waiting = _not_over(wall)
    bars = (
        (gettext("进花名册"), begun, 0, "", "learners"),
        (gettext("结业"), trained, max(begun - trained, 0), gettext("在训"), "trained"),
        (gettext("参加评价"), whole.done("assessed"), 0, "", "assessed"),
        (gettext("取得证书"), certified, 0, "", "certificates"),
        (gettext("已就业"), whole.done("employed"), waiting, gettext("核验窗口未满"), "employed"),
    )
    found: list[Stage] = []
    for name, count, more, note, figure in bars:
        before = found[-1].count if found else 0
        found.append(
            Stage(
                name=name,
                count=count,
                of_before=said.percent(said.share(count, before)) if before else "",
                on_the_way=more,
                note=note if more else "",
                url=wall.rows_url(figure),
                width=min(said.share(count, begun), 1000),
                open_width=min(said.share(more, begun), 1000),
            )
        )
    return found


def _not_over(wall: Wall) -> int:
    """Count the certificates whose months for finding work are not over yet."""
    found = wall.calendar.figure("employed_within")
    if found is None:
        return 0
    since = _months_before(wall.asked.on, found.count)
    days = (wall.whole.since(name, since) for name in ("certified", "uncounted"))
    return sum(days)


def _months_before(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, min(day.day, 28))
