"""Which figures of internal control does the database keep to, and where do they come from?"""

from jineng.foundation.documents.models import Limit

ACCOUNT_WAIT, SIGNATURES, OWN_WITHIN = "account_wait_days", "signatures", "own_unknown_work_days"


def limit_of(name: str, fen: int = 0) -> Limit:
    """Return the figure of this name that holds for a sum in fen."""
    return Limit.objects.filter(name=name, above_fen__lte=fen).latest("above_fen")
