"""Does an office see and write the rows of its own areas only, and nobody nothing?"""

import psycopg
import pytest

from tests.conftest import Database
from tests.guards.attack import Raw, change, one, refused, row_of, speak
from tests.guards.chain import DECIDED, LAST_HERE, LAST_THERE, STRANGER
from tests.guards.rows import decide, of
from tests.papers import AREA, ELSEWHERE

# Rows that say in which area they lie, seen and written by who speaks for it.
SCOPED = (
    "activation_activation",
    "activation_proposal",
    "activation_trial",
    "assessment_sitting",
    "attendance_halfday",
    "certificates_certificate",
    "claims_claim",
    "claims_decision",
    "claims_finish",
    "claims_line",
    "claims_opinion",
    "claims_posting",
    "claims_reopening",
    "claims_ruling",
    "claims_withdrawn",
    "classes_opening",
    "classes_trainingclass",
    "documents_intake",
    "documents_rowerror",
    "enrolment_enrolment",
    "funds_appropriation",
    "funds_entry",
    "funds_fund",
    "funds_hold",
    "funds_period",
    "payments_answer",
    "payments_attempt",
    "payments_bankline",
    "payments_batch",
    "payments_line",
    "payments_paymentfile",
    "payments_recovery",
    "payments_redirection",
    "payments_signature",
    "payments_statement",
    "people_merge",
    "targets_share",
)
# Rows of a person or a decision, seen with it; what a row was before; figures of several areas.
FOLLOWING = (
    *("audit_past", "claims_earlier", "claims_slot", "employment_pension", "employment_spell"),
    "figures_figure",
    "targets_order",
)
# Rows of an area that everybody may read: rules, catalogue, lists, offices, public notices.
# Whose they are is told of officers and offices: tests/guards/test_desks.py.
OF_DESKS = ("desks_export", "desks_view")
PUBLIC = (
    "catalogue_edition",
    "catalogue_standard",
    "documents_plan",
    "institutions_body",
    "notices_notice",
    "offices_office",
)


def test_every_table_with_an_area_is_scoped_or_public(admin: Raw) -> None:
    with_area = admin.execute(
        "select table_name from information_schema.columns"
        " where table_schema = 'public' and column_name = 'area'"
    )

    assert {name for (name,) in with_area} == {*SCOPED, *PUBLIC}


def test_row_level_security_is_on_and_forced_on_every_scoped_table(admin: Raw) -> None:
    secured = admin.execute(
        "select relname from pg_class where relrowsecurity and relforcerowsecurity"
    )

    assert {name for (name,) in secured} == {*SCOPED, *FOLLOWING, *OF_DESKS}


@pytest.mark.parametrize("table", [*SCOPED, *FOLLOWING, *OF_DESKS])
def test_with_nobody_speaking_nothing_is_seen(attacked: Database, table: str) -> None:
    with psycopg.connect(attacked.app_url) as silent:
        assert one(silent, f"select count(*) from {table}") == 0
        silent.execute("select set_config('app.areas', '', true)")
        assert one(silent, f"select count(*) from {table}") == 0


@pytest.mark.parametrize("table", SCOPED)
@pytest.mark.parametrize("area", [AREA, ELSEWHERE])
def test_an_office_sees_the_rows_of_its_area_and_no_other(
    raw: Raw, admin: Raw, table: str, area: str
) -> None:
    speak(raw, "county_reviewer", (area,))

    seen = one(raw, f"select count(*) from {table}")

    assert seen == one(admin, f"select count(*) from {table} where area = %s", area)
    assert one(raw, f"select count(*) from {table} where area <> %s", area) == 0


def test_there_are_rows_of_every_kind_to_be_seen(admin: Raw) -> None:
    """Without them the tests above would say nothing."""
    empty = [
        table for table in (*SCOPED, *FOLLOWING) if one(admin, f"select count(*) from {table}") == 0
    ]

    assert empty == []


@pytest.mark.parametrize("table", SCOPED)
def test_an_office_adds_no_row_to_another_area(bare: Raw, table: str) -> None:
    """The policy alone refuses, before any trigger or constraint is asked."""
    copied = row_of(bare, f"select to_jsonb(t) as row from {table} t where area = %s limit 1", AREA)
    speak(bare, "county_reviewer", (ELSEWHERE,))

    with refused(bare, "42501"):
        bare.execute(
            f"insert into {table} select (jsonb_populate_record(null::{table}, %s)).*",
            [psycopg.types.json.Jsonb(copied["row"] | {"id": 999_999})],
        )


@pytest.mark.parametrize(
    "statement",
    [
        "update classes_trainingclass set state = 'refused'",
        "update claims_claim set state = 'decided'",
        "update claims_line set state = 'paid'",
        "update payments_batch set state = 'settled'",
        "update payments_attempt set state = 'paid'",
    ],
    ids=lambda each: each.split()[1],
)
def test_an_office_changes_no_row_of_another_area(raw: Raw, statement: str) -> None:
    speak(raw, "county_reviewer", ("970199",))

    assert raw.execute(statement).rowcount == 0


def test_who_speaks_does_not_stay_for_the_next_transaction(attacked: Database) -> None:
    with psycopg.connect(attacked.app_url) as pooled:
        speak(pooled, "county_reviewer")
        assert one(pooled, "select count(*) from claims_claim") > 0
        pooled.rollback()

        assert one(pooled, "select count(*) from claims_claim") == 0


@pytest.mark.parametrize("table", ["claims_earlier", "employment_spell", "employment_pension"])
def test_registers_are_seen_for_people_enrolled_in_ones_area(
    raw: Raw, admin: Raw, table: str
) -> None:
    for area in (AREA, ELSEWHERE):
        speak(raw, "county_reviewer", (area,))
        enrolled = admin.execute(
            f"select id from {table} where person_id in"
            " (select person_id from enrolment_enrolment where area = %s) order by id",
            [area],
        )
        seen = raw.execute(f"select id from {table} order by id")
        assert seen.fetchall() == enrolled.fetchall()


def test_what_a_person_of_elsewhere_was_granted_is_not_seen(raw: Raw) -> None:
    stranger = of(raw, LAST_THERE, "l.person_id", 2)
    assert LAST_THERE.learners[1] is STRANGER
    told = "select count(*) from claims_earlier where person_id = %s"
    assert one(raw, told, stranger) == 1

    speak(raw, "county_reviewer", (AREA,))

    assert one(raw, told, stranger) == 0
    asked = "select count(*) from granted_before(array[%s]::bigint[])"
    assert one(raw, asked, stranger) == 0


def test_times_of_a_cap_are_seen_with_their_decision(raw: Raw) -> None:
    assert one(raw, "select count(*) from claims_slot") > 0

    speak(raw, "county_reviewer", (ELSEWHERE,))

    assert one(raw, "select count(*) from claims_slot") == 0


def test_deciding_sees_what_was_granted_elsewhere_to_ones_own_learners(raw: Raw) -> None:
    """Only kind, occupation, level, day and sum; the decision itself stays unseen."""
    person = of(raw, LAST_HERE, "l.person_id")
    decide(raw, of(raw, LAST_THERE, "l.id"))
    speak(raw, "county_reviewer", (AREA,))

    asked = "select count(*) from granted_before(array[%s]::bigint[])"
    assert one(raw, asked, person) == 3  # two before this system, one elsewhere
    assert one(raw, "select count(*) from claims_decision where area <> %s", AREA) == 0


def test_a_row_does_not_move_to_another_area(raw: Raw) -> None:
    with refused(raw, "42501"):
        change(raw, "claims_line", of(raw, DECIDED, "l.id"), area=ELSEWHERE)
