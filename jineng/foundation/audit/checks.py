"""Does every row stand as the trail left it?"""

from django.apps import apps
from django.db import connection

from jineng.foundation.audit.models import Change


def rows_amiss() -> tuple[int, list[str]]:
    """Return how many tables were compared, and one sentence for each row that differs.

    The last change of each row in the trail says what the row must be now.
    """
    found: list[str] = []
    tables = trailed_tables()
    with connection.cursor() as cursor:
        for table, key in tables:
            cursor.execute("select rows_that_differ(%s, %s)", [table, key])
            found += [f"{table} 第 {row} 号行与留痕不符" for (row,) in cursor.fetchall()]
    return len(tables), found


def trailed_tables() -> list[tuple[str, str]]:
    """Return every table of ours that the trail covers, which is all but its own, with its key."""
    ours = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("jineng") and model is not Change
    ]
    return sorted((model._meta.db_table, str(model._meta.pk.column)) for model in ours)
