"""Does every row stand as the trail left it?"""

from django.apps import apps
from django.db import connection

# The last change of each row says what the row must be now; a row that was edited, added or
# removed by a route that went round the triggers differs.
_ROWS = """
with said as (
  select distinct on ("row") "row", after, operation from audit_change
  where "table" = %s order by "row", id desc
), now_there as (
  select to_jsonb(t) ->> '{key}' as "row", row_digest(to_jsonb(t)) as digest from {table} t
)
select coalesce(s."row", n."row") from said s full join now_there n on n."row" = s."row"
where s.after is distinct from n.digest order by 1
"""


def rows_amiss() -> tuple[int, list[str]]:
    """Return how many tables were compared, and one sentence for each row that differs."""
    found: list[str] = []
    tables = _tables()
    with connection.cursor() as cursor:
        cursor.execute("set local timezone to 'UTC'; set local bytea_output to 'hex'")
        for table, key in tables:
            cursor.execute(_ROWS.format(table=table, key=key), [table])
            found += [f"{table} 第 {row} 号行与留痕不符" for (row,) in cursor.fetchall()]
    return len(tables), found


def _tables() -> list[tuple[str, str]]:
    """Return every table of ours that the trail covers, with its key column."""
    ours = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("jineng") and model._meta.app_label != "audit"
    ]
    return sorted((model._meta.db_table, model._meta.pk.column) for model in ours)
