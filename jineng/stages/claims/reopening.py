"""What happens when a certificate, a job or an error comes to light after a line was paid?

One officer asks, another decides. A higher answer makes a grant of which only the difference is
due; a lower one, or a revocation, leaves something to be recovered.
"""

from datetime import datetime

from jineng.foundation.audit import actions as audit
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require, require_other_person
from jineng.policy.language.answer import Outcome as Said
from jineng.policy.packs.shelf import Shelf
from jineng.stages.claims.deciding import decision, revocation
from jineng.stages.claims.facts import Asked, ask_rules
from jineng.stages.claims.models import Decision, Line, Reopening, Wanted
from jineng.stages.claims.queries import fund_with, plan_in_force, words_of
from jineng.stages.claims.states import LineState
from jineng.values.days import HERE
from jineng.values.money import yuan_text
from jineng.values.refusal import Refusal

DIFFERENCE = "difference_is_paid"


class NothingToReopen(Refusal):
    """Only what was paid and stands is opened again, or what was revoked after it was paid."""


class NobodyAsked(Refusal):
    """What was paid is decided again when another officer asked for it."""


class NoDifference(Refusal):
    """The document of the place does not pay differences, or the answer is still the same."""


@act("claims.reopen")
def reopen(*, line_id: int, wanted: str, reason: str, by: Officer, at: datetime) -> Reopening:
    """First of two: ask that a paid line be decided again (`reconsidered`) or `revoked`."""
    line = Line.objects.select_for_update(of=("self",), no_key=True).get(pk=line_id)
    require(by, "claims.reopen", line.area)
    require_other_person(by, line.claim.submitted_by, "申领与提请重办")
    may = {"paid": tuple(Wanted.values), "revoked": (Wanted.RECONSIDERED.value,)}
    if wanted not in may.get(line.state, ()) or not reason.strip():
        raise NothingToReopen(
            f"此人现为「{LineState(line.state).label}」：已拨付的才能提请重新核定或撤销，并写明理由"
        )
    last = line.decisions.get(superseded_by=None)
    if known := Reopening.objects.filter(decision=last, wanted=wanted).first():
        return known
    asked = Reopening.objects.create(
        decision=last, area=line.area, wanted=wanted, reason=reason.strip(), asked_by=by, at=at
    )
    audit.record(verb="claims.reopen", subject=line, officer=by, at=at)
    return asked


@act("claims.reconsider")
def reconsider(*, line_id: int, shelf: Shelf, by: Officer, at: datetime) -> Decision:
    """Second of two: ask the rules again with what is known today, where the document says so.

    More than before: the line is granted again, shown to the public again, and only the difference
    is due. Less: the line stays paid, and the difference is to be recovered.
    """
    line, asked = _reopened(line_id, Wanted.RECONSIDERED, by, "claims.reconsider")
    before, claim = asked.decision, line.claim
    if line.state == LineState.PAID:
        _refuse_unless_differences_are_paid(line, shelf)
    answered = _answered(line, shelf, at)
    said = answered.answer
    if said.outcome is not Said.GRANTED or said.fen == before.fen:
        raise NoDifference(
            f"按今天的情况重新核定，结果是：{said.message}，{yuan_text(said.fen)} 元，"
            f"与原来的 {yuan_text(before.fen)} 元没有可以补发或核减的差额"
        )
    fund = fund_with(claim, said.fen - before.fen, until=at.astimezone(HERE).year)
    plan = plan_in_force(answered.plan, claim)
    made = decision(answered, before, plan, fund, maker=asked.asked_by, by=by, at=at)
    made.save()
    moved = ""
    if line.state == LineState.REVOKED or said.fen > before.fen:
        moved = line.move("raise" if line.state == LineState.PAID else "grant_again")
        line.save(update_fields=["state"])
    audit.record(verb="claims.reconsider", subject=line, officer=by, at=at, moved=moved)
    return made


@act("claims.revoke")
def revoke(*, line_id: int, by: Officer, at: datetime) -> Decision:
    """Second of two: take back what was paid without ground; all of it is to be recovered."""
    line, asked = _reopened(line_id, Wanted.REVOKED, by, "claims.revoke")
    made = revocation(
        asked.decision,
        rule="revoked_after_payment",
        clause=asked.decision.clause,
        message=f"撤销补贴：{asked.reason}",
        told={"reopening": asked.pk, "revokes": asked.decision.pk},
        maker=asked.asked_by,
        by=by,
        at=at,
    )
    made.save()
    moved = line.move("revoke")
    line.save(update_fields=["state"])
    audit.record(verb="claims.revoke", subject=line, officer=by, at=at, moved=moved)
    return made


def _reopened(line_id: int, wanted: Wanted, by: Officer, verb: str) -> tuple[Line, Reopening]:
    """Hold the line and return what was asked for it by somebody else."""
    line = (
        Line.objects.select_for_update(of=("self",), no_key=True)
        .select_related("claim__training__standard", "claim__payee", "claim__submitted_by")
        .select_related("enrolment")
        .get(pk=line_id)
    )
    require(by, verb, line.area)
    if line.state not in (LineState.PAID, LineState.REVOKED):
        raise NothingToReopen(
            f"此人现为「{LineState(line.state).label}」：退回的款项须先重新付清，再重新核定或撤销"
        )
    asked = Reopening.objects.select_related("decision", "asked_by").filter(
        decision__line=line, decision__superseded_by=None, wanted=wanted
    )
    if not (found := asked.first()):
        raise NobodyAsked(f"还没有人提请{wanted.label}，请先由另一人写明理由提请")
    require_other_person(by, found.asked_by, "提请与重办")
    require_other_person(by, line.claim.submitted_by, "申领与重办")
    return line, found


def _refuse_unless_differences_are_paid(line: Line, shelf: Shelf) -> None:
    claim, day = line.claim, line.claim.training.ends_on
    if claim.kind not in words_of(DIFFERENCE, line.area, day, shelf):
        raise NoDifference(f"当地文件没有写{claim.kind}可以补发差额，请按原核定执行")


def _answered(line: Line, shelf: Shelf, at: datetime) -> Asked:
    """Ask the rules as of today; the line's own grant is not one before it."""
    claim = line.claim
    claim.as_of = at.astimezone(HERE).date()
    return ask_rules(claim, [line], shelf)[0]
