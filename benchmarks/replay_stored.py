"""How soon does a replay show first figures, and all: who gains, who loses, by which clause?

    .venv/bin/python -m benchmarks.replay_stored SIZE

The draft pays 70 % instead of 80 % to whoever found no work, and takes nobody twice in a life. The
clock starts when the stored lines are read, and stops at the first figures and at the last.
"""

import shutil
import sys
import tempfile
from pathlib import Path

import polars as pl

from benchmarks.decisions import NEEDED
from benchmarks.population import SIZES, Size
from benchmarks.stopwatch import Stopwatch
from benchmarks.training_plan import DAY, PACKS, REGION, training_plan
from jineng.policy.many.in_turn import Plans
from jineng.policy.many.replay import Replay
from jineng.policy.packs.plan import Plan
from jineng.policy.packs.shelf import stock

BESIDE = ["region", "institution", "category", "fund"]
PARTS = 8
PROVINCE = "demo-qingchuan/2024-jijiuban-2"
# What the draft says otherwise, in each file that says it.
CHANGES = {
    "training-subsidy.yaml": (
        ("比例: 80%}", "比例: 70%}"),
        ("按补贴标准的80%发给", "按补贴标准的70%发给"),
        ("{少于: 3}", "{少于: 2}"),
        ("一生累计不超过3次，本", "一生累计不超过2次，本"),
    ),
    "text.md": (
        ("没有就业的，按补贴标准的80%发给", "没有就业的，按补贴标准的70%发给"),
        ("职业培训补贴每人一生累计不超过3次", "职业培训补贴每人一生累计不超过2次"),
    ),
    "clauses.md": (
        ("没有就业的发80%", "没有就业的发70%"),
        ("每人一生最多3次，同年", "每人一生最多2次，同年"),
    ),
}


def draft() -> Plan:
    """Return the plan of a copy of the packs in which two clauses read otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        packs = Path(shutil.copytree(PACKS, Path(folder) / "packs"))
        for name, changes in CHANGES.items():
            page = packs / PROVINCE / name
            text = page.read_text("utf-8")
            for old, new in changes:
                assert text.count(old) == 1, f"{name}: {old}"
                text = text.replace(old, new)
            page.write_text(text, "utf-8")
        return stock(packs).plan_for("training_subsidy", region=REGION, on=DAY)


def main(size: Size) -> None:
    """Replay the claims of a size; tell the seconds to the first figures and to all."""
    before, after = Plans((training_plan(),)), Plans((draft(),))
    watch = Stopwatch()
    claims = pl.read_parquet(size.claim_files, columns=[*NEEDED, *BESIDE])
    history = pl.read_parquet(size.history_files)
    work = Replay(before, after)
    for turn, _ in enumerate(work.run(claims, history, PARTS)):
        watch.lap("rest" if turn else "first")
    found = work.found()
    watch.lap("rest")
    watch.tell(changed=len(found.changed))


if __name__ == "__main__":
    main(SIZES[sys.argv[1]])
