"""Recompute every decision, re-add every account, compare every row with the trail."""

import argparse
import os
import time

from django.conf import settings

from jineng.cli.opening import opened
from jineng.foundation.audit.checks import rows_amiss, seals_amiss
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.models import Officer
from jineng.policy.shelf import stock
from jineng.stages.claims.checks import recomputed, slots_amiss
from jineng.stages.payments.checks import accounts, accounts_amiss, bank_amiss
from jineng.values.refusal import Refusal

HELP = "重算每一笔核定、重加每一个账户、核对每一行留痕；0 处不符则退出码为 0"
EXAMPLE = "jineng verify --home OUT"


class NothingThere(Refusal):
    """The folder holds no database to check."""


class NobodyMaySee(Refusal):
    """There is no auditor's account to look through."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing beyond the common --home."""


def run(args: argparse.Namespace) -> int:
    """Print what was checked and every difference; return 0 only when there is none."""
    if not os.environ.get("DATABASE_URL") and not (args.home / "database").is_dir():
        raise NothingThere(f"{args.home} 里没有数据库，请用 --home 写出一季结果的文件夹")
    with opened(args.home, published=False):
        return check_all()


def check_all() -> int:
    """Check the open database; print what was checked and every difference."""
    begun = time.perf_counter()
    auditor = Officer.objects.filter(post__code="auditor").select_related("post").first()
    if auditor is None:
        raise NobodyMaySee("库里没有审计岗账号，无法核对；请先运行 jineng season 或 jineng demo")
    shelf = stock(settings.PACKS)
    found: list[str] = []
    with speaking_as(auditor):
        counted = 0
        for which, differences in recomputed(shelf):
            counted += 1
            found += [f"{which}：{each}" for each in differences]
        print(f"重算核定 {counted} 件")
        found += slots_amiss()
        print(f"重加账户 {accounts()} 个")
        found += accounts_amiss() + bank_amiss()
        tables, amiss = rows_amiss()
        print(f"核对留痕 {tables} 张表")
        found += amiss
    said, broken = seals_amiss(os.environ["DATABASE_URL"], settings.HEADS)
    print("\n".join(said))
    found += broken
    for each in found:
        print(f"  不符：{each}")
    print(f"{len(found)} 处不符，用时 {time.perf_counter() - begun:.1f} 秒")
    return 1 if found else 0
