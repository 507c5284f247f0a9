"""Decide a store: a folder cut by person, one bucket after another, here or on a cluster."""

import argparse
from pathlib import Path

import polars as pl

from jineng.cli.cluster_door import loaded
from jineng.cli.decide_output import summary
from jineng.cli.plan_asked import Asked
from jineng.cli.steps import step
from jineng.policy.many.decide_all import Bulk
from jineng.policy.many.store import Bucket, added, buckets_of, decide_bucket
from jineng.values.refusal import Refusal

# What belongs to a single table: a store was checked, and has its grants, when it was cut.
OF_A_TABLE = ("history", "history_query", "errors", "rules", "into", "keep", "officer")


class NotForAStore(Refusal):
    """An option of a table is given with a store, or the decisions have no empty folder."""


def run(args: argparse.Namespace, asked: Asked, folder: Path) -> int:
    """Decide every bucket and print the sums; 0 when all are decided."""
    wrong = [f"--{name.replace('_', '-')}" for name in OF_A_TABLE if getattr(args, name)]
    if wrong:
        raise NotForAStore(f"判定文件夹时不用 {'、'.join(wrong)}：表在存放时已经核对")
    buckets = buckets_of(folder.absolute())
    if args.out is not None:
        _make(args.out)
    with step("判定") as told:
        sums = _on_cluster(args, asked, buckets) if args.cluster else _here(args, asked, buckets)
        told.append(f"{sums['count'].sum():,} 件、{len(buckets)} 桶")
    print(summary(asked.plan, sums))
    return 0


def _here(args: argparse.Namespace, asked: Asked, buckets: tuple[Bucket, ...]) -> pl.DataFrame:
    bulk, sums, decided = Bulk(asked.plan), [], 0
    for place, bucket in enumerate(buckets, 1):
        sums.append(decide_bucket(bulk, bucket, args.out))
        decided += int(sums[-1]["count"].sum())
        print(f"  第 {place} / {len(buckets)} 桶，已判定 {decided:,} 件", flush=True)
    return added(sums)


def _on_cluster(
    args: argparse.Namespace, asked: Asked, buckets: tuple[Bucket, ...]
) -> pl.DataFrame:
    cluster = loaded()

    def tell(done: int) -> None:
        print(f"  第 {done} / {len(buckets)} 桶", flush=True)

    out = None if args.out is None else args.out.absolute()
    with cluster.session(args.cluster) as spark:
        sums: pl.DataFrame = cluster.decide_store_on_cluster(
            spark, asked.plan, buckets, out, told=tell
        )
    return sums


def _make(out: Path) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise NotForAStore(f"{out} 不是空文件夹：一桶一个文件，请写出一个新文件夹")
    out.mkdir(parents=True, exist_ok=True)
