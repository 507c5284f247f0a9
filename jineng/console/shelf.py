"""Which rules do the pages decide by, and which may they try? Read once, when first asked."""

from functools import lru_cache

from django.conf import settings

from jineng.policy.packs.shelf import Shelf, stock


@lru_cache(maxsize=1)
def shelf() -> Shelf:
    """Return every pack in force that came with the program."""
    return stock(settings.PACKS)


@lru_cache(maxsize=1)
def drafts() -> Shelf:
    """Return every pack that came with the program, drafts too, to be read and tried."""
    return stock(settings.PACKS, drafts=True)
