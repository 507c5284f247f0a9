"""Can what the bank left open, sent back or paid otherwise be turned into money, in plain SQL?"""

from typing import Any

import psycopg
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
    row_of,
    speak,
    twin,
)
from tests.guards.chain import ANSWERED, SENT, SETTLED
from tests.guards.rows import (
    GRANTED_FEN,
    a_payment_line,
    a_period,
    a_recovery,
    an_attempt,
    bank_says,
    batch_for,
    batch_of,
    check,
    confirm_recovery,
    found_out,
    fund_of,
    of,
    revoke_paid,
)
from tests.guards.test_funds import OFF_BY, balance, free_of

UNKNOWN = RETURNED = 3
UNKNOWN_FEN = 1_600_00


def came_back(raw: Raw, fen: int = GRANTED_FEN, **changes: Any) -> dict[str, Any]:
    """What a second officer writes when the statement says that the first line came back."""
    told = {"paid": False, "statement": True, "came_back": True} | changes
    back = bank_says(raw, batch_of(raw, SETTLED), 1, fen, **told)
    by = officer(raw, "finance_maker")
    return {"state": "bounced", "bounce_id": back, "bounced_by_id": by}


def bounce(raw: Raw, **changes: Any) -> int:
    """Take back what came back of the first line of the settled batch."""
    attempt = int(of(raw, SETTLED, "a.id"))
    change(raw, "payments_attempt", attempt, **came_back(raw) | changes)
    return attempt


def further(raw: Raw, line: int) -> dict[str, Any]:
    """A line that owes what is still due after another of its grant."""
    row = row_of(raw, "select * from payments_line where id = %s", line)
    del row["id"]
    return row | {
        "follows_id": line,
        "fen": one(
            raw,
            "select due_of(d.line_id) from payments_line l"
            " join claims_decision d on d.id = l.decision_id where l.id = %s",
            line,
        ),
    }


def try_again(raw: Raw, line: int) -> int:
    """Begin another attempt to pay a line."""
    return insert(raw, "payments_attempt", an_attempt(raw, line, batch_for(raw, line)))


def test_what_came_back_is_owed_again_and_tried_again(raw: Raw) -> None:
    fund, line = fund_of(raw, SETTLED), of(raw, SETTLED, "p.id")
    paid, owed = balance(raw, fund, "paid_fen"), balance(raw, fund, "owed_fen")

    with accepted(raw):
        bounce(raw)
        change(raw, "claims_line", of(raw, SETTLED, "l.id"), state="returned")

    assert balance(raw, fund, "paid_fen") == paid - GRANTED_FEN
    assert balance(raw, fund, "owed_fen") == owed + GRANTED_FEN
    assert raw.execute(OFF_BY).fetchall() == []
    with accepted(raw):
        try_again(raw, line)
        change(raw, "claims_line", of(raw, SETTLED, "l.id"), state="ordered")


@pytest.mark.parametrize(
    "wrong", [{"came_back": False}, {"statement": False}, {"fen": GRANTED_FEN - 1}], ids=str
)
def test_nothing_comes_back_but_by_the_statement_of_the_bank(
    raw: Raw, wrong: dict[str, Any]
) -> None:
    written = came_back(raw, **wrong)

    with refused(raw, "J0B14"):
        change(raw, "payments_attempt", of(raw, SETTLED, "a.id"), **written)


def test_nothing_comes_back_by_what_was_said_of_another_line(raw: Raw) -> None:
    with refused(raw, "J0B14"):
        change(raw, "payments_attempt", of(raw, SETTLED, "a.id", 2), **came_back(raw))


@pytest.mark.parametrize("who", ["same account", "another account"])
def test_who_read_the_statement_does_not_take_it_back(raw: Raw, who: str) -> None:
    by = officer(raw, "finance_checker")
    if who == "another account":
        by = twin(raw, "finance_checker")

    with refused(raw, "J0P01"):
        bounce(raw, bounced_by_id=by)


def test_what_was_revoked_or_recovered_does_not_come_back_a_second_way(raw: Raw) -> None:
    line = of(raw, SETTLED, "l.id")
    revoke_paid(raw, of(raw, SETTLED, "d.id"))
    attempt = one(
        raw,
        "select a.id from payments_attempt a join payments_line p on p.id = a.line_id"
        " join claims_decision d on d.id = p.decision_id where d.line_id = %s",
        line,
    )
    written = came_back(raw)
    with refused(raw, "J0B15"):
        change(raw, "payments_attempt", attempt, **written)
    confirm_recovery(raw, insert(raw, "payments_recovery", a_recovery(raw, line, GRANTED_FEN)))
    with refused(raw, "J0B15"):
        change(raw, "payments_attempt", attempt, **written)


@pytest.mark.parametrize("lacking", ["bounce_id", "bounced_by_id"])
def test_what_came_back_names_the_word_of_the_bank_and_who_took_it(bare: Raw, lacking: str) -> None:
    with refused(bare, "bounced_attempt_names_its_bank_line_and_officer"):
        bounce(bare, **{lacking: None})
    with refused(bare, "bounced_attempt_names_its_bank_line_and_officer"):
        bounce(bare, state="paid")


def test_that_something_came_back_stays_said(raw: Raw) -> None:
    attempt = bounce(raw)

    with refused(raw, "J0B03"):
        change(raw, "payments_attempt", attempt, bounced_by_id=officer(raw, "county_leader"))
    for state, no in (("paid", "J0S02"), ("prepared", "J0B03"), ("unknown", "J0B03")):
        with refused(raw, no):
            change(raw, "payments_attempt", attempt, state=state)


def test_taken_back_twice_at_once_it_comes_back_once(own_chain: Database) -> None:
    with psycopg.connect(own_chain.app_url) as first:
        speak(first, "finance_checker")
        written = came_back(first)
        first.commit()

    def take(raw: Raw) -> None:
        change(raw, "payments_attempt", of(raw, SETTLED, "a.id"), **written)
        change(raw, "claims_line", of(raw, SETTLED, "l.id"), state="returned")

    assert crossed(own_chain, take, take) == ""
    with psycopg.connect(own_chain.admin_url) as first:
        assert one(first, "select count(*) from funds_entry where movement = 'bounce'") == 1
        assert first.execute(OFF_BY).fetchall() == []


def test_a_returned_line_is_not_called_returned_when_nothing_is_due(raw: Raw) -> None:
    with refused(raw, "J0L07"):
        change(raw, "claims_line", of(raw, SETTLED, "l.id"), state="returned")


def test_what_was_paid_short_is_not_called_paid(raw: Raw) -> None:
    found_out(raw, ANSWERED, UNKNOWN, UNKNOWN_FEN - 1)

    with refused(raw, "J0L07"):
        change(raw, "claims_line", of(raw, ANSWERED, "l.id", UNKNOWN), state="paid")


def test_what_was_paid_short_is_owed_still_and_only_that_is_ordered(raw: Raw) -> None:
    fund, line = fund_of(raw, ANSWERED), of(raw, ANSWERED, "p.id", UNKNOWN)
    paid, owed = balance(raw, fund, "paid_fen"), balance(raw, fund, "owed_fen")
    with accepted(raw):
        found_out(raw, ANSWERED, UNKNOWN, UNKNOWN_FEN - 100)
        change(raw, "claims_line", of(raw, ANSWERED, "l.id", UNKNOWN), state="returned")
    assert balance(raw, fund, "paid_fen") == paid + UNKNOWN_FEN - 100
    assert balance(raw, fund, "owed_fen") == owed + 100
    assert raw.execute(OFF_BY).fetchall() == []

    for fen in (99, 101, UNKNOWN_FEN):
        with refused(raw, "J0L05"):
            insert(raw, "payments_line", further(raw, line) | {"fen": fen})
    with refused(raw, "J0L05"):
        try_again(raw, line)
    with accepted(raw):
        try_again(raw, insert(raw, "payments_line", further(raw, line)))


def test_what_was_paid_beyond_the_order_leaves_what_is_free(raw: Raw) -> None:
    fund = fund_of(raw, ANSWERED)
    free, paid = free_of(raw, fund), balance(raw, fund, "paid_fen")

    with accepted(raw):
        found_out(raw, ANSWERED, UNKNOWN, UNKNOWN_FEN + 100)
        change(raw, "claims_line", of(raw, ANSWERED, "l.id", UNKNOWN), state="paid")

    assert free_of(raw, fund) == free - 100
    assert balance(raw, fund, "paid_fen") == paid + UNKNOWN_FEN + 100
    assert one(raw, "select due_of(%s)", of(raw, ANSWERED, "l.id", UNKNOWN)) == -100
    assert raw.execute(OFF_BY).fetchall() == []


def test_no_more_is_paid_beyond_an_order_than_the_fund_has_free(raw: Raw) -> None:
    with refused(raw, "what_is_taken_stays_within_what_was_appropriated"):
        found_out(raw, ANSWERED, UNKNOWN, UNKNOWN_FEN + free_of(raw, fund_of(raw, ANSWERED)) + 1)


@pytest.mark.parametrize("place", [1, 2])
def test_a_further_line_is_of_the_same_grant_and_of_nothing_under_way(raw: Raw, place: int) -> None:
    """Not while the outcome is unknown, and not after the line of somebody else."""
    under_way = of(raw, ANSWERED, "p.id", UNKNOWN)
    mine = further(raw, under_way) | {"fen": 1}
    other = of(raw, ANSWERED, "p.id", place)

    with refused(raw, "J0L10"):
        insert(raw, "payments_line", mine)
    with refused(raw, "J0L10"):
        insert(raw, "payments_line", mine | {"follows_id": other})


def test_a_line_is_followed_once(bare: Raw) -> None:
    line = of(bare, SETTLED, "p.id", RETURNED)
    insert(bare, "payments_line", further(bare, line))

    with refused(bare, "payments_line_follows_id_key"):
        insert(bare, "payments_line", further(bare, line))


def unknown(raw: Raw) -> int:
    return int(of(raw, ANSWERED, "a.id", UNKNOWN))


def test_what_is_unknown_is_tried_again_by_no_way(raw: Raw) -> None:
    """Not as another attempt, another line, a file, a message, nor as the same attempt again."""
    attempt, line = unknown(raw), of(raw, ANSWERED, "p.id", UNKNOWN)
    moves = {"prepared": "J0S02", "sent": "J0S02", "voided": "J0B12", "bounced": "J0B14"}
    for state, code in moves.items():
        with refused(raw, code):
            change(raw, "payments_attempt", attempt, state=state)
    with refused(raw, "J0L05"):
        try_again(raw, line)
    with refused(raw, "J0L05"):
        again = a_payment_line(raw, of(raw, ANSWERED, "d.id", UNKNOWN))
        insert(raw, "payments_line", again | {"follows_id": None})
    with refused(raw, "J0L10"):
        insert(raw, "payments_line", further(raw, line))
    with refused(raw, "J0B12"):
        change(raw, "payments_batch", batch_of(raw, ANSWERED), state="confirmed")
    with refused(raw, "J0B09"):
        raw.execute(
            "insert into payments_paymentfile (batch_id, area, name, content_cipher, count, fen,"
            " digest) select f.batch_id, f.area, '再发.csv', f.content_cipher, f.count, f.fen,"
            " f.digest from payments_paymentfile f where f.batch_id = %s",
            [batch_of(raw, ANSWERED)],
        )
    with refused(raw, "J0D10"):
        revoke_under_way(raw)


def revoke_under_way(raw: Raw) -> None:
    """Take back the grant whose payment is unknown, as if it had never been sent."""
    row = row_of(raw, "select * from claims_decision where id = %s", of(raw, ANSWERED, "d.id", 3))
    del row["id"]
    row |= {"seq": 2, "supersedes_id": of(raw, ANSWERED, "d.id", 3), "outcome": "revoked"}
    insert(raw, "claims_decision", row | {"fen": 0, "fund_id": None, "receipt": {}})


def test_since_when_an_outcome_is_unknown_is_the_databases_to_say(raw: Raw) -> None:
    attempt = of(raw, SENT, "a.id")
    change(raw, "payments_attempt", attempt, state="unknown")
    told = "select unknown_since > now() - interval '1 hour' from payments_attempt where id = %s"
    assert one(raw, told, attempt) is True
    for column in ("unknown_since", "owned_at"):
        with refused(raw, "42501"):
            change(raw, "payments_attempt", attempt, **{column: "2024-10-14 15:00+08"})


def test_who_takes_charge_of_an_unknown_outcome_stays_in_charge(raw: Raw) -> None:
    attempt, maker = unknown(raw), officer(raw, "finance_maker")
    change(raw, "payments_attempt", attempt, resolved_by_id=maker)
    assert one(raw, "select owned_at is not null from payments_attempt where id = %s", attempt)

    for other in (None, officer(raw, "county_leader")):
        with refused(raw, "J0B16"):
            change(raw, "payments_attempt", attempt, resolved_by_id=other)


def test_who_left_office_is_followed_by_another(admin: Raw) -> None:
    attempt, maker = unknown(admin), officer(admin, "finance_maker")
    change(admin, "payments_attempt", attempt, resolved_by_id=maker)
    change(admin, "offices_officer", maker, is_active=False)

    with accepted(admin):
        leader = officer(admin, "county_leader")
        change(admin, "payments_attempt", attempt, resolved_by_id=leader)


def test_nobody_takes_charge_of_what_is_not_unknown(raw: Raw) -> None:
    with refused(raw, "J0B16"):
        maker = officer(raw, "finance_maker")
        change(raw, "payments_attempt", of(raw, SENT, "a.id"), resolved_by_id=maker)


@pytest.mark.parametrize("owned", [False, True])
def test_a_month_is_not_closed_over_an_unknown_outcome_owned_or_not(raw: Raw, owned: bool) -> None:
    if owned:
        maker = officer(raw, "finance_maker")
        change(raw, "payments_attempt", unknown(raw), resolved_by_id=maker)
    period = insert(raw, "funds_period", a_period(raw, ANSWERED))
    told = "select says from unexplained(%s, '2024-10-31') where says like '%%结果不明%%'"
    says = one(raw, told, fund_of(raw, ANSWERED))

    assert ("没有人认领" in says) is not owned
    with refused(raw, "J0F10"):
        check(raw, period)


def test_a_month_is_not_closed_before_what_came_back_is_taken_back(raw: Raw) -> None:
    written = came_back(raw)
    period = insert(raw, "funds_period", a_period(raw, SETTLED))
    with refused(raw, "J0F10"):
        check(raw, period)
    change(raw, "payments_attempt", of(raw, SETTLED, "a.id"), **written)

    check(raw, period)


def test_a_later_statement_speaks_over_what_an_answer_left_open(raw: Raw) -> None:
    """A line of the answer was not ours; the statement that came after it has none such."""
    batch = batch_of(raw, SETTLED)
    for statement, bad in ((False, 1), (True, 0)):
        bank_says(raw, batch, RETURNED, UNKNOWN_FEN, paid=False, statement=statement)
        row = {
            "file_id": one(raw, "select max(file_id) from payments_answer"),
            **{"purpose": "bank", "subject": "", "area": SETTLED.area, "good": 0, "bad": bad},
            **{"tidied": 0, "taken_by_id": officer(raw, "finance_checker")},
        }
        insert(raw, "documents_intake", row | {"at": "2024-10-14 15:00+08"})
        left = raw.execute(
            "select says from unexplained(%s, '2024-10-31')", [fund_of(raw, SETTLED)]
        )
        assert len(left.fetchall()) == bad
