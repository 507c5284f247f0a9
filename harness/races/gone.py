"""Would the contests notice if a guard were gone? Each of these takes one away, as a superuser."""

from collections.abc import Mapping

from harness.races.about_funds import last_fen, last_time, month_closes
from harness.races.about_payments import revoked_or_ordered, two_batches
from harness.races.contests import Contest
from tests.guards.attack import Raw, one

_LOCK = {
    "take_slots": "perform 1 from people_person where id = c.person_id for update;",
    "entry_finds_its_accounts": (
        "perform 1 from funds_fund where id = new.fund_id for no key update;"
    ),
}
# What is dropped, and the function that loses its lock.
GUARDS: Mapping[Contest, tuple[tuple[str, ...], str]] = {
    last_fen: (
        (
            "alter table funds_fund drop constraint no_account_of_a_fund_is_negative",
            "alter table funds_fund"
            " drop constraint what_is_taken_stays_within_what_was_appropriated",
        ),
        "",
    ),
    last_time: (("drop index each_time_of_a_cap_is_taken_once",), "take_slots"),
    month_closes: ((), "entry_finds_its_accounts"),
    two_batches: (
        (
            "drop index one_attempt_of_a_line_may_have_moved_money",
            "alter table payments_attempt drop constraint attempts_of_a_line_are_numbered",
        ),
        "",
    ),
    revoked_or_ordered: (("drop trigger waits_for_the_money on claims_decision",), ""),
}


def take_away(admin: Raw, contest: Contest) -> None:
    """Take the guard of a contest away."""
    statements, function = GUARDS[contest]
    for statement in statements:
        admin.execute(statement)
    if function:
        written = str(
            one(admin, "select pg_get_functiondef(oid) from pg_proc where proname = %s", function)
        )
        assert _LOCK[function] in written, function
        admin.execute(written.replace(_LOCK[function], ""))
    admin.commit()
