"""Check the packs, run their signed cases, and say what a pack is."""

import argparse
from pathlib import Path

from django.conf import settings

from jineng.policy.check import check, run_cases
from jineng.policy.shelf import stock

HELP = "检查规则包，重算签署的情形"
EXAMPLE = "jineng packs check"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and on which folder of packs."""
    parser.add_argument("what", choices=["check", "cases", "list"], help="检查、重算情形、列出")
    parser.add_argument(
        "folder", type=Path, nargs="?", default=settings.PACKS, help="规则包文件夹，默认本项目的"
    )


def run(args: argparse.Namespace) -> int:
    """Print every problem, or every case that no longer agrees; 0 when there is none."""
    if args.what == "list":
        return _list(args.folder)
    return _check(args.folder) if args.what == "check" else _cases(args.folder)


def _check(folder: Path) -> int:
    problems = check(folder)
    for problem in problems:
        print(problem)
    print(f"{len(problems)} 处问题" if problems else "规则包没有问题")
    return 1 if problems else 0


def _cases(folder: Path) -> int:
    results = run_cases(folder)
    failed = [result for result in results if not result.passed]
    for result in failed:
        print(f"{result.pack_id}《{result.case.name}》：{result.message}")
    print(f"情形 {len(results)} 个，不符 {len(failed)} 个")
    return 1 if failed else 0


def _list(folder: Path) -> int:
    for pack in stock(folder, drafts=True).packs:
        about = pack.about
        state = "生效" if about.in_force else "草稿"
        print(f"{state}　{pack.id}　{about.number}　{about.name}")
        print(f"　　　{about.region}　{about.first_day}—{about.last_day}　{pack.fingerprint[:16]}")
    return 0
