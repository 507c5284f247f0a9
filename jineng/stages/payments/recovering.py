"""How does money come back: what was paid beyond what stands, and what the bank sent back?"""

from datetime import datetime

from jineng.foundation.audit import actions as audit
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require, require_other_person
from jineng.stages.claims.models import Line as ClaimLine
from jineng.stages.claims.models import keep_states
from jineng.stages.claims.states import LineState
from jineng.stages.payments.answers import last_word
from jineng.stages.payments.models import Attempt, Batch, Recovery
from jineng.stages.payments.queries import attempts_of, due_on
from jineng.stages.payments.states import AttemptState
from jineng.values.money import yuan_text
from jineng.values.refusal import Refusal


class NothingToRecover(Refusal):
    """No more comes back than was paid beyond what stands, with the receipt of what came."""


class NothingCameBack(Refusal):
    """Only what the bank's statement says came back, in full, is taken back."""


class ConfirmedAlready(Refusal):
    """A recovery that two people confirmed stands."""


@act("payments.recover")
def recover(*, line_id: int, fen: int, reference: str, by: Officer, at: datetime) -> Recovery:
    """First of two: record that money (fen) of a claim line came back, by its receipt's number.

    The same receipt counts once: recording it again gives the first record.
    """
    line = ClaimLine.objects.select_for_update(of=("self",), no_key=True).get(pk=line_id)
    require(by, "payments.recover", line.area)
    if known := Recovery.objects.filter(line=line, reference=reference).first():
        return known
    over = _refuse_unless_overpaid(line, fen)
    if fen <= 0 or not reference.strip():
        raise NothingToRecover(f"请写明到账凭证号和金额，应追回 {yuan_text(over)} 元")
    recovery = Recovery.objects.create(
        line=line, area=line.area, fen=fen, reference=reference.strip(), made_by=by, made_at=at
    )
    audit.record(verb="payments.recover", subject=recovery, officer=by, at=at)
    return recovery


@act("payments.confirm_recovery")
def confirm_recovery(*, recovery_id: int, by: Officer, at: datetime) -> Recovery:
    """Second of two: confirm it; the money is free again in the funds that paid the line."""
    recovery = (
        Recovery.objects.select_related("line", "made_by")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=recovery_id)
    )
    require(by, "payments.confirm_recovery", recovery.area)
    require_other_person(by, recovery.made_by, "追回的登记与复核")
    if recovery.confirmed_by is not None:
        raise ConfirmedAlready(f"凭证 {recovery.reference} 已经复核过了，不用再办")
    _refuse_unless_overpaid(recovery.line, recovery.fen)
    recovery.confirmed_by, recovery.confirmed_at = by, at
    recovery.save(update_fields=["confirmed_by", "confirmed_at"])
    audit.record(verb="payments.confirm_recovery", subject=recovery, officer=by, at=at)
    return recovery


@act("payments.bounce")
def bounce(*, number: str, by: Officer, at: datetime) -> int:
    """Take back what the bank's statement says came back after it was paid; it is due again.

    Who read the statement does not. Returns how many there were; what was decided again or
    recovered meanwhile comes back as a recovery.
    """
    batch = Batch.objects.locked(number)
    require(by, "payments.bounce", batch.area)
    said = {place: row for place, row in last_word(batch).items() if row.came_back}
    paid = attempts_of(batch).filter(state=AttemptState.PAID, position__in=said)
    attempts = list(paid.filter(line__decision__superseded_by=None))
    for attempt in attempts:
        bank, line = said[attempt.position], attempt.line.decision.line
        require_other_person(by, bank.answer.read_by, "导入对账单与办理付后退回")
        assert attempt.evidence is not None, "a paid attempt has evidence: a constraint keeps it so"
        if bank.fen != attempt.evidence.fen:
            raise NothingCameBack(
                f"{number} 第 {attempt.position} 笔付了 {yuan_text(attempt.evidence.fen)} 元，"
                f"对账单说退回 {yuan_text(bank.fen)} 元，请与银行核对"
            )
        attempt.bounce, attempt.bounced_by = bank, by
        attempt.move("bounce")
        if line.state == LineState.PAID:
            line.move("bounce")
    if not attempts:
        raise NothingCameBack(f"{number} 的对账单里没有付后退回的一笔，或者已经办理")
    Attempt.objects.bulk_update(attempts, ["state", "bounce", "bounced_by"], batch_size=500)
    keep_states([attempt.line.decision.line for attempt in attempts])
    audit.record(verb="payments.bounce", subject=batch, officer=by, at=at)
    return len(attempts)


def came_back(batch: Batch) -> int:
    """Return how many lines of a batch the statements say came back that still stand as paid."""
    said = [place for place, row in last_word(batch).items() if row.came_back]
    return batch.attempts.filter(state=AttemptState.PAID, position__in=said).count()


def _refuse_unless_overpaid(line: ClaimLine, fen: int) -> int:
    over = max(0, -due_on([line.pk])[line.pk])
    if fen > over:
        raise NothingToRecover(
            f"这一笔应追回 {yuan_text(over)} 元，不能登记 {yuan_text(fen)} 元，请核对"
        )
    return over
