"""Rows of rules coming into force and of draws, as they would rightly be written."""

from hashlib import sha256
from typing import Any

from jineng.stages.sampling.drawing import drawn
from tests.guards.attack import Raw, copied, insert, officer, one, row_of

SEED = "0123456789abcdef"
BEFORE, AFTER = "2024-12-01", "2024-12-02"


def a_proposal(raw: Raw, **changes: Any) -> dict[str, Any]:
    """A proposal of the rules of the first plan, for a year that has none."""
    asked = row_of(
        raw,
        "select area, question, fingerprint, drafted_by_id as proposed_by_id"
        " from documents_plan order by id limit 1",
    )
    rest = {"pack_id": "p", "first_day": "2030-01-01", "because": "", "year": 2024, "lines": 0}
    return (
        asked
        | rest
        | {"changed": 0, "fen_change": 0, "changes": "[]", "at": "2029-12-01"}
        | changes
    )


def a_plan(raw: Raw, **changes: Any) -> int:
    """Put the plan of that proposal in force; return its key."""
    plan = copied(raw, "documents_plan") | {"in_force": "[2030-01-01,2031-01-01)"} | changes
    return insert(raw, "documents_plan", plan)


def confirmed(raw: Raw, proposal: int, plan: int, **changes: Any) -> dict[str, Any]:
    """The confirmation of a proposal by who put its plan in force."""
    found = row_of(
        raw,
        "select area, activated_by_id as confirmed_by_id from documents_plan where id = %s",
        plan,
    )
    return found | {"proposal_id": proposal, "plan_id": plan, "at": "2029-12-02"} | changes


def a_trial(raw: Raw, **changes: Any) -> dict[str, Any]:
    """A plan that was only tried, on nothing."""
    who = row_of(
        raw, "select area, drafted_by_id as kept_by_id from documents_plan order by id limit 1"
    )
    texts = {"name": "甲", "pack_id": "p", "fingerprint": "f", "question": "q", "asked": "a"}
    sums = {"lines": 0, "changed": 0, "fen_before": 0, "fen_after": 0, "year": 2024}
    return who | texts | sums | {"figures": "[]", "at": "2024-01-01"} | changes


def an_announcement(raw: Raw, **changes: Any) -> dict[str, Any]:
    """The announcement of a draw of one line of the first batch that has lines."""
    told = {"number": "N", "size": 1, "announced_by_id": officer(raw, "auditor"), "at": BEFORE}
    batch = one(raw, "select min(batch_id) from payments_attempt")
    digest = sha256(SEED.encode()).hexdigest()
    return told | {"batch_id": batch, "digest": digest, "made_in": 1} | changes


def a_draw(raw: Raw, announcement: int, **changes: Any) -> dict[str, Any]:
    """The draw that the seed makes."""
    found = raw.execute(
        "select a.position from payments_attempt a join sampling_announcement s"
        " on s.batch_id = a.batch_id where s.id = %s",
        [announcement],
    )
    positions = drawn(SEED, [position for (position,) in found.fetchall()], 1)
    told = {"announcement_id": announcement, "seed": SEED, "positions": positions, "at": AFTER}
    return told | {"drawn_by_id": officer(raw, "auditor")} | changes
