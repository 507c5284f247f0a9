"""Check a large table once and keep it cut by person, so that it is decided bucket by bucket."""

import argparse
from pathlib import Path

from jineng.cli import decide_input, plan_asked
from jineng.cli.decide_input import database, read_in
from jineng.cli.decide_output import write_errors
from jineng.cli.steps import step
from jineng.policy.many.store import BUCKETS, cut
from jineng.policy.many.table_files import check_suffix
from jineng.values.refusal import Refusal

EXAMPLE = (
    "jineng store demo-qingchuan-2024-jijiuban-2 training_subsidy 全年.parquet"
    " --history 既往补贴.parquet --out 全年"
)


class NotWhole(Refusal):
    """A store is cut only of a table in which every row can be read."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The rules by whose facts the table is checked, the table, and the folder."""
    plan_asked.add_arguments(parser, rest="FILE")
    decide_input.add_arguments(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="新文件夹")
    parser.add_argument(
        "--buckets", type=int, default=BUCKETS, help=f"分几桶，默认 {BUCKETS}；一桶约 60 万件为宜"
    )
    parser.set_defaults(into=None)


def run(args: argparse.Namespace) -> int:
    """Read, check, cut; refuse a table with any wrong row, for a store must hold the whole."""
    check_suffix(args.errors)
    if not 1 <= args.buckets <= 4096:
        raise NotWhole(f"--buckets {args.buckets} 要在 1 到 4096 之间")
    asked = plan_asked.asked(args, rest=0 if args.query else 1)
    with database(args) as transaction, step("读入") as told:
        read = read_in(args, asked, transaction)
        told.append(f"{read.rows:,} 行")
    if args.errors:
        write_errors(args.errors, read.errors)
    if not read.errors.is_empty():
        where = f"见 {args.errors}" if args.errors else "用 --errors 错误.csv 写出"
        raise NotWhole(f"有 {read.refused:,} 行读不出，没有存放；{where}，更正后再存放")
    with step("存放") as told:
        cut(
            args.out,
            read.claims.claims,
            read.history,
            kept=read.claims.kept,
            buckets=args.buckets,
        )
        told.append(f"{args.out}　{args.buckets} 桶")
    return 0
