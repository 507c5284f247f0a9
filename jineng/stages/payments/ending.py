"""What becomes of a batch that must not leave, and of a grant of which nothing is due any more?"""

from datetime import datetime

from jineng.foundation.audit import actions as audit
from jineng.foundation.audit.actions import subject_of
from jineng.foundation.holds.actions import held
from jineng.foundation.notices.actions import still_standing
from jineng.foundation.notices.models import Objection
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require
from jineng.stages.claims.models import Line as ClaimLine
from jineng.stages.claims.models import Posting, keep_states
from jineng.stages.claims.states import line_after
from jineng.stages.payments.models import Batch
from jineng.stages.payments.queries import attempts_of, due_on
from jineng.stages.payments.states import AttemptState, BatchState
from jineng.values.days import HERE
from jineng.values.refusal import Refusal


class StillDue(Refusal):
    """A line says paid only when nothing is due by the grant that its notice showed."""


class NotStood(Refusal):
    """Nothing is kept as paid before its notice has stood, past an objection or past a hold."""


@act("payments.void")
def void(*, number: str, by: Officer, at: datetime) -> Batch:
    """Give up a batch that was not sent, whole; each of its lines may be ordered again.

    So a line that is stopped after it was ordered does not keep the others of its batch waiting.
    """
    batch = Batch.objects.locked(number)
    require(by, "payments.void", batch.area)
    moved = batch.move("void_confirmed" if batch.state == BatchState.CONFIRMED else "void")
    batch.save(update_fields=["state"])
    attempts = list(attempts_of(batch).filter(state=AttemptState.PREPARED))
    lines = [each.line.decision.line for each in attempts]
    batch.attempts.filter(state=AttemptState.PREPARED).update(state=AttemptState.VOIDED)
    for line in lines:
        line.move("return")
    keep_states(lines)
    audit.record(verb="payments.void", subject=batch, officer=by, at=at, moved=moved)
    return batch


@act("payments.keep")
def keep(*, line_id: int, by: Officer, at: datetime) -> ClaimLine:
    """Let a line that was granted again say paid, once its notice stood: all of it was paid before.

    That is so where a revocation was taken back before the money came back.
    """
    line = ClaimLine.objects.select_for_update(of=("self",), no_key=True).get(pk=line_id)
    require(by, "payments.keep", line.area)
    line_after("keep", line.state)
    shown = Posting.objects.select_related("notice_line__notice").get(
        decision__line=line, decision__superseded_by=None
    )
    standing = still_standing([shown.notice_line.notice_id], on=at.astimezone(HERE).date())
    disputed = Objection.objects.filter(line=shown.notice_line).exclude(upheld=False).exists()
    if standing or disputed or held([subject_of(line)]):
        raise NotStood("公示期未满、有异议没有答复或已暂停拨付，现在不能记为已拨付")
    if due_on([line.pk])[line.pk] > 0:
        raise StillDue("这一笔还有应付的金额，请制单拨付")
    moved = line.move("keep")
    line.save(update_fields=["state"])
    audit.record(verb="payments.keep", subject=line, officer=by, at=at, moved=moved)
    return line
