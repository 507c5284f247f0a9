"""What may the application role do at all? Everything not written here is refused."""

import pytest
from django.apps import apps

from tests.guards.attack import Raw, refused

ADDED = "INSERT,SELECT"
# What the application may do with whole tables.
MAY = {
    "assessment_sitting": ADDED,
    "attendance_halfday": ADDED,
    "audit_block": "SELECT",
    "audit_chain": "SELECT",
    "audit_change": "SELECT",
    "audit_entry": ADDED,
    "audit_link": "SELECT",
    "audit_past": "SELECT",
    "audit_signature": "SELECT",
    "activation_activation": ADDED,
    "activation_proposal": ADDED,
    "activation_trial": ADDED,
    "catalogue_edition": ADDED,
    "catalogue_standard": ADDED,
    "certificates_certificate": ADDED,
    "claims_claim": ADDED,
    "claims_decision": ADDED,
    "claims_earlier": ADDED,
    "claims_finish": ADDED,
    "claims_line": ADDED,
    "claims_opinion": ADDED,
    "claims_posting": ADDED,
    "claims_reopening": ADDED,
    "claims_ruling": ADDED,
    "claims_slot": "SELECT",
    "claims_withdrawn": ADDED,
    "classes_opening": ADDED,
    "classes_trainingclass": ADDED,
    "desks_export": ADDED,
    "desks_view": ADDED,
    "django_content_type": "SELECT",
    "django_migrations": "SELECT",
    "django_session": "DELETE,INSERT,SELECT,UPDATE",
    "documents_cap": ADDED,
    "documents_file": ADDED,
    "documents_intake": ADDED,
    "documents_limit": "SELECT",
    "documents_pack": ADDED,
    "documents_plan": ADDED,
    "documents_plan_packs": ADDED,
    "documents_reversal": ADDED,
    "documents_rowerror": ADDED,
    "employment_pension": ADDED,
    "employment_spell": ADDED,
    "enrolment_enrolment": ADDED,
    "figures_figure": ADDED,
    "figures_query": ADDED,
    "funds_appropriation": ADDED,
    "funds_entry": "SELECT",
    "funds_fund": ADDED,
    "funds_hold": "SELECT",
    "funds_period": ADDED,
    "holds_hold": ADDED,
    "institutions_accountchange": ADDED,
    "institutions_body": ADDED,
    "institutions_listing": ADDED,
    "notices_calendarchange": ADDED,
    "notices_calendarday": ADDED,
    "notices_line": ADDED,
    "notices_notice": ADDED,
    "notices_objection": ADDED,
    "notices_pastseason": "SELECT",
    "notices_probe": ADDED,
    "notices_probing": ADDED,
    "notices_reopened": "SELECT",
    "offices_office": ADDED,
    "offices_officer": ADDED,
    "offices_post": ADDED,
    "outbox_message": ADDED,
    "payments_answer": ADDED,
    "payments_attempt": ADDED,
    "payments_bankline": ADDED,
    "payments_batch": ADDED,
    "payments_line": ADDED,
    "payments_paymentfile": ADDED,
    "payments_recovery": ADDED,
    "payments_redirection": ADDED,
    "payments_signature": ADDED,
    "payments_statement": ADDED,
    "people_merge": ADDED,
    "people_person": ADDED,
    "people_same": "SELECT",
    "regions_region": ADDED,
    "sampling_announcement": ADDED,
    "sampling_draw": ADDED,
    "targets_order": ADDED,
    "targets_share": ADDED,
}
# The only columns it may change.
MAY_CHANGE = {
    "claims_claim": {"state", "reviewed_by_id", "reviewed_at"},
    "claims_line": {"state"},
    "classes_trainingclass": {"state"},
    "documents_plan": {"in_force"},
    "desks_view": {"dropped_at"},
    "funds_appropriation": {"confirmed_by_id", "confirmed_at"},
    "funds_period": {"checked_by_id", "checked_at"},
    "holds_hold": {"lifted_by_id", "lifted_at", "lifted_because"},
    "institutions_accountchange": {
        *{"state", "channel", "channel_said", "confirmed_by_id", "confirmed_at"},
        *{"checked_by_id", "checked_at"},
    },
    "notices_calendarchange": {"confirmed_by_id", "confirmed_at"},
    "notices_objection": {"upheld", "answer", "answered_by_id", "answered_at"},
    "offices_officer": {"last_login", "password"},
    "outbox_message": {"delivered_at"},
    "payments_attempt": {
        *{"state", "evidence_id", "resolved_by_id", "confirmed_by_id"},
        *{"bounce_id", "bounced_by_id"},
    },
    "payments_batch": {"state", "confirmed_by_id", "confirmed_at"},
    "payments_recovery": {"confirmed_by_id", "confirmed_at"},
    "payments_redirection": {"confirmed_by_id", "confirmed_at"},
    "people_merge": {"confirmed_by_id", "confirmed_at"},
    "targets_order": {"state", "turn", "answered_by_id", "answered_at", "answer"},
}
MAY_CALL = {
    "debited_of",
    "count_notices_again",
    "due_of",
    "dues_of",
    "entitled_to",
    "granted_before",
    "is_redirected",
    "limit_of",
    "office_of_who_speaks",
    "paid_for",
    "paid_to",
    "past_amiss",
    "rows_that_differ",
    "said_paid",
    "seal_trail",
    "sign_block",
    "speaking_areas",
    "speaking_officer",
    "statement_of",
    "stands_until",
    "targets_standing",
    "today_here",
    "undone",
    "unexplained",
    "withdrawable",
    "working_day_after",
    "works_on",
}
TABLES = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
OURS = [
    model._meta.db_table
    for model in apps.get_models(include_auto_created=True)
    if model.__module__.startswith("jineng")
]


def test_the_privileges_on_tables_are_those_written_here(admin: Raw) -> None:
    granted = admin.execute(
        """select c.relname, string_agg(distinct a.privilege_type, ',' order by a.privilege_type)
           from pg_class c cross join lateral aclexplode(c.relacl) a
           where a.grantee in (0, 'jineng_app'::regrole) and c.relkind in ('r', 'p', 'v', 'm', 'S')
             and c.relnamespace = 'public'::regnamespace group by 1"""
    )

    assert dict(granted.fetchall()) == MAY


def test_the_columns_that_may_be_changed_are_those_written_here(admin: Raw) -> None:
    granted = admin.execute(
        """select c.relname, array_agg(t.attname), array_agg(distinct a.privilege_type)
           from pg_attribute t join pg_class c on c.oid = t.attrelid
             cross join lateral aclexplode(t.attacl) a
           where c.relnamespace = 'public'::regnamespace group by 1"""
    ).fetchall()

    assert {table: set(columns) for table, columns, _ in granted} == MAY_CHANGE
    assert {kind for _, _, kinds in granted for kind in kinds} == {"UPDATE"}


def test_the_functions_that_may_be_called_are_those_written_here(admin: Raw) -> None:
    """A trigger function that may be called may be hung on a table of one's own."""
    callable_ones = admin.execute(
        "select proname from pg_proc where proowner = 'jineng_owner'::regrole"
        " and has_function_privilege('jineng_app', oid, 'execute')"
    )

    assert {name for (name,) in callable_ones} == MAY_CALL


def test_every_definers_function_pins_its_search_path(admin: Raw) -> None:
    """What runs as the owner looks nowhere that the application can put things of its own."""
    loose = admin.execute(
        "select proname from pg_proc where proowner = 'jineng_owner'::regrole and prosecdef"
        " and not coalesce('search_path=public, pg_temp' = any (proconfig), false)"
    )

    assert loose.fetchall() == []


def test_the_application_owns_nothing_and_may_become_nobody(admin: Raw) -> None:
    assert (
        admin.execute("select 1 from pg_class where relowner = 'jineng_app'::regrole").fetchall()
        == []
    )
    assert (
        admin.execute("select 1 from pg_proc where proowner = 'jineng_app'::regrole").fetchall()
        == []
    )
    mighty = admin.execute(
        "select 1 from pg_auth_members where member = 'jineng_app'::regrole union all"
        " select 1 from pg_roles where rolname = 'jineng_app' and (rolsuper or rolbypassrls"
        " or rolcreaterole or rolcreatedb or rolreplication)"
    )
    assert mighty.fetchall() == []


@pytest.mark.parametrize("table", sorted(TABLES))
def test_no_row_is_deleted_and_no_table_emptied(raw: Raw, table: str) -> None:
    if "DELETE" not in MAY.get(table, ""):
        with refused(raw, "42501"):
            raw.execute(f"delete from {table}")
    with refused(raw, "42501"):
        raw.execute(f"truncate {table} cascade")


@pytest.mark.parametrize("table", sorted(OURS))
def test_no_other_column_is_changed(raw: Raw, table: str) -> None:
    columns = raw.execute(
        "select column_name from information_schema.columns where table_schema = 'public'"
        " and table_name = %s",
        [table],
    )
    for (column,) in columns.fetchall():
        if column not in MAY_CHANGE.get(table, set()):
            with refused(raw, "42501"):
                raw.execute(f'update {table} set "{column}" = default')


@pytest.mark.parametrize(
    "statement",
    [
        "set role jineng_owner",
        "set role postgres",
        "set session authorization postgres",
        "set session_replication_role = replica",
        "set lc_messages = 'C'",
        "alter table claims_decision disable trigger all",
        "alter table claims_decision disable row level security",
        "alter table claims_decision no force row level security",
        "alter table payments_line drop constraint payment_line_is_a_positive_amount",
        "alter table audit_change add column extra int",
        "alter table audit_change owner to jineng_app",
        "alter function keep_trail() owner to jineng_app",
        "alter role jineng_app bypassrls",
        "create or replace function today_here() returns date language sql as 'select null'",
        "create table public.mine (id int)",
        "create view public.mine as select 1",
        "create function public.mine() returns int language sql as 'select 1'",
        "create schema mine",
        "create rule gone as on insert to audit_entry do instead nothing",
        "create trigger mine before insert on claims_decision"
        " for each row execute function suppress_redundant_updates_trigger()",
        "create policy mine on claims_claim using (true)",
        "grant jineng_owner to jineng_app",
        "drop table audit_change",
        "drop trigger zz_trail on claims_decision",
        "drop policy of_the_area on claims_claim",
        "call keep_trail_of('claims_claim')",
        "lock table audit_change in access exclusive mode",
        "copy audit_change from program 'true'",
        "select pg_read_file('/etc/hostname')",
        "delete from auth_permission",
        "select * from auth_permission",
        "insert into audit_change (\"table\") values ('x')",
    ],
)
def test_nothing_else_is_for_the_application(raw: Raw, statement: str) -> None:
    with refused(raw, "42501"):
        raw.execute(statement)


def test_the_application_grants_itself_nothing(raw: Raw) -> None:
    """PostgreSQL only warns that nothing was granted."""
    raw.execute("grant all on claims_decision to jineng_app")

    with refused(raw, "42501"):
        raw.execute("delete from claims_decision")


@pytest.mark.parametrize(
    "function", ["keep_trail", "entry_moves_the_balance", "decision_moves_the_fund"]
)
def test_no_trigger_function_is_hung_on_a_table_of_ones_own(raw: Raw, function: str) -> None:
    raw.execute("create temporary table mine (id bigint, fund_id bigint, movement text)")

    with refused(raw, "42501"):
        raw.execute(
            f"create trigger mine after insert on mine for each row execute function {function}()"
        )


def test_a_table_of_ones_own_does_not_stand_in_for_a_real_one(raw: Raw) -> None:
    """A temporary table of the same name is not what the guards look at."""
    raw.execute("create temporary table notices_calendarday (day date, works bool)")
    raw.execute("insert into pg_temp.notices_calendarday values ('2022-12-02', true)")

    with refused(raw, "J0C01"):
        raw.execute("select working_day_after('2022-12-01', 1)")
