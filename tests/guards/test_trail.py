"""Can a change be made that leaves no trace, or a trace be unmade?"""

from hashlib import sha256

import psycopg
import pytest
from django.apps import apps

from jineng.foundation.audit.checks import trailed_tables
from tests.conftest import Database
from tests.guards.attack import Raw, change, insert, officer, one, refused, speak
from tests.guards.chain import DUE, SUBMITTED
from tests.guards.rows import a_hold, a_payment_line, object_to, of, review
from tests.guards.rule_rows import a_draw, an_announcement
from tests.guards.test_desks import a_view, an_export

# Only ever added to: nobody changes or removes a row, the owner and the superuser included.
ADDED_ONLY = (
    "assessment_sitting",
    "attendance_halfday",
    "audit_block",
    "activation_activation",
    "activation_proposal",
    "activation_trial",
    "audit_change",
    "audit_entry",
    "audit_link",
    "audit_past",
    "audit_signature",
    "catalogue_edition",
    "catalogue_standard",
    "certificates_certificate",
    "claims_decision",
    "claims_earlier",
    "claims_finish",
    "claims_opinion",
    "claims_posting",
    "claims_reopening",
    "claims_ruling",
    "claims_withdrawn",
    "classes_opening",
    "desks_export",
    "documents_cap",
    "documents_file",
    "documents_intake",
    "documents_limit",
    "documents_pack",
    "documents_plan_packs",
    "documents_reversal",
    "documents_rowerror",
    "employment_pension",
    "employment_spell",
    "enrolment_enrolment",
    "figures_figure",
    "figures_query",
    "funds_entry",
    "institutions_listing",
    "notices_calendarday",
    "notices_line",
    "notices_probe",
    "notices_probing",
    "notices_reopened",
    "payments_answer",
    "payments_bankline",
    "payments_line",
    "payments_paymentfile",
    "payments_signature",
    "payments_statement",
    "people_person",
    "sampling_announcement",
    "sampling_draw",
    "targets_share",
)
KEYS = {"notices_calendarday": "day", "audit_block": "number", "figures_query": "digest"}
# Changed by their own rules, never removed.
NEVER_DELETED = (
    "audit_chain",
    "claims_claim",
    "claims_line",
    "claims_slot",
    "classes_trainingclass",
    "desks_view",
    "documents_plan",
    "funds_appropriation",
    "funds_fund",
    "funds_hold",
    "funds_period",
    "holds_hold",
    "institutions_accountchange",
    "institutions_body",
    "notices_calendarchange",
    "notices_notice",
    "notices_objection",
    "offices_officer",
    "outbox_message",
    "payments_attempt",
    "payments_batch",
    "payments_recovery",
    "payments_redirection",
    "people_merge",
    "people_same",
    "targets_order",
)
# Who is where is a matter of the deployer, who goes round the application; the trail sees it.
FREE = ("offices_office", "offices_post", "regions_region")
# Guards on these look at other rows, and must see the latest.
LOOKING = (
    "activation_activation",
    "audit_block",
    "claims_decision",
    "claims_finish",
    "claims_opinion",
    "claims_posting",
    "claims_reopening",
    "claims_ruling",
    "claims_withdrawn",
    "classes_opening",
    "enrolment_enrolment",
    "funds_appropriation",
    "funds_period",
    "institutions_accountchange",
    "notices_calendarchange",
    "payments_attempt",
    "payments_batch",
    "payments_line",
    "payments_paymentfile",
    "payments_recovery",
    "payments_redirection",
    "payments_signature",
    "payments_statement",
    "people_merge",
    "sampling_draw",
    "targets_order",
    "targets_share",
)


@pytest.fixture
def full(admin: Raw) -> Raw:
    """The superuser, with a row in the tables the chain leaves empty."""
    speak(admin, "county_leader")
    plan = {"plan_id": one(admin, "select min(id) from documents_plan"), "name": "撤销补贴"}
    change = {"day_id": "2024-10-11", "works": False, "source": "测试通知"}
    change |= {"proposed_by_id": officer(admin, "county_leader"), "proposed_at": "2024-10-09"}
    again = {"notice_id": one(admin, "select min(id) from notices_notice"), "because": "x"}
    seen = {"notice_id": again["notice_id"], "address": "http://x/", "status": 200, "digest": ""}
    begun = {
        "since": "2024-10-09",
        "begun_at": "2024-10-09",
        "begun_by_id": change["proposed_by_id"],
    }
    admin.execute("set session_replication_role = replica")
    insert(admin, "documents_reversal", plan)
    insert(admin, "desks_export", an_export(admin, "county_reviewer"))
    insert(admin, "desks_view", a_view(admin, "county_reviewer"))
    insert(admin, "notices_calendarchange", change)
    insert(
        admin, "notices_reopened", again | {"closed_on": "2024-10-09", "closes_on": "2024-10-11"}
    )
    insert(admin, "notices_probing", begun)
    insert(admin, "notices_probe", seen | {"seen": True})
    announced = insert(admin, "sampling_announcement", an_announcement(admin))
    insert(admin, "sampling_draw", a_draw(admin, announced))
    admin.execute("set session_replication_role = origin")
    insert(admin, "holds_hold", a_hold(admin, of(admin, DUE, "l.id")))
    object_to(admin, of(admin, DUE, "g.notice_line_id"))
    admin.execute("select sign_block(seal_trail(), 'none', 'none', '')")
    admin.execute("set constraints all immediate")
    return admin


def test_every_table_of_ours_is_added_to_kept_or_free() -> None:
    ours = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("jineng")
    ]

    assert sorted(ours) == sorted((*ADDED_ONLY, *NEVER_DELETED, *FREE))


@pytest.mark.parametrize("table", ADDED_ONLY)
def test_no_row_is_changed_even_by_the_superuser(full: Raw, table: str) -> None:
    column = KEYS.get(table, "id")
    with refused(full, "J0A01"):
        full.execute(f"update {table} set {column} = {column}")


@pytest.mark.parametrize("table", [*ADDED_ONLY, *NEVER_DELETED])
def test_no_row_is_removed_even_by_the_superuser(full: Raw, table: str) -> None:
    with refused(full, "J0A01"):
        full.execute(f"delete from {table}")
    with refused(full, "J0A01"):
        full.execute(f"truncate {table} cascade")


def test_every_kept_table_refuses_to_be_emptied_by_itself(admin: Raw) -> None:
    """A truncate that reaches other tables would be refused by any one of them."""
    found = admin.execute(
        "select tgrelid::regclass::text from pg_trigger where tgname = 'aa_kept'"
        " and tgenabled = 'O' and tgfoid = 'refuse_change'::regproc"
    )

    assert {name for (name,) in found} == {*ADDED_ONLY, *NEVER_DELETED}


@pytest.mark.parametrize(("table", "key"), trailed_tables())
def test_every_change_of_every_table_leaves_a_trace(full: Raw, table: str, key: str) -> None:
    triggers = full.execute(
        """select tgenabled, tgtype & 1 = 0, tgtype & 2 = 0, tgtype & 4 > 0, tgtype & 8 > 0,
                  tgtype & 16 > 0, encode(tgargs, 'escape')
           from pg_trigger where tgrelid = to_regclass(%s) and tgfoid = 'keep_trail'::regproc
           order by tgname""",
        [table],
    ).fetchall()

    # Enabled; for all rows of a statement, after insert, delete and update; by the table's key.
    told = f"{key}\\000"
    assert triggers == [
        ("O", True, True, True, False, False, told),
        ("O", True, True, False, True, False, told),
        ("O", True, True, False, False, True, told),
    ]


def test_an_act_leaves_who_and_what_and_digests_only(raw: Raw) -> None:
    speak(raw, "county_reviewer", verb="claims.review")
    claim = of(raw, SUBMITTED, "c.id")
    before = one(raw, "select to_jsonb(c)::text from claims_claim c where id = %s", claim)

    review(raw, claim)

    after = one(raw, "select to_jsonb(c)::text from claims_claim c where id = %s", claim)
    told = raw.execute(
        "select before, after, operation, officer, verb, role from audit_change"
        ' where "table" = \'claims_claim\' and "row" = %s order by id desc limit 1',
        [str(claim)],
    ).fetchone()
    assert told == (
        sha256(before.encode()).digest(),
        sha256(after.encode()).digest(),
        "update",
        officer(raw, "county_reviewer"),
        "claims.review",
        "jineng_app",
    )


def test_a_change_that_nobody_owns_up_to_leaves_a_trace_too(attacked: Database) -> None:
    with psycopg.connect(attacked.app_url) as silent:
        count = "select count(*) from audit_change"
        before = one(silent, count)
        silent.execute("update offices_officer set password = 'mine'")

        assert one(silent, count) - before == one(silent, "select count(*) from offices_officer")
        silent.rollback()


@pytest.mark.parametrize(
    "edit",
    [
        "update claims_decision set at = now() where id = {0}",
        "delete from claims_decision where id = {0}",
    ],
    ids=["edited", "removed"],
)
def test_an_edit_that_goes_round_the_triggers_is_found(own_chain: Database, edit: str) -> None:
    with psycopg.connect(own_chain.admin_url) as mighty:
        speak(mighty, "auditor")
        decision = of(mighty, DUE, "d.id")
        mighty.execute("set local session_replication_role = replica")
        mighty.execute(edit.format(decision))

    with psycopg.connect(own_chain.app_url) as app:
        found = app.execute("select rows_that_differ('claims_decision', 'id')").fetchall()
    assert found == [(str(decision),)]


@pytest.mark.parametrize(("table", "key"), trailed_tables())
def test_the_chain_stands_as_the_trail_left_it(raw: Raw, table: str, key: str) -> None:
    assert raw.execute("select rows_that_differ(%s, %s)", [table, key]).fetchall() == []


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("institutions_body", "account_last4"),
        ("people_person", "number_digest"),
        ("auth_user", "id"),
        ("pg_authid", "rolpassword"),
        ("claims_claim; drop table audit_change", "id"),
    ],
)
def test_the_check_of_the_trail_tells_keys_only(raw: Raw, table: str, key: str) -> None:
    with refused(raw, "J0A02"):
        raw.execute("select rows_that_differ(%s, %s)", [table, key])


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
@pytest.mark.parametrize("table", LOOKING)
def test_nothing_is_written_on_an_old_snapshot(attacked: Database, table: str, level: str) -> None:
    """A transaction that keeps its first snapshot does not see what others did since."""
    with psycopg.connect(attacked.app_url) as old:
        old.execute(f"set transaction isolation level {level}")
        speak(old, "finance_maker")
        # A block is the sealer's to write: the application is not even asked for its snapshot.
        with refused(old, "42501" if table == "audit_block" else "J0T01"):
            old.execute(f"insert into {table} ({KEYS.get(table, 'id')}) select 1 where false")
        old.rollback()


def test_the_tables_whose_guards_look_at_others_are_those_tried(admin: Raw) -> None:
    found = admin.execute(
        "select tgrelid::regclass::text from pg_trigger where tgname = 'a0_latest' order by 1"
    )

    assert tuple(name for (name,) in found) == LOOKING


def test_the_moment_an_entry_was_recorded_is_not_the_writers_to_say(raw: Raw) -> None:
    entry = insert(
        raw,
        "audit_entry",
        {
            "verb": "claims.review",
            "subject": "claims.Claim:1",
            "officer_id": officer(raw, "county_reviewer"),
            "at": "2024-01-01 09:00+08",
            "recorded_at": "2024-01-01 09:00+08",
            "moved": "",
            "because": "[]",
        },
    )

    assert one(raw, "select recorded_at > now() from audit_entry where id = %s", entry)


@pytest.mark.parametrize("setting", ["timezone = 'Asia/Tokyo'", "bytea_output = 'escape'"])
def test_a_setting_of_the_session_does_not_change_what_the_trail_says(
    raw: Raw, setting: str
) -> None:
    raw.execute(f"set local {setting}")
    insert(raw, "payments_line", a_payment_line(raw, of(raw, DUE, "d.id")))
    raw.execute("set local timezone = 'UTC'")
    raw.execute("set local bytea_output = 'hex'")

    assert raw.execute("select rows_that_differ('payments_line', 'id')").fetchall() == []


def test_a_hold_that_was_lifted_stays_lifted(raw: Raw) -> None:
    hold = insert(raw, "holds_hold", a_hold(raw, of(raw, DUE, "l.id")))
    by = officer(raw, "county_leader")
    with refused(raw, "lifted_hold_says_why_and_by_whom"):
        change(raw, "holds_hold", hold, lifted_at="now", lifted_by_id=by)
    with refused(raw, "lifted_hold_says_why_and_by_whom"):
        change(raw, "holds_hold", hold, lifted_at="now", lifted_because="查无此事")
    change(raw, "holds_hold", hold, lifted_at="now", lifted_by_id=by, lifted_because="查无此事")

    with refused(raw, "J0H01"):
        change(raw, "holds_hold", hold, lifted_at=None)
