"""Check an exported bundle of receipts with nothing but this program and the bundle.

This file is also the first page of verify.pyz, which runs on a bare Python 3.11 or newer: it may
import nothing but the rules (jineng.policy) and what they stand on.
"""

import sys
import time
from pathlib import Path

from jineng.policy.one.bundle import GRANTED, REVOKED, Report, check_bundle
from jineng.policy.one.bundle_files import bundle_files
from jineng.values.money import yuan_text
from jineng.values.refusal import Refusal

USAGE = "用法：python verify.pyz 凭据包.zip（或解开的文件夹）"
WORDS = {GRANTED: "准予", "refused": "不予", "referred": "转人工", REVOKED: "撤销"}


def verify_bundle(path: Path) -> int:
    """Print what was checked and every difference; return 0 only when there is none."""
    begun = time.perf_counter()
    report = check_bundle(bundle_files(path), lambda count: print(f"  已重算 {count:,} 件"))
    for line in _told(report):
        print(line)
    total = len(report.problems) + report.more
    print(f"{total} 处不符，用时 {time.perf_counter() - begun:.1f} 秒")
    return 1 if total else 0


def _told(report: Report) -> list[str]:
    lines = [f"清单摘要 {report.manifest}", f"核对文件 {report.files} 个"]
    lines += [f"规则包 {pack_id}　指纹 {print_}" for pack_id, print_ in report.packs]
    outcomes = "，".join(
        f"{WORDS.get(outcome, outcome)} {count:,}"
        for outcome, count in sorted(report.outcomes.items())
    )
    lines.append(
        f"重算凭据 {report.recomputed:,} 件（{outcomes}；准予合计 {yuan_text(report.fen)} 元）"
    )
    lines += [f"  不符：{problem}" for problem in report.problems]
    lines += [f"  还有 {report.more:,} 处没有列出"] if report.more else []
    return lines


def main(arguments: list[str]) -> int:
    """Run as a program of its own; an expected no is one line on stderr and exit status 2."""
    if len(arguments) != 1 or arguments[0] in ("-h", "--help"):
        print(USAGE)
        return 0 if arguments else 2
    try:
        return verify_bundle(Path(arguments[0]))
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
