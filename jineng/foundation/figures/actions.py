"""What officers do with figures: take one, so that it can be counted again later."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from jineng.foundation.audit import actions as audit
from jineng.foundation.figures import counting
from jineng.foundation.figures.models import Figure, Query
from jineng.foundation.figures.registry import query
from jineng.foundation.offices.acting import act
from jineng.foundation.offices.models import Officer
from jineng.foundation.offices.permission import require


@act("figures.take")
def take(
    *,
    name: str,
    areas: Sequence[str],
    conditions: Mapping[str, Any],
    by: Officer,
    at: datetime,
) -> Figure:
    """Count a figure of areas as of this moment and keep it; one that is unchanged stands."""
    for area in areas:
        require(by, "figures.take", area)
    asked, told = query(name), {key: str(each) for key, each in conditions.items()}
    moment = counting.now()
    found = counting.as_of(asked, moment, areas, told)
    kept, _ = Query.objects.get_or_create(
        digest=asked.digest, defaults={"name": name, "text": asked.text}
    )
    last = Figure.objects.filter(
        name=name, query=kept, areas=sorted(areas), parameters=told
    ).order_by("pk")
    if (known := last.last()) and (known.value, known.digest) == (found.value, found.digest):
        return known
    taken = Figure.objects.create(
        name=name,
        query=kept,
        areas=sorted(areas),
        parameters=told,
        value=found.value,
        count=found.count,
        digest=found.digest,
        as_of=moment,
        taken_by=by,
        at=at,
    )
    audit.record(verb="figures.take", subject=taken, officer=by, at=at)
    return taken
