"""Does every row come into exactly one block, however it is asked for, and by no other hand?"""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psycopg
import pytest

from jineng.foundation.audit.heads import HEADS_FILE, last_published, put_outside
from tests.guards.attack import NobodyRefused, Raw, one, refused
from tests.guards.sealed import PATIENCE, Sealed

_BLOCKS_OF_ROWS = """select count(b.number) from audit_change c left join audit_block b
on c.transaction >= b.begins and c.transaction < b.horizon group by c.id"""


def test_every_row_is_in_exactly_one_block(sealed_chain: Sealed) -> None:
    with psycopg.connect(sealed_chain.database.app_url) as raw:
        assert {count for (count,) in raw.execute(_BLOCKS_OF_ROWS)} == {1}
        assert one(raw, "select sum(count) from audit_block") == one(
            raw, "select count(*) from audit_change"
        )


def test_a_row_of_a_slow_transaction_waits_for_its_block_and_is_not_left_out(
    own_sealed: Sealed,
) -> None:
    with psycopg.connect(own_sealed.database.app_url) as slow:
        slow.execute(
            "update offices_officer set last_login = clock_timestamp() where username = 'auditor'"
        )
        own_sealed.act()
        with psycopg.connect(own_sealed.database.app_url, autocommit=True) as sealer:
            assert one(sealer, "select seal_trail()") is None
    own_sealed.seal()

    assert own_sealed.found() == []
    with psycopg.connect(own_sealed.database.app_url) as raw:
        assert {count for (count,) in raw.execute(_BLOCKS_OF_ROWS)} == {1}


def test_rows_written_by_many_while_others_seal_are_all_sealed_once(own_sealed: Sealed) -> None:
    def write(_: int) -> None:
        for _ in range(10):
            own_sealed.act()

    with ThreadPoolExecutor(6) as threads:
        writing = [threads.submit(write, each) for each in range(4)]
        sealing = [threads.submit(_seal_for_a_while, own_sealed) for _ in range(2)]
        for each in (*writing, *sealing):
            each.result()
    own_sealed.seal()

    assert own_sealed.found() == []
    with psycopg.connect(own_sealed.database.app_url) as raw:
        assert {count for (count,) in raw.execute(_BLOCKS_OF_ROWS)} == {1}


def test_with_nothing_new_there_is_no_new_block(sealed_chain: Sealed) -> None:
    before = last_published(sealed_chain.heads)
    sealed_chain.seal()

    assert last_published(sealed_chain.heads) == before


def test_nobody_seals_twice_not_even_the_superuser(sealed_chain: Sealed) -> None:
    with psycopg.connect(sealed_chain.database.admin_url) as mighty, refused(mighty, "J0A03"):
        mighty.execute("insert into audit_block (number) values (4)")


def test_a_block_is_what_the_database_makes_it_whatever_it_is_told(own_sealed: Sealed) -> None:
    own_sealed.act()
    deadline = time.monotonic() + PATIENCE
    with psycopg.connect(own_sealed.database.admin_url, autocommit=True) as mighty:
        # Another test's open transaction may hold the horizon back: then nothing can be sealed.
        while _last_block(mighty) == 3 and time.monotonic() < deadline:
            with suppress(psycopg.Error):
                mighty.execute(
                    """insert into audit_block select 9, 0, 1::bigint << 40, 5, 7, 1, 2, leaves,
                         digest, 'x', before, head, clock_timestamp() from audit_block
                       where number = 1"""
                )
        assert _last_block(mighty) == 4
    own_sealed.seal()

    assert own_sealed.found() == []


def test_a_block_is_not_made_by_a_transaction_that_looks_at_the_past(own_sealed: Sealed) -> None:
    own_sealed.act()
    with psycopg.connect(own_sealed.database.app_url) as raw:
        raw.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        try:
            with refused(raw, "J0T01"):
                raw.execute("select seal_trail()")
        except NobodyRefused:
            # Somebody else's transaction held the horizon back: there was nothing to seal.
            assert one(raw, "select max(number) from audit_block") == 3


@pytest.mark.parametrize(
    "statement",
    [
        "insert into audit_block (number) values (1)",
        "insert into audit_signature (block_id, algorithm, key, signature)"
        " values (1, 'x', 'x', 'x')",
        "insert into audit_link (fund, number) values (1, 1)",
        "insert into audit_chain values (1, 1, 'x')",
        "update audit_block set head = digest",
        "update audit_chain set number = 1",
        "delete from audit_block",
        "delete from audit_link",
        "truncate audit_block cascade",
        "truncate audit_link",
        "alter table audit_change disable trigger all",
        "alter table audit_block disable trigger is_made",
        "set session_replication_role = replica",
        "select add_links('claims_decision', 1, '{}', '{}')",
        "select chains_up_to(1)",
    ],
)
def test_the_application_forges_nothing(raw: Raw, statement: str) -> None:
    with refused(raw, "42501"):
        raw.execute(statement)


@pytest.mark.parametrize("table", ["audit_block", "audit_signature", "audit_link"])
def test_what_proves_the_trail_is_only_added_to_by_the_superuser_too(
    sealed_chain: Sealed, table: str
) -> None:
    column = "number" if table == "audit_block" else "id"
    with psycopg.connect(sealed_chain.database.admin_url) as mighty:
        for statement in (f"update {table} set {column} = {column}", f"delete from {table}"):
            with refused(mighty, "J0A01"):
                mighty.execute(statement)


def test_a_signature_anybody_adds_is_found_and_takes_nothing_away(own_sealed: Sealed) -> None:
    with psycopg.connect(own_sealed.database.app_url) as raw:
        raw.execute("select sign_block(2, 'ed25519', %s, 'mine')", [own_sealed.key.number])

    assert own_sealed.found() == [f"第 2 块有一个签名不对（密钥 {own_sealed.key.number}）"]


def test_a_block_that_a_crash_left_unsigned_is_signed_and_put_outside_next_time(
    own_sealed: Sealed,
) -> None:
    own_sealed.act()
    with psycopg.connect(own_sealed.database.app_url, autocommit=True) as raw:
        deadline = time.monotonic() + PATIENCE
        while one(raw, "select seal_trail()") is None and time.monotonic() < deadline:
            time.sleep(0.05)
    own_sealed.seal()

    last = last_published(own_sealed.heads)
    assert last is not None
    assert last.number >= 4
    assert own_sealed.found() == []


def test_a_line_that_a_crash_cut_off_is_written_anew(own_sealed: Sealed) -> None:
    path = own_sealed.heads / HEADS_FILE
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2]) + lines[2][:40])

    assert last_published(own_sealed.heads).number == 2
    own_sealed.seal()

    assert path.read_bytes().startswith(b"".join(lines[:2]))
    assert last_published(own_sealed.heads).number == 3
    put_outside(own_sealed.heads, [])
    assert own_sealed.found() == []


def test_a_decision_a_file_and_a_banks_line_stand_in_the_chain_of_their_fund(raw: Raw) -> None:
    """Grants with what takes them back; every file; every line of the bank."""
    for table, wanted in (
        ("claims_decision", "outcome = 'granted'"),
        ("payments_paymentfile", "true"),
        ("payments_bankline", "true"),
    ):
        there = one(raw, f"select count(*) from {table} where {wanted}")
        linked = one(raw, 'select count(*) from audit_link where "table" = %s', table)
        assert there == linked > 0


def _last_block(raw: Raw) -> int:
    return int(one(raw, "select max(number) from audit_block"))


def _seal_for_a_while(own_sealed: Sealed) -> None:
    for _ in range(5):
        own_sealed.seal()
