"""Can a person be granted more often than a cap allows, in plain SQL?"""

from typing import Any

import psycopg
import pytest

from tests.conftest import Database
from tests.guards.attack import (
    Raw,
    accepted,
    change,
    copied,
    crossed,
    insert,
    one,
    refused,
    row_of,
    speak,
)
from tests.guards.chain import DECIDED, DUE, LAST_HERE, LAST_THERE, SETTLED, TIGHT
from tests.guards.rows import (
    GRANTED_FEN,
    a_claim,
    a_claim_line,
    a_revocation,
    answer_objection,
    decide,
    fund_of,
    object_to,
    of,
    review,
    revoke,
    revoke_paid,
)
from tests.guards.test_merges import merge
from tests.guards.test_notices import a_notice
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


@pytest.mark.parametrize("says", ["异议成立", "撤销补贴", None])
def test_an_upheld_objection_gives_the_time_back_where_the_document_says_so(
    admin: Raw, says: str | None
) -> None:
    under(admin, says)
    decision, fund = of(admin, DUE, "d.id"), fund_of(admin, DUE)
    reserved = "select owed_fen from funds_fund where id = %s"
    before = one(admin, LIVE, decision), one(admin, reserved, fund)

    uphold(admin, DUE)

    after = one(admin, LIVE, decision), one(admin, reserved, fund)
    kept = 0 if says == "异议成立" else 2
    assert (before, after) == ((2, 2 * GRANTED_FEN), (kept, GRANTED_FEN))


@pytest.mark.parametrize("says", ["异议成立", "撤销补贴", None])
def test_what_was_paid_and_revoked_gives_the_time_back_where_the_document_says_so(
    admin: Raw, says: str | None
) -> None:
    under(admin, says)
    decision = of(admin, SETTLED, "d.id")

    with accepted(admin):
        revoke_paid(admin, decision)

    assert one(admin, LIVE, decision) == (0 if says == "撤销补贴" else 2)


def test_a_revocation_that_names_another_ground_gives_no_time_back(admin: Raw) -> None:
    """The records say how a grant was taken back, not what the revocation calls itself."""
    under(admin, "异议成立")
    decision = of(admin, DUE, "d.id")
    row = a_revocation(admin, decision) | {"rule": "objection_upheld", "clause": "异议成立"}

    insert(admin, "claims_decision", row)

    assert one(admin, LIVE, decision) == 2


def test_a_time_that_stayed_used_stands_in_the_history_without_its_money(admin: Raw) -> None:
    under(admin, None)
    person, told = of(admin, DUE, "l.person_id"), "from granted_before(array[%s]::bigint[])"
    assert one(admin, f"select count(*) {told} where fen > 0", person) == 3

    uphold(admin, DUE)

    assert one(admin, f"select count(*) {told}", person) == 3
    assert one(admin, f"select count(*) {told} where fen > 0", person) == 2


def test_a_time_that_was_given_back_leaves_the_history(admin: Raw) -> None:
    under(admin, "异议成立")
    person = of(admin, DUE, "l.person_id")

    uphold(admin, DUE)

    assert one(admin, "select count(*) from granted_before(array[%s]::bigint[])", person) == 2


@pytest.mark.parametrize("says", ["异议成立", None])
def test_only_a_time_that_was_given_back_is_left_for_another_class(
    admin: Raw, says: str | None
) -> None:
    """One whose two earlier times are used is granted the third, which then is taken back."""
    under(admin, says)
    decided = decide(admin, of(admin, LAST_HERE, "l.id"))
    uphold_decision(admin, decided)

    if says:
        with accepted(admin):
            decide(admin, of(admin, LAST_THERE, "l.id"))
    else:
        with refused(admin, "J0D07"):
            decide(admin, of(admin, LAST_THERE, "l.id"))


def test_a_line_is_granted_again_in_its_own_time(raw: Raw) -> None:
    """Its times stayed used, and they are its own: it takes no fourth."""
    line, decision = of(raw, DUE, "l.id"), of(raw, DUE, "d.id")
    revocation = revoke(raw, decision)
    assert one(raw, LIVE, decision) == 2

    with accepted(raw):
        again = decide(raw, line, seq=3, supersedes_id=revocation)

    assert (one(raw, LIVE, decision), one(raw, LIVE, again)) == (0, 2)


def test_a_merge_gives_no_time_back_that_stayed_used(admin: Raw) -> None:
    under(admin, None)
    uphold(admin, DUE)
    live = one(admin, "select count(*) from claims_slot where live")

    merge(admin, of(admin, DUE, "l.person_id"), of(admin, SETTLED, "l.person_id"))

    assert one(admin, "select count(*) from claims_slot where live") == live


@pytest.mark.parametrize(
    ("row", "by"),
    [
        ({"name": "异议成立"}, "J0D01"),
        ({"name": "别的"}, "reversal_is_one_that_there_is"),
    ],
    ids=str,
)
def test_what_gives_a_time_back_comes_with_its_plan(raw: Raw, row: dict[str, Any], by: str) -> None:
    plan = {"plan_id": one(raw, "select min(id) from documents_plan")}
    if by != "J0D01":
        made = copied(raw, "documents_plan") | {"in_force": "[2030-01-01,2031-01-01)"}
        plan = {"plan_id": insert(raw, "documents_plan", made)}

    with refused(raw, by):
        insert(raw, "documents_reversal", plan | row)


def test_a_reversal_stands_once_in_a_plan(raw: Raw) -> None:
    made = copied(raw, "documents_plan") | {"in_force": "[2030-01-01,2031-01-01)"}
    row = {"plan_id": insert(raw, "documents_plan", made), "name": "异议成立"}
    insert(raw, "documents_reversal", row)

    with refused(raw, "reversal_stands_once_in_a_plan"):
        insert(raw, "documents_reversal", row)


def under(admin: Raw, says: str | None) -> None:
    """Go on as the application, under plans that say what gives a time back."""
    if says:
        admin.execute("alter table documents_reversal disable trigger with_plan")
        admin.execute(
            "insert into documents_reversal (plan_id, name) select id, %s from documents_plan",
            [says],
        )
        admin.execute("set constraints all immediate")
        admin.execute("set constraints all deferred")
        admin.execute("alter table documents_reversal enable trigger with_plan")
    admin.execute("set local role jineng_app")
    speak(admin, "finance_maker")


def uphold(raw: Raw, course: Course) -> None:
    """Somebody objects to the first line of a notice, rightly; the grant is taken back."""
    objection = object_to(raw, of(raw, course, "g.notice_line_id"))
    answer_objection(raw, objection, upheld=True)
    revoke(raw, of(raw, course, "d.id"))


def uphold_decision(raw: Raw, decision: int) -> None:
    """Show a grant, take an objection to it and uphold it."""
    granted = row_of(raw, "select * from claims_decision where id = %s", decision)
    shown = one(
        raw,
        "select e.shown_identity from claims_line l join enrolment_enrolment e"
        " on e.id = l.enrolment_id where l.id = %s",
        granted["line_id"],
    )
    told = f"1|某|{shown}|训|标|{granted['fen']}"
    notice = insert(raw, "notices_notice", a_notice(raw, told, number="GS-2024-970124-9002"))
    row = {"notice_id": notice, "number": 1, "shown_name": "某", "shown_identity": shown}
    line = insert(
        raw,
        "notices_line",
        row | {"shown_text": "训", "standard": "标", "fen": granted["fen"]},
    )
    posting = {"decision_id": decision, "notice_line_id": line, "area": granted["area"]}
    insert(raw, "claims_posting", posting)
    change(raw, "claims_line", granted["line_id"], state="on_notice")
    answer_objection(raw, object_to(raw, line), upheld=True)
    revoke(raw, decision)


def test_two_counters_with_different_keys_count_one_history(raw: Raw) -> None:
    """Training: by occupation and level. Assessment: by occupation, whatever the level."""
    trained = of(raw, LAST_HERE, "l.person_id", 3)
    assess = assessing(raw)
    row = copied(raw, "claims_earlier") | {"person_id": trained, "row": 98}
    before = {"kind": ASSESSMENT, "occupation": LAST_HERE.taught[0], "level": "四级"}
    line = claimed(raw, assess, LAST_HERE, 3)

    with accepted(raw):  # assessed before at another level: no matter for training
        insert(raw, "claims_earlier", row | before)
        decide(raw, of(raw, LAST_HERE, "l.id", 3))
    with refused(raw, "J0D07"):  # but for assessing it is the same occupation
        decide(raw, line)


def test_times_of_training_do_not_use_up_times_of_assessing(raw: Raw) -> None:
    """Three trainings are used; of assessing none was, and the third training is not a fourth."""
    person = of(raw, DUE, "l.person_id")
    line = claimed(raw, assessing(raw), DUE)

    with accepted(raw):
        made = decide(raw, line)

    names = raw.execute("select name, number from claims_slot where decision_id = %s", [made])
    assert sorted(names) == [(f"{ASSESSMENT}：同一职业（工种）", 1), (f"{ASSESSMENT}：累计", 1)]
    trainings = "select count(*) from claims_slot where person_id = %s and live and name = %s"
    assert one(raw, trainings, person, "职业培训补贴：累计") == 3


def test_a_plan_that_calls_its_cap_otherwise_starts_no_new_count(raw: Raw) -> None:
    """Next year's document, and the times of this year's count all the same."""
    line = claimed(raw, assessing(raw, kind="职业培训补贴", names="另一叫法"), DUE)
    revoke(raw, of(raw, DUE, "d.id"))

    # Of three times two are others', and this class's own stayed used: it counts for another line.
    with refused(raw, "J0D07"):
        decide(raw, line)


ASSESSMENT = "职业技能评价补贴"
LIVE = "select count(*) from claims_slot where decision_id = %s and live"


def assessing(raw: Raw, kind: str = ASSESSMENT, names: str = "") -> dict[str, Any]:
    """Put a plan for assessing in force: three times for life, an occupation once."""
    asked = {"question": "assessment_subsidy", "kind": kind}
    plan = copied(raw, "documents_plan") | asked | {"area": DUE.area}
    day = "[2024-01-01,2024-12-31)"
    key = insert(raw, "documents_plan", plan | {"in_force": day, "fingerprint": "assessing"})
    for name, most, keys in (("累计", 3, []), ("同一职业（工种）", 1, ["occupation"])):
        cap = {"plan_id": key, "name": f"{names or kind}：{name}", "most": most, "keys": keys}
        insert(raw, "documents_cap", cap)
    return asked


def claimed(raw: Raw, asked: dict[str, Any], course: Course, place: int = 1) -> int:
    """Claim for a learner of a class by that question; return the line, reviewed."""
    claim = insert(raw, "claims_claim", a_claim(raw, course) | asked)
    line = insert(raw, "claims_line", a_claim_line(raw, claim, course, place))
    review(raw, claim)
    return line


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
