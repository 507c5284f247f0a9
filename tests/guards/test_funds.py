"""Can money be made, moved without a reason, or spent beyond what there is, in plain SQL?"""

from typing import Any

import pytest

from tests.conftest import Database
from tests.guards.attack import Raw, accepted, change, crossed, insert, officer, one, refused
from tests.guards.chain import COURSES, DUE, SUBMITTED, TIGHT
from tests.guards.rows import decide, fund_of, of

NEXT = 2


def an_entry(raw: Raw, movement: str = "appropriate", fen: int = 100) -> dict[str, Any]:
    """One movement of the fund of the class that is due."""
    return {
        "fund_id": fund_of(raw, DUE),
        "area": DUE.area,
        "movement": movement,
        "fen": fen,
        "subject": "测试文件",
        "entered_by_id": officer(raw, "finance_maker"),
        "at": "2024-09-20 15:00+08",
    }


def a_fund(**changes: Any) -> dict[str, Any]:
    """A fund without money."""
    row = {"area": SUBMITTED.area, "name": SUBMITTED.fund, "year": 2024}
    return row | {"appropriated_fen": 0, "reserved_fen": 0, "paid_fen": 0} | changes


def test_a_fund_begins_empty_and_is_appropriated_by_an_entry(raw: Raw) -> None:
    with accepted(raw):
        fund = insert(raw, "funds_fund", a_fund())
        insert(raw, "funds_entry", an_entry(raw) | {"fund_id": fund})

    assert one(raw, "select appropriated_fen from funds_fund where id = %s", fund) == 100


@pytest.mark.parametrize("column", ["appropriated_fen", "reserved_fen", "paid_fen"])
def test_no_fund_begins_with_money(raw: Raw, column: str) -> None:
    with refused(raw, "J0F01"):
        insert(raw, "funds_fund", a_fund(**{column: 1}))


@pytest.mark.parametrize("movement", ["reserve", "release", "pay", "anything"])
def test_money_is_reserved_released_and_paid_by_decisions_and_answers_only(
    raw: Raw, movement: str
) -> None:
    with refused(raw, "J0F02"):
        insert(raw, "funds_entry", an_entry(raw, movement))


@pytest.mark.parametrize("column", ["appropriated_fen", "reserved_fen", "paid_fen"])
def test_no_balance_is_written_by_hand(raw: Raw, column: str) -> None:
    with refused(raw, "42501"):
        change(raw, "funds_fund", fund_of(raw, DUE), **{column: 0})


@pytest.mark.parametrize("fen", [0, -1])
def test_an_entry_moves_a_positive_amount(raw: Raw, fen: int) -> None:
    with refused(raw, "entry_moves_a_positive_amount"):
        insert(raw, "funds_entry", an_entry(raw, fen=fen))


def test_a_document_appropriates_once(raw: Raw) -> None:
    insert(raw, "funds_entry", an_entry(raw))

    with refused(raw, "one_movement_of_a_kind_for_a_subject"):
        insert(raw, "funds_entry", an_entry(raw, fen=200))


def test_there_is_one_fund_of_a_name_for_an_area_and_year(raw: Raw) -> None:
    with refused(raw, "one_fund_of_a_name_for_area_and_year"):
        insert(raw, "funds_fund", a_fund(name=DUE.fund))


def test_no_grant_goes_beyond_what_was_appropriated(raw: Raw) -> None:
    with accepted(raw):
        decide(raw, of(raw, TIGHT, "l.id"))

    with refused(raw, "reserved_and_paid_stay_within_appropriated"):
        decide(raw, of(raw, TIGHT, "l.id", NEXT))


def test_two_who_reserve_the_last_money_of_a_fund_at_once_do_not_both(
    own_chain: Database,
) -> None:
    told = crossed(
        own_chain,
        lambda raw: decide(raw, of(raw, TIGHT, "l.id")),
        lambda raw: decide(raw, of(raw, TIGHT, "l.id", NEXT)),
    )

    assert told == "reserved_and_paid_stay_within_appropriated"


@pytest.mark.parametrize(
    "balances",
    [
        {"appropriated_fen": -1, "reserved_fen": -2},
        {"reserved_fen": -1},
        {"paid_fen": -1, "reserved_fen": 0},
    ],
    ids=str,
)
def test_no_balance_falls_below_zero_even_by_the_superuser(
    admin: Raw, balances: dict[str, int]
) -> None:
    with refused(admin, "no_balance_of_a_fund_is_negative"):
        change(admin, "funds_fund", fund_of(admin, DUE), **balances)


def test_the_balances_of_every_fund_are_the_sums_of_its_entries(raw: Raw) -> None:
    differing = raw.execute(
        """select f.id from funds_fund f join funds_entry e on e.fund_id = f.id
           group by f.id having
             f.appropriated_fen <> sum(case movement when 'appropriate' then fen else 0 end)
             or f.reserved_fen <> sum(case movement when 'reserve' then fen
                                      when 'release' then -fen when 'pay' then -fen else 0 end)
             or f.paid_fen <> sum(case movement when 'pay' then fen else 0 end)"""
    )
    reviewed = [each for each in COURSES if each.until not in ("applied", "open", "taught")]

    assert differing.fetchall() == []
    assert one(raw, "select count(*) from funds_fund") == len(reviewed) - 1  # one only submitted


def test_the_moment_of_an_entry_is_not_the_writers_to_say(raw: Raw) -> None:
    entry = insert(raw, "funds_entry", an_entry(raw) | {"recorded_at": "2024-01-01 00:00+08"})

    assert one(raw, "select recorded_at > now() from funds_entry where id = %s", entry)
