"""From any fen to the clause it was paid on and the learner it was paid for, and back again."""

import argparse

from jineng.cli.opening import opened
from jineng.foundation.offices.acting import speaking_as
from jineng.foundation.offices.models import Officer
from jineng.stages.payments.tracing import (
    Row,
    decision_of_fen,
    links_of,
    prove_all,
    trail_of,
    ways,
)
from jineng.values.money import yuan_text
from jineng.values.refusal import Refusal

EXAMPLE = "jineng trace --home OUT --fen 12345 --fund 就业补助资金 --year 2024"
MOST = 20


class NothingToTrace(Refusal):
    """Nothing in the database answers to what was asked for."""


class NobodyMaySee(Refusal):
    """There is no auditor's account to look through."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the trace begins: exactly one of them."""
    begin = parser.add_mutually_exclusive_group(required=True)
    begin.add_argument("--fen", type=int, help="这个资金渠道付出的第几分钱（另写 --fund、--year）")
    begin.add_argument("--line", type=int, help="应付明细号")
    begin.add_argument("--decision", type=int, help="核定号")
    begin.add_argument("--bank", help="银行流水号")
    begin.add_argument("--clause", help="依据，如 四(五)2")
    begin.add_argument("--all", action="store_true", help="证明付出的每一分钱都查得全")
    parser.add_argument("--fund", help="资金渠道")
    parser.add_argument("--year", type=int, help="年度")


def run(args: argparse.Namespace) -> int:
    """Print every link; return 0 only when none is missing."""
    with opened(args.home):
        auditor = Officer.objects.filter(post__code="auditor").select_related("post").first()
        if auditor is None:
            raise NobodyMaySee("库里没有审计岗账号，无法查看；请先运行 jineng season")
        with speaking_as(auditor):
            return _prove() if args.all else _show(args)


def _prove() -> int:
    proof = prove_all()
    percent = 100 * proof.traced / proof.paid if proof.paid else 100.0
    for each in proof.missing[:MOST]:
        print(f"  {each}")
    print(
        f"已付 {proof.lines} 笔 {proof.paid} 分（{yuan_text(proof.paid)} 元），"
        f"查全 {proof.traced} 分，{percent:.4f} %；缺环 {len(proof.missing)} 处"
    )
    return 1 if proof.missing else 0


def _show(args: argparse.Namespace) -> int:
    found = _found(args)
    if not found:
        raise NothingToTrace("没有查到：请核对号码、资金渠道和年度，或这笔钱还没有付")
    broken = 0
    for way in found[:MOST]:
        links = links_of(way)
        # From the money back to its ground; from a clause on to the money.
        if args.clause or args.decision:
            links = links[::-1]
        for each in (*links, *trail_of(way)):
            broken += not each.there
            print(f"  {'✓' if each.there else '缺'} {each.name}　{each.says}")
        print()
    _sum(found)
    return 1 if broken else 0


def _sum(found: list[Row]) -> None:
    granted = sum(way["fen"] for way in found)
    paid = sum(way["owed"] for way in found if way["attempt"])
    more = f"，以上列出前 {MOST} 笔" if len(found) > MOST else ""
    print(f"核定 {len(found)} 笔 {yuan_text(granted)} 元，已付 {yuan_text(paid)} 元{more}")


def _found(args: argparse.Namespace) -> list[Row]:
    if args.fen is not None:
        decision = decision_of_fen(args.fen, fund=args.fund or "", year=args.year or 0)
        return ways("d.id = %s", decision) if decision else []
    if args.line is not None:
        return ways("l.id = %s", args.line)
    if args.decision is not None:
        return ways("d.id = %s", args.decision)
    if args.bank is not None:
        return ways("k.reference = %s", args.bank)
    return ways(
        "d.clause = %s and d.outcome = 'granted' and not exists"
        " (select 1 from claims_decision y where y.supersedes_id = d.id)",
        args.clause,
    )
