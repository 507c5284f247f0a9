"""One person: six lanes over the months, every record of it, and the whole number for a reason."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from jineng.console.people.events import LANES, events_of
from jineng.console.people.opaque import person_of
from jineng.console.people.table import LEARNERS
from jineng.console.people.timeline import timeline
from jineng.console.tables.pages import listed
from jineng.foundation.offices.doors import door, officer_of
from jineng.foundation.people.merging import records_of
from jineng.stages.claims.models import Slot
from jineng.stages.enrolment.models import Enrolment
from jineng.stages.enrolment.unmasking import Secret, unmask
from jineng.values.names import masked_name
from jineng.values.refusal import Refusal


@door("GET", may="people.read")
def learners(request: HttpRequest) -> HttpResponse:
    """List the learners of the officer's areas, masked."""
    return listed(request, LEARNERS)


@door("GET", may="people.read")
def person(request: HttpRequest, word: str) -> HttpResponse:
    """Show what happened to one person, lane by lane."""
    return _shown(request, word)


@door("POST", may="enrolment.unmask")
def reveal(request: HttpRequest, word: str) -> HttpResponse:
    """Show a whole number once, for a reason that goes into the trail."""
    mine = _enrolments(word)
    asked = request.POST.get("enrolment", "")
    one = get_object_or_404(Enrolment, pk=int(asked) if asked.isdecimal() else 0)
    if one not in mine:
        raise Http404
    kinds = {each.name: each for each in Secret}
    what = kinds.get(request.POST.get("what", ""), Secret.IDENTITY)
    try:
        whole = unmask(
            enrolment_id=one.pk,
            what=what,
            reason=request.POST.get("reason", ""),
            by=officer_of(request),
            at=now(),
        )
    except Refusal as refusal:
        return _shown(request, word, wrong=refusal.message)
    return _shown(request, word, whole=(what, whole))


def _enrolments(word: str) -> list[Enrolment]:
    """Return what the officer sees of a person, the newest first; nothing seen is not found."""
    key = person_of(word)
    if key is None:
        raise Http404
    people = records_of([key])[key]
    rows = Enrolment.objects.filter(person__in=people).select_related("training")
    found = list(rows.order_by("-training__starts_on", "-pk"))
    if not found:
        raise Http404
    return found


def _shown(
    request: HttpRequest, word: str, *, wrong: str = "", whole: tuple[str, str] | None = None
) -> HttpResponse:
    enrolments, today = _enrolments(word), localdate()
    events = events_of(enrolments[0].person_id, today)
    used = Slot.objects.filter(person__in={each.person_id for each in enrolments}, live=True)
    slots = used.select_related("cap").order_by("name", "key", "number")
    most = {each.cap.name: each.cap.most for each in slots}
    told = {
        "word": word,
        "name": masked_name(enrolments[0].name),
        "newest": enrolments[0],
        "enrolments": enrolments,
        "events": [(LANES[event.lane], event) for event in events],
        "drawing": timeline(events, today),
        "times": [
            (name, sum(each.name == name for each in slots), most[name]) for name in sorted(most)
        ],
        "secrets": [(each.name, _(str(each.value))) for each in Secret],
        "wrong": wrong,
        "whole": whole,
    }
    return render(request, "people/person.html", told, status=422 if wrong else 200)
