"""Can the caps or the packs of a plan be changed after it was put in force?"""

from typing import Any

import pytest

from tests.conftest import Database
from tests.guards.attack import Raw, accepted, copied, crossed, insert, one, refused


def a_plan(raw: Raw) -> int:
    """Put a plan in force for a year that has none; return its key."""
    plan = copied(raw, "documents_plan") | {"in_force": "[2030-01-01,2031-01-01)"}
    return insert(raw, "documents_plan", plan)


def a_cap(plan: int, **changes: Any) -> dict[str, Any]:
    """A limit of three times in a lifetime."""
    return {"plan_id": plan, "name": "终身", "most": 3, "keys": []} | changes


def test_the_caps_and_packs_of_a_plan_come_with_it(raw: Raw) -> None:
    plan = a_plan(raw)

    with accepted(raw):
        insert(raw, "documents_cap", a_cap(plan))
        pack = one(raw, "select min(id) from documents_pack")
        insert(raw, "documents_plan_packs", {"plan_id": plan, "pack_id": pack})


def test_no_cap_is_added_to_a_plan_in_force(raw: Raw) -> None:
    """Not by the way either, while another plan is put in force."""
    in_force = one(raw, "select min(id) from documents_plan")

    for meanwhile in (lambda: None, lambda: a_plan(raw)):
        meanwhile()
        with refused(raw, "J0D01"):
            insert(raw, "documents_cap", a_cap(in_force))


def test_no_pack_is_added_to_a_plan_in_force(raw: Raw) -> None:
    plan = one(raw, "select min(id) from documents_plan")
    other = insert(raw, "documents_pack", copied(raw, "documents_pack") | {"fingerprint": "other"})

    with refused(raw, "J0D01"):
        insert(raw, "documents_plan_packs", {"plan_id": plan, "pack_id": other})


@pytest.mark.parametrize("column", ["most", "keys", "plan_id"])
def test_no_cap_is_widened(raw: Raw, column: str) -> None:
    with refused(raw, "42501"):
        raw.execute(f"update documents_cap set {column} = default")


def test_a_plan_does_not_say_in_which_transaction_it_was_made(raw: Raw) -> None:
    """Or a cap could be added by whoever wrote a transaction of the future."""
    plan = copied(raw, "documents_plan") | {"in_force": "[2030-01-01,2031-01-01)", "made_in": 9_999}

    key = insert(raw, "documents_plan", plan)

    told = "select made_in = txid_current() from documents_plan where id = %s"
    assert one(raw, told, key) is True


def test_two_who_put_a_plan_in_force_for_the_same_days_at_once_do_not_both(
    own_chain: Database,
) -> None:
    told = crossed(own_chain, a_plan, a_plan)

    assert told == "one_plan_answers_a_question_for_an_area_on_a_day"
