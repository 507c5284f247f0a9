"""Bring a database back from a store, as it was at a moment, into a new folder."""

import argparse
from datetime import datetime
from pathlib import Path

from jineng.cli.steps import step
from jineng.foundation.database.backups import bring_back
from jineng.values.days import HERE
from jineng.values.refusal import Refusal

EXAMPLE = "jineng restore --from 备份 --home 新文件夹 --until '2026-03-05 16:30:00'"


class NoSuchMoment(Refusal):
    """A moment is a day and a time of day."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """From where, and to which moment."""
    parser.add_argument(
        "--from", dest="store", type=Path, required=True, metavar="文件夹", help="备份所在的文件夹"
    )
    parser.add_argument("--until", metavar="时刻", help="恢复到这一刻（北京时间），默认到日志末尾")


def run(args: argparse.Namespace) -> int:
    """Bring it back; say what is still to be done before anybody works on it."""
    with step("恢复") as told:
        base = bring_back(args.store, args.home / "database", _moment(args.until))
        told.append(f"自 {base.name} 起，到{args.until or '日志末尾'}")
    print(f"请把 keys.json 和公布过的 heads/ 放进 {args.home}，运行 jineng verify 核对后再启用")
    return 0


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise NoSuchMoment(f"“{text}”不是时刻，请按 2026-03-05 16:30:00 的样子填写") from wrong
    return found if found.tzinfo else found.replace(tzinfo=HERE)
