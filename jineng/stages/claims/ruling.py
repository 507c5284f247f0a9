"""What happens to a line the rules are silent on? One officer proposes, another confirms.

The reason becomes part of the receipt, beside the answer of the rules, which stays as it was.
"""

from datetime import datetime

from django.db.models import Count

from jineng.foundation.audit import actions as audit
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require, require_other_person
from jineng.policy.one.receipt import PackChanged, case_of
from jineng.policy.one.whatif import RowAmount, row_amounts
from jineng.policy.packs.shelf import Shelf
from jineng.stages.claims.models import Decision, Line, Outcome, Ruling
from jineng.stages.claims.queries import beyond_holds, fund_of
from jineng.stages.claims.states import LineState
from jineng.values.money import yuan_text
from jineng.values.refusal import Refusal

RULED = "ruled_by_two_people"


class NotSilent(Refusal):
    """Only a line that the rules referred to people is ruled by them."""


class NotASum(Refusal):
    """What is proposed has no reason, or a sum that the document cannot mean."""


class NobodyProposed(Refusal):
    """A ruling is confirmed after another officer proposed it."""


def sums_of(decision: Decision, shelf: Shelf) -> tuple[RowAmount, ...]:
    """Return what each paying row of the document would give this case; () where it gives none."""
    try:
        plan, facts, history = case_of(decision.receipt, shelf)
    except PackChanged:
        return ()
    return tuple(sorted(row_amounts(plan, facts, history), key=lambda each: -each.fen))


def proposed_for(decision: Decision) -> Ruling | None:
    """Return the ruling that waits to be confirmed for a referred decision, if there is one."""
    found = Ruling.objects.filter(decision=decision, decision__superseded_by=None)
    return found.select_related("proposed_by__post").order_by("-pk").first()


def waiting_rulings(*, proposed: bool) -> list[tuple[str, int]]:
    """Return claim number and how many referred lines: with a proposal to confirm, or without."""
    lines = Line.objects.filter(state=LineState.REFERRED)
    asked = Ruling.objects.filter(decision__superseded_by=None).values("decision__line_id")
    lines = lines.filter(pk__in=asked) if proposed else lines.exclude(pk__in=asked)
    counted = lines.values_list("claim__number").annotate(count=Count("pk"))
    return list(counted.order_by("claim__number"))


@act("claims.propose_ruling")
def propose_ruling(
    *, line_id: int, outcome: str, fen: int, reason: str, shelf: Shelf, by: Officer, at: datetime
) -> Ruling:
    """First of two: propose to grant a sum or to refuse, and say why. A later proposal counts."""
    line = _locked(line_id)
    require(by, "claims.propose_ruling", line.area)
    require_other_person(by, line.claim.submitted_by, "申领与提出人工核定")
    last = _referred(line)
    if outcome not in (Outcome.GRANTED, Outcome.REFUSED) or not reason.strip():
        raise NotASum("请选择给予补贴还是不予补贴，并写明理由")
    if (outcome == Outcome.GRANTED) != (fen > 0):
        raise NotASum("给予补贴的要写大于零的金额，不予补贴的金额是零")
    most = max((each.fen for each in sums_of(last, shelf)), default=fen)
    if fen > most:
        raise NotASum(f"文件对这种情形最多发 {yuan_text(most)} 元，人工核定不能超过")
    asked = Ruling.objects.create(
        decision=last,
        area=line.area,
        outcome=outcome,
        fen=fen,
        reason=reason.strip(),
        proposed_by=by,
        at=at,
    )
    audit.record(verb="claims.propose_ruling", subject=line, officer=by, at=at)
    return asked


@act("claims.confirm_ruling")
def confirm_ruling(*, line_id: int, ruling_id: int, by: Officer, at: datetime) -> Decision:
    """Second of two: confirm what another proposed; the decision follows, reason in the receipt."""
    line = _locked(line_id)
    require(by, "claims.confirm_ruling", line.area)
    last = _referred(line)
    asked = proposed_for(last)
    if asked is None or asked.pk != ruling_id:
        raise NobodyProposed("还没有人提出，或者提出的人又改过，请刷新后再核对")
    for earlier in (asked.proposed_by, line.claim.submitted_by, line.claim.reviewed_by):
        require_other_person(by, earlier, "提出与确认人工核定")
    made = _made(line, last, asked, by, at)
    made.save()
    moved = line.move(f"rule_{asked.outcome}")
    line.save(update_fields=["state"])
    audit.record(verb="claims.confirm_ruling", subject=line, officer=by, at=at, moved=moved)
    return made


def _made(line: Line, last: Decision, asked: Ruling, by: Officer, at: datetime) -> Decision:
    """Return the decision of two people: the rules' receipt with the ruling beside the answer."""
    granted = {line.enrolment_id: asked.fen} if asked.outcome == Outcome.GRANTED else {}
    fund = fund_of(line.claim, needs=beyond_holds(granted)) if granted else None
    ruling = {
        "outcome": asked.outcome,
        "fen": asked.fen,
        "rule": RULED,
        "reason": asked.reason,
        "ruling": asked.pk,
    }
    return Decision(
        line=line,
        seq=last.seq + 1,
        supersedes=last,
        area=line.area,
        outcome=asked.outcome,
        fen=asked.fen,
        rule=RULED,
        clause=last.clause,
        message=f"人工核定：{asked.reason}",
        plan=last.plan,
        fund=fund,
        payee=line.claim.payee,
        account_digest=line.claim.payee.account_digest,
        receipt={**last.receipt, "ruling": ruling},
        maker=asked.proposed_by,
        checker=by,
        at=at,
    )


def _locked(line_id: int) -> Line:
    lines = Line.objects.select_for_update(of=("self",), no_key=True)
    return lines.select_related(
        "claim__training",
        "claim__payee",
        "claim__submitted_by",
        "claim__reviewed_by",
        "enrolment",
    ).get(pk=line_id)


def _referred(line: Line) -> Decision:
    if line.state != LineState.REFERRED:
        raise NotSilent(
            f"此人现为「{LineState(line.state).label}」：规则没有规定、转人工的才由两个人核定"
        )
    return line.decisions.get(superseded_by=None)
