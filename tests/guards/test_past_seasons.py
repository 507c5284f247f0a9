"""Can a notice be posted for days that have passed, so that nobody ever sees it, in plain SQL?"""

from datetime import timedelta

import pytest

from tests.guards.attack import Raw, accepted, change, insert, refused, speak
from tests.guards.chain import DECIDED
from tests.guards.rows import of
from tests.guards.test_notices import TODAY, a_posting, post


def test_a_notice_is_not_posted_back_in_time(admin: Raw) -> None:
    """Or money could leave under a notice that nobody ever saw."""
    admin.execute("delete from notices_pastseason")
    admin.execute("set local role jineng_app")
    speak(admin, "finance_maker")

    with refused(admin, "J0N06"):
        post(admin, opened_on=TODAY - timedelta(days=1))
    with accepted(admin):
        insert(admin, "claims_posting", a_posting(admin, post(admin, opened_on=TODAY)))
        change(admin, "claims_line", of(admin, DECIDED, "l.id"), state="on_notice")


@pytest.mark.parametrize(
    "statement",
    [
        "insert into notices_pastseason default values on conflict do nothing",
        "delete from notices_pastseason",
        "update notices_pastseason set said = true",
        "alter table notices_notice disable trigger on_its_day",
    ],
    ids=lambda each: each.split()[0],
)
def test_whether_the_past_may_be_posted_is_not_the_applications_to_say(
    raw: Raw, statement: str
) -> None:
    with refused(raw, "42501"):
        raw.execute(statement)
