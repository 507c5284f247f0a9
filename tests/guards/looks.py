"""Rows of opinions, rulings and steps taken back, as they would rightly be written."""

from typing import Any

from tests.guards.attack import Raw, officer
from tests.guards.chain import DECIDED
from tests.guards.rows import of
from tests.papers import Course

REFERRED_PLACE = 3


def a_withdrawal(raw: Raw, course: Course, decision: int | None, by: str) -> dict[str, Any]:
    """A step of a claim is taken back."""
    return {
        "claim_id": of(raw, course, "c.id"),
        "decision_id": decision,
        "area": of(raw, course, "c.area"),
        "withdrawn_by_id": officer(raw, by),
        "at": "now",
    }


def an_opinion(raw: Raw, course: Course) -> dict[str, Any]:
    """What an officer thinks of the first line of a class."""
    return {
        "line_id": of(raw, course, "l.id"),
        "area": of(raw, course, "l.area"),
        "choice": "granted",
        "reason": "",
        "suggested": "granted",
        "shown": True,
        "given_by_id": officer(raw, "county_reviewer"),
        "at": "now",
    }


def a_ruling(raw: Raw, **changes: Any) -> dict[str, Any]:
    """A sum is proposed for the line the rules are silent on."""
    return {
        "decision_id": of(raw, DECIDED, "d.id", REFERRED_PLACE),
        "area": of(raw, DECIDED, "l.area", REFERRED_PLACE),
        "outcome": "granted",
        "fen": 800_00,
        "reason": "会商同意",
        "proposed_by_id": officer(raw, "county_reviewer"),
        "at": "now",
    } | changes
