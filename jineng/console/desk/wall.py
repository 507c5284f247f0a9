"""What stands on the wall chart: the sentence, the cards, the tiles and their rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from django.utils.translation import gettext, gettext_lazy

from jineng.console.desk import said
from jineng.console.desk.asked import Asked
from jineng.console.desk.calendar import Calendar, Window
from jineng.console.desk.progress import (
    Look,
    Part,
    Progress,
    counted_within,
    parts_of,
    total,
    week_of,
)
from jineng.console.shelf import shelf
from jineng.stages.classes.models import TrainingClass
from jineng.stages.institutions.models import Body, Kind
from jineng.stages.targets.models import Share
from jineng.stages.targets.queries import MEASURES, Standing, standing

TITLES = {
    "trained": gettext_lazy("补贴性培训"),
    "certified": gettext_lazy("新增取得证书"),
    "senior": gettext_lazy("高级工及以上"),
    "technician": gettext_lazy("技师及以上"),
    "fen": gettext_lazy("资金拨付"),
}
FIGURES = dict.fromkeys(MEASURES, "certificates") | {"trained": "trained", "fen": "paid"}


@dataclass(frozen=True)
class Reach:
    """One measure of one part beside its target and the calendar."""

    measure: str
    done: int
    target: int
    week: int
    window: Window
    on_pace: int
    left: int

    @property
    def share(self) -> int:
        """How much of the target is done, in thousandths."""
        return said.share(self.done, self.target)

    @property
    def gap(self) -> int:
        """How far it is ahead of the calendar, or behind, in thousandths."""
        return self.share - self.on_pace

    @property
    def tone(self) -> str:
        """How it stands; without a target it does not stand anywhere."""
        return said.tone(self.gap) if self.target else "none"

    @property
    def speed(self) -> int:
        """What the last seven days brought in a day."""
        return round(self.week / 7)

    @property
    def needed(self) -> int | None:
        """What each day that is left must bring."""
        return -(-max(self.target - self.done, 0) // self.left) if self.left else None

    @property
    def expected(self) -> int:
        """What there will be at the end at the speed of the last seven days."""
        return self.done + round(self.week * self.left / 7)

    @property
    def end(self) -> int:
        """How much of the target that will be, in thousandths."""
        return said.share(self.expected, self.target)


@dataclass(frozen=True)
class Row:
    """One part with its reach."""

    part: Part
    reach: Reach
    share: Share | None


class Wall:
    """The whole picture, counted once: parts, targets, calendar."""

    def __init__(self, asked: Asked, at: datetime) -> None:
        """Count what is asked for."""
        self.asked, self.at = asked, at
        self.calendar = Calendar(asked.area, asked.year)
        self.standing: Standing = standing(asked.year)
        self.parts = parts_of(asked.area, asked.areas, _bodies(asked))
        self.counted_at, self.counted = counted_within(self._look(), at)
        self.whole = total(self.counted)

    @cached_property
    def rows(self) -> list[Row]:
        """The parts by how far they are behind, for the measure looked at."""
        given = {each.body_number or each.area: each for each in self.standing.parts(self.area)}
        rows = [
            Row(part, self.reach(part.key, self.asked.measure), given.get(part.key))
            for part in self.parts
        ]
        return sorted(rows, key=lambda row: (not row.reach.target, row.reach.gap, row.part.key))

    @property
    def area(self) -> str:
        """The area looked at."""
        return self.asked.area

    def chosen(self) -> Row | None:
        """The part whose gap is explained: the one asked for, or the one furthest behind."""
        asked = [row for row in self.rows if row.part.key == self.asked.part]
        return next(iter(asked or self.rows), None)

    def reach(self, key: str, measure: str) -> Reach:
        """Return one measure of one part; of the whole area for ""."""
        if key:
            counted = self.counted.get(key, Progress())
            given = {each.body_number or each.area: each for each in self.standing.parts(self.area)}
            share = given.get(key)
        else:
            counted, share = self.whole, self.standing.own(self.area)
        return _reach(counted, share, measure, self.calendar, self.asked)

    def cards(self) -> list[tuple[str, Reach, str]]:
        """Return title, reach and address of the rows of each of the five measures."""
        return [
            (str(TITLES[name]), self.reach("", name), self.rows_url(FIGURES[name], name))
            for name in MEASURES
        ]

    def rows_url(self, figure: str, measure: str = "", part: Part | None = None) -> str:
        """Return the page that lists the rows of a number."""
        told: dict[str, str] = {"year": str(self.asked.year), "until": str(self.asked.on)}
        if part and part.body:
            told["payee" if figure in ("paid", "granted") else "institution"] = part.key
        told |= {"within": part.key if part and not part.body else self.area}
        if measure in ("certified", "senior", "technician", "uncounted"):
            told["counts"] = measure
        if figure == "granted":
            told["paid"] = "no"
        return f"/figures/{figure}/?{urlencode(told)}"

    def sentence(self) -> str:
        """Say in one sentence where the year will end and where the gap is."""
        whole = self.reach("", self.asked.measure)
        told = {
            "name": self.asked.name,
            "title": TITLES[whole.measure],
            "last": said.month_day(whole.window.last),
            "end": said.percent(whole.end),
        }
        if not whole.target:
            return gettext("%(name)s还没有这一年的目标，先下达再看进度。") % told
        lack = whole.target - whole.expected
        if whole.left:
            first = gettext("按近 7 日速度推算，%(last)s%(name)s%(title)s完成 %(end)s") % told
        else:
            first = gettext("到 %(last)s 期满，%(name)s%(title)s完成 %(end)s") % told
        if lack <= 0:
            return first + gettext("，能完成任务。")
        first += gettext("，约差 %(lack)s") % {"lack": said.amount(whole.measure, lack)}
        return first + self._where()

    def _where(self) -> str:
        """Name the three parts that lack most, and what they must bring a day."""
        behind = [row for row in self.rows if row.reach.target > row.reach.expected]
        behind.sort(key=lambda row: row.reach.expected - row.reach.target)
        worst = behind[:3]
        if not worst:
            return "。"
        names = "、".join(
            f"{row.part.name}（{said.amount(row.reach.measure, _lack(row))}）" for row in worst
        )
        told = gettext("；缺口集中在%(names)s。") % {"names": names}
        if worst[0].reach.left:
            speed = sum(row.reach.speed for row in worst)
            needed = sum(row.reach.needed or 0 for row in worst)
            told += gettext("这几处每天要由 %(speed)s提到 %(needed)s。") % {
                "speed": said.amount(worst[0].reach.measure, speed),
                "needed": said.amount(worst[0].reach.measure, needed),
            }
        return told

    def _look(self) -> Look:
        kinds = shelf().words("certificate_kind")
        return Look(
            areas=tuple(sorted(self.asked.within)),
            year=self.asked.year,
            on=self.asked.on,
            parts=self.parts,
            counting=frozenset(kind for kind in kinds if self.calendar.counts(kind)),
        )


def _lack(row: Row) -> int:
    return row.reach.target - row.reach.expected


def _bodies(asked: Asked) -> Mapping[str, str]:
    """Return the institutions of an area: those that lie there, and those that teach there."""
    found = Body.objects.filter(kind=Kind.TRAINING)
    here = found.filter(area=asked.area) | found.filter(number__in=_teaching(asked))
    return dict(here.distinct().order_by("number").values_list("number", "name"))


def _teaching(asked: Asked) -> list[str]:
    classes = TrainingClass.objects.filter(area=asked.area, ends_on__year=asked.year)
    return list(classes.order_by().values_list("institution_number", flat=True).distinct())


def _reach(
    counted: Progress, share: Share | None, measure: str, calendar: Calendar, asked: Asked
) -> Reach:
    window = calendar.window(measure)
    return Reach(
        measure=measure,
        done=counted.done(measure),
        target=getattr(share, measure) if share else 0,
        week=counted.since(measure, week_of(asked.on)),
        window=window,
        on_pace=window.pace(asked.on),
        left=window.left(asked.on),
    )
