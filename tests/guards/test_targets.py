"""Can targets be made that nobody approved, or whose parts are not the whole, in plain SQL?"""

from typing import Any

import pytest

from tests.guards.attack import Raw, change, insert, officer, refused, speak
from tests.papers import AREA

CITY, PROVINCE, EVERYWHERE = "9701", "97", ("97", "9701", "970124", "970125")
COUNTS = {"trained": 100, "certified": 80, "senior": 20, "technician": 4, "fen": 1000}


@pytest.fixture(autouse=True)
def _heard_everywhere(raw: Raw) -> None:
    speak(raw, "finance_maker", EVERYWHERE)


def an_order(raw: Raw, giver: str = "", **changes: Any) -> int:
    """An order that nobody answered yet."""
    row = {"origin": giver or PROVINCE, "giver": giver, "year": 2031, "kind": "issue"}
    row |= {"document": "省 1 号", "reason": "", "state": "proposed", "answer": ""}
    row |= {"proposed_by_id": officer(raw, "finance_maker"), "proposed_at": "2024-03-01"}
    return insert(raw, "targets_order", row | changes)


def a_share(raw: Raw, order: int, area: str = PROVINCE, **changes: Any) -> int:
    row = {"order_id": order, "area": area, "body_number": "", "giver": "", "year": 2031}
    return insert(raw, "targets_share", row | {"kept": False} | COUNTS | changes)


def approve(raw: Raw, order: int, by: str = "finance_checker") -> None:
    told = {"answered_by_id": officer(raw, by), "answered_at": "2024-03-02"}
    change(raw, "targets_order", order, state="approved", **told)


def the_whole(raw: Raw) -> None:
    order = an_order(raw)
    a_share(raw, order)
    approve(raw, order)


def test_parts_that_are_not_the_whole_are_refused(raw: Raw) -> None:
    the_whole(raw)
    order = an_order(raw, PROVINCE, kind="split")
    a_share(raw, order, CITY, giver=PROVINCE, trained=99)

    with refused(raw, "J0W04"):
        approve(raw, order)


def test_parts_with_what_is_kept_are_the_whole(raw: Raw) -> None:
    the_whole(raw)
    order = an_order(raw, PROVINCE, kind="split")
    a_share(raw, order, CITY, giver=PROVINCE, trained=99)
    none = dict.fromkeys(COUNTS, 0)
    a_share(raw, order, PROVINCE, giver=PROVINCE, kept=True, **(none | {"trained": 1}))
    approve(raw, order)
    raw.execute("set constraints all immediate")


def test_an_answer_is_not_changed(raw: Raw) -> None:
    order = an_order(raw)
    a_share(raw, order)
    approve(raw, order)

    with refused(raw, "J0W01"):
        change(raw, "targets_order", order, answer="又改了")


def test_nothing_joins_an_order_that_was_answered_or_is_another_persons(raw: Raw) -> None:
    order = an_order(raw)
    a_share(raw, order)
    with refused(raw, "J0W02"):
        speak(raw, "county_leader", EVERYWHERE)
        a_share(raw, order, CITY)
    speak(raw, "finance_maker", EVERYWHERE)
    approve(raw, order)
    with refused(raw, "J0W02"):
        a_share(raw, order, CITY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"area": AREA},
        {"area": PROVINCE},
        {"area": CITY, "kept": True},
        {"area": CITY, "body_number": "PX001"},
        {"area": CITY, "giver": ""},
    ],
)
def test_a_share_goes_one_level_down(raw: Raw, wrong: dict[str, Any]) -> None:
    row = {"giver": PROVINCE} | wrong
    order = an_order(raw, row["giver"], kind="split", origin=PROVINCE)

    with refused(raw, "J0W03"):
        a_share(raw, order, **row)


def test_a_share_counts_nothing_below_zero_and_each_level_within_the_lower(raw: Raw) -> None:
    order = an_order(raw)
    name = "share_counts_nothing_below_zero_and_each_level_within_the_lower"
    for wrong in ({"trained": -1}, {"senior": 81}, {"technician": 21}):
        with refused(raw, name):
            a_share(raw, order, **wrong)


def test_an_order_gives_to_each_once(raw: Raw) -> None:
    order = an_order(raw)
    a_share(raw, order)

    with refused(raw, "an_order_gives_to_each_once"):
        a_share(raw, order)


def test_an_order_names_its_document_and_a_change_its_reason(raw: Raw) -> None:
    for wrong in ({"document": ""}, {"kind": "adjust"}):
        with refused(raw, "order_names_its_document_and_a_change_its_reason"):
            an_order(raw, **wrong)


def test_one_person_does_not_propose_and_answer(bare: Raw) -> None:
    speak(bare, "finance_maker", EVERYWHERE)
    order = an_order(bare)

    with refused(bare, "order_is_proposed_and_answered_by_two"):
        approve(bare, order, "finance_maker")


def test_two_approved_orders_do_not_have_one_number(bare: Raw) -> None:
    speak(bare, "finance_maker", EVERYWHERE)
    an_order(bare, turn=1)

    with refused(bare, "approved_orders_of_an_area_are_numbered"):
        an_order(bare, turn=1)


def test_shares_are_only_added(raw: Raw) -> None:
    order = an_order(raw)
    share = a_share(raw, order)

    with refused(raw, "42501"):
        change(raw, "targets_share", share, trained=1)
