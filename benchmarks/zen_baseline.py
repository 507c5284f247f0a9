"""How long does the GoRules zen-engine take, one claim after another?

    .venv/bin/python -m benchmarks.zen_baseline SIZE OUT WAY CLAIMS

One node of expressions says of every rule whether it holds, one decision table with the policy
“first” reads them from the top. The engine keeps nothing from one claim to the next, and knows no
list of days of which one is the first after another: history is kept in Python beside it, and the
day of employment and its last day are given, days as numbers. The seconds of reading those are not
counted against it. WAY is how the engine is asked: by a “decision” made of the model, as its
documentation shows, or through a “loader” that hands it the model as data, which it then keeps
compiled: several times faster, and the fastest way found. Only CLAIMS are decided, the first by
day and number, and the seconds are told for these; the runner scales them up.
"""

import functools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import zen

from benchmarks import decisions
from benchmarks.claimants import TRAINING
from benchmarks.decisions import PREMISES, RULES
from benchmarks.given_facts import given
from benchmarks.per_claim_loop import FOUR, PERCENT, SIX, History
from benchmarks.population import SIZES, Size
from benchmarks.stopwatch import Stopwatch

Ask = Callable[[dict[str, Any]], Any]


def _listed(words: set[str]) -> str:
    return json.dumps(sorted(words), ensure_ascii=False)


CERTIFIED = f"certificate_kind == null ? null : certificate_kind in {_listed(FOUR)}"
EMPLOYED = (
    "certificate_issued_on == null ? false : not days_told ? null"
    " : employed_on == null ? false : employed_on {} employed_by"
)
VERDICTS = {
    "drawing_a_pension": (
        "pension_asked == false ? null"
        " : pension_from == null ? true : pension_from > training_started_on"
    ),
    "attendance_below_80": (
        "lessons_attended == null ? null : lessons_attended * 100 >= course_lessons * 80"
    ),
    "no_certificate": CERTIFIED,
    "three_times_used": "times_before < 3",
    "same_occupation_and_level": "not same_before",
    "no_rule_for_category": (
        f"learner_category == null ? null : learner_category not in {_listed(SIX)}"
    ),
    "employed_within_three_months": EMPLOYED.format("<="),
    "employed_after_three_months": EMPLOYED.format(">"),
    "completion_certificate": (
        "certificate_kind == null ? (new_occupation ? false : null)"
        " : certificate_kind == '培训合格证书' and not new_occupation"
    ),
    "certificate_not_employed": CERTIFIED,
}


def table_rows() -> list[dict[str, str]]:
    """Return the lines of the decision table: two for every rule, unknown first."""
    lines = []
    for rule in RULES:
        stops, outcome = ("false", "refused") if rule in PREMISES else ("true", "silent")
        outcome = "granted" if rule in PERCENT else outcome
        for cell, said in (("null", "missing"), (stops, outcome)):
            lines.append(
                {
                    "_id": f"{rule}-{cell}",
                    rule: cell,
                    "outcome": f"'{said}'",
                    "rule": f"'{rule}'",
                    "percent": str(PERCENT.get(rule, 0)),
                }
            )
    return lines


def decision_model() -> dict[str, Any]:
    """Return the rules in the JSON Decision Model."""
    expressions = [{"id": key, "key": key, "value": value} for key, value in VERDICTS.items()]
    nodes = [
        {"id": "in", "name": "claim", "type": "inputNode"},
        {
            "id": "verdicts",
            "name": "verdicts",
            "type": "expressionNode",
            "content": {"expressions": expressions, "passThrough": False},
        },
        {
            "id": "answer",
            "name": "answer",
            "type": "decisionTableNode",
            "content": {
                "hitPolicy": "first",
                "inputs": [{"id": rule, "name": rule, "field": rule} for rule in RULES],
                "outputs": [
                    {"id": each, "name": each, "field": each}
                    for each in ("outcome", "rule", "percent")
                ],
                "rules": table_rows(),
                "passThrough": True,
            },
        },
        {"id": "out", "name": "decision", "type": "outputNode"},
    ]
    ids = [node["id"] for node in nodes]
    edges = [
        {"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"}
        for a, b in zip(ids, ids[1:], strict=False)
    ]
    return {"nodes": nodes, "edges": edges}


class Beside:
    """What zen-engine cannot keep: history, and the facts in the shape it takes."""

    def __init__(self, size: Size) -> None:
        self.history = History()
        for row in pl.read_parquet(size.history_files).iter_rows(named=True):
            if row["kind"] == TRAINING:
                self.history.add(row)

    def context(self, claim: dict[str, Any]) -> dict[str, Any]:
        """Return a claim with what was granted before it."""
        person, same = claim["person"], (claim["occupation"], claim["level"])
        claim["times_before"] = self.history.times[person]
        claim["same_before"] = same in self.history.granted_for[person]
        return claim


def decide_one(
    ask: Ask, claim: dict[str, Any], beside: Beside
) -> tuple[int, str, int, str, int, int]:
    """Ask the engine about one claim; a grant uses up a time."""
    said = ask(beside.context(claim))["result"]
    outcome, rule = said.get("outcome", "silent"), said.get("rule", decisions.NO_RULE)
    standard, fen = claim["training_standard_fen"], 0
    if outcome == "granted" and standard is None:
        outcome = "silent"
    if outcome == "granted":
        fen = (standard * said["percent"] + 50) // 100
        beside.history.add(claim)
    holds = sum(1 << place for place, each in enumerate(RULES) if said.get(each))
    unknown = sum(1 << place for place, each in enumerate(RULES) if said.get(each) is None)
    return claim["number"], outcome, int(fen), rule, holds, unknown


def asked(way: str) -> Ask:
    """Return the function that asks the engine about one claim."""
    model = decision_model()
    if way == "decision":
        decision = zen.ZenEngine().create_decision(json.dumps(model))
        return decision.evaluate
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"claim": model}}})
    return functools.partial(engine.evaluate, "claim")


def run(size: Size, out: Path, way: str, most: int) -> None:
    """Decide the first claims by day and number and write the decisions in that order."""
    ask = asked(way)
    facts = given(size).sort("on", "number").head(most)
    facts = facts.with_columns(
        (~pl.col("pension_from?")).alias("pension_asked"),
        (~pl.col("employed_on?")).alias("days_told"),
        pl.col(pl.Date).to_physical(),
    )
    beside = Beside(size)
    watch = Stopwatch()
    decided = [decide_one(ask, claim, beside) for claim in facts.iter_rows(named=True)]
    watch.lap("decide")
    decisions.write(decisions.of_rows(decided), out)
    watch.lap("write")
    watch.tell(claims=len(decided))


if __name__ == "__main__":
    run(SIZES[sys.argv[1]], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
