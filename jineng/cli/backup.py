"""Copy the database of a folder, whole or its log alone, into a store elsewhere."""

import argparse
import os
import shutil
from pathlib import Path

from jineng.cli.steps import step
from jineng.foundation.audit.heads import HEADS_FILE
from jineng.foundation.database import launcher
from jineng.foundation.database.backups import copy_base, copy_log, keep_log
from jineng.values.refusal import Refusal

EXAMPLE = "jineng backup --home var --to 备份；jineng backup --home var --to 备份 --log"


class NotOurs(Refusal):
    """A server of the deployer's own is backed up by its own tools."""


class NoDatabase(Refusal):
    """The folder holds no database."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and how much."""
    parser.add_argument("--to", type=Path, required=True, metavar="文件夹", help="存放备份的文件夹")
    parser.add_argument("--log", action="store_true", help="只存新的日志，不做整库备份")


def run(args: argparse.Namespace) -> int:
    """Copy the whole or the log; print what lies in the store now. The keys are not copied."""
    folder = args.home / "database"
    if os.environ.get("DATABASE_URL"):
        raise NotOurs("DATABASE_URL 的服务器请用它自己的备份工具，见 docs/how-to/backup.md")
    if not folder.is_dir():
        raise NoDatabase(f"{args.home} 里没有数据库，请用 --home 写出数据文件夹")
    with launcher.running(folder) as cluster:
        keep_log(cluster)
    # Somebody else's server goes on as it is; one that we started alone begins anew.
    with launcher.running(folder) as cluster:
        keeps = keep_log(cluster)
        if not args.log:
            with step("整库备份") as told:
                told.append(copy_base(cluster, args.to).name)
        if keeps:
            with step("保存日志") as told:
                told.append(f"{copy_log(cluster, args.to)} 段")
    _copy_heads(Path(os.environ.get("JINENG_HEADS") or args.home / "heads"), args.to)
    if not keeps:
        print("数据库正在使用，从下次启动起才保存日志；此前只能恢复到整库备份的时刻")
    print(f"已备份到 {args.to}；密钥 {args.home / 'keys.json'} 不在其中，请另行保管")
    return 0


def _copy_heads(heads: Path, store: Path) -> None:
    """Keep a copy of the heads too. The one to compare with is the one that others keep."""
    if (heads / HEADS_FILE).exists():
        shutil.copyfile(heads / HEADS_FILE, store / f".{HEADS_FILE}")
        (store / f".{HEADS_FILE}").rename(store / HEADS_FILE)
