"""Which faults are planted in the database: a guard that is mute, a function that counts wrong?

Each is one small patch: statements run in the transaction of an example, and taken back with it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from harness.stateful.desk import seen


@dataclass(frozen=True)
class Fault:
    """One fault of the database: `statements()` plants it."""

    name: str
    statements: Callable[[], list[str]]


def source_of(function: str) -> str:
    """The text of a function as the database has it."""
    found = seen("select pg_get_functiondef(oid) from pg_proc where proname = %s", [function])
    return str(found[0][0])


def mute(function: str, code: str) -> Fault:
    """A guard that sees the wrong and says nothing."""

    def statements() -> list[str]:
        said = rf"raise exception '[^']*'[^;]*?using errcode = '{code}';"
        text, count = re.subn(said, "null;", source_of(function))
        return [_found(text, count, function)]

    return Fault(f"{function} does not say {code}", statements)


def miscount(name: str, function: str, right: str, wrong: str) -> Fault:
    """A function in which one thing is written wrongly."""

    def statements() -> list[str]:
        text = source_of(function)
        return [_found(text.replace(right, wrong), text.count(right), function)]

    return Fault(name, statements)


def without(name: str, *statements: str) -> Fault:
    """Something of the database is gone."""
    return Fault(name, lambda: list(statements))


def _found(text: str, count: int, function: str) -> str:
    if not count:
        raise LookupError(f"the fault does not fit {function} any more")
    return text


MUTE = (
    ("decision_is_in_order", "J0D02"),
    ("decision_is_in_order", "J0P01"),
    ("decision_is_in_order", "J0D03"),
    ("decision_is_in_order", "J0D04"),
    ("decision_is_in_order", "J0D05"),
    ("decision_is_in_order", "J0D10"),
    ("take_slots", "J0D11"),
    ("decision_waits_for_the_money", "J0D10"),
    ("decision_is_told_by_its_line", "J0D08"),
    ("reopening_is_of_what_was_paid", "J0P01"),
    ("line_is_due", "J0L02"),
    ("line_is_due", "J0L05"),
    ("attempt_may_begin", "J0L03"),
    ("attempt_may_begin", "J0L04"),
    ("attempt_is_of_what_is_due", "J0L05"),
    ("attempt_goes_by_evidence", "J0B05"),
    ("attempt_goes_by_evidence", "J0B06"),
    ("attempt_goes_by_evidence", "J0L03"),
    ("attempt_goes_by_evidence", "J0L04"),
    ("attempt_goes_by_evidence", "J0B12"),
    ("batch_adds_up", "J0B07"),
    ("batch_is_sent_whole", "J0B12"),
    ("batch_goes_by_its_file", "J0B09"),
    ("batch_is_given_up_whole", "J0B20"),
    ("keep_moves", "J0S02"),
    ("keep_two_people", "J0P01"),
    ("objection_is_answered_by_another", "J0N05"),
    ("recovery_is_of_what_was_overpaid", "J0L09"),
    ("line_is_paid_as_it_says", "J0L07"),
    ("posting_shows_a_grant", "J0D09"),
    ("month_is_explained", "J0F10"),
    ("message_to_the_bank_is_a_file", "J0B13"),
    ("attempt_bounces_by_evidence", "J0B14"),
    ("attempt_bounces_by_evidence", "J0P01"),
    ("attempt_bounces_by_evidence", "J0B15"),
    ("unknown_has_its_owner", "J0B16"),
    ("batch_is_signed_by_enough", "J0B18"),
    ("signature_is_of_another_person", "J0P01"),
)
_NEVER = "using (true)"
FAULTS: tuple[Fault, ...] = (
    *(mute(function, code) for function, code in MUTE),
    miscount(
        "what is on its way is due again", "dues_of", "'prepared', 'sent', 'unknown'", "'unknown'"
    ),
    miscount("what came back is not counted", "paid_for", "-e.fen", "0"),
    miscount(
        "a revoked grant is still an entitlement",
        "dues_of",
        "and not exists (select 1 from claims_decision y where y.supersedes_id = d.id)",
        "",
    ),
    miscount(
        "a rest day counts as a working day", "working_day_after", "if open then", "if true then"
    ),
    miscount(
        "a cap counts one too few", "take_slots", "used >= limited.most", "used > limited.most"
    ),
    miscount(
        "a grant takes no time of its caps", "decision_moves_slots", "perform take_slots(new);", ""
    ),
    miscount(
        "a time is not given back",
        "decision_moves_slots",
        "where decision_id = new.supersedes_id and live",
        "where false",
    ),
    miscount(
        "what was owed is not released", "decision_moves_the_fund", "before.fen > had", "false"
    ),
    miscount(
        "a returned payment is spent",
        "paid_attempt_moves_the_fund",
        "('return', case",
        "('pay', case",
    ),
    miscount("a fen is lost in a recovery", "recovery_goes_back", "then 1 else 0", "then 0 else 0"),
    miscount("a recovery is not entered", "recovery_goes_back", "where s.share > 0", "where false"),
    miscount(
        "a batch that was sent may be given up",
        "keep_moves",
        "old.state || '>' || new.state",
        "replace(old.state || '>' || new.state, 'sent>voided', 'made>voided')",
    ),
    miscount(
        "what came back is owed, and says so as spent",
        "paid_attempt_moves_the_fund",
        "('bounce', case",
        "('recover', case",
    ),
    miscount(
        "what came back was never entered",
        "paid_attempt_moves_the_fund",
        "'voided', 'bounced')",
        "'voided')",
    ),
    miscount(
        "what came back still counts as paid",
        "paid_for",
        "a.state = 'paid'",
        "a.state in ('paid', 'bounced')",
    ),
    miscount(
        "a change of the calendar reopens nothing",
        "change_reopens_notices",
        "opened_on < new.day_id",
        "false",
    ),
    without("changes of lines leave no trail", "drop trigger zz_trail on claims_line"),
    without("changes of attempts leave no trail", "drop trigger zz_trail on payments_attempt"),
    without("one county reads the other", f"alter policy of_the_area on claims_line {_NEVER}"),
    without("balances may be written", "grant update on funds_fund to jineng_app"),
    without("holds of money may be written", "grant update on funds_hold to jineng_app"),
    without(
        "a decision may be changed",
        "grant update on claims_decision to jineng_app",
        "drop trigger aa_added on claims_decision",
    ),
    without(
        "what is official may be removed",
        "grant delete on notices_objection, holds_hold to jineng_app",
        "drop trigger aa_added on notices_objection",
        "drop trigger aa_added on holds_hold",
    ),
    without("two attempts may be live", "drop index one_attempt_of_a_line_may_have_moved_money"),
    without(
        "a fund may be overdrawn",
        "alter table funds_fund drop constraint what_is_taken_stays_within_what_was_appropriated",
    ),
    without(
        "an account may be negative",
        "alter table funds_fund drop constraint no_account_of_a_fund_is_negative",
    ),
    without("a time of a cap is taken twice", "drop index each_time_of_a_cap_is_taken_once"),
    without(
        "one account makes and checks",
        "alter table claims_decision drop constraint decision_is_made_and_checked_by_two",
    ),
    without(
        "a grant need not be what its receipt says",
        "alter table claims_decision drop constraint decision_grants_what_its_receipt_says",
    ),
)


def names() -> Iterator[str]:
    """Every fault of the database by its name."""
    return (fault.name for fault in FAULTS)
