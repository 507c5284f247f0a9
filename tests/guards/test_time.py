"""Can anybody's clock or time zone move a day, or put anything back in time, in plain SQL?"""

import re
from datetime import date
from typing import Any

import pytest

from tests.guards.attack import Raw, accepted, copied, insert, officer, one, refused
from tests.guards.chain import DUE, LAST_HERE, STANDING
from tests.guards.rows import a_decision, a_payment_line, an_objection, of
from tests.guards.test_notices import TODAY, notice_of, post

ZONES = ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata", "America/St_Johns")
# Whatever a session says of its zone and its way of writing days.
SESSIONS = [(zone, style) for zone in ZONES for style in ("ISO, DMY", "German", "SQL, MDY")]


@pytest.fixture(params=SESSIONS, ids=lambda each: f"{each[0]}-{each[1]}")
def abroad(raw: Raw, request: pytest.FixtureRequest) -> Raw:
    """The application's session somewhere else."""
    zone, style = request.param
    raw.execute(f"set local timezone = '{zone}'")
    raw.execute(f"set local datestyle = '{style}'")
    return raw


def as_iso(raw: Raw, query: str, *arguments: Any) -> str:
    """Return a day as text that no session's style changes."""
    return str(one(raw, f"select to_char(({query})::date, 'YYYY-MM-DD')", *arguments))


def test_today_is_the_day_here(abroad: Raw) -> None:
    assert as_iso(abroad, "today_here()") == TODAY.isoformat()


def test_working_days_are_counted_here(abroad: Raw) -> None:
    assert as_iso(abroad, "working_day_after(date '2024-09-27', 3)") == "2024-10-08"


def test_a_notice_is_posted_today_and_not_tomorrow(abroad: Raw) -> None:
    post(abroad, opened_on=TODAY)

    with refused(abroad, "J0N03"):
        abroad.execute(
            "insert into notices_notice (number, kind, area, title, opened_on, work_days, clause,"
            " content_digest, posted_by_id, posted_at) select 'N', kind, area, title,"
            " today_here() + 1, 3, clause, content_digest, posted_by_id, posted_at"
            " from notices_notice limit 1"
        )


def test_money_is_ordered_today_and_not_tomorrow(abroad: Raw) -> None:
    row = a_payment_line(abroad, of(abroad, DUE, "d.id"))

    with refused(abroad, "J0L02"):
        insert(abroad, "payments_line", row | {"ordered_on": date.max.replace(year=2999)})
    with accepted(abroad):
        insert(abroad, "payments_line", row | {"ordered_on": TODAY})


def test_a_notice_that_stands_today_lets_no_money_go(abroad: Raw) -> None:
    row = a_payment_line(abroad, of(abroad, STANDING, "d.id")) | {"ordered_on": TODAY}

    with refused(abroad, "J0L02"):
        insert(abroad, "payments_line", row)


def test_a_half_day_lies_on_its_day_here(abroad: Raw) -> None:
    added = (
        "insert into attendance_halfday (enrolment_id, person_id, area, day, half, during, file_id,"
        ' "row") select enrolment_id, person_id, area, %s, half, %s, file_id, 999'
        " from attendance_halfday order by id limit 1"
    )
    during = "[2024-06-30 00:10+08,2024-06-30 03:00+08]"

    with accepted(abroad):
        abroad.execute(added, [date(2024, 6, 30), during])
    with refused(abroad, "half_day_lies_on_its_day"):
        abroad.execute(added, [date(2024, 6, 29), during])


def test_no_guard_reads_a_day_off_the_sessions_clock(admin: Raw) -> None:
    """A moment becomes a day at Asia/Shanghai, and the time of now is the clock's."""
    found = admin.execute(
        "select proname, prosrc from pg_proc where proowner = 'jineng_owner'::regrole"
    ).fetchall()
    loose = r"current_date|current_time|localtime|\bnow\(\)|statement_timestamp|timeofday"
    cast = r"(?:_at|timestamp\(\))\s*::\s*date"

    assert [name for name, source in found if re.search(loose, source)] == []
    assert [name for name, source in found if re.search(cast, source)] == []


def test_every_moment_is_kept_with_its_zone(admin: Raw) -> None:
    loose = admin.execute(
        "select table_name, column_name from information_schema.columns where table_schema ="
        " 'public' and data_type in ('timestamp without time zone', 'time without time zone')"
    )

    assert loose.fetchall() == []


def a_probe(raw: Raw) -> dict[str, Any]:
    """A look at the page of the notice that stands."""
    notice = notice_of(raw, of(raw, STANDING, "g.notice_line_id"), "n.id")
    return {"notice_id": notice, "address": "http://x/", "status": 200, "digest": ""}


def an_entry(raw: Raw) -> dict[str, Any]:
    """A line of the trail that an act writes."""
    row = copied(raw, "audit_entry")
    return row | {"officer_id": officer(raw, "finance_maker")}


@pytest.mark.parametrize(
    ("table", "column", "row"),
    [
        ("claims_decision", "recorded_at", lambda raw: a_decision(raw, of(raw, LAST_HERE, "l.id"))),
        ("payments_line", "ordered_at", lambda raw: a_payment_line(raw, of(raw, DUE, "d.id"))),
        ("notices_probe", "recorded_at", a_probe),
        (
            "notices_objection",
            "recorded_at",
            lambda raw: an_objection(of(raw, DUE, "g.notice_line_id")),
        ),
        ("audit_entry", "recorded_at", an_entry),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
@pytest.mark.parametrize("told", ["1999-12-31 23:59+08", "2999-01-01 00:00+08"])
def test_when_a_row_was_recorded_is_the_databases_to_say(
    raw: Raw, table: str, column: str, row: Any, told: str
) -> None:
    made = insert(raw, table, row(raw) | {column: told})

    minutes = f"select abs(extract(epoch from clock_timestamp() - {column})) < 600 from {table}"
    assert one(raw, f"{minutes} where id = %s", made) is True


def test_every_row_that_is_added_is_recorded_at_the_databases_own_moment(raw: Raw) -> None:
    """Whatever moment a row tells of itself, the trail says when it came."""
    row = copied(raw, "claims_earlier") | {"row": 77}
    made = insert(raw, "claims_earlier", row)

    said = (
        'select count(*) from audit_change where "table" = \'claims_earlier\' and "row" = %s'
        " and abs(extract(epoch from clock_timestamp() - recorded_at)) < 600"
    )
    assert one(raw, said, str(made)) == 1
    with refused(raw, "42501"):
        raw.execute("insert into audit_change (\"table\", \"row\") values ('x', '1')")
    with refused(raw, "42501"):
        raw.execute("update audit_change set recorded_at = '1999-12-31'")
