"""Can an account be swapped, a batch leave with too few hands, or a statement be bent, in SQL?"""

from datetime import datetime, timedelta
from typing import Any

import pytest

from jineng.values.days import HERE
from tests.conftest import Database
from tests.guards.attack import (
    Raw,
    accepted,
    change,
    crossed,
    insert,
    officer,
    one,
    rearm,
    refused,
    row_of,
    twin,
)
from tests.guards.chain import ANSWERED, CONFIRMED, DUE, MADE, SENT, SETTLED
from tests.guards.rows import (
    a_change,
    a_payment_file,
    a_payment_line,
    a_redirection,
    a_signature,
    a_statement,
    an_attempt,
    batch_for,
    batch_of,
    change_of,
    checking,
    close_october,
    confirmation,
    found_out,
    fund_of,
    of,
    put_in_force,
    redirect,
)
from tests.guards.test_batches import a_message
from tests.papers import ELSEWHERE

TODAY = datetime.now(HERE).date()
CHANGES = "institutions_accountchange"
RETURNED = UNKNOWN = 3


def account_of(raw: Raw, number: str = "PX001") -> bytes:
    return bytes(one(raw, "select account_digest from institutions_body where number = %s", number))


def asked(raw: Raw, number: str = "PX001") -> int:
    """A body asks for another account."""
    return insert(raw, CHANGES, a_change(raw, number))


def test_a_change_of_account_waits_its_days_from_the_day_it_was_checked(raw: Raw) -> None:
    with accepted(raw):
        new = asked(raw)
        change(raw, CHANGES, new, **confirmation(raw))
        change(raw, CHANGES, new, **checking(raw))

    due = one(raw, f"select in_force_on from {CHANGES} where id = %s", new)
    assert TODAY + timedelta(days=9) <= due <= TODAY + timedelta(days=11)
    with refused(raw, "J0I03"):
        change(raw, CHANGES, new, state="in_force")
    with refused(raw, "42501"):
        change(raw, CHANGES, new, in_force_on=TODAY)


def test_past_its_days_it_is_the_account_of_the_body(admin: Raw) -> None:
    with accepted(admin):
        put_in_force(admin, "PX001")

    assert account_of(admin) == "新账户".encode()
    kept = row_of(admin, f"select * from {CHANGES} where id = %s", change_of(admin, "PX001"))
    assert kept["old_last4"] == "0001"


def test_the_application_writes_no_account_of_a_body(raw: Raw) -> None:
    body = one(raw, "select id from institutions_body where number = 'PX001'")
    with refused(raw, "42501"):
        change(raw, "institutions_body", body, account_digest=b"swapped")


def test_the_account_of_a_body_is_written_by_nothing_else(admin: Raw) -> None:
    body = one(admin, "select id from institutions_body where number = 'PX001'")
    for edit in ({"account_digest": b"swapped"}, {"name": "换名"}, {"number": "PX999"}):
        with refused(admin, "J0A01"):
            change(admin, "institutions_body", body, **edit)


@pytest.mark.parametrize(
    "told",
    [
        {"channel": "电话"},
        {"channel_said": "确认"},
        {"confirmed_at": "2024-10-14 10:00+08"},
        {"checked_at": "2024-10-14 10:00+08"},
        {"in_force_on": "2024-10-14"},
    ],
    ids=str,
)
def test_a_change_of_account_begins_without_an_answer(raw: Raw, told: dict[str, Any]) -> None:
    with refused(raw, "J0I01"):
        insert(raw, CHANGES, a_change(raw, "PX001") | told)


def test_a_change_of_account_is_to_another_one(raw: Raw) -> None:
    with refused(raw, "J0I01"):
        insert(raw, CHANGES, a_change(raw, "PX001") | {"account_digest": account_of(raw)})


def test_what_a_body_had_before_is_not_its_own_to_say(raw: Raw) -> None:
    new = insert(raw, CHANGES, a_change(raw, "PX001") | {"old_digest": b"forged"})

    told = one(raw, f"select old_digest from {CHANGES} where id = %s", new)
    assert bytes(told) == account_of(raw)


def test_one_change_of_account_is_open_at_a_time(raw: Raw) -> None:
    asked(raw)

    with refused(raw, "one_change_of_account_is_open_for_a_body"):
        asked(raw)


@pytest.mark.parametrize("lacking", ["channel", "channel_said", "confirmed_by_id", "confirmed_at"])
def test_a_confirmed_change_names_the_old_channel_and_who_asked_it(raw: Raw, lacking: str) -> None:
    new = asked(raw)
    written = confirmation(raw) | {lacking: "" if "channel" in lacking else None}

    with refused(raw, "change_past_asking_names_the_old_channel_and_who_asked_it"):
        change(raw, CHANGES, new, **written)


@pytest.mark.parametrize("lacking", ["checked_by_id", "checked_at"])
def test_a_checked_change_names_its_checker_and_its_day(raw: Raw, lacking: str) -> None:
    new = asked(raw)
    change(raw, CHANGES, new, **confirmation(raw))

    with refused(raw, "change_past_checking_names_its_checker_and_its_day"):
        change(raw, CHANGES, new, **checking(raw) | {lacking: None})


def test_who_asks_confirms_and_checks_are_three_natural_persons(raw: Raw) -> None:
    new = asked(raw)
    school = officer(raw, "institution-PX001")
    for same in (school, twin(raw, "institution-PX001")):
        with refused(raw, "J0P01"):
            change(raw, CHANGES, new, **confirmation(raw) | {"confirmed_by_id": same})
    change(raw, CHANGES, new, **confirmation(raw))
    for same in (school, officer(raw, "finance_maker"), twin(raw, "finance_maker")):
        with refused(raw, "J0P01"):
            change(raw, CHANGES, new, **checking(raw) | {"checked_by_id": same})


@pytest.mark.parametrize("column", ["channel", "confirmed_by_id", "checked_at"])
def test_what_was_said_of_a_change_stays_said(raw: Raw, column: str) -> None:
    other = {"channel": "微信", "confirmed_by_id": officer(raw, "county_leader")}
    other |= {"checked_at": "2024-10-15 10:00+08"}

    with refused(raw, "J0I02"):
        change(raw, CHANGES, change_of(raw, "PX003"), **{column: other[column]})


def order(raw: Raw, **changes: Any) -> int:
    """Owe the money of a grant that was decided before the account changed."""
    return insert(raw, "payments_line", a_payment_line(raw, of(raw, DUE, "d.id")) | changes)


def test_what_was_decided_before_is_not_paid_to_either_account(admin: Raw) -> None:
    put_in_force(admin, "PX001")

    with refused(admin, "J0L06"):
        order(admin)
    with refused(admin, "J0L06"):
        order(admin, account_digest=account_of(admin))
    with refused(admin, "J0L05"):
        order(admin, account_digest=b"a third")


def test_redirected_by_two_it_is_paid_to_the_new_one_only(admin: Raw) -> None:
    redirect(admin, put_in_force(admin, "PX001"))

    with accepted(admin):
        order(admin, account_digest=account_of(admin))
    with refused(admin, "J0L06"):
        insert(admin, "payments_line", a_payment_line(admin, of(admin, DUE, "d.id", 2)))


def test_a_redirection_of_another_area_or_by_one_does_not_help(admin: Raw) -> None:
    new = put_in_force(admin, "PX001")
    insert(admin, "payments_redirection", a_redirection(admin, new))
    insert(admin, "payments_redirection", a_redirection(admin, new, ELSEWHERE))

    with refused(admin, "J0L06"):
        order(admin, account_digest=account_of(admin))


def test_a_redirection_to_an_account_that_was_left_since_does_not_help(admin: Raw) -> None:
    first = put_in_force(admin, "PX001", "第一个")
    redirect(admin, first)
    put_in_force(admin, "PX001", "第二个")

    with refused(admin, "J0L06"):
        order(admin, account_digest=account_of(admin))
    with refused(admin, "J0L11"):
        insert(admin, "payments_redirection", a_redirection(admin, first, ELSEWHERE))


def test_a_returned_line_is_not_tried_again_to_an_account_that_was_left(admin: Raw) -> None:
    line = of(admin, SETTLED, "p.id", RETURNED)
    redirect(admin, put_in_force(admin, "PX001"))
    batch = batch_for(admin, line)

    with refused(admin, "J0L06"):
        insert(admin, "payments_attempt", an_attempt(admin, line, batch))


def test_nothing_is_redirected_to_an_account_that_is_not_in_force(raw: Raw) -> None:
    for number in ("PJ01", "PJ02", "PX003"):
        with refused(raw, "J0L11"):
            insert(raw, "payments_redirection", a_redirection(raw, change_of(raw, number)))


def test_a_redirection_is_confirmed_once_by_another_person(raw: Raw) -> None:
    row = a_redirection(raw, change_of(raw, "PX002"), ELSEWHERE)
    agreed = {"confirmed_by_id": officer(raw, "finance_checker")}
    agreed |= {"confirmed_at": "2024-10-14 12:00+08"}
    with refused(raw, "J0F03"):
        insert(raw, "payments_redirection", row | agreed)
    made = insert(raw, "payments_redirection", row)
    with refused(raw, "a_change_of_account_redirects_an_area_once"):
        insert(raw, "payments_redirection", row)
    for same in (officer(raw, "finance_maker"), twin(raw, "finance_maker")):
        with refused(raw, "J0P01"):
            change(raw, "payments_redirection", made, **agreed | {"confirmed_by_id": same})
    change(raw, "payments_redirection", made, **agreed)
    with refused(raw, "J0F04"):
        change(raw, "payments_redirection", made, confirmed_at="2024-10-15 12:00+08")


def test_a_redirection_is_made_and_confirmed_by_two_even_without_triggers(bare: Raw) -> None:
    made = insert(
        bare, "payments_redirection", a_redirection(bare, change_of(bare, "PX002"), ELSEWHERE)
    )
    same = {"confirmed_by_id": officer(bare, "finance_maker")}

    with refused(bare, "redirection_is_made_and_confirmed_by_two"):
        agreed = same | {"confirmed_at": "2024-10-14 12:00+08"}
        change(bare, "payments_redirection", made, **agreed)


def large(admin: Raw) -> int:
    """Let three sign what two have signed."""
    admin.execute("alter table documents_limit disable trigger aa_added")
    admin.execute("update documents_limit set above_fen = 1 where number = 3")
    admin.execute("alter table documents_limit enable trigger aa_added")
    batch = batch_of(admin, CONFIRMED)
    insert(admin, "payments_paymentfile", a_payment_file(admin, batch))
    return batch


def test_a_batch_does_not_leave_before_its_sum_is_signed_by_enough(admin: Raw) -> None:
    batch = large(admin)
    with refused(admin, "J0B18"):
        change(admin, "payments_batch", batch, state="sent")
    with refused(admin, "J0B13"):
        insert(admin, "outbox_message", a_message(admin, CONFIRMED))

    insert(admin, "payments_signature", a_signature(admin, CONFIRMED))
    with accepted(admin):
        change(admin, "payments_batch", batch, state="sent")
        admin.execute(
            "update payments_attempt set state = 'sent' where batch_id = %s and state = 'prepared'",
            [batch],
        )


def test_one_natural_person_signs_a_batch_once(raw: Raw) -> None:
    who = ["finance_maker", "finance_checker"]
    for same in [*(officer(raw, each) for each in who), *(twin(raw, each) for each in who)]:
        with refused(raw, "J0P01"):
            insert(raw, "payments_signature", a_signature(raw, CONFIRMED, signed_by_id=same))
    insert(raw, "payments_signature", a_signature(raw, CONFIRMED))
    for same in (officer(raw, "county_leader"), twin(raw, "county_leader")):
        with refused(raw, "J0P01"):
            insert(raw, "payments_signature", a_signature(raw, CONFIRMED, signed_by_id=same))


@pytest.mark.parametrize("wrong", [{"fen": 1}, {"number": 2}], ids=str)
def test_a_signature_is_of_the_total_and_one_after_another(raw: Raw, wrong: dict[str, int]) -> None:
    with refused(raw, "J0B17"):
        insert(raw, "payments_signature", a_signature(raw, CONFIRMED, **wrong))


def test_only_a_confirmed_batch_is_signed(raw: Raw) -> None:
    for course in (MADE, SENT, SETTLED):
        with refused(raw, "J0B17"):
            insert(raw, "payments_signature", a_signature(raw, course))


def test_signatures_of_a_batch_are_numbered_even_without_triggers(bare: Raw) -> None:
    row = a_signature(bare, CONFIRMED)
    insert(bare, "payments_signature", row)

    with refused(bare, "signatures_of_a_batch_are_numbered"):
        insert(bare, "payments_signature", row)
    with refused(bare, "signature_lies_in_the_area_of_its_batch"):
        insert(bare, "payments_signature", row | {"number": 2, "area": ELSEWHERE})


def test_two_who_sign_at_once_do_not_take_the_same_place(own_chain: Database) -> None:
    def sign(raw: Raw) -> None:
        insert(raw, "payments_signature", a_signature(raw, CONFIRMED))

    assert crossed(own_chain, sign, sign) in ("J0B17", "J0P01")


def test_how_many_sign_is_not_the_applications_to_say(raw: Raw) -> None:
    with refused(raw, "42501"):
        raw.execute("update documents_limit set number = 1")
    with refused(raw, "42501"):
        raw.execute(
            "insert into documents_limit (name, above_fen, number, source) values"
            " ('signatures', 1, 1, '自定')"
        )


def test_a_limit_is_said_once_with_its_source(bare: Raw) -> None:
    bare.execute("reset role")
    with refused(bare, "a_limit_is_said_once_for_a_sum"):
        bare.execute("update documents_limit set above_fen = 0")
    with refused(bare, "a_limit_is_a_number_with_its_source"):
        bare.execute("update documents_limit set source = ''")


def all_closed(raw: Raw) -> None:
    """Every fund that paid the institution in October has closed it."""
    fen = one(
        raw, "select fen from payments_line where id = %s", of(raw, ANSWERED, "p.id", UNKNOWN)
    )
    found_out(raw, ANSWERED, UNKNOWN, fen)
    change(raw, "claims_line", of(raw, ANSWERED, "l.id", UNKNOWN), state="paid")
    for course in (SETTLED, ANSWERED):
        close_october(raw, course)


def state(raw: Raw, **changes: Any) -> dict[str, Any]:
    """State to the institution what it was paid; return what the database wrote."""
    made = insert(raw, "payments_statement", a_statement(raw, SETTLED) | changes)
    return row_of(raw, "select * from payments_statement where id = %s", made)


def test_a_statement_is_what_the_ledger_says_whatever_its_maker_writes(raw: Raw) -> None:
    all_closed(raw)
    forged = {"content": "支出 1 分", "count": 1, "fen": 1, "digest": "0" * 64}
    with accepted(raw):
        told = state(raw, **forged)

    paid = one(
        raw,
        "select sum(case target when 'paid' then fen else -fen end) from funds_entry"
        " where 'paid' in (source, target) and fund_id in (select fund_id from payments_batch"
        " where payee_id = %s)",
        told["payee_id"],
    )
    assert told["fen"] == paid
    assert told["count"] == len(told["content"].split("\n"))
    assert told["digest"] not in ("", forged["digest"])


def test_a_statement_is_of_a_month_that_every_fund_has_closed(raw: Raw) -> None:
    with refused(raw, "J0B19"):
        state(raw)
    close_october(raw, SETTLED)
    with refused(raw, "J0B19"):
        state(raw)


def test_nothing_is_stated_of_a_month_that_is_not_over_or_without_a_payment(raw: Raw) -> None:
    first = TODAY.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    for days in ((first, last), ("2024-09-01", "2024-09-30")):
        with refused(raw, "J0B19"):
            state(raw, first_day=days[0], last_day=days[1])


def test_what_was_stated_stays(raw: Raw) -> None:
    all_closed(raw)
    told = state(raw)
    for column, value in (("fen", 1), ("content", "改"), ("digest", "0" * 64), ("count", 9)):
        with refused(raw, "42501"):
            change(raw, "payments_statement", told["id"], **{column: value})
    with refused(raw, "42501"):
        raw.execute("delete from payments_statement")
    with refused(raw, "a_body_has_one_statement_of_an_area_and_month"):
        state(raw)


def test_what_was_stated_stays_for_the_superuser_too(admin: Raw) -> None:
    all_closed(admin)
    made = state(admin)
    with refused(admin, "J0A01"):
        change(admin, "payments_statement", made["id"], fen=1)
    admin.execute("set constraints all immediate")
    admin.execute("alter table funds_entry disable trigger who_writes")
    with refused(admin, "J0F06"):
        admin.execute(
            "insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)"
            " select fund_id, area, 'recover', 1, subject, entered_by_id, at from funds_entry"
            " where movement = 'pay' and fund_id = %s limit 1",
            [fund_of(admin, SETTLED)],
        )


def test_a_statement_is_of_a_whole_month_even_without_triggers(bare: Raw) -> None:
    row = a_statement(bare, SETTLED)

    for wrong in ({"first_day": "2024-10-02"}, {"last_day": "2024-10-30"}):
        with refused(bare, "statement_is_of_a_whole_month"):
            insert(bare, "payments_statement", row | wrong)


def test_small_promises_of_a_change_of_account_are_kept_without_triggers(bare: Raw) -> None:
    asked(bare)
    rearm(bare, CHANGES, "moves")

    with refused(bare, "J0S01"):
        insert(bare, CHANGES, a_change(bare, "PX002") | {"state": "in_force"})
