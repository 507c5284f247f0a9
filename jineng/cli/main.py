"""Which command was asked for, and how does it end for the person who typed it?"""

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import psycopg
from django.db import InterfaceError, OperationalError

from jineng.values.refusal import Refusal

# What each command does; its module has its name, and is imported when it is asked for: some bring
# much with them.
COMMANDS = {
    "demo": "演示：把样例季办完，再打开网页",
    "season": "把一季的文件从开班办到拨付对账，结果写入文件夹",
    "serve": "打开网页服务，按 Ctrl+C 停止",
    "verify": "重算每一笔核定和取过的数、重加每一个账户、核对每一行留痕；0 处不符则退出码为 0",
    "seal": "封存留痕：每分钟至少一次成块、签名，链头公布到数据库之外",
    "probe": "探测公示页：每条公示都从网上打开一次，打不开的那天不计入公示期",
    "trace": "一分钱从哪里来、到哪里去：从银行到依据、学员和留痕，缺哪一环就说哪一环",
    "packs": "检查规则包，重算签署的情形，比较两份规则包，写办事指南",
    "decide": "按规则判定一张申领表（文件、分桶存放的文件夹或数据库查询），写出结论和错误",
    "explain": "把一件说清楚：结论、依据、逐条判断、怎样就会不同、还缺什么",
    "replay": "试算：一份草稿对一张申领表或全年办过的补贴，谁多谁少、由哪一条变的；不改数据",
    "store": "核对一张大的申领表，按人分桶存放，供 jineng decide 逐桶判定",
    "export": "导出：凭据包（凭据、规则包、核对程序），单独的核对程序，或一个批次的审计包",
    "words": "编出网页用的英文词表：改过 django.po 之后运行",
    "migrate": "把数据库升级到本程序的版本",
    "backup": "备份数据库：边用边备，逐文件校验；日志另存，可恢复到任一时刻",
    "restore": "从备份恢复数据库到一个新的文件夹，可以指定时刻",
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
    words = sys.argv[1:] if arguments is None else arguments
    args = _parser(words).parse_args(words)
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


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="jineng", description="技能通：补贴性职业技能培训管理")
    commands = parser.add_subparsers(required=True, metavar="命令")
    home = Path(os.environ.get("JINENG_HOME", "var"))
    for name, what in COMMANDS.items():
        command = commands.add_parser(name, help=what, description=what)
        if name not in arguments[:1]:
            continue
        module = import_module(f"jineng.cli.{name}")
        command.epilog = f"例：{module.EXAMPLE}"
        command.add_argument(
            "--home", type=Path, default=home, help=f"数据文件夹，默认 {home}（或 JINENG_HOME）"
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
