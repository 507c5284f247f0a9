"""What is there to be said of one institution, as far as its officer sees: rates and money."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from jineng.stages.certificates.models import Certificate
from jineng.stages.claims.models import Decision, Line, Outcome
from jineng.stages.claims.states import LineState
from jineng.stages.classes.models import TrainingClass
from jineng.stages.classes.states import State
from jineng.stages.enrolment.models import Enrolment
from jineng.stages.institutions.models import Body

IN_FLIGHT = (LineState.GRANTED, LineState.ON_NOTICE, LineState.ORDERED, LineState.RETURNED)


@dataclass(frozen=True)
class Picture:
    """Counts of people and classes, and fen, of the classes that are seen."""

    classes: int
    refused_classes: int
    learners: int
    certified: int
    granted: int
    refused: int
    granted_fen: int
    paid_fen: int
    in_flight_fen: int

    @property
    def certified_percent(self) -> int | None:
        """Of a hundred learners, how many were certified."""
        return self.certified * 100 // self.learners if self.learners else None

    @property
    def refused_percent(self) -> int | None:
        """Of a hundred decided lines, how many were refused."""
        decided = self.granted + self.refused
        return self.refused * 100 // decided if decided else None


def picture(body: Body) -> Picture:
    """Count an institution's classes, learners, certificates and money."""
    trainings = TrainingClass.objects.filter(institution=body)
    by_state = dict(trainings.order_by().values_list("state").annotate(n=Count("pk")))
    learners = Enrolment.objects.filter(training__institution=body)
    certified = Certificate.objects.filter(enrolment__training__institution=body)
    stands = Decision.objects.filter(payee=body, superseded_by=None)
    granted = stands.filter(outcome=Outcome.GRANTED)
    return Picture(
        classes=by_state.get(State.OPEN, 0),
        refused_classes=by_state.get(State.REFUSED, 0),
        learners=learners.count(),
        certified=certified.values("enrolment").distinct().count(),
        granted=granted.count(),
        refused=stands.filter(outcome=Outcome.REFUSED).count(),
        granted_fen=_fen(granted),
        paid_fen=_fen(granted.filter(line__state=LineState.PAID)),
        in_flight_fen=_fen(granted.filter(line__state__in=IN_FLIGHT)),
    )


def held_lines(body: Body) -> int:
    """Count the lines of an institution that were returned or revoked."""
    stopped = (LineState.RETURNED, LineState.REVOKED)
    return Line.objects.filter(claim__payee=body, state__in=stopped).count()


def _fen(decisions: QuerySet[Decision]) -> int:
    return int(decisions.aggregate(fen=Sum("fen"))["fen"] or 0)
