"""Is every figure that was taken still what its rows, as they were then, come to?"""

from hashlib import sha256

from django.db import DatabaseError, connection, transaction

from jineng.foundation.figures import counting
from jineng.foundation.figures.models import Figure
from jineng.foundation.figures.registry import read
from jineng.values.refusal import Refusal


def figures_amiss() -> tuple[int, list[str]]:
    """Count every stored figure again as of its moment; return how many, and what differs.

    From here on the transaction reads only: the queries run here are those that were kept.
    """
    with connection.cursor() as cursor:
        cursor.execute("set transaction read only")
    taken = Figure.objects.select_related("query").order_by("pk")
    found = [says for each in taken for says in _differences(each)]
    return len(taken), found


def _differences(taken: Figure) -> list[str]:
    which = f"figures.Figure:{taken.pk}「{taken.name}」"
    if sha256(taken.query.text.encode()).hexdigest() != taken.query_id:
        return [f"{which} 的查询被改写"]
    try:
        asked = read(taken.name, taken.query.text)
        with transaction.atomic():
            again = counting.as_of(asked, taken.as_of, taken.areas, taken.parameters)
    except (Refusal, DatabaseError) as broken:
        return [f"{which} 不能重算：{str(broken).splitlines()[0]}"]
    if (again.value, again.count) != (taken.value, taken.count):
        return [
            f"{which} 存的是 {taken.value} {asked.unit}（{taken.count} 行），"
            f"按截至 {taken.as_of} 的明细重算是 {again.value} {asked.unit}（{again.count} 行）"
        ]
    return [] if again.digest == taken.digest else [f"{which} 的数相同，明细与存的摘要不符"]
