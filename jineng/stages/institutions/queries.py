"""Reads of the lists of institutions and assessment bodies."""

from collections.abc import Mapping

from jineng.foundation.people.sealing import unseal
from jineng.stages.institutions.models import AccountChange, Body, Kind, Listing


def body_numbered(number: str, kind: Kind) -> Body | None:
    """Return the body with this number, if one of its kind is known."""
    return Body.objects.filter(number=number, kind=kind).first()


def listing_of(body: Body) -> Listing:
    """Return what the list that arrived last says of a body."""
    return Listing.objects.filter(body=body).latest("pk")


def bodies_by_number(kind: Kind) -> Mapping[str, Body]:
    """Return every body of a kind by its number."""
    return {body.number: body for body in Body.objects.filter(kind=kind)}


def accounts_of(body: Body) -> Mapping[bytes, str]:
    """Return every account a body has or had, by its digest."""
    sealed = {bytes(body.account_digest): body.account_cipher}
    for change in AccountChange.objects.filter(body=body).order_by("pk"):
        sealed[bytes(change.account_digest)] = change.account_cipher
        if change.old_digest is not None and change.old_cipher is not None:
            sealed[bytes(change.old_digest)] = change.old_cipher
    return {digest: unseal(cipher).decode() for digest, cipher in sealed.items()}
