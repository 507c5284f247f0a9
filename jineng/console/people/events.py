"""What happened to a person, lane by lane, each with the page that shows the evidence?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jineng.foundation.people.merging import records_of
from jineng.stages.assessment.models import Sitting
from jineng.stages.attendance.models import HalfDay
from jineng.stages.certificates.models import Certificate
from jineng.stages.claims.models import Decision, Earlier, Line, Outcome, Posting
from jineng.stages.classes.models import Opening
from jineng.stages.employment.models import Pension, Spell
from jineng.stages.enrolment.models import Enrolment
from jineng.stages.payments.models import Attempt
from jineng.stages.payments.states import AttemptState
from jineng.values.days import HERE
from jineng.values.money import yuan_text


class Lane(IntEnum):
    """The six lanes, from the person to the work."""

    IDENTITY = 0
    TRAINING = 1
    ATTENDANCE = 2
    CERTIFICATE = 3
    SUBSIDY = 4
    EMPLOYMENT = 5


LANES = {
    Lane.IDENTITY: gettext_lazy("身份"),
    Lane.TRAINING: gettext_lazy("培训"),
    Lane.ATTENDANCE: gettext_lazy("考勤"),
    Lane.CERTIFICATE: gettext_lazy("证书"),
    Lane.SUBSIDY: gettext_lazy("补贴"),
    Lane.EMPLOYMENT: gettext_lazy("就业"),
}


@dataclass(frozen=True)
class Event:
    """Something that happened on a day, or from a day to a day; `open` where it goes on.

    `tone` is ok, bad or nothing; `url` leads to the evidence.
    """

    lane: Lane
    begins: date
    words: str
    url: str = ""
    ends: date | None = None
    tone: str = ""
    open: bool = False


def events_of(person_id: int, today: date) -> list[Event]:
    """Return what is seen of a person and of every record that is the same person, by day."""
    people = records_of([person_id])[person_id]
    enrolments = list(
        Enrolment.objects.filter(person__in=people).select_related("training").order_by("pk")
    )
    found = [
        *_trained(enrolments),
        *_attended(enrolments),
        *_certified(enrolments),
        *_subsidised(people),
        *_paid(people),
        *_employed(people, today),
    ]
    return sorted(found, key=lambda event: (event.lane, event.begins, event.words))


def _day(moment: datetime) -> date:
    return moment.astimezone(HERE).date()


def _trained(enrolments: Sequence[Enrolment]) -> Iterator[Event]:
    trainings = [each.training_id for each in enrolments]
    opened = {each.training_id: each for each in Opening.objects.filter(training__in=trainings)}
    for each in enrolments:
        training = each.training
        url = f"/classes/{training.number}/"
        yield Event(Lane.IDENTITY, training.starts_on, each.category, url, training.ends_on)
        yield Event(Lane.TRAINING, _day(training.applied_at), _("申请开班"), url)
        if opening := opened.get(training.pk):
            yield Event(Lane.TRAINING, _day(opening.at), _("开班批复"), url)
        name = f"{training.occupation}{training.level}"
        yield Event(Lane.TRAINING, training.starts_on, name, url, training.ends_on, "info")


def _attended(enrolments: Sequence[Enrolment]) -> Iterator[Event]:
    rows = HalfDay.objects.filter(enrolment__in=enrolments).values("enrolment__training__number")
    sums = rows.annotate(first=Min("day"), last=Max("day"), n=Count("pk"))
    for each in sums.order_by("first"):
        yield Event(
            Lane.ATTENDANCE,
            each["first"],
            _("出勤 %(number)s 个半天") % {"number": each["n"]},
            f"/classes/{each['enrolment__training__number']}/",
            each["last"],
            "ok",
        )


def _certified(enrolments: Sequence[Enrolment]) -> Iterator[Event]:
    sat = Sitting.objects.filter(enrolment__in=enrolments).select_related("enrolment__training")
    for each in sat.order_by("pk"):
        words = _("考核合格") if each.passed else _("考核不合格")
        url = f"/classes/{each.enrolment.training.number}/"
        yield Event(
            Lane.CERTIFICATE, each.assessed_on, words, url, tone="" if each.passed else "bad"
        )
    issued = Certificate.objects.filter(enrolment__in=enrolments)
    for one in issued.select_related("enrolment__training").order_by("pk"):
        url = f"/classes/{one.enrolment.training.number}/"
        yield Event(Lane.CERTIFICATE, one.issued_on, _("发证：%(kind)s") % {"kind": one.kind}, url)


def _subsidised(people: Sequence[int]) -> Iterator[Event]:
    for each in Earlier.objects.filter(person__in=people).order_by("pk"):
        told = {"kind": each.kind, "yuan": yuan_text(each.fen)}
        yield Event(Lane.SUBSIDY, each.paid_on, _("此前 %(kind)s %(yuan)s 元") % told)
    for line in Line.objects.filter(person__in=people).select_related("claim").order_by("pk"):
        url = f"/claims/{line.claim.number}/"
        words = _("申领 %(kind)s") % {"kind": line.claim.kind}
        yield Event(Lane.SUBSIDY, _day(line.claim.submitted_at), words, url)
    made = Decision.objects.filter(line__person__in=people).select_related("line__claim")
    for decision in made.order_by("pk"):
        url = f"/claims/{decision.line.claim.number}/"
        if decision.outcome == Outcome.GRANTED:
            words, tone = _("核定 %(yuan)s 元") % {"yuan": yuan_text(decision.fen)}, "ok"
        else:
            words, tone = str(Outcome(decision.outcome).label), "bad"
        yield Event(Lane.SUBSIDY, _day(decision.at), words, url, tone=tone)


def _paid(people: Sequence[int]) -> Iterator[Event]:
    posted = Posting.objects.filter(decision__line__person__in=people)
    for each in posted.select_related("notice_line__notice").order_by("pk"):
        notice = each.notice_line.notice
        yield Event(
            Lane.SUBSIDY,
            notice.opened_on,
            _("公示"),
            f"/notices/{notice.number}/",
            notice.closes_on,
        )
    attempts = Attempt.objects.filter(
        line__decision__line__person__in=people, state=AttemptState.PAID
    )
    for paid in attempts.select_related("line", "batch").order_by("pk"):
        words = _("已拨付 %(yuan)s 元") % {"yuan": yuan_text(paid.line.fen)}
        url = f"/payments/batches/{paid.batch.number}/"
        yield Event(Lane.SUBSIDY, paid.line.ordered_on, words, url, tone="ok")


def _employed(people: Sequence[int], today: date) -> Iterator[Event]:
    for each in Spell.objects.filter(person__in=people).order_by("pk"):
        words = _("参保：%(employer)s") % {"employer": each.employer}
        ends = each.to_on or max(today, each.from_on)
        yield Event(
            Lane.EMPLOYMENT, each.from_on, words, ends=ends, tone="warn", open=each.to_on is None
        )
    for pension in Pension.objects.filter(person__in=people).order_by("pk"):
        yield Event(Lane.EMPLOYMENT, pension.from_month, _("开始领取养老待遇"))
