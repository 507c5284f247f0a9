"""What does an officer think of a line, and does it agree with what the rules answer?

A line on which the last opinion is another than the rules' answer, or asks the institution, waits:
its facts are to be put right or explained. Of a few lines, drawn by a keyed digest of their
number, the rules' answer is kept from the officer until an opinion was given.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.crypto import salted_hmac

from jineng.foundation.audit import actions as audit
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require, require_other_person
from jineng.policy.language.answer import Outcome as Said
from jineng.policy.packs.shelf import Shelf
from jineng.stages.claims.facts import Asked, ask_rules
from jineng.stages.claims.models import Choice, Claim, Line, Opinion, Outcome
from jineng.stages.claims.states import LineState
from jineng.values.refusal import Refusal

# One line in so many is looked at without a suggestion.
HIDDEN_OF = 20
OUTCOMES = {
    Said.GRANTED: Outcome.GRANTED.value,
    Said.REFUSED: Outcome.REFUSED.value,
    Said.SILENT: Outcome.REFERRED.value,
    Said.MISSING: "missing",
}


class NotAnOpinion(Refusal):
    """An opinion is one of the choices, with a reason where it is not what the rules answer."""


class NobodyAskedFor(Refusal):
    """An opinion is asked of a line that waits to be decided."""


class NotJudged(Refusal):
    """There are lines that the rules do not simply pay, and nobody looked at them."""


def hidden(line_id: int) -> bool:
    """Whether the rules' answer to a line is kept from the officer until there is an opinion."""
    drawn = salted_hmac("claims.judging.hidden", str(line_id), algorithm="sha256").digest()
    return int.from_bytes(drawn[:8], "big") % HIDDEN_OF == 0


def opinions_of(claim: Claim) -> dict[int, Opinion]:
    """Return the last opinion on each line of a claim that has one, by the line's id."""
    given = Opinion.objects.filter(line__claim=claim).select_related("given_by").order_by("pk")
    return {each.line_id: each for each in given}


def holds_back(opinion: Opinion | None, asked: Asked) -> bool:
    """Whether a line waits because an officer thinks otherwise than the rules answer."""
    return opinion is not None and opinion.choice != OUTCOMES[asked.answer.outcome]


@act("claims.judge")
def judge(
    *, line_id: int, choice: str, reason: str, shelf: Shelf, by: Officer, at: datetime
) -> Opinion:
    """Give an opinion on one line that waits, beside what the rules answer."""
    line = Line.objects.select_related(
        "claim__training__standard", "claim__submitted_by", "enrolment"
    ).get(pk=line_id)
    require(by, "claims.judge", line.area)
    require_other_person(by, line.claim.submitted_by, "申领与判断")
    if line.state != LineState.SUBMITTED:
        raise NobodyAskedFor(f"此人现为「{LineState(line.state).label}」，已经核定，不再判断")
    suggested = OUTCOMES[ask_rules(line.claim, [line], shelf)[0].answer.outcome]
    if choice not in Choice.values:
        raise NotAnOpinion("请先选择一项判断，再保存")
    if choice != suggested and not reason.strip():
        raise NotAnOpinion("您的判断和规则的结论不同，或要请机构说明，请写明理由和要补什么")
    before = Opinion.objects.filter(line=line).exists()
    opinion = Opinion.objects.create(
        line=line,
        area=line.area,
        choice=choice,
        reason=reason.strip(),
        suggested=suggested,
        shown=before or not hidden(line.pk),
        given_by=by,
        at=at,
    )
    audit.record(verb="claims.judge", subject=line, officer=by, at=at)
    return opinion


def refuse_unless_judged(claim: Claim, shelf: Shelf) -> None:
    """Refuse while a line that needs an opinion has none: one not simply paid, or one hidden."""
    waiting = claim.lines.filter(state=LineState.SUBMITTED).select_related("enrolment")
    lines = list(waiting.order_by("pk"))
    given = opinions_of(claim)
    asked = ask_rules(claim, lines, shelf) if lines else []
    if left := [each for each in asked if needs_opinion(each) and each.line.pk not in given]:
        raise NotJudged(f"还有 {len(left)} 人需要您判断，判断完再提交初审意见")


def needs_opinion(asked: Asked) -> bool:
    """Whether an officer looks at a line: the rules do not simply pay, or it was drawn."""
    if asked.answer.outcome is Said.MISSING:
        return False
    return asked.answer.outcome is not Said.GRANTED or hidden(asked.line.pk)


def not_held_back(claim: Claim, asked: Sequence[Asked]) -> list[Asked]:
    """Return the lines that may be decided: no fact is missing, no opinion stands against."""
    given = opinions_of(claim)
    return [
        each
        for each in asked
        if each.answer.outcome is not Said.MISSING and not holds_back(given.get(each.line.pk), each)
    ]
