"""Everything the page of one claim shows: the class, one person of it, what is left to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from jineng.console.claims.pictures import Verdict, verdicts
from jineng.foundation.offices.models import Officer
from jineng.policy.packs.shelf import Shelf
from jineng.stages.claims.judging import hidden, opinions_of
from jineng.stages.claims.models import Choice, Claim, Opinion, Outcome
from jineng.stages.claims.states import ClaimState, LineState
from jineng.stages.claims.withdrawing import Open, still_open


@dataclass(frozen=True)
class Seat:
    """One learner's square: the verdict, an opinion on it, and what this officer may see.

    `asked`: this officer is the one to judge; `covered`: the rules' answer is kept back until then.
    """

    verdict: Verdict
    opinion: Opinion | None
    asked: bool
    covered: bool

    @property
    def number(self) -> int:
        """The learner's place in the class."""
        return self.verdict.number

    @property
    def name(self) -> str:
        """The learner's name with its middle hidden."""
        return self.verdict.name

    @property
    def waits(self) -> bool:
        """Whether nothing was decided yet."""
        return self.verdict.line.state == LineState.SUBMITTED

    @property
    def needs_judging(self) -> bool:
        """Whether somebody still has to look: not simply paid, or drawn to be looked at."""
        missing = self.verdict.outcome == "missing"
        drawn = self.verdict.needs_a_look or hidden(self.verdict.line.pk)
        return self.asked and self.waits and self.opinion is None and drawn and not missing

    @property
    def judged(self) -> bool:
        """Whether an opinion was given while the line waits."""
        return self.waits and self.opinion is not None

    @property
    def held_back(self) -> bool:
        """Whether the last opinion is another than what the rules answer now."""
        return (
            self.waits
            and self.opinion is not None
            and (self.opinion.choice != self.verdict.outcome)
        )

    @property
    def tone(self) -> str:
        """How the square and the tag look: ok, bad or warn."""
        if self.covered or self.held_back:
            return "warn"
        if self.verdict.outcome == Outcome.REFUSED:
            return "bad"
        return "warn" if self.verdict.needs_a_look else "ok"

    @property
    def mark(self) -> str:
        """The sign in the square, none when the learner is paid."""
        return "?" if self.covered else self.verdict.mark

    @property
    def percent(self) -> int:
        """How full the square is."""
        return 0 if self.covered else self.verdict.percent

    @property
    def word(self) -> str:
        """The outcome in a word or two."""
        if self.covered:
            return _("待判断")
        if self.held_back and self.opinion is not None:
            return Choice(self.opinion.choice).label
        return self.verdict.word

    @property
    def says(self) -> str:
        """One line under the name in the list."""
        if self.covered:
            return _("抽中盲评：请先看事实再判断")
        if self.opinion is not None and self.opinion.reason and self.waits:
            return self.opinion.reason
        return self.verdict.message

    @property
    def needs_a_look(self) -> bool:
        """Whether the learner is not simply paid, or not to be seen yet (for the sums)."""
        return self.covered or self.verdict.needs_a_look

    @property
    def fen(self) -> int:
        """What the learner gets, as far as it is shown."""
        return 0 if self.covered else self.verdict.fen


@dataclass(frozen=True)
class Way:
    """One of the choices an officer has on a person."""

    value: str
    label: str
    hint: str
    suggested: bool


@dataclass(frozen=True)
class Desk:
    """One claim as one officer sees it."""

    claim: Claim
    seats: Sequence[Seat]
    chosen: Seat | None
    may_judge: bool
    open: Open | None

    @property
    def exceptions(self) -> list[Seat]:
        """Who needs judging or was judged, or was not simply paid, in the order of the roster."""
        return [seat for seat in self.seats if seat.needs_a_look or seat.opinion or seat.covered]

    @property
    def others(self) -> list[Seat]:
        """Whom the rules simply pay."""
        shown = {seat.number for seat in self.exceptions}
        return [seat for seat in self.seats if seat.number not in shown]

    @property
    def paid(self) -> list[Seat]:
        """Who gets money."""
        return [seat for seat in self.seats if not seat.needs_a_look and not seat.held_back]

    @property
    def refused(self) -> list[Seat]:
        """Who gets none."""
        return [
            seat
            for seat in self.seats
            if seat.verdict.outcome == Outcome.REFUSED and not seat.covered and not seat.held_back
        ]

    @property
    def held(self) -> list[Seat]:
        """Who waits because an officer's opinion is another than the rules'."""
        return [seat for seat in self.seats if seat.held_back]

    @property
    def to_people(self) -> list[Seat]:
        """Whom the rules leave to people, or about whom a fact is missing."""
        silent = (Outcome.REFERRED, "missing")
        return [
            seat
            for seat in self.seats
            if seat.verdict.outcome in silent and not seat.covered and not seat.held_back
        ]

    @property
    def left(self) -> list[Seat]:
        """Who has still to be judged."""
        return [seat for seat in self.seats if seat.needs_judging]

    @property
    def next_left(self) -> int | None:
        """The number of whom to judge next, none when only the chosen one is left or nobody."""
        here = self.chosen.number if self.chosen else 0
        there = next_to_judge(self, here)
        return there if there != here else None

    @property
    def fen(self) -> int:
        """What those who get money get."""
        return sum(seat.fen for seat in self.paid)

    @property
    def before(self) -> int | None:
        """The number of the person before the chosen one."""
        return self.chosen.number - 1 if self.chosen and self.chosen.number > 1 else None

    @property
    def after(self) -> int | None:
        """The number of the person after the chosen one."""
        last = len(self.seats)
        return self.chosen.number + 1 if self.chosen and self.chosen.number < last else None

    @property
    def ends_at(self) -> datetime | None:
        """Until when this officer may take the last step back."""
        return self.open.ends_at if self.open else None

    @property
    def ways(self) -> list[Way]:
        """The choices on the chosen person; none is chosen beforehand."""
        return ways_of(self.chosen) if self.chosen else []


def desk_of(claim: Claim, shelf: Shelf, officer: Officer, number: str = "") -> Desk:
    """Return a claim as an officer sees it, that person open, else one who needs a look."""
    given = opinions_of(claim)
    judges = officer.may("claims.judge") and claim.state == ClaimState.SUBMITTED
    seats = [
        Seat(
            verdict,
            given.get(verdict.line.pk),
            asked=judges,
            covered=judges
            and verdict.decision is None
            and verdict.line.pk not in given
            and hidden(verdict.line.pk),
        )
        for verdict in verdicts(claim, shelf)
    ]
    chosen = next((seat for seat in seats if str(seat.number) == number), None)
    if chosen is None and not number:
        chosen = next((seat for seat in seats if seat.needs_judging), None) or next(
            (seat for seat in seats if seat.needs_a_look), seats[0] if seats else None
        )
    may_judge = bool(chosen and chosen.waits and officer.may("claims.judge"))
    return Desk(claim, seats, chosen, may_judge, still_open(claim, officer))


def ways_of(seat: Seat) -> list[Way]:
    """Return what may be thought of a person, the rules' answer marked where it is shown."""
    answer = "" if seat.covered else seat.verdict.outcome
    told: dict[str, tuple[str, str]] = {
        Choice.REFUSED: (_("不予补贴"), _("按所依据的条款，这次不发")),
        Choice.GRANTED: (_("给予补贴"), _("认定记录有误：写明哪里错，改正后再核")),
        Choice.REFERRED: (_("转人工核定"), _("规则没有规定：一人提出、一人确认")),
        Choice.ASK: (_("请机构说明"), _("只留下这 1 人，其余照办")),
    }
    if answer == Outcome.GRANTED:
        told[Choice.GRANTED] = (_("给予补贴"), _("按规则计算的金额发放"))
        told[Choice.REFUSED] = (_("不予补贴"), _("写明哪条记录有误，改正后再核"))
    order: tuple[Choice, ...] = {
        Outcome.GRANTED.value: (Choice.GRANTED, Choice.REFUSED, Choice.ASK),
        Outcome.REFERRED.value: (Choice.REFERRED, Choice.ASK),
        "": (Choice.GRANTED, Choice.REFUSED, Choice.ASK, Choice.REFERRED),
    }.get(answer, (Choice.REFUSED, Choice.GRANTED, Choice.ASK))
    if seat.covered:
        plain = {Choice.GRANTED: _("看过事实，认为该发"), Choice.REFUSED: _("看过事实，认为不该发")}
        told |= {key: (told[key][0], hint) for key, hint in plain.items()}
    return [Way(each, *told[each], suggested=each == answer) for each in order]


def next_to_judge(desk: Desk, after: int) -> int:
    """Return whom to look at next: who needs judging after this person, else before, else stay."""
    left = [seat.number for seat in desk.left]
    later = [number for number in left if number > after]
    return (later or left or [after])[0]


def history_of(claim: Claim, trail: Sequence[Any]) -> list[dict[str, Any]]:
    """Return the trail with the number of the person each act was about, None for the whole."""
    places = {
        f"claims.Line:{pk}": place
        for place, pk in enumerate(
            claim.lines.order_by("enrolment__row", "pk").values_list("pk", flat=True), 1
        )
    }
    return [{"entry": entry, "place": places.get(entry.subject)} for entry in trail]
