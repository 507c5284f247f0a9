"""Does verify name each row that somebody changed behind the guards' back?

The edits are made as the administrator of PostgreSQL, with every trigger switched off and every
check taken away, as somebody with the server in hand could; each in a copy of a small season.
"""

from pathlib import Path

import psycopg
import pytest

from jineng.foundation.database import launcher
from tests.cli.seasons import copied, jineng

pytestmark = pytest.mark.xdist_group("seasons")

# What is edited, the statement, which returns the row's number, and what verify must say of it.
EDITS = (
    (
        "a_decisions_fen",
        "update claims_decision set fen = fen + 100"
        " where id = (select max(id) from claims_decision where fen > 0) returning id",
        ("claims.Decision:{row}", "claims_decision 第 {row} 号行"),
    ),
    (
        "a_decisions_outcome",
        "update claims_decision set outcome = 'granted'"
        " where id = (select min(id) from claims_decision where outcome = 'refused') returning id",
        ("claims_decision 第 {row} 号行",),
    ),
    (
        "a_receipts_answer",
        "update claims_decision"
        " set receipt = jsonb_set(receipt, '{answer,fen}', '123400'), fen = 123400"
        " where id = (select max(id) from claims_decision where fen > 0) returning id",
        ("claims.Decision:{row}", "claims_decision 第 {row} 号行"),
    ),
    (
        "a_funds_balance",
        "update funds_fund set paid_fen = paid_fen - 100, owed_fen = owed_fen + 100"
        " where id = (select min(id) from funds_fund) returning id",
        ("funds.Fund:{row}", "funds_fund 第 {row} 号行"),
    ),
    (
        "an_entry_of_a_fund",
        "update funds_entry set fen = fen + 1"
        " where id = (select min(id) from funds_entry) returning id",
        ("funds_entry 第 {row} 号行", "余额与分录相差"),
    ),
    (
        "an_attempts_state",
        "update payments_attempt set state = 'rejected'"
        " where id = (select max(id) from payments_attempt where state = 'paid') returning id",
        ("payments_attempt 第 {row} 号行", "银行已付，我方没有这一笔"),
    ),
    (
        "an_attempts_evidence",
        "update payments_attempt set evidence_id = null"
        " where id = (select max(id) from payments_attempt where state = 'paid') returning id",
        ("payments.Attempt:{row}", "payments_attempt 第 {row} 号行"),
    ),
    (
        "a_payment_lines_fen",
        "update payments_line set fen = fen + 100"
        " where id = (select max(id) from payments_line) returning id",
        ("payments_line 第 {row} 号行",),
    ),
    (
        "a_bank_lines_fen",
        "update payments_bankline set fen = fen - 1"
        " where id = (select max(id) from payments_bankline where paid) returning id",
        ("payments_bankline 第 {row} 号行",),
    ),
    (
        "a_notices_last_day",
        "update notices_notice set closes_on = closes_on - 2"
        " where id = (select min(id) from notices_notice) returning id",
        ("notices_notice 第 {row} 号行",),
    ),
    (
        "an_openings_answer",
        "update classes_opening set outcome = 'granted'"
        " where id = (select max(id) from classes_opening) returning id",
        ("classes_opening 第 {row} 号行",),
    ),
    (
        "a_slot_given_back",
        "update claims_slot set live = false"
        " where id = (select max(id) from claims_slot where live) returning id",
        ("claims_slot 第 {row} 号行", "次数不符"),
    ),
    (
        "a_deleted_half_day",
        "delete from attendance_halfday"
        " where id = (select max(id) from attendance_halfday) returning id",
        ("attendance_halfday 第 {row} 号行",),
    ),
    (
        "a_deleted_decision",
        "delete from claims_decision"
        " where id = (select max(id) from claims_decision where fen > 0) returning id",
        ("claims_decision 第 {row} 号行",),
    ),
    (
        "an_added_spell_of_insurance",
        "insert into employment_spell (employer, from_on, to_on, row, file_id, person_id)"
        " select employer, from_on, to_on, row + 1, file_id, person_id from employment_spell"
        " order by id desc limit 1 returning id",
        ("employment_spell 第 {row} 号行",),
    ),
    (
        "an_officer_given_another_post",
        "update offices_officer"
        " set post_id = (select id from offices_post where code = 'finance_checker')"
        " where username = 'county_reviewer' returning id",
        ("offices_officer 第 {row} 号行",),
    ),
    (
        "a_person_exchanged",
        "update people_person set number_cipher = number_cipher || 'x'"
        " where id = (select max(id) from people_person) returning id",
        ("people_person 第 {row} 号行",),
    ),
    (
        "an_act_laid_at_anothers_door",
        "update audit_entry"
        " set officer_id = (select id from offices_officer where username = 'auditor')"
        " where id = (select max(id) from audit_entry) returning id",
        ("audit_entry 第 {row} 号行",),
    ),
    (
        "a_deleted_act",
        "delete from audit_entry where id = (select min(id) from audit_entry) returning id",
        ("audit_entry 第 {row} 号行",),
    ),
    (
        "a_deleted_change_of_the_trail",
        "delete from audit_change where \"table\" = 'claims_line'"
        " and id = (select max(id) from audit_change where \"table\" = 'claims_line')"
        ' returning "row"',
        ("claims_line 第 {row} 号行",),
    ),
)
CHECKS = """
select format('alter table %s drop constraint %I', conrelid::regclass, conname) from pg_constraint
where contype = 'c' and connamespace = 'public'::regnamespace
"""
DECISION_AND_RECEIPT = EDITS[2][1]
FUNDS_BALANCE = EDITS[3][1]


@pytest.fixture
def season_copy(small_out: Path, tmp_path: Path) -> Path:
    """A small season in a folder of its own, to edit."""
    return copied(small_out, tmp_path / "out")


@pytest.mark.parametrize(
    ("statement", "says"), [each[1:] for each in EDITS], ids=[each[0] for each in EDITS]
)
def test_verify_names_the_row_that_was_edited(
    season_copy: Path, statement: str, says: tuple[str, ...]
):
    row = _edit(season_copy, statement)

    checked = jineng("verify", "--home", season_copy)

    assert checked.returncode == 1, checked.stdout
    for each in says:
        assert each.format(row=row) in checked.stdout
    assert "0 处不符" not in checked.stdout


@pytest.mark.parametrize(
    ("table", "statement", "says"),
    [
        ("claims_decision", DECISION_AND_RECEIPT, "claims.Decision:{row}"),
        ("funds_fund", FUNDS_BALANCE, "funds.Fund:{row}"),
    ],
)
def test_a_row_rewritten_together_with_its_trail_is_still_found(
    season_copy: Path, table: str, statement: str, says: str
):
    row = _edit(season_copy, statement, forging_the_trail_of=table)

    checked = jineng("verify", "--home", season_copy)

    assert checked.returncode == 1, checked.stdout
    assert f"{table} 第 {row} 号行" not in checked.stdout, "the trail was forged well"
    assert says.format(row=row) in checked.stdout


def test_verify_of_an_unchanged_copy_finds_nothing(season_copy: Path):
    checked = jineng("verify", "--home", season_copy)

    assert checked.returncode == 0, checked.stdout


def test_receipts_alone_are_decided_again_and_the_edited_one_is_named(season_copy: Path):
    unchanged = jineng("verify", "--receipts", "--home", season_copy)
    row = _edit(season_copy, DECISION_AND_RECEIPT)

    edited = jineng("verify", "--receipts", "--home", season_copy)

    assert unchanged.returncode == 0, unchanged.stdout
    assert edited.returncode == 1
    assert f"claims.Decision:{row}" in edited.stdout
    assert "留痕" not in edited.stdout


def test_verify_of_a_folder_without_a_season_is_one_sentence_and_makes_nothing(tmp_path: Path):
    checked = jineng("verify", "--home", tmp_path / "nothing")

    assert checked.returncode == 1
    assert len(checked.stderr.splitlines()) == 1, checked.stderr
    assert not (tmp_path / "nothing").exists()


def _edit(out: Path, statement: str, *, forging_the_trail_of: str = "") -> object:
    """Edit as the administrator, past every guard; return the number of the edited row."""
    with (
        launcher.running(out / "database") as cluster,
        psycopg.connect(cluster.url("jineng", "postgres")) as admin,
    ):
        admin.execute("set session_replication_role = replica")
        checks = admin.execute(CHECKS).fetchall()
        for (drop,) in checks:
            admin.execute(drop)
        found = admin.execute(statement).fetchall()
        assert len(found) == 1, "the edit must touch one row"
        if forging_the_trail_of:
            _forge(admin, forging_the_trail_of, found[0][0])
        return found[0][0]


def _forge(admin: psycopg.Connection, table: str, row: object) -> None:
    """Make the last change of a row say what the row is now."""
    admin.execute("set bytea_output = 'hex'")
    admin.execute(
        f'update audit_change set after = (select row_digest(to_jsonb(t)) from "{table}" t'
        " where t.id = %s) where id = (select max(id) from audit_change"
        ' where "table" = %s and "row" = %s::text)',
        [row, table, row],
    )
