"""Reads of the catalogue."""

from datetime import date

from jineng.stages.catalogue.models import Standard


def standard_for(*, area: str, occupation: str, level: str, on: date) -> Standard | None:
    """Return the standard of an occupation and level in the edition in force on a day."""
    return Standard.objects.filter(
        area=area, occupation=occupation, level=level, in_force__contains=on
    ).first()
