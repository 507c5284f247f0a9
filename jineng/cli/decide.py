"""Decide a table of claims: a file or a query in, decisions and a table of errors out."""

import argparse
from pathlib import Path

import polars as pl

from jineng.cli import decide_input, decide_store, plan_asked
from jineng.cli.cluster_door import loaded
from jineng.cli.decide_input import Read, database, read_in
from jineng.cli.decide_output import summary, write_decisions, write_errors
from jineng.cli.plan_asked import Asked
from jineng.cli.steps import step
from jineng.foundation.database.bulk import Bulk, name_of
from jineng.policy.claims.claims_table import asks_history
from jineng.policy.many.decide_all import decide_all
from jineng.policy.many.store import sums_of
from jineng.policy.many.table_files import check_suffix
from jineng.values.identity import masked
from jineng.values.refusal import Refusal

EXAMPLE = (
    "jineng decide demo-qingchuan-2024-jijiuban-2 training_subsidy 申领.csv"
    " --history 既往补贴.csv -o 结论.csv --errors 错误.csv"
)
SOME_ROWS_REFUSED = 3
SHOWN_ERRORS = 10


class NotTogether(Refusal):
    """Options that do not go together."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The rules, where the claims come from, where the decisions go."""
    plan_asked.add_arguments(parser, rest="FILE")
    decide_input.add_arguments(parser)
    parser.add_argument(
        "-o",
        "--out",
        type=Path,
        metavar="FILE",
        help="结论：.csv .xlsx .parquet .arrow；判定文件夹时是新文件夹",
    )
    parser.add_argument("--rules", action="store_true", help="csv、xlsx 里给每条规则加一列")
    parser.add_argument(
        "--into", metavar="TABLE", help="把结论写入数据库的一张新表，要么全写要么不写"
    )
    parser.add_argument("--cluster", metavar="sc://…", help="在 Spark Connect 集群上判定，结论相同")


def run(args: argparse.Namespace) -> int:
    """Decide; 0 when every row was decided, 3 when some could not be read and were not."""
    _refuse_what_does_not_go_together(args)
    asked = plan_asked.asked(args, rest=0 if args.query else 1)
    print(asked.said(), flush=True)
    if asked.rest and Path(asked.rest[0]).is_dir():
        return decide_store.run(args, asked, Path(asked.rest[0]))
    check_suffix(args.out)
    with database(args) as transaction:
        with step("读入") as told:
            read = read_in(args, asked, transaction)
            told.append(f"{read.rows:,} 行")
        _remark(read, asked)
        with step("判定") as told:
            decided = _decided(args, asked, read)
            told.append(f"{decided.height:,} 件")
        _write(args, asked, read, decided, transaction)
    print(summary(asked.plan, sums_of(decided)))
    return _end(args, read)


def _refuse_what_does_not_go_together(args: argparse.Namespace) -> None:
    if args.history and args.history_query:
        raise NotTogether("--history 和 --history-query 只能写一个")
    if args.officer and not args.query:
        raise NotTogether("--as 要和 --query 一起写")
    read = {Path(word).absolute() for word in args.words} | {
        args.history and args.history.absolute()
    }
    check_suffix(args.errors)
    for path in (args.out, args.errors):
        if path and path.absolute() in read:
            raise NotTogether(f"{path} 是要读的文件，请写到另一个文件")
    if args.out and args.out == args.errors:
        raise NotTogether("结论和错误表要写到两个文件")
    if args.into:
        name_of(args.into)
    if args.cluster and not args.cluster.startswith("sc://"):
        raise NotTogether(
            f"--cluster {args.cluster} 要写成 sc://主机:端口，如 sc://127.0.0.1:15002"
        )


def _remark(read: Read, asked: Asked) -> None:
    """Say what was not there, and what was there for nothing."""
    if read.claims.untold:
        print(f"表里没有这些事实，每一行都按未知办：{'、'.join(read.claims.untold)}")
    if read.claims.unasked:
        print(f"这个问题不看这些列：{'、'.join(read.claims.unasked)}")
    if read.history is not None and not asks_history(asked.plan):
        print("这个问题不看既往补贴")
    if read.history is None and asks_history(asked.plan):
        print("没有给出既往补贴，只按这张表里的先后计次")


def _decided(args: argparse.Namespace, asked: Asked, read: Read) -> pl.DataFrame:
    """Decide on this machine, or on the cluster that was named."""
    claims = read.claims.claims
    if not args.cluster:
        return decide_all(asked.plan, claims, read.history)
    cluster = loaded()

    def tell(rows: int) -> None:
        print(f"  已判定 {rows:,} / {claims.height:,} 件", flush=True)

    with cluster.session(args.cluster) as spark:
        decided: pl.DataFrame = cluster.decide_on_cluster(
            spark, asked.plan, claims, read.history, told=tell
        )
    return decided


def _write(
    args: argparse.Namespace,
    asked: Asked,
    read: Read,
    decided: pl.DataFrame,
    transaction: Bulk | None,
) -> None:
    if args.errors:
        write_errors(args.errors, read.errors)
    if args.out:
        with step("写出") as told:
            write_decisions(args.out, asked.plan, read.claims, decided, rules=args.rules)
            told.append(str(args.out))
    if args.into and transaction is not None:
        with step("入库") as told:
            transaction.write(args.into, _flat(decided, read), _remark_of(asked))
            told.append(args.into)


def _flat(decided: pl.DataFrame, read: Read) -> pl.DataFrame:
    """Return decisions as a table of the database keeps them: the masks fit a bigint."""
    flat = decided.with_columns(
        pl.col("outcome", "rule").cast(pl.String), pl.col("holds", "unknown").cast(pl.Int64)
    )
    return pl.concat([flat, read.claims.claims.select(read.claims.kept)], how="horizontal")


def _remark_of(asked: Asked) -> str:
    packs = "、".join(f"{pack_id} {print_[:16]}" for pack_id, print_ in asked.plan.packs)
    return f"jineng decide：问题 {asked.plan.question}，规则 {packs}"


def _end(args: argparse.Namespace, read: Read) -> int:
    """Tell what was not decided; without --errors the first errors are shown."""
    if not read.refused and read.errors.is_empty():
        return 0
    print(f"没有判定：{read.refused:,} 行，{read.errors.height:,} 处错误", flush=True)
    if args.errors:
        print(f"错误表：{args.errors}")
        return SOME_ROWS_REFUSED
    for file, row, column, value, says, mend in read.errors.head(SHOWN_ERRORS).rows():
        shown = masked(value) if column == "人员" and len(value) > SHOWN_ERRORS else value
        print(f"  {file} 第 {row} 行 {column} {shown}：{says}；{mend}")
    print("全部错误用 --errors 错误.csv 写出")
    return SOME_ROWS_REFUSED
