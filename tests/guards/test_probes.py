"""Does a day count on which nobody could have seen the notice, in plain SQL?"""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from tests.guards.attack import Raw, accepted, change, insert, officer, one, refused, speak
from tests.guards.chain import DECIDED, STANDING
from tests.guards.rows import a_payment_line, of
from tests.guards.test_notices import TODAY, a_posting, notice_of, post

OPENED = TODAY - timedelta(days=20)


def begin(raw: Raw, since: date) -> int:
    """From a day on, only days count on which the page was seen."""
    by = officer(raw, "policy_activator")
    row = {"since": since, "begun_by_id": by, "begun_at": "2024-10-08 09:00+08"}
    return insert(raw, "notices_probing", row)


def looked_at(admin: Raw) -> int:
    """A notice of twenty days ago, of three working days, that is looked at; return its line."""
    for trigger, table in (
        ("from_now_on", "notices_probing"),
        ("says_what_it_saw", "notices_probe"),
    ):
        admin.execute(f"alter table {table} disable trigger {trigger}")
    begin(admin, OPENED)
    days = [OPENED + timedelta(days=n) for n in range(80)]
    with admin.cursor() as cursor:
        cursor.executemany(
            "insert into notices_calendarday values (%s, %s, '测试日历') on conflict do nothing",
            [(day, day.weekday() < 5) for day in days],
        )
    return post(admin, opened_on=OPENED)


def saw(admin: Raw, line: int, days: Sequence[date], *, seen: bool = True) -> None:
    """The page was looked at on these days, as the database would have written it then."""
    for day in days:
        row = {"notice_id": notice_of(admin, line, "n.id"), "address": "http://x/", "status": 200}
        insert(
            admin,
            "notices_probe",
            row | {"digest": "", "seen": seen, "recorded_at": f"{day} 15:00+08"},
        )


def working(admin: Raw, count: int) -> list[date]:
    """Return the first working days after the notice was posted."""
    return [one(admin, "select working_day_after(%s, %s)", OPENED, n + 1) for n in range(count)]


def stands_until(admin: Raw, line: int) -> date:
    """Return the last day of the notice of a line, as it is counted today."""
    found: date = one(admin, "select stands_until(%s)", notice_of(admin, line, "n.id"))
    return found


def test_a_notice_whose_page_was_seen_each_day_stands_its_days(admin: Raw) -> None:
    line = looked_at(admin)
    saw(admin, line, working(admin, 3))

    assert stands_until(admin, line) == working(admin, 3)[-1]


def test_a_day_nobody_looked_does_not_count(admin: Raw) -> None:
    line = looked_at(admin)
    days = working(admin, 4)
    saw(admin, line, [days[0], days[1], days[3]])

    assert stands_until(admin, line) == days[3]


def test_a_day_on_which_the_page_was_gone_once_does_not_count(admin: Raw) -> None:
    line = looked_at(admin)
    days = working(admin, 5)
    saw(admin, line, days)
    saw(admin, line, [days[1], days[2]], seen=False)

    assert stands_until(admin, line) == days[4]


def test_a_look_on_a_holiday_counts_for_nothing(admin: Raw) -> None:
    line = looked_at(admin)
    every = [OPENED + timedelta(days=n) for n in range(1, 20)]
    saw(admin, line, every)

    assert stands_until(admin, line) == working(admin, 3)[-1]


def test_without_a_single_look_a_notice_still_stands(admin: Raw) -> None:
    line = looked_at(admin)

    assert stands_until(admin, line) > TODAY


def test_counted_again_the_notice_says_that_it_stands_longer(admin: Raw) -> None:
    line = looked_at(admin)
    days = working(admin, 4)
    saw(admin, line, [days[0], days[1], days[3]])

    with accepted(admin):
        admin.execute("select count_notices_again()")
        admin.execute("select count_notices_again()")

    assert notice_of(admin, line, "closes_on") == days[3]
    told = "select count(*) from notices_reopened where notice_id = %s and because like '%%不计入'"
    assert one(admin, told, notice_of(admin, line, "n.id")) == 1


@pytest.mark.parametrize("seen", [2, 3])
def test_money_waits_until_the_page_was_seen_for_its_days(admin: Raw, seen: int) -> None:
    line = looked_at(admin)
    saw(admin, line, working(admin, seen))
    insert(admin, "claims_posting", a_posting(admin, line))
    change(admin, "claims_line", of(admin, DECIDED, "l.id"), state="on_notice")
    admin.execute("set local role jineng_app")
    speak(admin, "finance_maker")
    row = a_payment_line(admin, of(admin, DECIDED, "d.id")) | {"ordered_on": TODAY}

    if seen == 3:
        with accepted(admin):
            insert(admin, "payments_line", row)
    else:
        with refused(admin, "J0L02"):
            insert(admin, "payments_line", row)


def test_notices_of_before_are_not_looked_at(raw: Raw) -> None:
    line = post(raw)
    begin(raw, TODAY)

    assert stands_until(raw, line) == date(2024, 10, 11)


def test_today_and_the_days_to_come_are_taken_to_count(raw: Raw) -> None:
    before = stands_until(raw, of(raw, STANDING, "g.notice_line_id"))
    begin(raw, TODAY)

    assert stands_until(raw, of(raw, STANDING, "g.notice_line_id")) == before


def test_looking_begins_today_or_later_and_does_not_end(raw: Raw) -> None:
    with refused(raw, "J0N09"):
        begin(raw, TODAY - timedelta(days=1))
    begin(raw, TODAY)
    with refused(raw, "notices_probing_since_key"):
        begin(raw, TODAY)
    for statement in ("delete from notices_probing", "update notices_probing set since = since"):
        with refused(raw, "42501"):
            raw.execute(statement)


@pytest.mark.parametrize(
    ("status", "right", "seen"), [(200, 1, True), (200, 0, False), (500, 1, False)]
)
def test_whether_a_page_was_seen_is_the_databases_to_say(
    raw: Raw, status: int, right: int, seen: bool
) -> None:
    line = of(raw, STANDING, "g.notice_line_id")
    digest = notice_of(raw, line, "content_digest") if right else "x"
    row = {"notice_id": notice_of(raw, line, "n.id"), "address": "http://x/", "status": status}
    told = {"digest": digest, "seen": not seen, "recorded_at": "2024-10-09 10:00+08"}

    made = insert(raw, "notices_probe", row | told)

    kept = "select seen from notices_probe where id = %s and recorded_at > now() - interval '1 h'"
    assert one(raw, kept, made) is seen
