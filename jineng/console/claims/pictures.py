"""A whole class in one picture: what each learner gets, who needs a look, what it sums to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from jineng.policy.language.answer import Outcome as Said
from jineng.policy.one.receipt import receipt
from jineng.policy.packs.shelf import Shelf
from jineng.stages.claims.facts import ask_rules
from jineng.stages.claims.models import Claim, Decision, Line, Outcome
from jineng.stages.claims.queries import standing
from jineng.stages.claims.states import LineState
from jineng.values.names import masked_name

WORDS = {
    Outcome.GRANTED: "准予",
    Outcome.REFUSED: "不予补贴",
    Outcome.REFERRED: "转人工",
    Outcome.REVOKED: "已撤销",
    "missing": "缺事实",
}
SAID = {
    Said.GRANTED: Outcome.GRANTED,
    Said.REFUSED: Outcome.REFUSED,
    Said.SILENT: Outcome.REFERRED,
    Said.MISSING: "missing",
}
MARKS = {Outcome.REFUSED: "×", Outcome.REFERRED: "?", "missing": "!"}


@dataclass(frozen=True)
class Verdict:
    """One learner's line as decided, or as the rules would decide it now (`decided` false)."""

    number: int
    line: Line
    outcome: str
    fen: int
    percent: int
    message: str
    clause: str
    rule: str
    kept: dict[str, Any]
    decision: Decision | None

    @property
    def name(self) -> str:
        """The learner's name with its middle hidden."""
        return masked_name(self.line.enrolment.name)

    @property
    def word(self) -> str:
        """The outcome in words."""
        return WORDS[self.outcome]

    @property
    def needs_a_look(self) -> bool:
        """Whether the rules do not simply pay."""
        return self.outcome != Outcome.GRANTED

    @property
    def mark(self) -> str:
        """The sign in the learner's square, none when it is paid."""
        return MARKS.get(self.outcome, "")

    @property
    def state(self) -> str:
        """Where the line stands, in words."""
        return LineState(self.line.state).label


@dataclass(frozen=True)
class Share:
    """One row of the conclusion: how many are paid this share, and what it sums to."""

    label: str
    tone: str
    count: int
    fen: int
    percent: int

    @property
    def mark(self) -> str:
        """The sign of a square of this kind."""
        return {"bad": MARKS[Outcome.REFUSED], "warn": MARKS[Outcome.REFERRED]}.get(self.tone, "")


@dataclass(frozen=True)
class Bar:
    """One piece of the stacked bar: a share of the class, from where, how strong."""

    share: Share
    start: int
    opacity: str


def verdicts(claim: Claim, shelf: Shelf) -> list[Verdict]:
    """Return every line of a claim in the order of the roster."""
    lines = list(claim.lines.select_related("enrolment").order_by("enrolment__row", "pk"))
    decided = {each.line_id: each for each in standing(lines).exclude(outcome=Outcome.REVOKED)}
    waiting = [line for line in lines if line.state == LineState.SUBMITTED]
    asked = {each.line.pk: each for each in ask_rules(claim, waiting, shelf)} if waiting else {}
    found = []
    for number, line in enumerate(lines, 1):
        if line.pk in asked:
            each = asked[line.pk]
            kept = receipt(each.plan, each.facts, each.history, each.answer)
            found.append(_verdict(number, line, kept, SAID[each.answer.outcome], None))
        elif line.pk in decided:
            decision = decided[line.pk]
            found.append(_verdict(number, line, decision.receipt, decision.outcome, decision))
    return found


class Summed(Protocol):
    """What is summed: a verdict, or a seat that may be covered."""

    @property
    def percent(self) -> int:
        """The share that is paid."""

    @property
    def needs_a_look(self) -> bool:
        """Whether it is not simply paid."""

    @property
    def word(self) -> str:
        """The outcome in words."""

    @property
    def fen(self) -> int:
        """The sum."""


def shares(found: Sequence[Summed]) -> list[Share]:
    """Return how many are paid which share, the highest first, then those that are not paid."""
    groups: dict[tuple[int, str], list[Summed]] = {}
    for each in found:
        key = (-each.percent, "" if not each.needs_a_look else each.word)
        groups.setdefault(key, []).append(each)
    rows = []
    for (percent, word), members in sorted(groups.items()):
        label = word or (f"{-percent}% 补贴" if percent else "准予")
        tone = "bad" if word == WORDS[Outcome.REFUSED] else "warn" if word else "ok"
        fen = sum(each.fen for each in members)
        rows.append(Share(label, tone, len(members), fen, -percent))
    return rows


def bars(rows: Sequence[Share]) -> list[Bar]:
    """Lay the shares side by side; what is paid less is drawn fainter."""
    found: list[Bar] = []
    for row in rows:
        opacity = f"{max(row.percent, 35) / 100:.2f}" if row.tone == "ok" else "1"
        found.append(Bar(row, sum(bar.share.count for bar in found), opacity))
    return found


def _verdict(
    number: int, line: Line, kept: dict[str, Any], outcome: str, decision: Decision | None
) -> Verdict:
    answer = kept["answer"]
    granted = outcome == Outcome.GRANTED
    return Verdict(
        number=number,
        line=line,
        outcome=outcome,
        fen=decision.fen if decision else answer["fen"],
        percent=_percent(kept) if granted else 0,
        message=decision.message if decision else answer["message"],
        clause=answer["because"][0]["clause"] if answer["because"] else "",
        rule=decision.rule if decision else answer["rule"],
        kept=kept,
        decision=decision,
    )


def _percent(kept: dict[str, Any]) -> int:
    """Return the share that is paid; of what two people ruled, that of the standard."""
    if (ruling := kept.get("ruling")) and (standard := kept["facts"].get("training_standard_fen")):
        return min(100, int(ruling["fen"]) * 100 // int(standard))
    share: int | None = kept["answer"]["share_percent"]
    return 100 if share is None else share
