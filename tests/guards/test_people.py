"""Can one person take two steps that need two, or put rules in force alone?"""

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
    twin,
)

# Where two columns must name two natural persons; each is tried where its subject is.
PAIRS = {
    ("claims_claim", "submitted_by_id", "reviewed_by_id"),
    ("claims_decision", "maker_id", "checker_id"),
    ("documents_pack", "drafted_by_id", "activated_by_id"),
    ("documents_plan", "drafted_by_id", "activated_by_id"),
    ("payments_attempt", "resolved_by_id", "confirmed_by_id"),
    ("payments_batch", "made_by_id", "confirmed_by_id"),
    ("payments_recovery", "made_by_id", "confirmed_by_id"),
    ("payments_redirection", "made_by_id", "confirmed_by_id"),
    ("institutions_accountchange", "asked_by_id", "confirmed_by_id"),
    ("funds_appropriation", "proposed_by_id", "confirmed_by_id"),
    ("funds_period", "closed_by_id", "checked_by_id"),
    ("notices_calendarchange", "proposed_by_id", "confirmed_by_id"),
    ("people_merge", "proposed_by_id", "confirmed_by_id"),
    ("targets_order", "proposed_by_id", "answered_by_id"),
}


def a_pack(raw: Raw) -> dict[str, Any]:
    """A rule document drafted by one and put in force by another."""
    return copied(raw, "documents_pack") | {"fingerprint": "another"}


def a_plan(raw: Raw) -> dict[str, Any]:
    """A plan for a year that has none."""
    return copied(raw, "documents_plan") | {"in_force": "[2030-01-01,2031-01-01)"}


def test_the_pairs_of_people_are_those_written_here(admin: Raw) -> None:
    found = admin.execute(
        "select tgrelid::regclass::text, encode(tgargs, 'escape') from pg_trigger"
        " where tgname = 'two_people' and tgenabled = 'O'"
    )

    assert {(table, *told.split("\\000")[:2]) for table, told in found} == PAIRS


def test_rules_are_drafted_by_one_and_put_in_force_by_another(raw: Raw) -> None:
    with accepted(raw):
        insert(raw, "documents_pack", a_pack(raw))
        insert(raw, "documents_plan", a_plan(raw))


def test_nobody_puts_their_own_rules_in_force_under_another_account(raw: Raw) -> None:
    second = {"activated_by_id": twin(raw, "policy_drafter")}

    with refused(raw, "J0P01"):
        insert(raw, "documents_pack", a_pack(raw) | second)
    with refused(raw, "J0P01"):
        insert(raw, "documents_plan", a_plan(raw) | second)


def test_nobody_puts_their_own_rules_in_force_even_without_triggers(bare: Raw) -> None:
    same = {"activated_by_id": officer(bare, "policy_drafter")}

    with refused(bare, "pack_is_activated_by_a_second_officer"):
        insert(bare, "documents_pack", a_pack(bare) | same)
    with refused(bare, "plan_is_activated_by_a_second_officer"):
        insert(bare, "documents_plan", a_plan(bare) | same)


def test_every_account_is_tied_to_a_natural_person(raw: Raw) -> None:
    account = row_of(raw, "select * from offices_officer where username = 'auditor'")
    del account["id"]

    with refused(raw, "officer_is_tied_to_a_natural_person"):
        insert(raw, "offices_officer", account | {"username": "nobody", "natural_person": ""})


@pytest.mark.parametrize("column", ["natural_person", "post_id", "areas", "username", "is_active"])
def test_who_somebody_is_where_and_as_what_is_not_edited(raw: Raw, column: str) -> None:
    account = row_of(raw, "select * from offices_officer where username = 'auditor'")

    with refused(raw, "42501"):
        change(raw, "offices_officer", account["id"], **{column: account[column]})


def test_an_account_exists_once(raw: Raw) -> None:
    account = row_of(raw, "select * from offices_officer where username = 'auditor'")
    del account["id"]

    with refused(raw, "offices_officer_username_key"):
        insert(raw, "offices_officer", account)


def test_a_natural_person_is_met_once(raw: Raw) -> None:
    known = one(raw, "select number_digest from people_person order by id limit 1")

    with refused(raw, "people_person_number_digest_key"):
        insert(raw, "people_person", {"number_digest": known, "number_cipher": b"sealed"})


def test_no_number_and_no_account_is_kept_in_the_clear(admin: Raw) -> None:
    """What the database holds of numbers is digest, cipher text or masked."""
    for table, column in (("people_person", "number_cipher"), ("documents_file", "content_cipher")):
        plain = admin.execute(
            f"select 1 from {table} where encode({column}, 'escape') not like 'sm4-gcm:1:%'"
        )
        assert plain.fetchall() == []
    texts = admin.execute(
        "select table_name, column_name from information_schema.columns where"
        " table_schema = 'public' and data_type in ('text', 'character varying', 'jsonb')"
    )
    for table, column in texts.fetchall():
        found = one(
            admin,
            f'select count(*) from {table} where "{column}"::text ~ %s',
            r"9701(24|25)19\d{9}[\dX]",
        )
        assert found == 0, f"{table}.{column}"
