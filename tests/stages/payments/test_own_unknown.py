"""An unknown outcome is somebody's within two working days; what is nobody's is late."""

from datetime import date, timedelta

import psycopg

from jineng.cli.demo_offices import officer
from jineng.foundation.documents.limits import OWN_WITHIN, limit_of
from jineng.foundation.offices.models import Officer
from jineng.stages.payments.actions import own_unknown
from jineng.stages.payments.models import Attempt
from jineng.stages.payments.queries import Owning, unknown
from tests.builders import ORDERED, at, batch_of
from tests.conftest import Database
from tests.guards.chain import ANSWERED
from tests.stages.asking import acts, at_once, look

# With three days of Qingming and a working Sunday between them: two working days.
SINCE, LAST = date(2024, 4, 3), date(2024, 4, 8)


def own(by: str = "finance_maker") -> int:
    return own_unknown(number=batch_of(ANSWERED).number, by=officer(by), at=at(16, ORDERED))


def listed(on: date) -> Owning:
    [found] = look(lambda: unknown(on=on))
    return found  # type: ignore[no-any-return]


def since(chain: Database, day: date) -> None:
    """Let the outcome be unknown since a day, which takes somebody above every guard."""
    with psycopg.connect(chain.admin_url) as raw:
        raw.execute("set session_replication_role = replica")
        raw.execute("update payments_attempt set unknown_since = %s where state = 'unknown'", [day])


def test_it_is_late_after_two_working_days_by_the_calendar(chain: Database) -> None:
    since(chain, SINCE)
    assert limit_of(OWN_WITHIN).number == 2
    assert listed(LAST).until == LAST
    assert listed(LAST).late is False
    assert listed(LAST + timedelta(days=1)).late is True


def test_owned_it_is_listed_with_its_owner_and_never_late(chain: Database) -> None:
    since(chain, SINCE)
    assert own() == 1
    found = listed(LAST + timedelta(days=30))
    assert (found.late, found.attempt.resolved_by) == (False, officer("finance_maker"))
    assert found.attempt.owned_at is not None
    assert acts("payments.own_unknown")[-1].officer == officer("finance_maker")


def test_who_left_office_is_followed_by_who_takes_charge_next(chain: Database) -> None:
    own()
    assert own() == 0
    with psycopg.connect(chain.admin_url) as raw:
        raw.execute("update offices_officer set is_active = false where username = 'finance_maker'")
    post = Officer.objects.get(username="finance_maker").post
    Officer.objects.create(
        username="finance_maker-next",
        name="接任",
        natural_person="接任",
        office=officer("finance_maker").office,
        post=post,
        areas=[ANSWERED.area],
    )
    assert own("finance_maker-next") == 1
    attempt = Attempt.objects.get
    assert look(lambda: [attempt(state="unknown")])[0].resolved_by.name == "接任"


def test_owned_twice_at_once_it_has_one_owner(chain: Database) -> None:
    assert sorted(map(str, at_once(own, own))) == ["0", "1"]
