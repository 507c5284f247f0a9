"""Which command was asked for, and how does it end for the person who typed it?"""

import argparse
import errno
import os
import sys
from pathlib import Path
from types import ModuleType

import psycopg
from django.db import InterfaceError, OperationalError

from jineng.cli import (
    decide,
    demo,
    explain,
    export,
    migrate,
    packs,
    probe,
    replay,
    seal,
    season,
    serve,
    store,
    trace,
    verify,
)
from jineng.values.refusal import Refusal

COMMANDS: dict[str, ModuleType] = {
    "demo": demo,
    "season": season,
    "serve": serve,
    "verify": verify,
    "seal": seal,
    "probe": probe,
    "trace": trace,
    "packs": packs,
    "decide": decide,
    "explain": explain,
    "replay": replay,
    "store": store,
    "export": export,
    "migrate": migrate,
}
# What a disk says that is full, held or read-only: no bug of ours, and no traceback helps.
DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)
DATABASE_LOST = (
    OperationalError,
    InterfaceError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; an expected no is one line on stderr and exit status 1."""
    args = _parser().parse_args(arguments)
    try:
        status: int = args.run(args)
    except Refusal as refusal:
        clause = f"（依据：{refusal.clause}）" if refusal.clause else ""
        print(f"jineng：{refusal.message}{clause}", file=sys.stderr)
        return 1
    except DATABASE_LOST as lost:
        why = (str(lost).splitlines() or [type(lost).__name__])[0]
        print(
            f"jineng：数据库停了、断开或写不下去了（{why}），已办完的都在，请再运行一次同一条命令",
            file=sys.stderr,
        )
        return 1
    except OSError as broken:
        if broken.errno not in DISK:
            raise
        where = broken.filename or args.home
        print(f"jineng：{where} 写不进去（{broken.strerror}），请检查磁盘和权限", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="jineng", description="技能通：补贴性职业技能培训管理")
    commands = parser.add_subparsers(required=True, metavar="命令")
    home = Path(os.environ.get("JINENG_HOME", "var"))
    for name, module in COMMANDS.items():
        command = commands.add_parser(
            name, help=module.HELP, description=module.HELP, epilog=f"例：{module.EXAMPLE}"
        )
        command.add_argument(
            "--home", type=Path, default=home, help=f"数据文件夹，默认 {home}（或 JINENG_HOME）"
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
