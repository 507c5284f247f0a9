"""Would the contests notice if a guard were gone? Each of these takes one away, as a superuser."""

from collections.abc import Mapping

from harness.races.about_funds import last_fen, last_time, month_closes
from harness.races.about_payments import revoked_or_ordered, two_batches
from harness.races.contests import Contest
from tests.guards.attack import Raw, one

_PERSON = "perform 1 from people_person where id = c.person_id for update;"
_ONE = "perform 1 from people_person where id = one for update;"
_FUND = """perform 1 from funds_fund where id in (select fund_id from fresh) order by id
    for no key update;"""
_FUNDS = """perform 1 from funds_fund where id in (new.source_id, new.fund_id) order by id
    for no key update;"""
# What is dropped, and the functions that lose a lock.
GUARDS: Mapping[Contest, tuple[tuple[str, ...], Mapping[str, tuple[str, ...]]]] = {
    last_fen: (
        (
            "alter table funds_fund drop constraint no_account_of_a_fund_is_negative",
            "alter table funds_fund"
            " drop constraint what_is_taken_stays_within_what_was_appropriated",
        ),
        {},
    ),
    last_time: (("drop index each_time_of_a_cap_is_taken_once",), {"take_slots": (_PERSON, _ONE)}),
    month_closes: (
        (),
        {"entries_are_of_an_open_month": (_FUND,), "appropriation_is_entered": (_FUNDS,)},
    ),
    two_batches: (
        (
            "drop index one_attempt_of_a_line_may_have_moved_money",
            "alter table payments_attempt drop constraint attempts_of_a_line_are_numbered",
        ),
        {},
    ),
    revoked_or_ordered: (("drop trigger waits_for_the_money on claims_decision",), {}),
}


def take_away(admin: Raw, contest: Contest) -> None:
    """Take the guard of a contest away."""
    statements, locks = GUARDS[contest]
    for statement in statements:
        admin.execute(statement)
    for function, taken in locks.items():
        written = str(
            one(admin, "select pg_get_functiondef(oid) from pg_proc where proname = %s", function)
        )
        for lock in taken:
            assert lock in written, function
            written = written.replace(lock, "")
        admin.execute(written)
    admin.commit()
