"""Can rules come into force, or end, in another way than by two people?"""

import pytest

from tests.guards.attack import Raw, accepted, insert, one, refused
from tests.guards.rule_rows import a_plan, a_proposal, a_trial, confirmed


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
    with refused(raw, "a_tried_plan_has_a_name"):
        insert(raw, "activation_trial", a_trial(raw, name=""))


def _end(raw: Raw, plan: int) -> None:
    raw.execute(
        "update documents_plan set in_force = daterange(lower(in_force), '2024-07-01')"
        " where id = %s",
        [plan],
    )
