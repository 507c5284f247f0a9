"""What does the month's, quarter's or half-year's report say? Sentences written from the data."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext, gettext_lazy

from jineng.console.desk import said
from jineng.console.desk.asked import Asked
from jineng.console.desk.causes import causes
from jineng.console.desk.wall import TITLES, Reach, Wall
from jineng.stages.targets.queries import MEASURES

# How many months a kind of report covers, and what it is called.
KINDS = {
    "month": (1, gettext_lazy("月通报")),
    "quarter": (3, gettext_lazy("季调度")),
    "half": (6, gettext_lazy("半年总结")),
}
MOST = 3


@dataclass(frozen=True)
class Table:
    """One table of a report: its title, the heads of its columns, its rows."""

    title: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Report:
    """One report: what it is of, its paragraphs under their headings, its tables."""

    kind: str
    name: str
    title: str
    period: str
    on: date
    parts: list[tuple[str, list[str]]]
    tables: list[Table]


def report(asked: Asked, kind: str, at: datetime) -> Report:
    """Write the report of the period in which the day asked for lies, up to that day."""
    months, name = KINDS[kind]
    first, last = _period(asked.on, months)
    on = min(asked.on, last)
    wall = Wall(replace(asked, on=on, measure=MEASURES[0], part=""), at)
    period = f"{first:%Y-%m-%d} — {on:%Y-%m-%d}"
    title = gettext("%(area)s%(year)s年补贴性职业技能培训%(name)s") % {
        "area": asked.name,
        "year": asked.year,
        "name": name,
    }
    return Report(
        kind=kind,
        name=str(name),
        title=title,
        period=period,
        on=on,
        parts=[
            (gettext("一、总体进度"), [wall.sentence(), *_measures(wall, first)]),
            (gettext("二、差在哪里"), _behind(wall)),
            (gettext("三、资金"), [_money(wall)]),
            (gettext("四、下一步"), _next(wall)),
        ],
        tables=[_whole(wall, first), _parts(wall)],
    )


def _period(day: date, months: int) -> tuple[date, date]:
    first = (day.month - 1) // months * months + 1
    last = first + months - 1
    end = monthrange(day.year, last)[1]
    return date(day.year, first, 1), date(day.year, last, end)


def _measures(wall: Wall, first: date) -> list[str]:
    found = []
    for name in MEASURES:
        reach = wall.reach("", name)
        told = {
            "title": TITLES[name],
            "period": said.amount(name, wall.whole.since(name, first)),
            "done": said.amount(name, reach.done),
            "target": said.amount(name, reach.target),
            "share": said.percent(reach.share, 1),
            "pace": said.pace_words(reach.gap),
        }
        says = gettext("%(title)s：本期 %(period)s，累计 %(done)s")
        if reach.target:
            says = gettext(
                "%(title)s：本期 %(period)s，累计 %(done)s，"
                "占目标 %(target)s 的 %(share)s，%(pace)s"
            )
        found.append(says % told + "。")
    uncounted = wall.whole.done("uncounted")
    if uncounted:
        says = gettext("另发不计入目标的证书 %(count)s。")
        found.append(says % {"count": said.amount("certified", uncounted)})
    return found


def _behind(wall: Wall) -> list[str]:
    behind = [row for row in wall.rows if row.reach.target and row.reach.gap < 0]
    if not behind:
        return [gettext("各地都达到序时进度。")]
    found = []
    for row in behind[:MOST]:
        why = "；".join(each.says for each in causes(wall, row))
        told = {
            "name": row.part.name,
            "share": said.percent(row.reach.share),
            "pace": said.pace_words(row.reach.gap),
            "why": why,
        }
        found.append(gettext("%(name)s完成 %(share)s，%(pace)s：%(why)s。") % told)
    if len(behind) > MOST:
        more = {"count": len(behind) - MOST}
        found.append(gettext("其余 %(count)s 处也慢于序时，见附表。") % more)
    return found


def _money(wall: Wall) -> str:
    reach = wall.reach("", "fen")
    told = {
        "target": said.amount("fen", reach.target),
        "done": said.amount("fen", reach.done),
        "share": said.percent(reach.share, 1),
        "flight": said.amount("fen", wall.whole.done("flight")),
        "end": said.amount("fen", reach.expected),
        "last": said.month_day(reach.window.last),
    }
    if not reach.target:
        return gettext("已付 %(done)s，已核定未付 %(flight)s；还没有资金目标。") % told
    return (
        gettext(
            "资金目标 %(target)s，已付 %(done)s（%(share)s），已核定未付 %(flight)s；"
            "按近 7 日速度到 %(last)s 约付 %(end)s。"
        )
        % told
    )


def _next(wall: Wall) -> list[str]:
    found = []
    for name in MEASURES[:2]:
        reach = wall.reach("", name)
        if reach.needed:
            told = {
                "title": TITLES[name],
                "left": reach.left,
                "last": said.month_day(reach.window.last),
                "needed": said.amount(name, reach.needed),
                "speed": said.amount(name, reach.speed),
            }
            found.append(
                gettext(
                    "距 %(last)s 还有 %(left)s 天，%(title)s每天需完成 %(needed)s，"
                    "近 7 日每天 %(speed)s。"
                )
                % told
            )
    return found or [gettext("本年度的培训期已满。")]


def _whole(wall: Wall, first: date) -> Table:
    heads = ("指标", "目标", "本期", "累计", "完成率", "序时", "预计期末")
    rows = []
    for name in MEASURES:
        reach = wall.reach("", name)
        rows.append(
            (
                str(TITLES[name]),
                said.amount(name, reach.target) if reach.target else "—",
                said.amount(name, wall.whole.since(name, first)),
                said.amount(name, reach.done),
                _share(reach),
                said.percent(reach.on_pace),
                said.percent(reach.end) if reach.target else "—",
            )
        )
    return Table(gettext("表一 总体进度"), heads, rows)


def _parts(wall: Wall) -> Table:
    heads = ("地区或机构", *(str(TITLES[name]) for name in MEASURES), "培训差序时")
    rows = []
    for row in wall.rows:
        cells = [wall.reach(row.part.key, name) for name in MEASURES]
        gap = said.signed(row.reach.gap) if row.reach.target else "—"
        rows.append((row.part.name, *(_cell(each) for each in cells), gap))
    return Table(gettext("表二 各部分进度（累计与完成率）"), heads, rows)


def _cell(reach: Reach) -> str:
    return f"{said.amount(reach.measure, reach.done)}（{_share(reach)}）"


def _share(reach: Reach) -> str:
    return said.percent(reach.share, 1) if reach.target else "—"
