"""Does a change of the calendar open notices again, only longer and visibly, in plain SQL?"""

from datetime import date
from typing import Any

import pytest

from tests.guards.attack import (
    Raw,
    accepted,
    change,
    copied,
    insert,
    officer,
    one,
    refused,
    row_of,
    speak,
    twin,
)
from tests.guards.chain import CONFIRMED, DUE, SENT
from tests.guards.rows import a_payment_file, a_payment_line, as_owner, batch_of, of
from tests.guards.test_notices import TODAY, notice_of, post

FRIDAY, SATURDAY, SUNDAY = "2024-10-11", "2024-10-12", "2024-10-13"


def a_change(raw: Raw, day: str, *, works: bool = False, **changes: Any) -> dict[str, Any]:
    """One officer says what a later document says of a day."""
    return {
        "day_id": day,
        "works": works,
        "source": "测试通知",
        "proposed_by_id": officer(raw, "policy_drafter"),
        "proposed_at": "2024-10-09 09:00+08",
    } | changes


def confirm(raw: Raw, key: int, by: int | None = None) -> None:
    """Another officer confirms it."""
    who = by or officer(raw, "policy_activator")
    change(raw, "notices_calendarchange", key, confirmed_by_id=who, confirmed_at="2024-10-09")


def alter(raw: Raw, day: str, **changes: Any) -> int:
    """Change the calendar, by two."""
    made = insert(raw, "notices_calendarchange", a_change(raw, day, **changes))
    confirm(raw, made)
    return made


def test_the_calendar_is_changed_by_two_people_on_a_document_once(raw: Raw) -> None:
    made = insert(raw, "notices_calendarchange", a_change(raw, FRIDAY))
    with refused(raw, "J0P01"):
        confirm(raw, made, twin(raw, "policy_drafter"))
    with refused(raw, "a_document_changes_a_day_once"):
        insert(raw, "notices_calendarchange", a_change(raw, FRIDAY))
    with accepted(raw):
        confirm(raw, made)
    with refused(raw, "J0C02"):
        confirm(raw, made, officer(raw, "county_leader"))
    with refused(raw, "calendar_change_names_its_document"):
        insert(raw, "notices_calendarchange", a_change(raw, SATURDAY, source=""))
    told = {"confirmed_by_id": officer(raw, "policy_activator"), "confirmed_at": "2024-10-09"}
    with refused(raw, "J0C02"):
        insert(raw, "notices_calendarchange", a_change(raw, SATURDAY) | told)


def test_nobody_changes_the_calendar_alone_even_without_triggers(bare: Raw) -> None:
    made = insert(bare, "notices_calendarchange", a_change(bare, FRIDAY))

    with refused(bare, "calendar_change_is_proposed_and_confirmed_by_two"):
        confirm(bare, made, officer(bare, "policy_drafter"))
    with refused(bare, "calendar_change_is_proposed_and_confirmed_by_two"):
        change(bare, "notices_calendarchange", made, confirmed_at="2024-10-09")


def test_a_holiday_opens_the_notices_it_concerns_again_and_says_why(raw: Raw) -> None:
    """From a Tuesday three working days: up to Friday; then the Saturday that is worked."""
    line = post(raw)
    notice = notice_of(raw, line, "n.id")
    assert notice_of(raw, line, "closes_on") == date(2024, 10, 11)
    concerned = "select count(*) from notices_notice where opened_on < %s and closes_on >= %s"
    count = one(raw, concerned, FRIDAY, FRIDAY)

    with accepted(raw):
        made = alter(raw, FRIDAY)

    assert notice_of(raw, line, "closes_on") == date(2024, 10, 12)
    told = row_of(raw, "select * from notices_reopened where notice_id = %s", notice)
    assert (told["closed_on"], told["closes_on"]) == (date(2024, 10, 11), date(2024, 10, 12))
    assert told["because"] == "2024-10-11改为放假（测试通知）"
    every = "select count(*) from notices_reopened where change_id = %s"
    assert one(raw, every, made) == count > 1


def test_what_is_only_proposed_changes_nothing(raw: Raw) -> None:
    line = post(raw)

    insert(raw, "notices_calendarchange", a_change(raw, FRIDAY))

    assert notice_of(raw, line, "closes_on") == date(2024, 10, 11)
    assert one(raw, "select works_on(%s)", FRIDAY) is True


def test_a_day_that_works_after_all_shortens_no_notice(raw: Raw) -> None:
    line = post(raw, opened_on=date(2024, 10, 11))
    assert notice_of(raw, line, "closes_on") == date(2024, 10, 15)

    alter(raw, SUNDAY, works=True)

    assert notice_of(raw, line, "closes_on") == date(2024, 10, 15)
    assert one(raw, "select working_day_after('2024-10-11', 3)") == date(2024, 10, 14)


def test_the_document_that_came_last_is_what_counts(raw: Raw) -> None:
    line = post(raw)
    alter(raw, FRIDAY)
    alter(raw, FRIDAY, works=True, source="更正通知")

    assert one(raw, "select works_on(%s)", FRIDAY) is True
    assert notice_of(raw, line, "closes_on") == date(2024, 10, 12)  # and yet not earlier


def test_a_notice_opens_again_as_often_as_it_must(raw: Raw) -> None:
    line = post(raw)
    alter(raw, FRIDAY)
    alter(raw, SATURDAY)

    assert notice_of(raw, line, "closes_on") == date(2024, 10, 14)
    times = "select count(*) from notices_reopened where notice_id = %s"
    assert one(raw, times, notice_of(raw, line, "n.id")) == 2


def test_other_notices_stay_as_they_are(raw: Raw) -> None:
    early, late = post(raw), post(raw, opened_on=date(2024, 10, 14), number="GS-2024-970124-9002")

    alter(raw, SATURDAY)

    assert notice_of(raw, early, "closes_on") == date(2024, 10, 11)
    assert notice_of(raw, late, "closes_on") == date(2024, 10, 17)


def test_a_day_the_calendar_does_not_know_is_not_changed(raw: Raw) -> None:
    with refused(raw, "23503"):
        insert(raw, "notices_calendarchange", a_change(raw, "2031-01-01"))


@pytest.mark.parametrize(
    "statement",
    [
        "update notices_notice set closes_on = opened_on + 1",
        "update notices_calendarday set works = false",
        "update notices_calendarchange set works = false",
        "insert into notices_reopened (notice_id, because, closed_on, closes_on)"
        " select id, '', closes_on, closes_on + 1 from notices_notice limit 1",
        "select count_notice_again(1, '', null)",
        "select counted_close(1)",
    ],
    ids=lambda each: " ".join(each.split()[:3]),
)
def test_how_long_a_notice_stands_is_not_the_applications_to_write(
    raw: Raw, statement: str
) -> None:
    with refused(raw, "42501"):
        raw.execute(statement)


@pytest.mark.parametrize("change", ["closes_on = closes_on - 1", "closes_on = closes_on + 1"])
def test_nobody_moves_the_last_day_but_as_it_is_counted(admin: Raw, change: str) -> None:
    with refused(admin, "J0N01"):
        admin.execute(f"update notices_notice set {change}")
    with refused(admin, "J0N01"):
        admin.execute("update notices_notice set title = 'x'")
    with refused(admin, "J0A01"):
        admin.execute("delete from notices_notice")


def test_a_notice_that_opened_again_stands_longer(bare: Raw) -> None:
    notice = one(bare, "select min(id) from notices_notice")
    as_owner(bare)
    row = {"notice_id": notice, "because": "x", "closed_on": TODAY, "closes_on": TODAY}

    with refused(bare, "reopened_notice_stands_longer"):
        insert(bare, "notices_reopened", row)


def stands_again(admin: Raw) -> None:
    """Let the notices of before stand up to today; go on as the application."""
    admin.execute("alter table notices_notice disable trigger only_stands_longer")
    admin.execute("update notices_notice set closes_on = %s where closes_on < %s", [TODAY] * 2)
    admin.execute("set constraints all immediate")
    admin.execute("alter table notices_notice enable trigger only_stands_longer")
    admin.execute("set constraints all deferred")
    admin.execute("set local role jineng_app")
    speak(admin, "finance_maker")


def test_nothing_is_ordered_while_a_notice_stands_again(admin: Raw) -> None:
    stands_again(admin)

    with refused(admin, "J0L02"):
        insert(admin, "payments_line", a_payment_line(admin, of(admin, DUE, "d.id")))


def test_what_was_ordered_meanwhile_does_not_leave(admin: Raw) -> None:
    stands_again(admin)
    insert(admin, "payments_paymentfile", a_payment_file(admin, batch_of(admin, CONFIRMED)))
    change(admin, "payments_batch", batch_of(admin, CONFIRMED), state="sent")

    with refused(admin, "J0L02"):
        change(admin, "payments_attempt", of(admin, CONFIRMED, "a.id"), state="sent")


def test_no_attempt_begins_while_a_notice_stands_again(admin: Raw) -> None:
    """Also where every other guard of an attempt is asleep."""
    row = copied(admin, "payments_attempt") | {"line_id": of(admin, SENT, "p.id"), "number": 2}
    for trigger in ("may_begin", "of_what_is_due", "moves"):
        admin.execute(f"alter table payments_attempt disable trigger {trigger}")
    stands_again(admin)

    with refused(admin, "J0L02"):
        insert(admin, "payments_attempt", row | {"state": "prepared"})
