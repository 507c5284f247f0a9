"""How is a draft tried on a table of claims?"""

import argparse
from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from jineng.cli.decide_input import Read, read_in
from jineng.cli.plan_asked import Asked
from jineng.policy.claims.claims_table import asks_history
from jineng.policy.many.in_turn import Plans
from jineng.policy.many.replay import BY, Replay, parts_of
from jineng.policy.packs.drafts import NoSuchQuestion, ids_of, in_place, question_of
from jineng.policy.packs.pack import Pack
from jineng.policy.packs.plan import Plan
from jineng.policy.packs.shelf import Shelf
from jineng.stages.claims.trial import Part, Trial, sides, with_category
from jineng.values.identity import masked

PARTS = 8
SHOWN_ERRORS = 10
LONGEST_CODE = 10


def of_file(
    args: argparse.Namespace, against: tuple[Shelf, Pack], draft: tuple[Shelf, Pack]
) -> Trial:
    """Read the claims and make both plans ready. Refuses what cannot be tried, by name."""
    question = question_of(against[1], draft[1], args.question)
    before, after = _plans(question, against, draft)
    read = _read(args, before, after, draft[0])
    claims = with_category(read.claims.claims)
    replay = Replay(Plans((before,)), Plans((after,)), (*BY, *args.keep))
    return Trial(
        question=question,
        replay=replay,
        lines=claims.height,
        parts=lambda: _parts(claims, read),
        said=(*sides(question, before, after, against[1], draft[1]), *_told(read)),
        remarks=lambda: _refused(read),
        refused=read.refused,
    )


def _plans(
    question: str, against: tuple[Shelf, Pack], draft: tuple[Shelf, Pack]
) -> tuple[Plan, Plan]:
    shelf, pack = against
    packs = [shelf.pack(each) for each in ids_of(shelf, pack)]
    after = in_place(question, packs, pack, draft[1], draft[0])
    if after is None:
        said = f"草稿“{draft[1].id}”不能站在“{pack.id}”的位置上：它补充的是另一份文件"
        raise NoSuchQuestion(f"{said}；请核对 --against")
    return shelf.plan_of(question, tuple(each.id for each in packs)), after


def _read(args: argparse.Namespace, before: Plan, after: Plan, shelf: Shelf) -> Read:
    """Read the facts that either side asks for, and history where either looks back."""
    looks_back = before if asks_history(before) else after
    both = replace(looks_back, facts={**after.facts, **before.facts})
    asked = Asked(both, shelf, (str(args.file),))
    wanted = argparse.Namespace(
        query=None, history_query=None, history=args.history, keep=args.keep, officer=None
    )
    return read_in(wanted, asked, None)


def _parts(claims: pl.DataFrame, read: Read) -> Iterator[Part]:
    return parts_of(claims, read.history, PARTS)


def _told(read: Read) -> list[str]:
    told = [f"申领　{read.rows:,} 行"]
    if read.claims.untold:
        told.append(f"表里没有这些事实，每一行都按未知办：{'、'.join(read.claims.untold)}")
    if read.history is None:
        told.append("没有给出既往补贴，只按这张表里的先后计次")
    return told


def _refused(read: Read) -> list[str]:
    """Tell what was not tried, since it could not be read; the first errors with their cells."""
    if not read.refused and read.errors.is_empty():
        return []
    told = [f"没有试算：{read.refused:,} 行，{read.errors.height:,} 处错误"]
    for file, row, column, value, says, mend in read.errors.head(SHOWN_ERRORS).rows():
        shown = masked(value) if column == "人员" and len(value) > LONGEST_CODE else value
        told.append(f"  {file} 第 {row} 行 {column} {shown}：{says}；{mend}")
    return told
