"""Recompute every decision, re-add every account, compare every row with the trail."""

import argparse
import os
import time
from pathlib import Path

from django.conf import settings

from jineng.cli.opening import opened
from jineng.cli.verifier import verify_bundle
from jineng.foundation.audit.checks import rows_amiss, seals_amiss
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.models import Officer
from jineng.policy.packs.shelf import stock
from jineng.stages.claims.checks import recomputed, slots_amiss
from jineng.stages.payments.checks import accounts, accounts_amiss, bank_amiss
from jineng.values.refusal import Refusal

EXAMPLE = "jineng verify --home OUT；jineng verify --bundle 凭据.zip"
TELL_EVERY = 20_000


class NothingThere(Refusal):
    """The folder holds no database to check."""


class NobodyMaySee(Refusal):
    """There is no auditor's account to look through."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything, or the receipts alone, of the database or of an exported bundle."""
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--receipts", action="store_true", help="只重算存下的凭据")
    only.add_argument("--bundle", type=Path, metavar="ZIP", help="不看数据库，核对导出的凭据包")


def run(args: argparse.Namespace) -> int:
    """Print what was checked and every difference; return 0 only when there is none."""
    if args.bundle:
        return verify_bundle(args.bundle)
    if not os.environ.get("DATABASE_URL") and not (args.home / "database").is_dir():
        raise NothingThere(f"{args.home} 里没有数据库，请用 --home 写出一季结果的文件夹")
    with opened(args.home, published=False):
        return check_receipts() if args.receipts else check_all()


def check_all() -> int:
    """Check the open database; print what was checked and every difference."""
    begun = time.perf_counter()
    with speaking_as(an_auditor()):
        found = _recomputed()
        found += slots_amiss()
        print(f"重加账户 {accounts()} 个")
        found += accounts_amiss() + bank_amiss()
        tables, amiss = rows_amiss()
        print(f"核对留痕 {tables} 张表")
        found += amiss
    said, broken = seals_amiss(os.environ["DATABASE_URL"], settings.HEADS)
    print("\n".join(said))
    found += broken
    return _end(found, begun)


def check_receipts() -> int:
    """Decide every stored answer again from its receipt; print counts and every difference."""
    begun = time.perf_counter()
    with speaking_as(an_auditor()):
        found = _recomputed()
    return _end(found, begun)


def an_auditor() -> Officer:
    """Return an auditor's account, which sees every area and changes nothing."""
    auditor = Officer.objects.filter(post__code="auditor").select_related("post").first()
    if auditor is None:
        raise NobodyMaySee("库里没有审计岗账号，无法核对；请先运行 jineng season 或 jineng demo")
    return auditor


def _recomputed() -> list[str]:
    shelf = stock(settings.PACKS)
    counted, found = 0, list[str]()
    for which, differences in recomputed(shelf):
        counted += 1
        found += [f"{which}：{each}" for each in differences]
        if counted % TELL_EVERY == 0:
            print(f"  已重算 {counted:,} 件", flush=True)
    print(f"重算核定 {counted} 件")
    return found


def _end(found: list[str], begun: float) -> int:
    for each in found:
        print(f"  不符：{each}")
    print(f"{len(found)} 处不符，用时 {time.perf_counter() - begun:.1f} 秒")
    return 1 if found else 0
