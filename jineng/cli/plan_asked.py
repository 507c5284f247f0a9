"""Which rules did the person at the terminal ask for: by pack, or by place and day?"""

import argparse
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from jineng.policy.packs.pack import Pack
from jineng.policy.packs.plan import Plan
from jineng.policy.packs.relations import SUPPLEMENTS
from jineng.policy.packs.shelf import Shelf, stock
from jineng.values.days import day_from
from jineng.values.refusal import Refusal

IN_FORCE, DRAFT = "生效", "草稿，只能试算，不能据此拨付"


class NotAsked(Refusal):
    """The words after the command do not say what is asked."""


@dataclass(frozen=True)
class Asked:
    """The plan that was asked for, and the other words of the command (the file)."""

    plan: Plan
    shelf: Shelf
    rest: tuple[str, ...]

    @property
    def packs(self) -> tuple[Pack, ...]:
        """The packs of the plan, the main one first."""
        return tuple(self.shelf.pack(pack_id) for pack_id, _ in self.plan.packs)

    @property
    def kinds(self) -> frozenset[str]:
        """Every subsidy and measure that a rule on the shelf grants."""
        sheets = [sheet for pack in self.shelf.packs for sheet in pack.sheets.values()]
        made = {rule.kind for sheet in sheets for rule in sheet.rows}
        return frozenset(made | {sheet.kind for sheet in sheets}) - {""}

    def said(self) -> str:
        """Say which documents answer, and whether they are in force."""
        lines = [
            f"规则　{pack.id}　{pack.about.number}　{IN_FORCE if pack.about.in_force else DRAFT}"
            for pack in self.packs
        ]
        kind = f"（{self.plan.kind}）" if self.plan.kind else ""
        return "\n".join([*lines, f"问题　{self.plan.question}{kind}"])


def add_arguments(parser: argparse.ArgumentParser, *, rest: str) -> None:
    """The words PACK QUESTION and what comes after them, and the ways to ask by place."""
    more = f" {rest}" if rest else ""
    parser.usage = f"jineng {parser.prog.split()[-1]} PACK QUESTION{more} [选项]"
    parser.add_argument(
        "words",
        nargs="+",
        metavar=f"PACK QUESTION{more}",
        help="规则包编号（有补充的写 主,补充；给了 --region 就不写）、问题编号"
        + (rest and "、文件"),
    )
    parser.add_argument("--region", help="按地方和日期找规则：地区代码，如 970124")
    parser.add_argument("--on", help="和 --region 一起：哪一天的规则，如 2024-06-01")
    parser.add_argument(
        "--packs", type=Path, default=settings.PACKS, help="规则包文件夹，默认本项目的"
    )


def asked(args: argparse.Namespace, *, rest: int) -> Asked:
    """Find the plan; `rest` is how many words come after the question. Raises NotAsked."""
    by_place = bool(args.region or args.on)
    wanted = (1 if by_place else 2) + rest
    if len(args.words) != wanted:
        form = ("" if by_place else "PACK ") + "QUESTION" + (" FILE" if rest else "")
        raise NotAsked(f"要写 {wanted} 个词：{form}，现在写了 {len(args.words)} 个；--help 有例子")
    if by_place:
        return _of_place(args)
    shelf = stock(args.packs, drafts=True)
    question = args.words[1]
    ids = _with_main(shelf, tuple(re.split("[,，]", args.words[0])))
    for pack_id in ids:
        _refuse_no_question(shelf.pack(pack_id), question)
    return Asked(shelf.plan_of(question, ids), shelf, tuple(args.words[2:]))


def _of_place(args: argparse.Namespace) -> Asked:
    if not (args.region and args.on):
        raise NotAsked(
            "--region 和 --on 要一起写：哪个地方、哪一天，如 --region 970124 --on 2024-06-01"
        )
    shelf = stock(args.packs)
    plan = shelf.plan_for(args.words[0], region=args.region, on=_day(args.on))
    return Asked(plan, shelf, tuple(args.words[1:]))


def _day(text: str) -> date:
    try:
        return day_from(text)
    except ValueError as wrong:
        raise NotAsked(f"--on {text} 不是日期，请写成 2024-06-01") from wrong


def _with_main(shelf: Shelf, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Put a supplement's document before it where only the supplement is named."""
    relation = shelf.pack(ids[0]).about.relation
    if relation and relation.kind == SUPPLEMENTS:
        return (relation.pack_id, *ids)
    return ids


def _refuse_no_question(pack: Pack, question: str) -> None:
    if question in pack.sheets:
        return
    there = "、".join(
        f"{each.question}（{each.kind}）" if each.kind else each.question
        for each in pack.sheets.values()
    )
    raise NotAsked(f"规则包“{pack.id}”没有问题“{question}”；有：{there or '没有一个问题'}")
