"""Can rules come into force, or end, in another way than by two people?"""

from typing import Any

import pytest

from tests.guards.attack import Raw, accepted, copied, insert, one, refused, row_of


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


def test_a_proposal_is_confirmed_with_its_plan(raw: Raw) -> None:
    proposal, plan = insert(raw, "activation_proposal", a_proposal(raw)), a_plan(raw)

    with accepted(raw):
        insert(raw, "activation_activation", confirmed(raw, proposal, plan))


def test_nobody_confirms_what_they_proposed(raw: Raw) -> None:
    row = a_proposal(raw)
    proposal, plan = insert(raw, "activation_proposal", row), a_plan(raw)

    with refused(raw, "J0Y01"):
        same = confirmed(raw, proposal, plan, confirmed_by_id=row["proposed_by_id"])
        insert(raw, "activation_activation", same)


def test_days_that_have_passed_need_a_reason(raw: Raw) -> None:
    proposal, plan = insert(raw, "activation_proposal", a_proposal(raw)), a_plan(raw)

    with refused(raw, "J0Y02"):
        late = confirmed(raw, proposal, plan, at="2030-01-03")
        insert(raw, "activation_activation", late)


@pytest.mark.parametrize(
    "other", [{"fingerprint": "other"}, {"in_force": "[2029-12-01,2031-01-01)"}]
)
def test_a_proposal_is_not_confirmed_with_another_plan(raw: Raw, other: dict[str, str]) -> None:
    proposal = insert(raw, "activation_proposal", a_proposal(raw))
    plan = a_plan(raw, **other)

    with refused(raw, "J0Y03"):
        insert(raw, "activation_activation", confirmed(raw, proposal, plan))


@pytest.mark.parametrize("days", ["[2024-01-01,2029-01-01)", "[2024-02-01,2024-06-01)", "empty"])
def test_a_plan_in_force_only_ends_earlier(raw: Raw, days: str) -> None:
    plan = one(raw, "select min(id) from documents_plan")

    with refused(raw, "J0Y04"):
        raw.execute("update documents_plan set in_force = %s where id = %s", [days, plan])


def test_a_plan_does_not_end_where_nothing_follows(raw: Raw) -> None:
    plan = one(raw, "select min(id) from documents_plan")

    with refused(raw, "J0Y05"):
        _end(raw, plan)


def test_a_plan_ends_where_a_confirmed_one_begins(raw: Raw) -> None:
    plan = one(raw, "select min(id) from documents_plan")

    with accepted(raw):
        _end(raw, plan)
        next_one = a_plan(raw, in_force="[2024-07-01,2025-01-01)")
        row = a_proposal(raw, first_day="2024-07-01", at="2024-06-01")
        proposal = insert(raw, "activation_proposal", row)
        insert(raw, "activation_activation", confirmed(raw, proposal, next_one, at="2024-06-02"))


def test_no_more_changes_than_were_tried(raw: Raw) -> None:
    with refused(raw, "no_more_claims_change_than_were_tried"):
        insert(raw, "activation_proposal", a_proposal(raw, changed=1))


def test_a_tried_plan_has_a_name(raw: Raw) -> None:
    who = row_of(
        raw, "select area, drafted_by_id as kept_by_id from documents_plan order by id limit 1"
    )
    texts = {"name": "", "pack_id": "p", "fingerprint": "f", "question": "q", "asked": "a"}
    sums = {"lines": 0, "changed": 0, "fen_before": 0, "fen_after": 0, "year": 2024}

    with refused(raw, "a_tried_plan_has_a_name"):
        row = who | texts | sums | {"figures": "[]", "at": "2024-01-01"}
        insert(raw, "activation_trial", row)


def _end(raw: Raw, plan: int) -> None:
    raw.execute(
        "update documents_plan set in_force = daterange(lower(in_force), '2024-07-01')"
        " where id = %s",
        [plan],
    )
