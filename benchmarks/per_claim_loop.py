"""How long does the loop take that a developer writes first?

    .venv/bin/python -m benchmarks.per_claim_loop SIZE OUT

Rows as dicts, history as dicts of dicts, one claim decided after another in the order of their day
and number. It says of every rule whether it holds, as decide_all does, and is written plainly: no
trick to make it fast, none to make it slow.
"""

import calendar
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks import decisions
from benchmarks.claimants import TRAINING
from benchmarks.decisions import NEEDED, NO_RULE, PREMISES, ROWS, RULES
from benchmarks.population import SIZES, Size
from benchmarks.stopwatch import Stopwatch

Claim = dict[str, Any]
SIX = {
    "农村转移就业劳动者",
    "防止返贫监测对象",
    "城镇登记失业人员",
    "未继续升学的应届初高中毕业生",
    "就业困难人员",
    "毕业年度高校毕业生",
}
FOUR = {"职业技能等级证书", "职业资格证书", "培训合格证书", "专项职业能力证书"}
PERCENT = {
    "employed_within_three_months": 100,
    "completion_certificate": 50,
    "certificate_not_employed": 80,
}


class History:
    """How often each person was granted the subsidy, and for which occupation and level."""

    def __init__(self) -> None:
        self.times: dict[int, int] = defaultdict(int)
        self.granted_for: dict[int, set[tuple[str, str]]] = defaultdict(set)

    def add(self, row: Claim) -> None:
        """Count one grant."""
        self.times[row["person"]] += 1
        self.granted_for[row["person"]].add((row["occupation"], row["level"]))


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def verdicts_of(claim: Claim, history: History) -> dict[str, bool | None]:
    """Say of every rule whether it holds; None where a fact has not been told."""
    person, kind, category = claim["person"], claim["certificate_kind"], claim["learner_category"]
    certified = None if kind is None else kind in FOUR
    within, after = employed(claim)
    attended = claim["lessons_attended"]
    if kind is None:
        completion = False if claim["new_occupation"] else None
    else:
        completion = kind == "培训合格证书" and not claim["new_occupation"]
    return {
        "drawing_a_pension": no_pension(claim),
        "attendance_below_80": (
            None if attended is None else attended * 100 >= claim["course_lessons"] * 80
        ),
        "no_certificate": certified,
        "three_times_used": history.times[person] < 3,
        "same_occupation_and_level": (
            (claim["occupation"], claim["level"]) not in history.granted_for[person]
        ),
        "no_rule_for_category": None if category is None else category not in SIX,
        "employed_within_three_months": within,
        "employed_after_three_months": after,
        "completion_certificate": completion,
        "certificate_not_employed": certified,
    }


def no_pension(claim: Claim) -> bool | None:
    """Say whether no pension was drawn in the month in which the training began."""
    if claim["pension_from?"]:
        return None
    if claim["pension_from"] is None:
        return True
    first, second = claim["pension_from"], claim["training_started_on"]
    return not (first.year, first.month) <= (second.year, second.month)


def employed(claim: Claim) -> tuple[bool | None, bool | None]:
    """Say whether work began within three months of the certificate, and whether later."""
    issued, days = claim["certificate_issued_on"], claim["insured_from_days"]
    if issued is None:
        return False, False
    if days is None:
        return None, None
    later = [day for day in days if day > issued]
    if not later:
        return False, False
    in_time = min(later) <= months_later(issued, 3)
    return in_time, not in_time


def settle(claim: Claim, verdicts: dict[str, bool | None]) -> tuple[str, int, str]:
    """Read the rules from the top: outcome, fen, and the rule that decides."""
    for rule in PREMISES:
        if verdicts[rule] is None:
            return "missing", 0, rule
        if not verdicts[rule]:
            return "refused", 0, rule
    for rule in ROWS:
        if verdicts[rule] is None:
            return "missing", 0, rule
        if verdicts[rule]:
            standard = claim["training_standard_fen"]
            if rule not in PERCENT or standard is None:
                return "silent", 0, rule
            return "granted", (standard * PERCENT[rule] + 50) // 100, rule
    return "silent", 0, NO_RULE


def decide_one(claim: Claim, history: History) -> tuple[int, str, int, str, int, int]:
    """Decide one claim; a grant uses up a time."""
    verdicts = verdicts_of(claim, history)
    outcome, fen, rule = settle(claim, verdicts)
    if outcome == "granted":
        history.add(claim)
    holds = unknown = 0
    for place, each in enumerate(RULES):
        if verdicts[each] is None:
            unknown |= 1 << place
        elif verdicts[each]:
            holds |= 1 << place
    return claim["number"], outcome, fen, rule, holds, unknown


def run(size: Size, out: Path) -> None:
    """Decide every claim of a size and write the decisions in the order of the claims."""
    watch = Stopwatch()
    history = History()
    for row in pl.read_parquet(size.history_files).iter_rows(named=True):
        if row["kind"] == TRAINING:
            history.add(row)
    watch.lap("history")
    claims = pl.read_parquet(size.claim_files, columns=NEEDED)
    watch.lap("read")
    decided = {}
    for claim in claims.sort("on", "number").iter_rows(named=True):
        decided[claim["number"]] = decide_one(claim, history)
    watch.lap("decide")
    decisions.write(decisions.of_rows([decided[number] for number in claims["number"]]), out)
    watch.lap("write")
    watch.tell()


if __name__ == "__main__":
    run(SIZES[sys.argv[1]], Path(sys.argv[2]))
