"""What would other figures of a pack change in a year? Nothing is written."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from django.http import QueryDict

from jineng.console.policy.bars import Picture, picture
from jineng.console.shelf import drafts, shelf
from jineng.foundation.offices.models import Officer
from jineng.foundation.regions.models import Region
from jineng.policy.many.replay import Replayed
from jineng.policy.packs.pack import Pack
from jineng.policy.packs.trial import Knob, knobs_of, with_figures
from jineng.stages.claims.replaying import Asked, of_year
from jineng.values.money import fen_from_yuan, yuan_text
from jineng.values.refusal import Refusal

FIGURE = "f."
FEN = "分"
TRACK = 200


class NotAWish(Refusal):
    """A figure, a year or a question was written in a way that cannot be read."""


@dataclass(frozen=True)
class Setting:
    """A figure, and the value that is tried."""

    knob: Knob
    value: int

    @property
    def now(self) -> str:
        """The value of the pack, as it is written."""
        return _shown(self.knob, self.knob.value)

    @property
    def tried(self) -> str:
        """The value that is tried, as it is written."""
        return _shown(self.knob, self.value)

    @property
    def typed(self) -> str:
        """The value that is tried, as a form takes it."""
        return self.tried.replace(",", "")

    @property
    def most(self) -> str:
        """The largest value, as a form takes it."""
        return _shown(self.knob, self.knob.most).replace(",", "")

    @property
    def at(self) -> int:
        """Where on a track of TRACK units the tried value lies."""
        return TRACK * self.value // max(1, self.knob.most)

    @property
    def was_at(self) -> int:
        """Where on the track the value of the pack lies."""
        return TRACK * self.knob.value // max(1, self.knob.most)


@dataclass(frozen=True)
class Wish:
    """A pack, one of its questions, a year, and the figures as they are to be tried."""

    pack: Pack
    question: str
    year: int
    figures: Mapping[str, int]

    @property
    def settings(self) -> list[Setting]:
        """Every figure of the question with what is tried."""
        return [
            Setting(knob, self.figures.get(knob.id, knob.value))
            for knob in knobs_of(self.pack, self.question)
        ]

    @property
    def changed(self) -> list[Setting]:
        """The figures that are tried otherwise."""
        return [each for each in self.settings if each.value != each.knob.value]


def wish_of(asked: QueryDict, pack: Pack, year: int) -> Wish:
    """Read a wish from what a form sent. Raises NotAWish, in one sentence."""
    questions = list(pack.sheets)
    question = asked.get("question", questions[0])
    if question not in questions:
        raise NotAWish("这份规则包不管这个问题，请重新选择")
    typed = asked.get("year", "") or str(year)
    if not (typed.isascii() and typed.isdigit() and len(typed) == 4):
        raise NotAWish(f"年度“{typed}”请写成四位数字")
    figures = {}
    for knob in knobs_of(pack, question):
        text = asked.get(FIGURE + knob.id)
        if text not in (None, ""):
            figures[knob.id] = _read(knob, str(text))
    return Wish(pack, question, int(typed), figures)


def replayed(wish: Wish, by: Officer) -> Replayed:
    """Decide the year again with the figures of a wish, as this officer may see it."""
    tried = with_figures(wish.pack, wish.question, wish.figures)
    return replayed_with(tried, question=wish.question, year=wish.year, by=by)


def replayed_with(pack: Pack, *, question: str, year: int, by: Officer) -> Replayed:
    """Decide a year's decisions on a question again under a pack. Raises NothingDecided."""
    asked = Asked(os.environ["DATABASE_URL"], by, year, shelf(), question)
    with of_year(asked, None, (drafts(), pack)) as trials:
        [trial] = trials
        for claims, history in trial.parts():
            trial.replay.add(claims, history)
        return trial.replay.found()


def pictures(found: Replayed) -> Sequence[Picture]:
    """Return the sums of a replay as pictures: by group, by city, by county, by fund."""
    regions = {each.code: each for each in Region.objects.select_related("within")}
    names = {code: each.name for code, each in regions.items()}
    told = []
    if "category" in found.sums:
        told.append(picture("按人员类别", found.sums["category"], {}))
    if "region" in found.sums:
        cities = {
            code: each.within.name if each.within else each.name for code, each in regions.items()
        }
        told.append(picture("按市", _added(found.sums["region"], cities), {}))
        told.append(picture("按县", found.sums["region"], names))
    if "fund" in found.sums:
        told.append(picture("按资金", found.sums["fund"], {}))
    return told


def _added(sums: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    key = sums.columns[0]
    named = sums.with_columns(pl.col(key).cast(pl.String).replace(dict(names)))
    return named.group_by(key, maintain_order=True).agg(pl.all().sum())


def _shown(knob: Knob, value: int) -> str:
    return yuan_text(value) if knob.unit == FEN else str(value)


def _read(knob: Knob, text: str) -> int:
    try:
        return fen_from_yuan(text) if knob.unit == FEN else int(text)
    except ValueError as wrong:
        raise NotAWish(f"“{knob.title}”请填数字，现在填的是“{text[:12]}”") from wrong
