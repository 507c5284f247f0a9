"""Can two records be made one person by one, and does a merge ever free a time, in plain SQL?"""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from tests.conftest import Database
from tests.guards.attack import (
    Raw,
    accepted,
    change,
    crossed,
    insert,
    officer,
    one,
    refused,
    speak,
    twin,
)
from tests.guards.chain import DECIDED, DUE, LAST_HERE, LAST_THERE, MADE, SETTLED, STANDING, TIGHT
from tests.guards.rows import a_reopening, decide, of, revoke_paid
from tests.papers import AREA, ELSEWHERE

LIVE = "select count(*) from claims_slot where live"


def a_merge(raw: Raw, gone: int, kept: int, **changes: Any) -> dict[str, Any]:
    """One officer says that two records are one person."""
    return {
        "gone_id": gone,
        "kept_id": kept,
        "area": AREA,
        "document": "户籍证明",
        "proposed_by_id": officer(raw, "county_reviewer"),
        "proposed_at": "2024-10-16 09:00+08",
    } | changes


def confirm(raw: Raw, merge: int, by: int | None = None) -> None:
    """Another officer confirms it."""
    who = by or officer(raw, "county_checker")
    change(raw, "people_merge", merge, confirmed_by_id=who, confirmed_at="2024-10-16 10:00+08")


def merge(raw: Raw, gone: int, kept: int) -> int:
    """Make two records one person."""
    made = insert(raw, "people_merge", a_merge(raw, gone, kept))
    confirm(raw, made)
    return made


def three_times(raw: Raw) -> int:
    """Somebody who was granted three times."""
    return int(of(raw, SETTLED, "l.person_id"))


def three_more(raw: Raw) -> int:
    """Somebody else who was granted three times."""
    return int(of(raw, MADE, "l.person_id"))


def flagged(raw: Raw) -> set[str]:
    """Return the claim lines that are held because of a merge."""
    found = raw.execute(
        "select subject from holds_hold where lifted_at is null and reason like '合并人员%%'"
    )
    return {subject for (subject,) in found}


def numbers(raw: Raw, person: int, key: str = "") -> list[int]:
    """Return the numbers of the times a person has taken, in the order of the grants."""
    found = raw.execute(
        "select number from claims_slot where person_id = %s and live and key = %s"
        " order by decision_id",
        [person, key],
    )
    return [number for (number,) in found]


def test_a_merge_is_proposed_by_one_and_confirmed_by_another(raw: Raw) -> None:
    made = insert(raw, "people_merge", a_merge(raw, three_times(raw), three_more(raw)))

    with refused(raw, "J0P01"):
        confirm(raw, made, twin(raw, "county_reviewer"))
    with refused(raw, "merge_is_proposed_and_confirmed_by_two"):
        change(raw, "people_merge", made, confirmed_at="2024-10-16 10:00+08")
    with accepted(raw):
        confirm(raw, made)


def test_one_alone_confirms_nothing_even_without_triggers(bare: Raw) -> None:
    made = insert(bare, "people_merge", a_merge(bare, three_times(bare), three_more(bare)))

    with refused(bare, "merge_is_proposed_and_confirmed_by_two"):
        confirm(bare, made, officer(bare, "county_reviewer"))


def test_a_merge_does_not_begin_confirmed_and_its_confirmation_stands(raw: Raw) -> None:
    row = a_merge(raw, three_times(raw), three_more(raw))
    told = {"confirmed_by_id": officer(raw, "county_checker"), "confirmed_at": "2024-10-16"}
    with refused(raw, "J0M01"):
        insert(raw, "people_merge", row | told)

    made = insert(raw, "people_merge", row)
    confirm(raw, made)
    with refused(raw, "J0M01"):
        confirm(raw, made, officer(raw, "county_leader"))
    with refused(raw, "J0M01"):
        change(raw, "people_merge", made, confirmed_by_id=None, confirmed_at=None)


@pytest.mark.parametrize("wrong", [{"document": ""}, {"kept_id": None}], ids=str)
def test_a_merge_is_of_two_records_on_a_document(raw: Raw, wrong: dict[str, Any]) -> None:
    row = a_merge(raw, three_times(raw), three_more(raw))
    same = {"kept_id": row["gone_id"]} if "kept_id" in wrong else wrong

    with refused(raw, "merge_is_of_two_records_on_a_document"):
        insert(raw, "people_merge", row | same)


def test_two_records_are_merged_once(raw: Raw) -> None:
    gone, kept = three_times(raw), three_more(raw)
    merge(raw, gone, kept)

    with refused(raw, "two_records_are_merged_once"):
        insert(raw, "people_merge", a_merge(raw, gone, kept))
    back = insert(raw, "people_merge", a_merge(raw, kept, gone))
    with refused(raw, "J0M02"):
        confirm(raw, back)


def test_a_ring_of_merges_is_one_person(raw: Raw) -> None:
    """Three records: the first with the second, the second with the third, and then no more."""
    people = [three_times(raw), three_more(raw), of(raw, STANDING, "l.person_id")]
    merge(raw, people[0], people[1])
    merge(raw, people[1], people[2])
    last = insert(raw, "people_merge", a_merge(raw, people[2], people[0]))

    with refused(raw, "J0M02"):
        confirm(raw, last)
    found = raw.execute("select one_id from people_same where person_id = any (%s)", [people])
    assert found.fetchall() == [(people[2],)] * 3


@pytest.mark.parametrize(
    "statement",
    [
        "insert into people_same (person_id, one_id) select min(id), max(id) from people_person",
        "update people_same set one_id = person_id",
        "delete from people_same",
        "delete from people_merge",
        "update people_merge set kept_id = gone_id",
        "select one_person(1)",
        "select same_person(1)",
        "select history_of(array[1])",
    ],
    ids=lambda each: " ".join(each.split()[:3]),
)
def test_who_is_one_person_is_not_the_applications_to_write(raw: Raw, statement: str) -> None:
    with refused(raw, "42501"):
        raw.execute(statement)


def test_no_merge_is_undone_or_emptied_even_by_the_owner(admin: Raw) -> None:
    for table in ("people_merge", "people_same"):
        with refused(admin, "J0A01"):
            admin.execute(f"delete from {table}")
        with refused(admin, "J0A01"):
            admin.execute(f"truncate {table} cascade")


def test_a_merge_frees_nothing_and_numbers_the_times_anew(raw: Raw) -> None:
    gone, kept = three_times(raw), three_more(raw)
    live = one(raw, LIVE)
    assert (numbers(raw, gone), numbers(raw, kept)) == ([1, 2, 3], [1, 2, 3])

    with accepted(raw):
        merge(raw, gone, kept)

    assert one(raw, LIVE) == live
    assert (numbers(raw, gone), numbers(raw, kept)) == ([], [1, 2, 3, 4, 5, 6])


def test_what_lies_beyond_a_cap_after_a_merge_is_held_for_a_person(raw: Raw) -> None:
    """Six lifetime times where three are allowed; and each occupation and level twice."""
    gone, kept = three_times(raw), three_more(raw)
    assert flagged(raw) == set()

    merge(raw, gone, kept)

    beyond = raw.execute(
        "select distinct 'claims.Line:' || d.line_id from claims_slot s"
        " join documents_cap c on c.id = s.cap_id join claims_decision d on d.id = s.decision_id"
        " where s.person_id = %s and s.live and s.number > c.most",
        [kept],
    )
    assert flagged(raw) == {subject for (subject,) in beyond}
    assert len(flagged(raw)) == 3


def test_money_does_not_move_past_the_flag_of_a_merge(raw: Raw) -> None:
    """The later person's lines were granted last, so theirs lie beyond."""
    merge(raw, of(raw, DUE, "l.person_id"), three_times(raw))
    line = of(raw, DUE, "l.id")
    assert f"claims.Line:{line}" in flagged(raw)

    row = {"ordered_on": "2024-10-14", "decision_id": of(raw, DUE, "d.id")}
    with refused(raw, "J0L04"):
        raw.execute(
            "insert into payments_line (decision_id, area, fund_id, payee_id, fen, account_digest,"
            " ordered_on) select id, area, fund_id, payee_id, fen, account_digest, %s"
            " from claims_decision where id = %s",
            [row["ordered_on"], row["decision_id"]],
        )


def test_a_merge_within_the_caps_holds_nothing(raw: Raw) -> None:
    beginner = of(raw, LAST_HERE, "l.person_id", 2)

    with accepted(raw):
        merge(raw, beginner, of(raw, STANDING, "l.person_id"))

    assert flagged(raw) == set()


def test_after_a_merge_no_more_is_granted_than_one_person_may_have(raw: Raw) -> None:
    """The beginner has used none, and proves to be somebody who used all three."""
    line = of(raw, LAST_HERE, "l.id", 2)
    merge(raw, of(raw, LAST_HERE, "l.person_id", 2), three_times(raw))

    with refused(raw, "J0D07"):
        decide(raw, line)


def test_the_other_way_about_a_merge_counts_the_same(raw: Raw) -> None:
    line = of(raw, LAST_HERE, "l.id", 2)
    merge(raw, three_times(raw), of(raw, LAST_HERE, "l.person_id", 2))

    with refused(raw, "J0D07"):
        decide(raw, line)


def test_after_a_merge_the_times_before_this_system_count_too(raw: Raw) -> None:
    """Two times were used by the one before this system, one by the other here: none is left."""
    last = of(raw, LAST_HERE, "l.person_id")
    merge(raw, last, of(raw, STANDING, "l.person_id"))
    line = of(raw, LAST_HERE, "l.id")
    decided = one(raw, "select count(*) from claims_slot where person_id = %s and live", last)
    assert decided == 0
    two = "select count(*) from granted_before(array[%s]::bigint[])"
    assert one(raw, two, last) == one(raw, two, of(raw, STANDING, "l.person_id")) == 4

    with refused(raw, "J0D07"):
        decide(raw, line)


def test_the_history_told_to_the_rules_is_the_whole_persons(raw: Raw) -> None:
    gone, kept = three_times(raw), three_more(raw)
    told = "select count(*) from granted_before(array[%s]::bigint[])"
    assert (one(raw, told, gone), one(raw, told, kept)) == (3, 3)

    merge(raw, gone, kept)

    assert (one(raw, told, gone), one(raw, told, kept)) == (6, 6)


def test_the_history_of_a_person_enrolled_elsewhere_stays_unseen_after_a_merge(raw: Raw) -> None:
    merge(raw, of(raw, LAST_THERE, "l.person_id", 2), of(raw, STANDING, "l.person_id"))
    told = "select count(*) from granted_before(array[%s]::bigint[])"

    speak(raw, "county_reviewer", (AREA,))
    assert one(raw, told, of(raw, STANDING, "l.person_id")) == 3  # two here, one of the other's
    speak(raw, "county_reviewer", ("970199",))
    assert one(raw, "select count(*) from granted_before(array(select id from people_person))") == 0


def test_registers_of_the_other_record_are_seen_after_a_merge(raw: Raw) -> None:
    speak(raw, "county_reviewer", (ELSEWHERE,))
    pensions = "select count(*) from employment_pension"
    assert one(raw, pensions) == 0
    speak(raw, "county_reviewer")
    merge(raw, of(raw, DECIDED, "l.person_id", 2), of(raw, LAST_THERE, "l.person_id", 2))

    speak(raw, "county_reviewer", (ELSEWHERE,))

    assert one(raw, pensions) == 1


def test_one_person_twice_in_a_class_is_granted_once(raw: Raw) -> None:
    first, second = (of(raw, TIGHT, "l.person_id", place) for place in (1, 2))
    merge(raw, first, second)
    decide(raw, of(raw, TIGHT, "l.id", 1))

    with refused(raw, "J0D11"):
        decide(raw, of(raw, TIGHT, "l.id", 2))


def test_one_person_granted_twice_for_a_class_is_held_once(raw: Raw) -> None:
    first, second = (of(raw, DUE, "l.person_id", place) for place in (1, 2))
    line = of(raw, DUE, "l.id", 2)

    merge(raw, first, second)

    assert f"claims.Line:{line}" in flagged(raw)
    assert f"claims.Line:{of(raw, DUE, 'l.id', 1)}" in flagged(raw)  # the fourth of three times


def test_a_second_merge_holds_no_line_a_second_time(raw: Raw) -> None:
    merge(raw, three_times(raw), three_more(raw))
    merge(raw, of(raw, STANDING, "l.person_id"), three_more(raw))

    twice = "select count(*) - count(distinct subject) from holds_hold where lifted_at is null"
    assert one(raw, twice) == 0


def test_what_was_revoked_after_a_merge_stays_with_the_one_person(raw: Raw) -> None:
    merge(raw, three_times(raw), three_more(raw))
    decision = of(raw, SETTLED, "d.id")

    with accepted(raw):
        revoke_paid(raw, decision)

    assert one(raw, "select count(*) from claims_reopening where decision_id = %s", decision) == 1
    assert a_reopening(raw, decision)["area"] == AREA


@pytest.mark.parametrize("first", ["grant", "merge"])
def test_a_grant_and_a_merge_do_not_cross(own_chain: Database, first: str) -> None:
    """The last time of the one is granted while they prove to be one person who has used all."""
    with psycopg.connect(own_chain.app_url) as raw:
        speak(raw, "finance_maker")
        line, person = of(raw, LAST_HERE, "l.id"), of(raw, LAST_HERE, "l.person_id")
        granted = of(raw, STANDING, "l.person_id")
        made = insert(raw, "people_merge", a_merge(raw, person, granted))
    acts: dict[str, Callable[[Raw], object]] = {
        "grant": lambda raw: decide(raw, line),
        "merge": lambda raw: confirm(raw, made),
    }
    second = "merge" if first == "grant" else "grant"

    told = crossed(own_chain, acts[first], acts[second])

    assert told == ("" if first == "grant" else "J0D07")
    with psycopg.connect(own_chain.app_url) as raw:
        speak(raw, "finance_maker")
        assert len(flagged(raw)) == (2 if first == "grant" else 1)


def test_two_grants_to_two_records_of_one_person_do_not_cross(own_chain: Database) -> None:
    """Two of three times are used; the last is asked for under both numbers at once."""
    with psycopg.connect(own_chain.app_url) as raw:
        speak(raw, "finance_maker")
        merge(raw, of(raw, LAST_HERE, "l.person_id", 2), of(raw, LAST_HERE, "l.person_id"))
        one_line, other = of(raw, LAST_THERE, "l.id"), of(raw, TIGHT, "l.id")

    told = crossed(own_chain, lambda raw: decide(raw, one_line), lambda raw: decide(raw, other))

    assert told == "J0D07"


def test_two_merges_at_once_make_one_person_of_three(own_chain: Database) -> None:
    with psycopg.connect(own_chain.app_url) as raw:
        speak(raw, "finance_maker")
        people = [three_times(raw), three_more(raw), of(raw, STANDING, "l.person_id")]
        first = insert(raw, "people_merge", a_merge(raw, people[0], people[1]))
        second = insert(raw, "people_merge", a_merge(raw, people[1], people[2]))

    assert (
        crossed(own_chain, lambda raw: confirm(raw, first), lambda raw: confirm(raw, second)) == ""
    )

    with psycopg.connect(own_chain.app_url) as raw:
        speak(raw, "finance_maker")
        found = raw.execute("select one_id from people_same where person_id = any (%s)", [people])
        assert found.fetchall() == [(people[2],)] * 3
        assert numbers(raw, people[2]) == list(range(1, 9))
