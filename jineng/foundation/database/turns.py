"""Who goes first, where two do the same thing at once and there is no row yet to lock?"""

from django.db import connection


def wait_turn(key: str) -> None:
    """Wait until nobody else is at `key`; it is ours until the transaction ends.

    The second then looks again, and finds what the first made.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
