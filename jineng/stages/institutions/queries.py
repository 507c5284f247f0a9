"""Reads of the lists of institutions and assessment bodies."""

from collections.abc import Mapping

from jineng.stages.institutions.models import Body, Kind, Listing


def body_numbered(number: str, kind: Kind) -> Body | None:
    """Return the body with this number, if one of its kind is known."""
    return Body.objects.filter(number=number, kind=kind).first()


def listing_of(body: Body) -> Listing:
    """Return what the list that arrived last says of a body."""
    return Listing.objects.filter(body=body).latest("pk")


def bodies_by_number(kind: Kind) -> Mapping[str, Body]:
    """Return every body of a kind by its number."""
    return {body.number: body for body in Body.objects.filter(kind=kind)}
