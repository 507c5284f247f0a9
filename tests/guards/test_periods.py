"""Can a month be closed with something unexplained, or be entered after it was closed, in SQL?"""

import pytest

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
    twin,
)
from tests.guards.chain import ANSWERED, DUE, SENT, SETTLED
from tests.guards.rows import a_period, an_appropriation, bank_says, batch_of, check, fund_of


def close(raw: Raw) -> None:
    """Close the month of a class whose batch is settled, by two."""
    check(raw, insert(raw, "funds_period", a_period(raw, SETTLED)))


def give(raw: Raw, at: str = "2024-10-31 23:59+08") -> None:
    """Give the fund of that class something, on a day."""
    given = insert(raw, "funds_appropriation", an_appropriation(raw, fund_of(raw, SETTLED)))
    checker = officer(raw, "finance_checker")
    change(raw, "funds_appropriation", given, confirmed_by_id=checker, confirmed_at=at)


def test_a_month_that_two_closed_takes_no_entry(raw: Raw) -> None:
    with accepted(raw):
        close(raw)

    with refused(raw, "J0F06"):
        give(raw)
    with accepted(raw):
        give(raw, "2024-11-01 00:00+08")


def test_a_month_that_nobody_checked_yet_takes_entries(raw: Raw) -> None:
    insert(raw, "funds_period", a_period(raw, SETTLED))

    with accepted(raw):
        give(raw)


def test_an_entry_and_the_closing_of_its_month_at_once_are_not_both_made(
    own_chain: Database,
) -> None:
    assert crossed(own_chain, close, give) == "J0F06"


@pytest.mark.parametrize("course", [SENT, ANSWERED], ids=lambda each: each.until)
def test_a_month_is_not_closed_while_a_payment_is_unexplained(raw: Raw, course: object) -> None:
    period = insert(raw, "funds_period", a_period(raw, course))  # type: ignore[arg-type]

    with refused(raw, "J0F10"):
        check(raw, period)


def test_a_month_is_not_closed_while_the_bank_debited_what_we_did_not_pay(raw: Raw) -> None:
    bank_says(raw, batch_of(raw, SETTLED), 3, 1_600_00)
    period = insert(raw, "funds_period", a_period(raw, SETTLED))

    with refused(raw, "J0F10"):
        check(raw, period)


def test_a_month_is_not_closed_while_a_line_of_the_bank_is_not_ours(raw: Raw) -> None:
    bank_says(raw, batch_of(raw, SETTLED), 3, 1_600_00, paid=False)
    intake = one(raw, "select max(file_id) from payments_answer")
    row = {"file_id": intake, "purpose": "bank", "subject": "", "area": SETTLED.area, "good": 0}
    more = {"bad": 1, "tidied": 0, "taken_by_id": officer(raw, "finance_checker")}
    insert(raw, "documents_intake", row | more | {"at": "2024-10-14 15:00+08"})
    period = insert(raw, "funds_period", a_period(raw, SETTLED))

    with refused(raw, "J0F10"):
        check(raw, period)


def test_a_month_is_not_closed_while_accounts_and_entries_differ(admin: Raw) -> None:
    fund = fund_of(admin, SETTLED)
    admin.execute("update funds_fund set held_fen = held_fen - 1 where id = %s", [fund])
    period = insert(admin, "funds_period", a_period(admin, SETTLED))

    with refused(admin, "J0F10"):
        check(admin, period)


def test_a_month_is_not_checked_by_who_closed_it_nor_twice(raw: Raw) -> None:
    row = a_period(raw, SETTLED)
    checker = officer(raw, "finance_checker")
    with refused(raw, "J0F03"):
        checked = {"checked_by_id": checker, "checked_at": "2024-11-03 09:00+08"}
        insert(raw, "funds_period", row | checked)
    period = insert(raw, "funds_period", row)
    for same in (officer(raw, "finance_maker"), twin(raw, "finance_maker")):
        with refused(raw, "J0P01"):
            check(raw, period, by=same)
    check(raw, period)
    with refused(raw, "J0F04"):
        change(raw, "funds_period", period, checked_at="2024-11-04 09:00+08")


def test_a_month_is_closed_when_it_is_over(raw: Raw) -> None:
    first, last = (
        one(raw, f"select (date_trunc('month', today_here()) + interval '{more}')::date")
        for more in ("0 days", "1 month -1 day")
    )
    with refused(raw, "J0F09"):
        insert(raw, "funds_period", a_period(raw, DUE, first_day=first, last_day=last))


def test_small_promises_of_a_month_are_kept_without_triggers(bare: Raw) -> None:
    row = a_period(bare, DUE)
    for wrong in ({"first_day": "2024-10-02"}, {"last_day": "2024-10-30"}):
        with refused(bare, "period_is_a_whole_month"):
            insert(bare, "funds_period", row | wrong)
    period = insert(bare, "funds_period", row)
    with refused(bare, "a_month_of_a_fund_is_closed_once"):
        insert(bare, "funds_period", row)
    with refused(bare, "a_month_is_closed_and_checked_by_two"):
        check(bare, period, by=officer(bare, "finance_maker"))
