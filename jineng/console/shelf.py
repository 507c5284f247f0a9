"""Which rules do the pages decide by? Read once, when the first page asks."""

from functools import lru_cache

from django.conf import settings

from jineng.policy.packs.shelf import Shelf, stock


@lru_cache(maxsize=1)
def shelf() -> Shelf:
    """Return every pack in force that came with the program."""
    return stock(settings.PACKS)
