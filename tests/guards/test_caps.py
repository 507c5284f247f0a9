"""Can a person be granted more often than a cap allows, in plain SQL?"""

from typing import Any

import psycopg
import pytest

from tests.conftest import Database
from tests.guards.attack import (
    Raw,
    accepted,
    copied,
    crossed,
    insert,
    one,
    refused,
    row_of,
    speak,
)
from tests.guards.chain import DECIDED, DUE, LAST_HERE, LAST_THERE, TIGHT
from tests.guards.rows import (
    GRANTED_FEN,
    a_claim,
    a_claim_line,
    decide,
    fund_of,
    of,
    review,
    revoke,
)
from tests.papers import Course

PENSIONER = BEGINNER = 2
GRANTED_BEFORE = GRANTED_TWICE = 3


def test_the_last_time_of_a_cap_is_granted_once(raw: Raw) -> None:
    decide(raw, of(raw, LAST_HERE, "l.id"))

    with refused(raw, "J0D07"):
        decide(raw, of(raw, LAST_THERE, "l.id"))


def test_the_last_time_of_a_cap_is_taken_once_by_two_counties_at_once(
    own_chain: Database,
) -> None:
    told = crossed(
        own_chain,
        lambda raw: decide(raw, of(raw, LAST_HERE, "l.id")),
        lambda raw: decide(raw, of(raw, LAST_THERE, "l.id")),
    )

    assert told == "J0D07"


def test_the_same_occupation_and_level_is_granted_once(raw: Raw) -> None:
    person = of(raw, TIGHT, "l.person_id", GRANTED_BEFORE)
    taken = "select count(*) from claims_slot where person_id = %s and live and key = ''"
    assert one(raw, taken, person) == 2  # a third time is left, but not for this occupation

    with refused(raw, "J0D07"):
        decide(raw, of(raw, TIGHT, "l.id", GRANTED_BEFORE))


def test_a_third_time_is_granted_after_two(raw: Raw) -> None:
    with accepted(raw):
        decide(raw, of(raw, LAST_HERE, "l.id", GRANTED_TWICE))


def test_a_third_time_is_not_granted_after_two_and_one_that_was_reported_late(raw: Raw) -> None:
    person = of(raw, LAST_HERE, "l.person_id", GRANTED_TWICE)
    late = copied(raw, "claims_earlier") | {"person_id": person, "row": 99}
    insert(raw, "claims_earlier", late)

    with refused(raw, "J0D07"):
        decide(raw, of(raw, LAST_HERE, "l.id", GRANTED_TWICE))


def test_a_revoked_grant_gives_its_times_and_its_money_back(raw: Raw) -> None:
    decision, fund = of(raw, DUE, "d.id"), fund_of(raw, DUE)
    slots = "select count(*) from claims_slot where decision_id = %s and live"
    reserved = "select owed_fen from funds_fund where id = %s"
    before = one(raw, slots, decision), one(raw, reserved, fund)

    with accepted(raw):
        revoke(raw, decision)

    after = one(raw, slots, decision), one(raw, reserved, fund)
    assert (before, after) == ((2, 2 * GRANTED_FEN), (0, GRANTED_FEN))


def test_a_time_that_was_given_back_is_granted_again(raw: Raw) -> None:
    """The third of three was revoked, so the line may be granted after all."""
    line = of(raw, DUE, "l.id")
    revocation = revoke(raw, of(raw, DUE, "d.id"))

    with accepted(raw):
        decide(raw, line, seq=3, supersedes_id=revocation)


def test_a_learner_is_granted_a_kind_once_for_a_class_whatever_it_is_asked_by(raw: Raw) -> None:
    """A second question, put in force without caps, claims the same money again."""
    second = asked_without_caps(raw, DUE)

    with refused(raw, "J0D11"):
        decide(raw, second)


def test_a_learner_is_granted_a_kind_again_after_the_first_grant_was_revoked(raw: Raw) -> None:
    second = asked_without_caps(raw, DUE)
    revoke(raw, of(raw, DUE, "d.id"))

    with accepted(raw):
        decide(raw, second)


def test_two_questions_at_once_do_not_both_grant_a_kind(own_chain: Database) -> None:
    with psycopg.connect(own_chain.app_url) as raw:
        speak(raw, "finance_maker")
        second = asked_without_caps(raw, LAST_HERE, BEGINNER)

    told = crossed(
        own_chain,
        lambda raw: decide(raw, of(raw, LAST_HERE, "l.id", BEGINNER)),
        lambda raw: decide(raw, second),
    )

    assert told == "J0D11"


def test_times_of_another_kind_are_not_counted(raw: Raw) -> None:
    other = copied(raw, "claims_earlier") | {"kind": "职业技能评价补贴", "row": 99}
    insert(raw, "claims_earlier", other | {"person_id": of(raw, LAST_HERE, "l.person_id")})

    with accepted(raw):
        decide(raw, of(raw, LAST_HERE, "l.id"))


def asked_without_caps(raw: Raw, course: Course, place: int = 1) -> int:
    """Claim for a learner of a class by another question of the same kind, that sets no cap."""
    question = {"question": "training_subsidy_again"}
    plan = row_of(
        raw,
        "select * from documents_plan where area = %s and question = 'training_subsidy'"
        " order by id limit 1",
        course.area,
    )
    del plan["id"]
    insert(raw, "documents_plan", plan | question)
    claim = insert(raw, "claims_claim", a_claim(raw, course) | question)
    line = insert(raw, "claims_line", a_claim_line(raw, claim, course, place))
    review(raw, claim)
    return line


@pytest.mark.parametrize(
    "statement",
    [
        "insert into claims_slot (decision_id, cap_id, person_id, name, key, number, live)"
        " select decision_id, cap_id, person_id, name, key, 9, live from claims_slot limit 1",
        "update claims_slot set live = false",
        "delete from claims_slot",
        "select take_slots(d) from claims_decision d limit 1",
    ],
    ids=lambda each: each.split()[0],
)
def test_times_of_a_cap_are_not_the_applications_to_write(raw: Raw, statement: str) -> None:
    with refused(raw, "42501"):
        raw.execute(statement)


def test_each_time_of_a_cap_is_taken_once_even_without_triggers(bare: Raw) -> None:
    taken = a_slot(bare)
    other = of(bare, DECIDED, "d.id", PENSIONER)

    with refused(bare, "each_time_of_a_cap_is_taken_once"):
        insert(bare, "claims_slot", taken | {"decision_id": other})


def test_a_decision_takes_one_time_of_a_cap_even_without_triggers(bare: Raw) -> None:
    with refused(bare, "a_decision_takes_one_time_of_a_cap"):
        insert(bare, "claims_slot", a_slot(bare) | {"number": 99})


def a_slot(bare: Raw) -> dict[str, Any]:
    """A time that is taken, to take it again; written by whom nothing but constraints stops."""
    bare.execute("reset role")
    taken = row_of(bare, "select * from claims_slot where live order by id limit 1")
    del taken["id"]
    return taken
