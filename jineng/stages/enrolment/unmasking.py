"""Read a learner's whole number: never without a reason, never without a line in the trail."""

from datetime import datetime
from enum import StrEnum

from jineng.foundation.audit import actions as audit
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require
from jineng.foundation.people.registry import numbers_of
from jineng.foundation.people.sealing import unseal
from jineng.stages.enrolment.models import Enrolment
from jineng.values.refusal import Refusal


class Secret(StrEnum):
    """What of a learner is kept sealed."""

    IDENTITY = "身份证号"
    PHONE = "手机号"
    CARD = "银行卡号"


class NoReason(Refusal):
    """A whole number is read for a reason that was said."""


class NothingKept(Refusal):
    """The roster did not name it."""


@act("enrolment.unmask")
def unmask(*, enrolment_id: int, what: Secret, reason: str, by: Officer, at: datetime) -> str:
    """Return the whole number of a learner, and say in the trail who read it and why."""
    enrolment = Enrolment.objects.get(pk=enrolment_id)
    require(by, "enrolment.unmask", enrolment.area)
    if len(reason.strip()) < 2:
        raise NoReason(f"请写明为什么要看完整的{what}；理由会记入审计留痕")
    found = _whole(enrolment, what)
    if not found:
        raise NothingKept(f"花名册里没有登记这名学员的{what}")
    because = [f"{what}：{reason.strip()[:100]}"]
    audit.record(verb="enrolment.unmask", subject=enrolment, officer=by, at=at, because=because)
    return found


def _whole(enrolment: Enrolment, what: Secret) -> str:
    if what is Secret.IDENTITY:
        return numbers_of([enrolment.person_id])[enrolment.person_id]
    cipher = enrolment.phone_cipher if what is Secret.PHONE else enrolment.card_cipher
    return unseal(cipher).decode() if cipher else ""
