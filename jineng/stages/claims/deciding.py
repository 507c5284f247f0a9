"""How do the answers of the rules become decisions?"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from jineng.foundation.documents.models import Plan as PlanInForce
from jineng.foundation.offices.models import Officer
from jineng.policy.language.answer import Outcome
from jineng.policy.one.receipt import receipt
from jineng.stages.claims.facts import Asked
from jineng.stages.claims.models import Claim, Decision
from jineng.stages.claims.queries import beyond_holds, fund_of, latest, plan_in_force
from jineng.stages.funds.models import Fund

VERB_FOR = {
    Outcome.GRANTED: "grant",
    Outcome.REFUSED: "refuse",
    Outcome.SILENT: "refer",
}
OUTCOME_FOR = {
    Outcome.GRANTED: "granted",
    Outcome.REFUSED: "refused",
    Outcome.SILENT: "referred",
}


def decisions_of(
    claim: Claim, ready: Sequence[Asked], *, maker: Officer | None, by: Officer, at: datetime
) -> list[Decision]:
    """Turn answers into decisions: each after the last of its line, under the plan in force.

    Moves the lines too; writes nothing.
    """
    if not ready:
        return []
    plan = plan_in_force(ready[0].plan, claim)
    before = latest([each.line for each in ready])
    granted = {
        each.line.enrolment_id: each.answer.fen
        for each in ready
        if each.answer.outcome is Outcome.GRANTED
    }
    fund = fund_of(claim, needs=beyond_holds(granted)) if granted else None
    decisions = []
    for asked in ready:
        asked.line.move(VERB_FOR[asked.answer.outcome])
        last = before.get(asked.line.pk)
        decisions.append(decision(asked, last, plan, fund, maker=maker, by=by, at=at))
    return decisions


def decision(
    asked: Asked,
    last: Decision | None,
    plan: PlanInForce,
    fund: Fund | None,
    *,
    maker: Officer | None,
    by: Officer,
    at: datetime,
) -> Decision:
    """Return the decision that an answer makes, after the last one of its line. Writes nothing."""
    said, claim = asked.answer, asked.line.claim
    return Decision(
        line=asked.line,
        seq=last.seq + 1 if last else 1,
        supersedes=last,
        area=claim.area,
        outcome=OUTCOME_FOR[said.outcome],
        fen=said.fen,
        rule=said.rule,
        clause=said.because[0].clause if said.because else "",
        message=said.message,
        plan=plan,
        fund=fund if said.outcome is Outcome.GRANTED else None,
        payee=claim.payee,
        account_digest=claim.payee.account_digest,
        receipt=receipt(asked.plan, asked.facts, asked.history, said),
        maker=maker,
        checker=by,
        at=at,
    )


def revocation(
    decision: Decision,
    *,
    rule: str,
    clause: str,
    message: str,
    told: Mapping[str, object],
    maker: Officer,
    by: Officer,
    at: datetime,
) -> Decision:
    """Return the decision that takes a grant back, for the reason given. Writes nothing."""
    return Decision(
        line=decision.line,
        seq=decision.seq + 1,
        supersedes=decision,
        area=decision.area,
        outcome="revoked",
        fen=0,
        rule=rule,
        clause=clause,
        message=message[:400],
        plan=decision.plan,
        payee=decision.payee,
        account_digest=decision.account_digest,
        receipt=dict(told),
        maker=maker,
        checker=by,
        at=at,
    )
