"""Ask for an act as somebody, look at what is there, and do two things at once."""

import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

from jineng.cli.demo_offices import officer
from jineng.foundation.audit.models import Entry
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.models import Officer
from jineng.stages.claims.models import Claim
from jineng.stages.classes.models import TrainingClass
from jineng.stages.institutions.models import Body
from tests.papers import ELSEWHERE, Course

Record = TypeVar("Record", bound=Model)


def of_elsewhere(username: str) -> Officer:
    """Return the same post and person, who may act in the other county only."""
    found = officer(username)
    found.areas = [ELSEWHERE]
    return found


def school(course: Course) -> Officer:
    """Return who acts for the institution of a class."""
    return Officer.objects.select_related("post").get(body_number=course.body)


def look(find: Callable[[], Any]) -> Any:
    """Look with the auditor's eyes, who sees both counties."""
    with speaking_as(officer("auditor")):
        found = find()
        return list(found) if hasattr(found, "__iter__") and not isinstance(found, str) else found


def class_of(course: Course) -> TrainingClass:
    """Return the class as it stands."""
    found: TrainingClass = look(lambda: TrainingClass.objects.get(number=course.number))
    return found


def claim_on(course: Course) -> Claim:
    """Return the claim for a class as it stands."""
    found: Claim = look(lambda: Claim.objects.get(training__number=course.number))
    return found


def body_of(course: Course) -> Body:
    """Return the institution of a class."""
    return Body.objects.get(number=course.body)


def acts(verb: str) -> list[Entry]:
    """Return what the trail says of a verb, the oldest first."""
    return list(Entry.objects.filter(verb=verb).order_by("pk"))


def at_once(*each: Callable[[], object]) -> Sequence[object]:
    """Do these in threads that begin together; return what each returned or raised."""
    line, said = threading.Barrier(len(each)), list[object]([None] * len(each))

    def begin(place: int, do: Callable[[], object]) -> None:
        line.wait()
        try:
            said[place] = do()
        except Exception as raised:  # noqa: BLE001 - whatever was raised is what the test asks about
            said[place] = raised
        finally:
            connection.close()

    threads = [threading.Thread(target=begin, args=pair) for pair in enumerate(each)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said
