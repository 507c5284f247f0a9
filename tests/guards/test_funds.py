"""Can money be made, moved without a reason, or spent beyond what there is, in plain SQL?"""

from collections.abc import Callable
from typing import Any

import pytest

from jineng.stages.funds.models import ACCOUNTS, Movement
from tests.conftest import Database
from tests.guards.attack import (
    Raw,
    accepted,
    change,
    crossed,
    insert,
    officer,
    one,
    refused,
    row_of,
    speak,
    twin,
)
from tests.guards.chain import (
    APPLIED,
    BEYOND_FEN,
    COURSES,
    DUE,
    HELD_FEN,
    LAST_THERE,
    OPEN,
    SUBMITTED,
    TIGHT,
)
from tests.guards.rows import (
    a_receipt,
    an_appropriation,
    an_enrolment,
    as_owner,
    confirm,
    decide,
    fund_of,
    of,
)
from tests.papers import ELSEWHERE

NEXT = 2
BEYOND = {"fen": BEYOND_FEN, "receipt": a_receipt(BEYOND_FEN)}
OVERDRAWN = "what_is_taken_stays_within_what_was_appropriated"
COLUMNS = ["appropriated_fen", "held_fen", "owed_fen", "sent_fen", "paid_fen"]
OFF_BY = """
select f.id from funds_fund f join funds_entry e on e.fund_id = f.id group by f.id having
  (f.appropriated_fen, f.held_fen, f.owed_fen, f.sent_fen, f.paid_fen) is distinct from (
    sum(case 'outside' when source then fen when target then -fen else 0 end)::bigint,
    sum(case 'held' when target then fen when source then -fen else 0 end)::bigint,
    sum(case 'owed' when target then fen when source then -fen else 0 end)::bigint,
    sum(case 'sent' when target then fen when source then -fen else 0 end)::bigint,
    sum(case 'paid' when target then fen when source then -fen else 0 end)::bigint)
"""


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
    row = {"area": SUBMITTED.area, "name": "新的一笔", "year": 2024}
    return row | dict.fromkeys(COLUMNS, 0) | changes


def a_hold(raw: Raw, **changes: Any) -> dict[str, Any]:
    """Money set aside for nobody."""
    row = {"fund_id": fund_of(raw, DUE), "area": DUE.area, "subject": "谁", "training_number": "?"}
    return row | {"fen": 100, "used_fen": 0} | changes


def balance(raw: Raw, fund: int, column: str = "appropriated_fen") -> int:
    """Return one account of a fund."""
    return int(one(raw, f"select {column} from funds_fund where id = %s", fund))


def free_of(raw: Raw, fund: int) -> int:
    """Return what a fund has free."""
    taken = " - ".join(COLUMNS)
    return int(one(raw, f"select {taken} from funds_fund where id = %s", fund))


def test_a_fund_begins_empty_and_is_filled_by_what_two_confirmed(raw: Raw) -> None:
    with accepted(raw):
        fund = insert(raw, "funds_fund", a_fund())
        proposed = insert(raw, "funds_appropriation", an_appropriation(raw, fund))
        assert balance(raw, fund) == 0
        confirm(raw, proposed)

    assert balance(raw, fund) == 100
    entry = row_of(raw, "select movement, source, target from funds_entry where fund_id = %s", fund)
    assert entry == {"movement": "appropriate", "source": "outside", "target": "free"}


@pytest.mark.parametrize("column", COLUMNS)
def test_no_fund_begins_with_money(raw: Raw, column: str) -> None:
    with refused(raw, "J0F01"):
        insert(raw, "funds_fund", a_fund(**{column: 1}))


@pytest.mark.parametrize("movement", [*Movement.values, "anything"])
def test_no_entry_is_written_by_hand(raw: Raw, movement: str) -> None:
    with refused(raw, "42501"):
        insert(raw, "funds_entry", an_entry(raw, movement))


def test_an_entry_follows_from_a_record_even_for_the_superuser(admin: Raw) -> None:
    with refused(admin, "J0F02"):
        insert(admin, "funds_entry", an_entry(admin))


def test_money_set_aside_is_not_the_applications_to_write(raw: Raw) -> None:
    with refused(raw, "42501"):
        insert(raw, "funds_hold", a_hold(raw))
    with refused(raw, "42501"):
        raw.execute("update funds_hold set used_fen = 0")
    for function in ("set_aside(1, '', '', '', 1, 1, now())", "give_free('', 1, 1, '', 1, now())"):
        with refused(raw, "42501"):
            raw.execute(f"select {function}")
    with refused(raw, "42501"):
        raw.execute("select money_is_set_aside(1, '{1}', 1, now())")


@pytest.mark.parametrize("movement", list(Movement), ids=str)
def test_the_accounts_of_an_entry_are_those_of_its_movement(bare: Raw, movement: Movement) -> None:
    as_owner(bare, "funds_entry", "finds_its_accounts")

    entry = insert(bare, "funds_entry", an_entry(bare, movement))

    told = row_of(bare, "select source, target from funds_entry where id = %s", entry)
    assert (told["source"], told["target"]) == ACCOUNTS[movement]


def test_an_entry_moves_between_the_accounts_of_its_movement(bare: Raw) -> None:
    as_owner(bare)

    with refused(bare, "entry_moves_between_the_accounts_of_its_movement"):
        insert(bare, "funds_entry", an_entry(bare) | {"source": "paid", "target": "free"})


@pytest.mark.parametrize("column", COLUMNS)
def test_no_balance_is_written_by_hand(raw: Raw, column: str) -> None:
    with refused(raw, "42501"):
        change(raw, "funds_fund", fund_of(raw, DUE), **{column: 0})


@pytest.mark.parametrize("fen", [0, -1])
def test_only_a_positive_amount_is_appropriated_entered_or_set_aside(bare: Raw, fen: int) -> None:
    with refused(bare, "appropriation_is_a_positive_amount"):
        insert(bare, "funds_appropriation", an_appropriation(bare, fund_of(bare, DUE), fen=fen))
    as_owner(bare, "funds_entry", "finds_its_accounts")
    with refused(bare, "entry_moves_a_positive_amount"):
        insert(bare, "funds_entry", an_entry(bare, fen=fen))
    with refused(bare, "no_more_of_a_hold_is_used_than_was_held"):
        insert(bare, "funds_hold", a_hold(bare, fen=fen))


@pytest.mark.parametrize("used", [-1, 101])
def test_no_more_of_a_hold_is_used_than_was_held(bare: Raw, used: int) -> None:
    as_owner(bare)

    with refused(bare, "no_more_of_a_hold_is_used_than_was_held"):
        insert(bare, "funds_hold", a_hold(bare, used_fen=used))


def test_a_document_gives_to_a_fund_once(raw: Raw) -> None:
    proposed = an_appropriation(raw, fund_of(raw, DUE))
    insert(raw, "funds_appropriation", proposed)

    with refused(raw, "a_document_gives_to_a_fund_once"):
        insert(raw, "funds_appropriation", proposed | {"fen": 200})


def test_one_movement_is_entered_once_for_a_subject(bare: Raw) -> None:
    as_owner(bare, "funds_entry", "finds_its_accounts")
    insert(bare, "funds_entry", an_entry(bare))

    with refused(bare, "one_movement_of_a_kind_for_a_subject"):
        insert(bare, "funds_entry", an_entry(bare, fen=200))


def test_an_appropriation_is_not_confirmed_by_who_proposed_it(raw: Raw) -> None:
    proposed = insert(raw, "funds_appropriation", an_appropriation(raw, fund_of(raw, DUE)))
    for same in (officer(raw, "finance_maker"), twin(raw, "finance_maker")):
        with refused(raw, "J0P01"):
            confirm(raw, proposed, by=same)


def test_one_account_does_not_appropriate_alone_even_without_triggers(bare: Raw) -> None:
    proposed = insert(bare, "funds_appropriation", an_appropriation(bare, fund_of(bare, DUE)))

    with refused(bare, "appropriation_is_proposed_and_confirmed_by_two"):
        confirm(bare, proposed, by=officer(bare, "finance_maker"))


def test_an_appropriation_begins_unconfirmed_and_stands_once_it_is(raw: Raw) -> None:
    row = an_appropriation(raw, fund_of(raw, DUE))
    checker = officer(raw, "finance_checker")
    with refused(raw, "J0F03"):
        confirmed = {"confirmed_by_id": checker, "confirmed_at": "2024-09-20 15:00+08"}
        insert(raw, "funds_appropriation", row | confirmed)
    proposed = insert(raw, "funds_appropriation", row)
    confirm(raw, proposed)

    with refused(raw, "J0F04"):
        change(raw, "funds_appropriation", proposed, confirmed_at="2024-09-21 15:00+08")
    with refused(raw, "42501"):
        change(raw, "funds_appropriation", proposed, fen=1)


def test_money_moves_from_one_fund_to_another_and_none_is_made(raw: Raw) -> None:
    here, there = fund_of(raw, DUE), fund_of(raw, LAST_THERE)
    before = balance(raw, here), balance(raw, there)

    with accepted(raw):
        row = an_appropriation(raw, there, area=ELSEWHERE, source_id=here)
        confirm(raw, insert(raw, "funds_appropriation", row))

    assert (balance(raw, here), balance(raw, there)) == (before[0] - 100, before[1] + 100)


def test_a_fund_moves_no_more_than_it_has_free(raw: Raw) -> None:
    source = fund_of(raw, DUE)
    row = an_appropriation(raw, fund_of(raw, OPEN), source_id=source, fen=free_of(raw, source) + 1)
    moved = insert(raw, "funds_appropriation", row)

    with refused(raw, OVERDRAWN):
        confirm(raw, moved)


def test_money_moves_between_two_funds(raw: Raw) -> None:
    fund = fund_of(raw, DUE)

    with refused(raw, "money_moves_between_two_funds"):
        insert(raw, "funds_appropriation", an_appropriation(raw, fund, source_id=fund))


def test_money_is_moved_by_who_speaks_for_both_areas(raw: Raw) -> None:
    fund, source = fund_of(raw, LAST_THERE), fund_of(raw, DUE)
    speak(raw, "finance_maker", (ELSEWHERE,))

    with refused(raw, "J0F08"):
        row = an_appropriation(raw, fund, area=ELSEWHERE, source_id=source)
        insert(raw, "funds_appropriation", row)


@pytest.mark.parametrize("movement", ["move_out", "move_in"])
def test_what_leaves_one_fund_arrives_in_another(admin: Raw, movement: str) -> None:
    admin.execute("set local role jineng_owner")

    with refused(admin, "J0F05"):
        insert(admin, "funds_entry", an_entry(admin, movement))


def test_there_is_one_fund_of_a_name_for_an_area_and_year(raw: Raw) -> None:
    with refused(raw, "one_fund_of_a_name_for_area_and_year"):
        insert(raw, "funds_fund", a_fund(name=DUE.fund))


def test_a_learner_of_an_open_class_holds_both_standards(raw: Raw) -> None:
    fund, before = fund_of(raw, OPEN), balance(raw, fund_of(raw, OPEN), "held_fen")

    with accepted(raw):
        learner = insert(raw, "enrolment_enrolment", an_enrolment(raw, OPEN))

    assert balance(raw, fund, "held_fen") == before + HELD_FEN
    kept = row_of(
        raw,
        "select fen, used_fen from funds_hold where subject = %s",
        f"enrolment.Enrolment:{learner}",
    )
    assert kept == {"fen": HELD_FEN, "used_fen": 0}


def test_learners_from_before_the_opening_hold_theirs_when_the_class_opens(raw: Raw) -> None:
    insert(raw, "enrolment_enrolment", an_enrolment(raw, APPLIED))
    opening = row_of(raw, "select * from classes_opening where outcome = 'granted' limit 1")
    training = one(raw, "select id from classes_trainingclass where number = %s", APPLIED.number)
    del opening["id"]
    with refused(raw, "J0F07"):
        insert(raw, "classes_opening", opening | {"training_id": training})
    fund = insert(raw, "funds_fund", a_fund(name=APPLIED.fund))
    row = an_appropriation(raw, fund, fen=HELD_FEN)
    confirm(raw, insert(raw, "funds_appropriation", row))

    with accepted(raw):
        insert(raw, "classes_opening", opening | {"training_id": training})
        change(raw, "classes_trainingclass", training, state="open")

    assert balance(raw, fund, "held_fen") == HELD_FEN


def test_a_roster_that_its_fund_cannot_hold_is_refused(raw: Raw) -> None:
    with refused(raw, "J0F11"):
        insert(raw, "enrolment_enrolment", an_enrolment(raw, TIGHT))


def test_a_grant_takes_what_was_set_aside_for_its_learner_first(raw: Raw) -> None:
    fund, line = fund_of(raw, TIGHT), of(raw, TIGHT, "l.id")
    held, free = balance(raw, fund, "held_fen"), free_of(raw, fund)

    with accepted(raw):
        decide(raw, line, **BEYOND)

    assert balance(raw, fund, "held_fen") == held - HELD_FEN
    assert free_of(raw, fund) == free - (BEYOND_FEN - HELD_FEN) == 0
    assert balance(raw, fund, "owed_fen") == BEYOND_FEN


def test_no_grant_goes_beyond_what_was_appropriated(raw: Raw) -> None:
    with accepted(raw):
        decide(raw, of(raw, TIGHT, "l.id"), **BEYOND)

    with refused(raw, OVERDRAWN):
        decide(raw, of(raw, TIGHT, "l.id", NEXT), **BEYOND)


def enrol_two(raw: Raw) -> None:
    """Enrol two more in the open class, whose fund can hold three more than it does."""
    for _ in range(2):
        insert(raw, "enrolment_enrolment", an_enrolment(raw, OPEN))


def move_all(raw: Raw) -> None:
    """Move everything the open class's fund has free."""
    source = fund_of(raw, OPEN)
    row = an_appropriation(raw, fund_of(raw, DUE), source_id=source, fen=free_of(raw, source))
    confirm(raw, insert(raw, "funds_appropriation", row))


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        (
            lambda raw: decide(raw, of(raw, TIGHT, "l.id"), **BEYOND),
            lambda raw: decide(raw, of(raw, TIGHT, "l.id", NEXT), **BEYOND),
            OVERDRAWN,
        ),
        (enrol_two, move_all, OVERDRAWN),
        (move_all, enrol_two, "J0F11"),
        (move_all, move_all, "a_document_gives_to_a_fund_once"),
    ],
    ids=["two grants", "roster and move", "move and roster", "one document twice"],
)
def test_two_who_take_the_last_money_of_a_fund_at_once_do_not_both(
    own_chain: Database,
    first: Callable[[Raw], object],
    second: Callable[[Raw], object],
    says: str,
) -> None:
    assert crossed(own_chain, first, second) == says


@pytest.mark.parametrize(
    "balances",
    [
        {"appropriated_fen": -1, "owed_fen": -2},
        {"owed_fen": -1},
        {"held_fen": -1},
        {"sent_fen": -1},
        {"paid_fen": -1, "owed_fen": 0},
    ],
    ids=str,
)
def test_no_account_falls_below_zero_even_by_the_superuser(
    admin: Raw, balances: dict[str, int]
) -> None:
    with refused(admin, "no_account_of_a_fund_is_negative"):
        change(admin, "funds_fund", fund_of(admin, OPEN), **balances)


def test_the_accounts_of_every_fund_are_the_sums_of_its_entries(raw: Raw) -> None:
    opened = [each for each in COURSES if each.until != "applied" and each.learners]

    assert raw.execute(OFF_BY).fetchall() == []
    assert one(raw, "select count(*) from funds_fund") == len(opened)


def test_the_moment_of_an_entry_is_not_the_writers_to_say(raw: Raw) -> None:
    row = an_appropriation(raw, fund_of(raw, DUE))
    confirm(raw, insert(raw, "funds_appropriation", row))

    assert one(raw, "select recorded_at > now() from funds_entry order by id desc limit 1")
