"""Whose views are seen by whom, and does an export say what it was for?"""

from typing import Any

import pytest

from tests.guards.attack import Raw, accepted, insert, officer, one, refused, speak

WHEN = "2024-09-20T09:00:00+08:00"


def a_view(raw: Raw, username: str, **other: Any) -> dict[str, Any]:
    """A view somebody keeps of the list of claims."""
    office = one(raw, "select office_id from offices_officer where username = %s", username)
    told = {"list": "claims", "name": "本周", "query": "state=submitted", "shared": False}
    kept = {"owner_id": officer(raw, username), "office_id": office, "kept_at": WHEN}
    return {**told, **kept, **other}


def an_export(raw: Raw, username: str, **other: Any) -> dict[str, Any]:
    """A list of people taken out by somebody, for a purpose."""
    told = {"list": "people", "columns": "name", "rows": 1, "personal": True, "purpose": "抽查"}
    return {**told, "officer_id": officer(raw, username), "at": WHEN, **other}


def test_a_view_is_seen_by_who_keeps_it_and_a_shared_one_by_the_office(raw: Raw) -> None:
    speak(raw, "county_reviewer")
    insert(raw, "desks_view", a_view(raw, "county_reviewer"))
    insert(raw, "desks_view", a_view(raw, "county_reviewer", name="共用", shared=True))

    seen = {}
    for username in ("county_reviewer", "county_checker", "institution-PX001"):
        speak(raw, username)
        seen[username] = one(raw, "select count(*) from desks_view")
    assert list(seen.values()) == [2, 1, 0]


def test_nobody_keeps_or_drops_a_view_in_another_name(raw: Raw) -> None:
    speak(raw, "county_reviewer")
    with refused(raw, "42501"):
        insert(raw, "desks_view", a_view(raw, "county_checker"))
    shared = insert(raw, "desks_view", a_view(raw, "county_reviewer", shared=True))
    speak(raw, "county_checker")
    raw.execute("update desks_view set dropped_at = now() where id = %s", [shared])
    assert one(raw, "select count(*) from desks_view where dropped_at is null") == 1


def test_a_view_has_a_name_of_its_own_and_is_dropped_once(raw: Raw) -> None:
    speak(raw, "county_reviewer")
    kept = insert(raw, "desks_view", a_view(raw, "county_reviewer"))
    with refused(raw, "a_view_of_a_list_has_a_name_of_its_own"):
        insert(raw, "desks_view", a_view(raw, "county_reviewer"))
    with accepted(raw):
        raw.execute("update desks_view set dropped_at = now() where id = %s", [kept])
    with refused(raw, "J0V01"):
        raw.execute("update desks_view set dropped_at = null where id = %s", [kept])


def test_an_export_of_personal_data_says_what_for_and_stays(raw: Raw) -> None:
    speak(raw, "county_reviewer")
    with refused(raw, "export_of_personal_data_says_what_for"):
        insert(raw, "desks_export", an_export(raw, "county_reviewer", purpose=""))
    with refused(raw, "42501"):
        insert(raw, "desks_export", an_export(raw, "county_checker"))
    with accepted(raw):
        insert(raw, "desks_export", an_export(raw, "county_reviewer"))


@pytest.mark.parametrize("table", ["desks_view", "desks_export"])
def test_a_desk_is_not_emptied(raw: Raw, table: str) -> None:
    speak(raw, "county_reviewer")
    with refused(raw, "42501"):
        raw.execute(f"delete from {table}")
