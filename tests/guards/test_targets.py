"""Can targets be made that nobody approved, or whose parts are not the whole, in plain SQL?"""

from typing import Any

import pytest

from tests.guards.attack import Raw, change, insert, officer, refused, speak
from tests.papers import AREA

CITY, PROVINCE, EVERYWHERE = "9701", "97", ("97", "9701", "970124", "970125")
COUNTS = {"trained": 100, "certified": 80, "senior": 20, "technician": 4, "fen": 1000}


@pytest.fixture
def heard(raw: Raw) -> Raw:
    """The application, heard as an officer of every level."""
    speak(raw, "finance_maker", EVERYWHERE)
    return raw


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


def test_parts_that_are_not_the_whole_are_refused(heard: Raw) -> None:
    the_whole(heard)
    order = an_order(heard, PROVINCE, kind="split")
    a_share(heard, order, CITY, giver=PROVINCE, trained=99)

    with refused(heard, "J0W04"):
        approve(heard, order)


def test_parts_with_what_is_kept_are_the_whole(heard: Raw) -> None:
    the_whole(heard)
    order = an_order(heard, PROVINCE, kind="split")
    a_share(heard, order, CITY, giver=PROVINCE, trained=99)
    none = dict.fromkeys(COUNTS, 0)
    a_share(heard, order, PROVINCE, giver=PROVINCE, kept=True, **(none | {"trained": 1}))
    approve(heard, order)
    heard.execute("set constraints all immediate")


def test_an_answer_is_not_changed(heard: Raw) -> None:
    order = an_order(heard)
    a_share(heard, order)
    approve(heard, order)

    with refused(heard, "J0W01"):
        change(heard, "targets_order", order, answer="又改了")


def test_nothing_joins_an_order_that_was_answered_or_is_another_persons(heard: Raw) -> None:
    order = an_order(heard)
    a_share(heard, order)
    with refused(heard, "J0W02"):
        speak(heard, "county_leader", EVERYWHERE)
        a_share(heard, order, CITY)
    speak(heard, "finance_maker", EVERYWHERE)
    approve(heard, order)
    with refused(heard, "J0W02"):
        a_share(heard, order, CITY)


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
def test_a_share_goes_one_level_down(heard: Raw, wrong: dict[str, Any]) -> None:
    row = {"giver": PROVINCE} | wrong
    order = an_order(heard, row["giver"], kind="split", origin=PROVINCE)

    with refused(heard, "J0W03"):
        a_share(heard, order, **row)


def test_a_share_counts_nothing_below_zero_and_each_level_within_the_lower(heard: Raw) -> None:
    order = an_order(heard)
    name = "share_counts_nothing_below_zero_and_each_level_within_the_lower"
    for wrong in ({"trained": -1}, {"senior": 81}, {"technician": 21}):
        with refused(heard, name):
            a_share(heard, order, **wrong)


def test_an_order_gives_to_each_once(heard: Raw) -> None:
    order = an_order(heard)
    a_share(heard, order)

    with refused(heard, "an_order_gives_to_each_once"):
        a_share(heard, order)


def test_an_order_names_its_document_and_a_change_its_reason(heard: Raw) -> None:
    for wrong in ({"document": ""}, {"kind": "adjust"}):
        with refused(heard, "order_names_its_document_and_a_change_its_reason"):
            an_order(heard, **wrong)


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


def test_shares_are_only_added(heard: Raw) -> None:
    order = an_order(heard)
    share = a_share(heard, order)

    with refused(heard, "42501"):
        change(heard, "targets_share", share, trained=1)
