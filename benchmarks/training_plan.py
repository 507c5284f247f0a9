"""Which plan answers the claims that were drawn, and how does one of them look to `decide`?"""

from datetime import date
from pathlib import Path
from typing import Any

from jineng.policy.language.answer import Grant
from jineng.policy.packs.plan import Plan
from jineng.policy.packs.shelf import stock

PACKS = Path(__file__).parents[1] / "packs"
REGION, DAY = "9701", date(2024, 6, 30)


def training_plan() -> Plan:
    """Return the rules of the demonstration province, with what its city adds."""
    return stock(PACKS).plan_for("training_subsidy", region=REGION, on=DAY)


def facts_of(plan: Plan, claim: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of one claim by id; what has not been told is left out."""
    facts = {name: claim[name] for name in plan.facts if not claim.get(f"{name}?")}
    days = facts["insured_from_days"]
    if days is None:
        del facts["insured_from_days"]
    else:
        facts["insured_from_days"] = tuple(days)
    return facts


def grant_of(row: dict[str, Any]) -> Grant:
    """Return one line of history as `decide` takes it."""
    return Grant(row["kind"], row["occupation"], row["level"], row["on"], row["fen"])
