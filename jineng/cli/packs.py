"""Check the packs, run their signed cases, say what they are and what is new in one of them."""

import argparse
from itertools import groupby
from pathlib import Path

from django.conf import settings

from jineng.cli.named_pack import named_pack
from jineng.policy.one.check import cases_of, check, run_cases
from jineng.policy.packs.shelf import stock
from jineng.policy.prose.difference import differences
from jineng.policy.prose.guide import guide, item_of
from jineng.policy.prose.sections import as_html, as_markdown
from jineng.policy.reading.fingerprint import changed_files
from jineng.values.refusal import Refusal

FORMS = {".md": as_markdown, ".html": as_html}
EXAMPLE = "jineng packs diff demo-qingchuan-2024-jijiuban-2 我的草稿"


class NoSuchForm(Refusal):
    """A guide cannot be written into such a file, or not there."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and on which packs."""
    acts = parser.add_subparsers(dest="what", required=True, metavar="做什么")
    for name, words in (("check", "检查"), ("cases", "重算签署的情形"), ("list", "列出")):
        act = acts.add_parser(
            name, help=words, description=words, epilog=f"例：jineng packs {name}"
        )
        act.add_argument(
            "folder",
            type=Path,
            nargs="?",
            default=settings.PACKS,
            help="规则包文件夹，默认本项目的",
        )
    diff = acts.add_parser(
        "diff", help="说明两份规则包的差别", description="逐条说明差别", epilog=f"例：{EXAMPLE}"
    )
    diff.add_argument("old", help="原来的规则包：编号，或它的文件夹")
    diff.add_argument("new", help="改过的规则包：编号，或它的文件夹")
    words = "写出一个事项的办事指南"
    example = "例：jineng packs guide demo-qingchuan-2024-jijiuban-2 training_subsidy -o 指南.html"
    guiding = acts.add_parser("guide", help=words, description=words, epilog=example)
    guiding.add_argument("pack", help="规则包：编号，或它的文件夹")
    guiding.add_argument("question", help="问题，如 training_subsidy")
    guiding.add_argument("-o", "--out", type=Path, help="写到 .md 或 .html 文件，不写就打印出来")


def run(args: argparse.Namespace) -> int:
    """Print what was asked for; 0 when nothing is wrong."""
    if args.what == "diff":
        return _diff(args.old, args.new)
    if args.what == "guide":
        return _guide(args.pack, args.question, args.out)
    acts = {"list": _list, "check": _check, "cases": _cases}
    return acts[args.what](args.folder)


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
        place = f"{about.region_name} {about.region}".strip()
        print(f"　　　{place}　{about.first_day}—{about.last_day}　{pack.fingerprint[:16]}")
    return 0


def _diff(old_name: str, new_name: str) -> int:
    old_shelf, old = named_pack(old_name)
    new_shelf, new = named_pack(new_name)
    cases = cases_of(old, old_shelf.glossary), cases_of(new, new_shelf.glossary)
    changes = differences(old, new, new_shelf.glossary, cases)
    for heading, under in groupby(changes, key=lambda change: change.heading):
        print(heading)
        for change in under:
            print(f"  · {change.sentence}")
    if changes:
        print(f"{len(changes)} 处差别")
    elif files := changed_files(old.folder, new.folder):
        print(f"规则没有差别；字节有别的文件：{'、'.join(files)}（注释、空格，或没有用到的推算）")
    else:
        print("两份规则包完全相同")
    return 0


def _guide(name: str, question: str, out: Path | None) -> int:
    paper = guide(item_of(*named_pack(name), question))
    if out is None:
        print(as_markdown(paper), end="")
        return 0
    write = FORMS.get(out.suffix)
    if write is None:
        raise NoSuchForm(f"办事指南只能写成 {'、'.join(FORMS)} 文件，现为“{out.name}”")
    try:
        out.write_text(write(paper), "utf-8")
    except OSError as error:
        raise NoSuchForm(f"{out} 写不进去（{error.strerror}）；请换一个文件夹") from error
    print(f"写好了：{out}")
    return 0
