"""Can a batch be padded, confirmed by its maker, sent in part or settled while it is open?"""

from typing import Any

import pytest

from tests.guards.attack import Raw, accepted, change, insert, officer, one, rearm, refused, twin
from tests.guards.chain import ANSWERED, CONFIRMED, DUE, MADE, SENT, SETTLED
from tests.guards.rows import (
    a_payment_file,
    a_payment_line,
    an_attempt,
    batch_for,
    batch_of,
    of,
)
from tests.papers import Course

RETURNED, RETURNED_FEN = 3, 1_600_00


def confirmed_by(raw: Raw, username: str = "finance_checker") -> dict[str, Any]:
    """What a confirmation writes."""
    by = officer(raw, username)
    return {"state": "confirmed", "confirmed_by_id": by, "confirmed_at": "2024-10-14 10:00+08"}


def a_message(raw: Raw, course: Course) -> dict[str, Any]:
    """What is put in the outbox when a batch is sent."""
    number = one(raw, "select number from payments_batch where id = %s", batch_of(raw, course))
    return {
        "key": number,
        "channel": "bank",
        "name": f"{number}.csv",
        "content_cipher": b"sealed",
        "written_at": "2024-10-14 11:00+08",
    }


def test_a_batch_of_its_attempts_is_taken(raw: Raw) -> None:
    line = of(raw, SETTLED, "p.id", RETURNED)

    with accepted(raw):
        insert(raw, "payments_attempt", an_attempt(raw, line, batch_for(raw, line)))


@pytest.mark.parametrize("wrong", [{"count": 2}, {"fen": RETURNED_FEN + 1}], ids=str)
def test_a_batch_is_the_sum_of_its_attempts(raw: Raw, wrong: dict[str, int]) -> None:
    line = of(raw, SETTLED, "p.id", RETURNED)

    with refused(raw, "J0B07"):
        insert(raw, "payments_attempt", an_attempt(raw, line, batch_for(raw, line, **wrong)))


def test_a_batch_of_nothing_is_not_taken(raw: Raw) -> None:
    line = of(raw, SETTLED, "p.id", RETURNED)

    with refused(raw, "J0B07"):
        batch_for(raw, line)


@pytest.mark.parametrize("wrong", [{"count": 0}, {"fen": 0}], ids=str)
def test_a_batch_holds_lines_and_a_positive_sum(raw: Raw, wrong: dict[str, int]) -> None:
    with refused(raw, "batch_holds_lines_and_a_positive_sum"):
        batch_for(raw, of(raw, SETTLED, "p.id", RETURNED), **wrong)


def test_a_batch_is_added_up_again_when_it_is_confirmed(raw: Raw) -> None:
    """An attempt may slip in after the sum was asked for early; then nobody can confirm it."""
    lines = [
        insert(raw, "payments_line", a_payment_line(raw, of(raw, DUE, "d.id", place)))
        for place in (1, 2)
    ]
    batch = batch_for(raw, lines[0])
    insert(raw, "payments_attempt", an_attempt(raw, lines[0], batch))
    raw.execute("set constraints all immediate")
    raw.execute("set constraints all deferred")
    insert(raw, "payments_attempt", an_attempt(raw, lines[1], batch) | {"position": 2})

    with refused(raw, "J0B07"):
        change(raw, "payments_batch", batch, **confirmed_by(raw))


@pytest.mark.parametrize("column", ["number", "key"])
def test_a_batch_is_asked_for_once(raw: Raw, column: str) -> None:
    line = of(raw, SETTLED, "p.id", RETURNED)
    taken = one(raw, f"select {column} from payments_batch where id = %s", batch_of(raw, MADE))

    with refused(raw, f"payments_batch_{column}_key"):
        batch_for(raw, line, **{column: taken})


def test_a_batch_does_not_say_in_which_transaction_it_was_made(raw: Raw) -> None:
    """Or an attempt could join it in a later one."""
    batch = batch_for(raw, of(raw, SETTLED, "p.id", RETURNED), made_in=9_999)

    told = "select made_in = txid_current() from payments_batch where id = %s"
    assert one(raw, told, batch) is True


def test_a_batch_is_confirmed_by_a_second_person(raw: Raw) -> None:
    with accepted(raw):
        change(raw, "payments_batch", batch_of(raw, MADE), **confirmed_by(raw))


def test_a_batch_is_not_confirmed_by_its_maker(raw: Raw) -> None:
    with refused(raw, "J0P01"):
        change(raw, "payments_batch", batch_of(raw, MADE), **confirmed_by(raw, "finance_maker"))


def test_a_batch_is_not_confirmed_by_its_maker_under_another_account(raw: Raw) -> None:
    second = {"confirmed_by_id": twin(raw, "finance_maker")}

    with refused(raw, "J0P01"):
        change(raw, "payments_batch", batch_of(raw, MADE), **confirmed_by(raw) | second)


def test_a_batch_is_not_confirmed_by_its_maker_even_without_triggers(bare: Raw) -> None:
    with refused(bare, "batch_is_made_and_confirmed_by_two"):
        change(bare, "payments_batch", batch_of(bare, MADE), **confirmed_by(bare, "finance_maker"))


@pytest.mark.parametrize("lacking", ["confirmed_by_id", "confirmed_at"])
def test_a_batch_past_making_names_who_confirmed_it_and_when(raw: Raw, lacking: str) -> None:
    confirmation = confirmed_by(raw)
    del confirmation[lacking]

    with refused(raw, "batch_past_making_names_who_confirmed_it"):
        change(raw, "payments_batch", batch_of(raw, MADE), **confirmation)


@pytest.mark.parametrize(
    "wrong", [{"confirmed_by_id": None}, {"confirmed_at": "2024-10-15 10:00+08"}], ids=str
)
def test_the_confirmation_of_a_batch_stands(raw: Raw, wrong: dict[str, object]) -> None:
    with refused(raw, "J0B08"):
        change(raw, "payments_batch", batch_of(raw, CONFIRMED), **wrong)


@pytest.mark.parametrize("course", [MADE, CONFIRMED])
def test_no_part_of_a_batch_is_voided(raw: Raw, course: Course) -> None:
    with refused(raw, "J0B12"):
        change(raw, "payments_attempt", of(raw, course, "a.id"), state="voided")


def test_a_batch_is_not_confirmed_with_an_attempt_that_is_not_to_be_sent(bare: Raw) -> None:
    change(bare, "payments_attempt", of(bare, MADE, "a.id"), state="voided")
    rearm(bare, "payments_batch", "goes_by_its_file")

    with refused(bare, "J0B12"):
        change(bare, "payments_batch", batch_of(bare, MADE), **confirmed_by(bare))


def give_up(raw: Raw, course: Course, places: int = 2) -> None:
    """Give up a batch, and the attempts of its first lines."""
    change(raw, "payments_batch", batch_of(raw, course), state="voided")
    for place in range(1, places + 1):
        change(raw, "payments_attempt", of(raw, course, "a.id", place), state="voided")
        change(raw, "claims_line", of(raw, course, "l.id", place), state="returned")


@pytest.mark.parametrize("course", [MADE, CONFIRMED])
def test_a_batch_that_was_not_sent_is_given_up_whole(raw: Raw, course: Course) -> None:
    with accepted(raw):
        give_up(raw, course)


@pytest.mark.parametrize("places", [0, 1])
def test_no_batch_is_given_up_in_part(raw: Raw, places: int) -> None:
    with refused(raw, "J0B20"):
        give_up(raw, MADE, places)


def test_a_batch_with_a_file_is_not_given_up(raw: Raw) -> None:
    insert(raw, "payments_paymentfile", a_payment_file(raw, batch_of(raw, CONFIRMED)))

    with refused(raw, "J0B09"):
        give_up(raw, CONFIRMED)


def test_a_batch_that_was_given_up_has_no_file(raw: Raw) -> None:
    file = a_payment_file(raw, batch_of(raw, CONFIRMED))
    give_up(raw, CONFIRMED)

    with refused(raw, "J0B09"):
        insert(raw, "payments_paymentfile", file)


def test_a_batch_is_sent_with_its_file_and_all_of_its_attempts(raw: Raw) -> None:
    with accepted(raw):
        send(raw, attempts=2)


@pytest.mark.parametrize("attempts", [0, 1])
def test_a_batch_is_sent_whole(raw: Raw, attempts: int) -> None:
    with refused(raw, "J0B12"):
        send(raw, attempts=attempts)


def test_a_batch_is_not_sent_without_its_file(raw: Raw) -> None:
    with refused(raw, "J0B09"):
        change(raw, "payments_batch", batch_of(raw, CONFIRMED), state="sent")


def test_a_batch_that_nobody_confirmed_has_no_file(raw: Raw) -> None:
    with refused(raw, "J0B09"):
        insert(raw, "payments_paymentfile", a_payment_file(raw, batch_of(raw, MADE)))


@pytest.mark.parametrize("wrong", [{"count": 3}, {"fen": 1}], ids=str)
def test_the_file_of_a_batch_says_its_count_and_sum(raw: Raw, wrong: dict[str, int]) -> None:
    with refused(raw, "J0B09"):
        file = a_payment_file(raw, batch_of(raw, CONFIRMED))
        insert(raw, "payments_paymentfile", file | wrong)


def test_a_batch_has_one_file(raw: Raw) -> None:
    file = a_payment_file(raw, batch_of(raw, CONFIRMED))
    insert(raw, "payments_paymentfile", file)

    with refused(raw, "payments_paymentfile_batch_id_key"):
        insert(raw, "payments_paymentfile", file | {"digest": "another"})


@pytest.mark.parametrize("course", [SENT, ANSWERED], ids=lambda each: each.until)
def test_a_batch_is_not_settled_while_a_line_of_it_is_open(raw: Raw, course: Course) -> None:
    with refused(raw, "J0B10"):
        change(raw, "payments_batch", batch_of(raw, course), state="settled")


def test_the_file_of_a_batch_goes_to_the_bank(raw: Raw) -> None:
    with accepted(raw):
        send(raw, attempts=2)
        insert(raw, "outbox_message", a_message(raw, CONFIRMED))


def test_nothing_goes_to_the_bank_before_its_batch_is_sent(raw: Raw) -> None:
    insert(raw, "payments_paymentfile", a_payment_file(raw, batch_of(raw, CONFIRMED)))

    with refused(raw, "J0B13"):
        insert(raw, "outbox_message", a_message(raw, CONFIRMED))


def test_a_file_is_written_as_its_batch_is_sent(raw: Raw) -> None:
    with refused(raw, "J0B09"):
        insert(raw, "payments_paymentfile", a_payment_file(raw, batch_of(raw, CONFIRMED)))


def test_nothing_goes_to_the_bank_without_a_file(raw: Raw) -> None:
    with refused(raw, "J0B13"):
        insert(raw, "outbox_message", a_message(raw, CONFIRMED))


@pytest.mark.parametrize("wrong", [{"name": "else.csv"}, {"key": "ZF-9"}], ids=str)
def test_a_message_to_the_bank_bears_the_name_of_its_file(raw: Raw, wrong: dict[str, str]) -> None:
    send(raw, attempts=2)

    with refused(raw, "J0B13"):
        insert(raw, "outbox_message", a_message(raw, CONFIRMED) | wrong)


def test_a_file_goes_to_the_bank_once(raw: Raw) -> None:
    with refused(raw, "outbox_message_key_key"):
        insert(raw, "outbox_message", a_message(raw, SENT))


def test_a_message_begins_undelivered(raw: Raw) -> None:
    given = {"key": "K", "channel": "province", "delivered_at": "2024-10-14 11:00+08"}

    with refused(raw, "J0O01"):
        insert(raw, "outbox_message", a_message(raw, SENT) | given)


@pytest.mark.parametrize("again", [None, "2024-10-15 11:00+08"])
def test_a_message_is_delivered_once(raw: Raw, again: str | None) -> None:
    key = one(raw, "select id from outbox_message order by id limit 1")
    change(raw, "outbox_message", key, delivered_at="2024-10-14 11:00+08")

    with refused(raw, "J0O01"):
        change(raw, "outbox_message", key, delivered_at=again)


def send(raw: Raw, *, attempts: int) -> None:
    """Send the confirmed batch, with so many of its two attempts."""
    batch = batch_of(raw, CONFIRMED)
    insert(raw, "payments_paymentfile", a_payment_file(raw, batch))
    change(raw, "payments_batch", batch, state="sent")
    for place in range(1, attempts + 1):
        change(raw, "payments_attempt", of(raw, CONFIRMED, "a.id", place), state="sent")
