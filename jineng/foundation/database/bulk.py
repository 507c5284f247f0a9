"""How do a million rows leave PostgreSQL as columns and come back, in one transaction?

Reading is by ADBC, which gives Arrow; writing is by COPY. They are two connections: the reader is
given the writer's snapshot, so that both see one state of the database.
"""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import adbc_driver_postgresql as adbc
import polars as pl
import psycopg
from adbc_driver_manager import AdbcConnection, AdbcStatement
from adbc_driver_manager import Error as ReadError
from psycopg import sql

from jineng.values.refusal import Refusal

NAME = re.compile(r"(?:([A-Za-z_][\w$]{0,62})\.)?([A-Za-z_][\w$]{0,62})\Z", re.ASCII)
SPECIAL = r"[\\\t\n\r]"
ROWS_AT_ONCE = 200_000
TYPES = {pl.Int64: "bigint", pl.Boolean: "boolean", pl.Date: "date"}
_SPEAKING = "select set_config('app.officer', %s, true), set_config('app.areas', %s, true)"


class CannotRead(Refusal):
    """The database does not know the query, or does not let this role ask it."""


class CannotWrite(Refusal):
    """The table cannot be made or filled: its name, its rows, or the role's rights."""


@dataclass(frozen=True)
class Bulk:
    """One transaction: `read` sees the database as it was when it began; `write` is all or none."""

    reader: AdbcConnection
    writer: psycopg.Connection

    def read(self, query: str) -> pl.DataFrame:
        """Return what a query answers, column by column. Raises CannotRead in one sentence."""
        try:
            with AdbcStatement(self.reader) as statement:
                statement.set_sql_query(query)
                stream, _ = statement.execute_query()
                return _plain(pl.DataFrame(stream))
        except ReadError as wrong:
            raise CannotRead(f"查询不成功：{_first_line(wrong)}；请核对 --query") from wrong

    def write(self, table: str, rows: pl.DataFrame, remark: str) -> None:
        """Make a table, or take one that is empty, and fill it. Raises CannotWrite.

        Columns: Int64 bigint, Boolean boolean, Date date, anything else text. `remark` becomes
        the comment of a table that we make.
        """
        named = name_of(table)
        quoted = _needs_quotes(rows)
        try:
            self._stand(named, rows, remark, table)
            with self.writer.cursor().copy(_copy(named, rows, quoted=quoted)) as copy:
                for part in rows.iter_slices(ROWS_AT_ONCE):
                    copy.write(_lines(part, quoted=quoted))
        except psycopg.Error as wrong:
            raise CannotWrite(
                f"不能写入 {table}：{_first_line(wrong)}；"
                "结果要写到这个角色自己的模式里（docs/scale.md），或换一个表名"
            ) from wrong

    def _stand(self, named: sql.Identifier, rows: pl.DataFrame, remark: str, table: str) -> None:
        there = self.writer.execute("select to_regclass(%s)", [named.as_string()]).fetchone()
        if there and there[0] is not None:
            full = self.writer.execute(sql.SQL("select 1 from {} limit 1").format(named)).fetchone()
            if full:
                raise CannotWrite(f"表 {table} 里已经有数据，判定结果从不覆盖：请换一个表名")
            return
        columns = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(_type(dtype)))
            for name, dtype in rows.schema.items()
        )
        self.writer.execute(sql.SQL("create table {} ({})").format(named, columns))
        said = sql.SQL("comment on table {} is {}").format(named, sql.Literal(remark))
        self.writer.execute(said)


@contextmanager
def bulk(url: str, *, officer: str = "", areas: Sequence[str] = ()) -> Iterator[Bulk]:
    """Open one transaction on a server; commit at the end, undo everything on any error.

    `officer` (a key) and `areas` are told to row-level security where the tables ask for them.
    """
    try:
        with (
            psycopg.connect(url) as writer,
            adbc.connect(url) as server,
            AdbcConnection(server) as reader,
        ):
            writer.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            [snapshot] = writer.execute("select pg_export_snapshot()").fetchone() or [""]
            reader.set_autocommit(False)
            _tell(reader, "set transaction isolation level repeatable read, read only")
            _tell(reader, f"set transaction snapshot '{snapshot}'")
            if officer:
                _speak(writer, reader, officer, areas)
            yield Bulk(reader, writer)
    except (psycopg.OperationalError, ReadError) as wrong:
        raise CannotRead(f"数据库连不上：{_first_line(wrong)}；请核对 DATABASE_URL") from wrong


def name_of(table: str) -> sql.Identifier:
    """Return a table's name, with its schema where told. Raises CannotWrite."""
    found = NAME.fullmatch(table)
    if not found:
        raise CannotWrite(f"“{table}”不是表名：写成 表名 或 模式.表名，只用字母、数字和下划线")
    return sql.Identifier(*(part for part in found.groups() if part))


def _tell(reader: AdbcConnection, statement: str) -> None:
    with AdbcStatement(reader) as told:
        told.set_sql_query(statement)
        told.execute_update()


def _speak(
    writer: psycopg.Connection, reader: AdbcConnection, officer: str, areas: Sequence[str]
) -> None:
    """Tell row-level security who reads, and who writes, which is another connection."""
    said = (officer, "{" + ",".join(areas) + "}")
    writer.execute(_SPEAKING, said)
    _tell(reader, psycopg.ClientCursor(writer).mogrify(_SPEAKING, said))


def _plain(found: pl.DataFrame) -> pl.DataFrame:
    """Return columns without types of the database's own: a numeric is then its text."""
    own = [name for name, dtype in found.schema.items() if isinstance(dtype, pl.BaseExtension)]
    return found.with_columns(found[name].ext.storage() for name in own)


def _type(dtype: pl.DataType) -> str:
    return TYPES.get(dtype.base_type(), "text")


def _copy(named: sql.Identifier, rows: pl.DataFrame, *, quoted: bool) -> sql.Composed:
    columns = sql.SQL(", ").join(map(sql.Identifier, rows.columns))
    form = sql.SQL("format csv, null '\\N'" if quoted else "format text")
    return sql.SQL("copy {} ({}) from stdin with ({})").format(named, columns, form)


def _lines(rows: pl.DataFrame, *, quoted: bool) -> bytes:
    """Return rows as COPY reads them."""
    lines = io.BytesIO()
    rows.write_csv(
        lines,
        include_header=False,
        separator="," if quoted else "\t",
        quote_style="non_numeric" if quoted else "never",
        null_value="\\N",
    )
    return lines.getvalue()


def _needs_quotes(rows: pl.DataFrame) -> bool:
    """Whether some text holds what the plain form of COPY, the quicker one, would misread."""
    return any(
        rows[name].str.contains(SPECIAL).any()
        for name, dtype in rows.schema.items()
        if dtype == pl.String
    )


def _first_line(wrong: Exception) -> str:
    return (str(wrong).strip().splitlines() or [type(wrong).__name__])[0]
