"""Which figures are there? One file of SQL each, in the folder `figures` of the app it is about.

A file opens with comments: one sentence, the unit, and by which columns the figure may be asked
for. The query below lists the rows; the figure is their number or, in fen, the sum of their column
`fen`. So a figure and what it opens into cannot differ.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.apps import apps

from jineng.values.refusal import Refusal

FEN = "分"
HEAD = re.compile(
    r"-- (?P<says>[^\n]+。)\n-- 单位：(?P<unit>\S+?)(?:，(?P<once>\w+) 相同的只计一次)?\n"
    r"-- 条件：(?P<by>[\w ]+)\n(?P<select>(?:with|select)\b.+)",
    re.DOTALL,
)
COLUMN = re.compile(r"[a-z_]+")


class NoSuchFigure(Refusal):
    """Nobody counts this, or not by that column."""


class BrokenQuery(Refusal):
    """A file of a figure does not open with its sentence, unit and columns."""


@dataclass(frozen=True)
class Query:
    """One figure: what it says, its unit, the columns it may be asked by, and its rows' query.

    `once` names the column of which equal values count once; empty, every row counts.
    """

    name: str
    says: str
    unit: str
    once: str
    by: tuple[str, ...]
    select: str
    text: str

    @property
    def digest(self) -> str:
        """The SHA-256 of the whole text, in hex."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def value(self) -> str:
        """The aggregate over the rows `r` that is the figure."""
        if self.unit == FEN:
            return "coalesce(sum(r.fen), 0)::bigint"
        return f'count(distinct r."{self.once}")' if self.once else "count(*)"


def read(name: str, text: str) -> Query:
    """Read a figure's file, or a text that was kept of one."""
    found = HEAD.fullmatch(text.strip())
    if not found:
        raise BrokenQuery(f"{name}.sql 的开头要依次写明：一句话、单位、条件")
    by = tuple(found["by"].split())
    return Query(
        name=name,
        says=found["says"],
        unit=found["unit"],
        once=found["once"] or "",
        by=by,
        select=found["select"],
        text=text,
    )


@cache
def registry() -> Mapping[str, Query]:
    """Return every figure by its name, which is that of its file."""
    paths = [
        path for app in apps.get_app_configs() for path in Path(app.path).glob("figures/*.sql")
    ]
    return {path.stem: read(path.stem, path.read_text("utf-8")) for path in sorted(paths)}


def query(name: str) -> Query:
    """Return the figure of a name."""
    try:
        return registry()[name]
    except KeyError:
        raise NoSuchFigure(f"没有「{name}」这个数，请从页面上的数点进来") from None


@cache
def keys_of_tables() -> Mapping[str, str]:
    """Return the key column of every table a query may be about."""
    return {
        model._meta.db_table: str(model._meta.pk.column)
        for model in apps.get_models()
        if model.__module__.startswith("jineng")
    }


@cache
def tables_in(select: str) -> tuple[str, ...]:
    """Return the tables that a query reads, in the order of their names."""
    return tuple(sorted(set(re.findall(r"\w+", select)) & set(keys_of_tables())))
