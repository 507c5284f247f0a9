"""Who must sign a batch before it leaves, and whose account does it go to after a change?"""

from datetime import datetime

from jineng.foundation.audit import actions as audit
from jineng.foundation.documents.limits import SIGNATURES, limit_of
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require, require_other_person
from jineng.stages.institutions.models import AccountChange
from jineng.stages.institutions.states import ChangeState
from jineng.stages.payments.models import Batch, Redirection, Signature
from jineng.stages.payments.states import BatchState
from jineng.values.money import yuan_text
from jineng.values.refusal import Refusal

# Its maker and who confirmed it have signed a confirmed batch.
MAKER_AND_CHECKER = 2


class NotToSign(Refusal):
    """Only a confirmed batch that lacks a signature is signed, by its total."""


class NotInForce(Refusal):
    """What was decided before goes only to the account that is in force."""


class ConfirmedAlready(Refusal):
    """A redirection that two people confirmed stands."""


def signatures_lacking(batch: Batch) -> int:
    """Return how many more people must sign before the batch may leave."""
    wanted = limit_of(SIGNATURES, batch.fen).number
    return max(0, wanted - MAKER_AND_CHECKER - batch.signatures.count())


@act("payments.sign")
def sign(*, number: str, fen: int, by: Officer, at: datetime) -> Signature:
    """One more of several: sign a confirmed batch by typing its total in fen."""
    batch = Batch.objects.locked(number)
    require(by, "payments.sign", batch.area)
    require_other_person(by, batch.made_by, "制单与加签")
    require_other_person(by, batch.confirmed_by, "复核与加签")
    for each in batch.signatures.select_related("signed_by").order_by("number"):
        require_other_person(by, each.signed_by, "两次加签")
    if batch.state != BatchState.CONFIRMED or not signatures_lacking(batch):
        raise NotToSign(f"{number} 现在不缺签字，不用加签")
    if fen != batch.fen:
        raise NotToSign(
            f"输入的合计 {yuan_text(fen)} 元与批次合计 {yuan_text(batch.fen)} 元不同，请核对后再签"
        )
    signature = Signature.objects.create(
        batch=batch,
        area=batch.area,
        number=batch.signatures.count() + 1,
        fen=fen,
        signed_by=by,
        at=at,
    )
    audit.record(verb="payments.sign", subject=batch, officer=by, at=at)
    return signature


@act("payments.redirect")
def redirect(*, change_id: int, area: str, by: Officer, at: datetime) -> Redirection:
    """First of two: propose that what an area decided before goes to a body's new account."""
    changes = AccountChange.objects.select_related("body")
    change = changes.select_for_update(of=("self",), no_key=True).get(pk=change_id)
    require(by, "payments.redirect", area)
    current = bytes(change.account_digest) == bytes(change.body.account_digest)
    if change.state != ChangeState.IN_FORCE or not current:
        raise NotInForce(f"{change} 还没有启用，或者后来又变更过，不能改付")
    made, new = Redirection.objects.get_or_create(
        change=change, area=area, defaults={"made_by": by, "made_at": at}
    )
    if new:
        audit.record(verb="payments.redirect", subject=made, officer=by, at=at)
    return made


@act("payments.confirm_redirect")
def confirm_redirect(*, redirection_id: int, by: Officer, at: datetime) -> Redirection:
    """Second of two: confirm it; what was decided before is due again, to the new account."""
    made = (
        Redirection.objects.select_related("made_by", "change__body")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=redirection_id)
    )
    require(by, "payments.confirm_redirect", made.area)
    require_other_person(by, made.made_by, "改付的提出与复核")
    if made.confirmed_by is not None:
        raise ConfirmedAlready(f"{made.change} 的改付已经复核过了，不用再办")
    made.confirmed_by, made.confirmed_at = by, at
    made.save(update_fields=["confirmed_by", "confirmed_at"])
    audit.record(verb="payments.confirm_redirect", subject=made, officer=by, at=at)
    return made
