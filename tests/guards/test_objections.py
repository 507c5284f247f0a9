"""Can an objection be lodged out of time, in a flood, or answered by who acted, in plain SQL?"""

from datetime import timedelta

import pytest

from tests.guards.attack import Raw, accepted, change, insert, officer, one, refused, speak, twin
from tests.guards.chain import DUE, SETTLED, STANDING
from tests.guards.rows import (
    a_decision,
    a_payment_line,
    a_reopening,
    a_revocation,
    an_objection,
    answer_objection,
    object_to,
    of,
)
from tests.guards.test_notices import TODAY


@pytest.mark.parametrize("day", ["2024-10-07 23:59+08", "2024-10-12 00:01+08"])
def test_an_objection_is_lodged_while_its_notice_stands(raw: Raw, day: str) -> None:
    line = of(raw, DUE, "g.notice_line_id")

    with refused(raw, "J0N07"):
        insert(raw, "notices_objection", an_objection(line) | {"lodged_at": day})


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_days_of_an_objection_are_those_of_here(raw: Raw, zone: str) -> None:
    raw.execute(f"set local timezone = '{zone}'")
    line = of(raw, DUE, "g.notice_line_id")

    with accepted(raw):
        for day in ("2024-10-08 00:01+08", "2024-10-11 23:59+08"):
            insert(raw, "notices_objection", an_objection(line) | {"lodged_at": day})


def test_when_it_was_lodged_is_the_databases_to_say(admin: Raw) -> None:
    """Where no season of long ago is taken in, no objection is put back into a notice's days."""
    admin.execute("delete from notices_pastseason")
    admin.execute("set local role jineng_app")
    speak(admin, "finance_maker")

    with refused(admin, "J0N07"):
        object_to(admin, of(admin, DUE, "g.notice_line_id"))
    made = object_to(admin, of(admin, STANDING, "g.notice_line_id"))

    now = "select lodged_at = recorded_at and recorded_at > now() - interval '1 hour'"
    assert one(admin, f"{now} from notices_objection where id = %s", made)


def test_no_more_than_twenty_wait_for_one_line(raw: Raw) -> None:
    line = of(raw, DUE, "g.notice_line_id")
    objections = [object_to(raw, line) for _ in range(20)]

    with refused(raw, "J0N08"):
        object_to(raw, line)
    answer_objection(raw, objections[0], upheld=False)
    with accepted(raw):
        object_to(raw, line)


def test_no_more_than_twenty_come_from_one_place_within_an_hour(raw: Raw) -> None:
    lines = [of(raw, DUE, "g.notice_line_id", place) for place in (1, 2)]
    for place in range(20):
        row = an_objection(lines[place % 2]) | {"sender_digest": b"here"}
        insert(raw, "notices_objection", row)

    with refused(raw, "J0N08"):
        insert(raw, "notices_objection", an_objection(lines[0]) | {"sender_digest": b"here"})
    with accepted(raw):
        insert(raw, "notices_objection", an_objection(lines[0]) | {"sender_digest": b"there"})


def test_a_form_is_taken_once(raw: Raw) -> None:
    row = an_objection(of(raw, DUE, "g.notice_line_id")) | {"key": "a form"}
    insert(raw, "notices_objection", row)

    with refused(raw, "notices_objection_key_key"):
        insert(raw, "notices_objection", row)


def test_who_claimed_does_not_answer_under_any_account(raw: Raw) -> None:
    objection = object_to(raw, of(raw, DUE, "g.notice_line_id"))
    claimed = one(
        raw,
        "select o.username from claims_claim c join offices_officer o on o.id = c.submitted_by_id"
        " where c.id = %s",
        of(raw, DUE, "c.id"),
    )
    twin(raw, claimed)

    for by in (claimed, f"{claimed}-2"):
        with refused(raw, "J0N05"):
            answer_objection(raw, objection, upheld=False, by=by)


def test_who_had_a_line_opened_again_does_not_answer(raw: Raw) -> None:
    """It was asked for, granted again by another, and may be objected to again."""
    decision = of(raw, SETTLED, "d.id")
    row = a_reopening(raw, decision) | {"wanted": "reconsidered"}
    leader = officer(raw, "county_leader")
    insert(raw, "claims_reopening", row | {"asked_by_id": leader})
    again = a_decision(raw, of(raw, SETTLED, "l.id")) | {"seq": 2, "supersedes_id": decision}
    insert(raw, "claims_decision", again | {"maker_id": leader})
    objection = object_to(raw, of(raw, SETTLED, "g.notice_line_id"))

    with refused(raw, "J0N05"):
        answer_objection(raw, objection, upheld=False)
    with accepted(raw):
        answer_objection(raw, objection, upheld=False, by="auditor")


def test_who_answered_an_earlier_objection_may_answer_the_next(raw: Raw) -> None:
    line = of(raw, DUE, "g.notice_line_id")
    answer_objection(raw, object_to(raw, line), upheld=True)
    row = a_revocation(raw, of(raw, DUE, "d.id"))
    insert(raw, "claims_decision", row | {"checker_id": officer(raw, "county_leader")})
    change(raw, "claims_line", row["line_id"], state="submitted")

    with accepted(raw):
        answer_objection(raw, object_to(raw, line), upheld=False)


def test_only_the_disputed_line_is_held_and_the_rest_of_its_notice_goes_on(raw: Raw) -> None:
    disputed, other = (of(raw, DUE, "d.id", place) for place in (1, 2))
    lines = [of(raw, DUE, "g.notice_line_id", place) for place in (1, 2)]
    notices = "select count(distinct notice_id) from notices_line where id = any (%s)"
    assert one(raw, notices, lines) == 1
    object_to(raw, lines[0])

    with refused(raw, "J0L03"):
        insert(raw, "payments_line", a_payment_line(raw, disputed))
    with accepted(raw):
        insert(raw, "payments_line", a_payment_line(raw, other))


@pytest.mark.parametrize("column", ["said", "lodged_at", "recorded_at", "name_cipher"])
def test_what_was_objected_stays_as_it_was_said(raw: Raw, column: str) -> None:
    objection = object_to(raw, of(raw, DUE, "g.notice_line_id"))

    with refused(raw, "42501"):
        change(raw, "notices_objection", objection, **{column: None})


def test_no_objection_is_lodged_for_tomorrow(admin: Raw) -> None:
    admin.execute("delete from notices_pastseason")
    admin.execute("set local role jineng_app")
    speak(admin, "finance_maker")
    row = an_objection(of(admin, STANDING, "g.notice_line_id"))

    made = insert(admin, "notices_objection", row | {"lodged_at": TODAY + timedelta(days=2)})

    assert one(
        admin,
        "select lodged_at <= now() + interval '1 minute' from notices_objection where id = %s",
        made,
    )
