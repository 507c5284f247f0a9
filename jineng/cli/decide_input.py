"""Where do the claims of `jineng decide` come from, and what in them cannot be read?"""

import argparse
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from jineng.cli.opening import opened
from jineng.cli.plan_asked import Asked
from jineng.foundation.database.bulk import Bulk, bulk
from jineng.foundation.documents.reading.frames import Frame, read_frame
from jineng.foundation.offices.models import Officer
from jineng.policy.claims.claims_table import Claims, known_headings, read_claims
from jineng.policy.claims.history_table import (
    Earlier,
    NobodyNamed,
    headings_of_history,
    read_history,
)
from jineng.policy.claims.keys import alike
from jineng.policy.claims.row_errors import WRONG
from jineng.values.refusal import Refusal

QUERY, HISTORY_QUERY = "--query", "--history-query"
MEND = "请补齐或删去多余的分隔号"
ERRORS = {"file": pl.String(), **WRONG}


class NotAsOfficer(Refusal):
    """--as names nobody, or there is no query to be asked as somebody."""


@dataclass(frozen=True)
class Read:
    """Claims and earlier grants ready to be decided, and every cell that is not.

    `errors` has file, row, column, value, says, mend; `rows` counts those read, `refused` those
    that are not decided.
    """

    claims: Claims
    history: pl.DataFrame | None
    errors: pl.DataFrame
    rows: int
    refused: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where claims and earlier grants come from, and where errors go."""
    parser.add_argument(
        "--history", type=Path, metavar="FILE", help="既往补贴表：人员 补贴 职业 等级 日期 金额"
    )
    parser.add_argument("--errors", type=Path, metavar="FILE", help="错误表，逐格写明问题和改法")
    parser.add_argument(
        "--keep", action="append", default=[], metavar="列", help="带着走、不参与判定的列，可写多次"
    )
    parser.add_argument(QUERY, metavar="SQL", help="代替 FILE：从 DATABASE_URL 的数据库查询申领")
    parser.add_argument(HISTORY_QUERY, metavar="SQL", help="代替 --history：查询既往补贴")
    parser.add_argument("--as", dest="officer", metavar="账号", help="以谁的权限查询本系统的数据")


@contextmanager
def database(args: argparse.Namespace) -> Iterator[Bulk | None]:
    """Open one transaction on the database where a query or a table is asked for.

    DATABASE_URL names it, else it is the one of --home. With --as it is the system's own, seen
    as that officer sees it.
    """
    if not (args.query or args.history_query or args.into):
        yield None
        return
    server = os.environ.get("DATABASE_URL", "")
    if server and not args.officer:
        with bulk(server) as transaction:
            yield transaction
        return
    with opened(args.home):
        url = os.environ["DATABASE_URL"]
        if not args.officer:
            with bulk(url) as transaction:
                yield transaction
            return
        officer = Officer.objects.filter(username=args.officer).first()
        if officer is None:
            raise NotAsOfficer(f"没有账号“{args.officer}”，请核对 --as")
        with bulk(url, officer=str(officer.pk), areas=officer.areas) as transaction:
            yield transaction


def read_in(args: argparse.Namespace, asked: Asked, transaction: Bulk | None) -> Read:
    """Read the claims and the earlier grants from files or by queries."""
    earlier = _earlier(args, asked.kinds, transaction)
    file = Path(asked.rest[0]) if asked.rest else None
    frame, name = _table(file, args.query, QUERY, known_headings(asked.plan), transaction)
    claims = read_claims(
        frame.columns,
        asked.plan,
        asked.shelf.glossary,
        name=name,
        rows=frame.rows,
        typed=frame.typed,
        keep=args.keep,
        earlier=earlier,
    )
    wrong = pl.concat([_broken(frame, name), _in_file(claims.errors, name)])
    errors, history = [wrong.sort("row", maintain_order=True)], None
    if earlier is not None:
        table, history = alike(claims.claims, earlier.grants)
        claims = replace(claims, claims=table)
        errors.append(_in_file(earlier.errors, earlier.name))
    refused = claims.refused + len(frame.broken)
    return Read(claims, history, pl.concat(errors), claims.read + len(frame.broken), refused)


def _earlier(
    args: argparse.Namespace, kinds: Collection[str], transaction: Bulk | None
) -> Earlier | None:
    if not (args.history or args.history_query):
        return None
    known = headings_of_history()
    frame, name = _table(args.history, args.history_query, HISTORY_QUERY, known, transaction)
    if frame.broken:
        line, says = frame.broken[0].line, frame.broken[0].says
        raise NobodyNamed(f"《{name}》第 {line} 行：{says}，谁的次数都算不准；{MEND}")
    return read_history(
        frame.columns,
        name=name,
        kinds=sorted(kinds),
        rows=frame.rows,
        typed=frame.typed,
        keep=args.keep,
    )


def _table(
    file: Path | None,
    query: str | None,
    option: str,
    known: Collection[str],
    transaction: Bulk | None,
) -> tuple[Frame, str]:
    """Return a table and the name by which its errors are told."""
    if query and transaction is not None:
        return Frame(transaction.read(query), None, typed=True), option
    assert file is not None, "a file is named where there is no query"
    return read_frame(file, known), file.name


def _in_file(errors: pl.DataFrame, name: str) -> pl.DataFrame:
    return errors.select(pl.lit(name).alias("file"), *WRONG)


def _broken(frame: Frame, name: str) -> pl.DataFrame:
    rows = [(name, each.line, "", each.text, each.says, MEND) for each in frame.broken]
    return pl.DataFrame(rows, schema=ERRORS, orient="row")
