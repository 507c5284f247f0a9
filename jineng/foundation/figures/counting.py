"""What is a figure now, what was it as of a past moment, and of which rows does it consist?

A past moment is a snapshot of the trail. The tables that a query reads are then replaced by their
rows as they were: without what transactions it does not see added, and with their updates undone.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import DataError, connection
from psycopg import sql

from jineng.foundation.figures.registry import (
    COLUMN,
    NoSuchFigure,
    Query,
    keys_of_tables,
    query,
    tables_in,
)
from jineng.values.refusal import Refusal

SNAPSHOT = re.compile(r"(\d{1,19}):(\d{1,19}):((?:\d{1,19})?(?:,\d{1,19})*)", re.ASCII)
Conditions = Mapping[str, Any]


class NotAMoment(Refusal):
    """What was given is no snapshot of the trail."""


class NotACondition(Refusal):
    """What was asked for is not of the kind of the column."""


@dataclass(frozen=True)
class Counted:
    """A figure: its value in its unit, how many rows, and as of which snapshot it was counted.

    `conditions` are those it was asked by, for the page that lists its rows.
    """

    query: Query
    value: int
    count: int
    as_of: str
    conditions: Conditions

    @property
    def url(self) -> str:
        """The page that lists the rows, as of the same moment."""
        told = {name: str(each) for name, each in self.conditions.items()}
        return f"/figures/{self.query.name}/?{urlencode(told | {'as_of': self.as_of})}"


@dataclass(frozen=True)
class Sealed:
    """A figure as of a snapshot, with the digest of its rows."""

    value: int
    count: int
    digest: str


def count(name: str, *, areas: Sequence[str] | None, **conditions: Any) -> Counted:
    """Return a figure as it is now. `areas` None: of all that who asks may see."""
    asked = query(name)
    where = _where(asked, areas, conditions)
    found = _asked(
        "select {value}, count(*), pg_current_snapshot()::text from ({select}) r where {where}",
        value=sql.SQL(asked.value),
        select=sql.SQL(asked.select),
        where=where,
    )
    value, rows, as_of = found[0]
    return Counted(asked, value, rows, as_of, conditions)


def split(
    name: str, *by: str, areas: Sequence[str] | None, **conditions: Any
) -> dict[Any, Counted]:
    """Return a figure as it is now for each value of one column, or each tuple of several."""
    asked = query(name)
    _refuse_other_columns(asked, by)
    found = _asked(
        "with parts as (select {by}, {value} as value, count(*) as rows from ({select}) r"
        " where {where} group by {by})"
        " select pg_current_snapshot()::text, p.value, p.rows, {of_parts} from parts p order by p",
        by=_columns("r", by),
        of_parts=_columns("p", by),
        value=sql.SQL(asked.value),
        select=sql.SQL(asked.select),
        where=_where(asked, areas, conditions),
    )
    return {
        (key[0] if len(by) == 1 else tuple(key)): Counted(
            asked, value, rows, as_of, conditions | dict(zip(by, key, strict=True))
        )
        for as_of, value, rows, *key in found
    }


def now() -> str:
    """Return the snapshot of this moment."""
    return str(_asked("select pg_current_snapshot()::text")[0][0])


def as_of(asked: Query, moment: str, areas: Sequence[str], conditions: Conditions) -> Sealed:
    """Return a figure as it was at a moment, whatever was written since."""
    found = _asked(
        "{past} select {value}, count(*), encode(sha256(convert_to(coalesce(string_agg("
        "r::text, chr(10) order by r::text collate \"C\"), ''), 'UTF8')), 'hex')"
        " from ({select}) r where {where}",
        past=_past(asked, moment),
        value=sql.SQL(asked.value),
        select=sql.SQL(asked.select),
        where=_where(asked, areas, conditions),
    )
    return Sealed(*found[0])


def rows(
    asked: Query,
    moment: str | None,
    areas: Sequence[str] | None,
    conditions: Conditions,
    *,
    first: int = 0,
    most: int | None = None,
) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Return the columns of a figure's rows, and the rows as of a moment, in a fixed order.

    Without a moment: as they are now.
    """
    statement = sql.SQL(
        "{past} select r.* from ({select}) r where {where} order by r limit {most} offset {first}"
    ).format(
        past=_past(asked, moment) if moment else sql.SQL(""),
        select=sql.SQL(asked.select),
        where=_where(asked, areas, conditions),
        most=sql.Literal(most),
        first=sql.Literal(first),
    )
    with connection.cursor() as cursor:
        _execute(cursor, statement)
        return tuple(column[0] for column in cursor.description), list(cursor.fetchall())


def _past(asked: Query, moment: str) -> sql.Composed:
    """Put the tables of a query as they were at a moment in the place of those that are."""
    found = SNAPSHOT.fullmatch(moment)
    if not found:
        raise NotAMoment(f"「{moment}」不是留痕的时点，请从页面上的数点进来")
    seen = "({0}.transaction < {low} or {0}.transaction < {high}{but})"
    low, high, still = found.groups()
    but = f" and {{0}}.transaction not in ({still})" if still else ""
    seen = seen.replace("{low}", low).replace("{high}", high).replace("{but}", but)
    tables = [
        _TABLE.format(
            name=sql.Identifier(name),
            real=sql.Identifier("public", name),
            said=sql.Literal(name),
            key=sql.Identifier(keys_of_tables()[name]),
            seen=sql.SQL(seen.format("c")),
            unseen=sql.SQL(f"not {seen.format('p')}"),
        )
        for name in tables_in(asked.select)
    ]
    return sql.SQL("with {}").format(sql.SQL(", ").join(tables))


_TABLE = sql.SQL("""{name} as (
  with changed as (
    select p."row", undone(p.was order by p.id desc) as was from public.audit_past p
    where p."table" = {said} and {unseen} group by 1
  ), there as (
    select t from {real} t where exists (
      select 1 from public.audit_change c where c."table" = {said} and c."row" = t.{key}::text
        and c.operation = 'insert' and {seen})
  )
  select (h.t).* from there h where (h.t).{key}::text not in (select "row" from changed)
  union all
  select r.* from there h join changed d on d."row" = (h.t).{key}::text
    cross join lateral jsonb_populate_record(h.t, d.was) r
)""")


def _where(asked: Query, areas: Sequence[str] | None, conditions: Conditions) -> sql.Composable:
    """Say which rows are asked for: of areas, of values of columns, of days since and until."""
    _refuse_other_columns(asked, [name for name in conditions if name not in ("since", "until")])
    parts: list[sql.Composable] = [sql.SQL("true")]
    if areas is not None:
        parts.append(sql.SQL("r.area = any({})").format(sql.Literal(list(areas))))
    for name, value in conditions.items():
        parts.append(_condition(asked, name, value))
    return sql.SQL(" and ").join(parts)


def _condition(asked: Query, name: str, value: Any) -> sql.Composable:
    if name in ("since", "until"):
        _refuse_other_columns(asked, ["day"])
        sign = sql.SQL(">=" if name == "since" else "<=")
        return sql.SQL("r.day {} {}").format(sign, sql.Literal(str(value)))
    if isinstance(value, list | tuple):
        return sql.SQL("r.{} = any({})").format(sql.Identifier(name), sql.Literal(list(value)))
    return sql.SQL("r.{} = {}").format(sql.Identifier(name), sql.Literal(str(value)))


def _refuse_other_columns(asked: Query, columns: Sequence[str]) -> None:
    for name in columns:
        if name not in asked.by or not COLUMN.fullmatch(name):
            raise NoSuchFigure(f"「{asked.says}」不能按「{name}」来查，请从页面上的数点进来")


def _columns(of: str, names: Sequence[str]) -> sql.Composable:
    return sql.SQL(", ").join(sql.Identifier(of, name) for name in names)


def _asked(statement: str, **parts: sql.Composable) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        _execute(cursor, sql.SQL(statement).format(**parts))
        return list(cursor.fetchall())


def _execute(cursor: Any, statement: sql.Composed) -> None:
    try:
        cursor.execute(statement.as_string(cursor.connection))
    except DataError as wrong:
        raise NotACondition("查询条件的写法不对，请从页面上的数点进来") from wrong
