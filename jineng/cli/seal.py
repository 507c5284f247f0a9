"""Seal the trail at least once a minute, and put the signed heads outside the database."""

import argparse
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings

from jineng.cli.opening import opened
from jineng.foundation.audit.heads import last_published
from jineng.foundation.audit.seals import EVERY_SECONDS, MOST_SECONDS, seal, seal_all, unsealed
from jineng.foundation.audit.signing import key_in
from jineng.values.refusal import Refusal

EXAMPLE = "jineng seal --home var --once"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Once, or for as long as nobody stops it."""
    parser.add_argument("--once", action="store_true", help="只封存这一次")


def run(args: argparse.Namespace) -> int:
    """Seal once, or every half minute until stopped; say where the heads lie."""
    with opened(args.home):
        seal_now(args.home)
        last = last_published(settings.HEADS)
        told = f"第 {last.number} 块，链头 {last.head.hex()[:16]}" if last else "还没有留痕"
        print(f"已封存：{told}，公布在 {settings.HEADS}", flush=True)
        if not args.once:
            print(f"每 {EVERY_SECONDS} 秒封存一次，按 Ctrl+C 停止", flush=True)
            _keep_sealing(args.home, threading.Event())
    return 0


def seal_now(home: Path) -> None:
    """Seal everything that has ended in the open database; say so where rows wait too long."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as raw:
        rows, seconds = seal_all(raw, settings.HEADS, key_in(home, settings.HEADS))
    _tell_of_rows_that_wait(rows, seconds)


@contextmanager
def sealing(home: Path) -> Iterator[None]:
    """Seal beside other work for as long as it lasts, and once at its end."""
    stop = threading.Event()
    beside = threading.Thread(target=_keep_sealing, args=(home, stop), daemon=True)
    beside.start()
    try:
        yield
    finally:
        stop.set()
        beside.join()
        seal_now(home)


def _keep_sealing(home: Path, stop: threading.Event) -> None:
    key = key_in(home, settings.HEADS)
    while not stop.wait(EVERY_SECONDS):
        try:
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as raw:
                seal(raw, settings.HEADS, key)
                rows, seconds = unsealed(raw)
        except psycopg.OperationalError as lost:
            # A database that is away for a while is sealed when it is back.
            print(f"jineng：这一次没有封存（{str(lost).splitlines()[0]}）", file=sys.stderr)
            continue
        except Refusal as refusal:
            print(f"jineng：停止封存：{refusal.message}", file=sys.stderr)
            return
        _tell_of_rows_that_wait(rows, seconds)


def _tell_of_rows_that_wait(rows: int, seconds: float) -> None:
    if rows and seconds > MOST_SECONDS:
        print(
            f"jineng：有 {rows} 行留痕已 {seconds:.0f} 秒未能封存："
            "有事务一直没有结束，请查数据库连接",
            file=sys.stderr,
        )
