"""Do many rows leave and enter the database whole, or not at all?"""

import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

import polars as pl
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from jineng.foundation.database.bulk import CannotRead, CannotWrite, bulk
from jineng.values.refusal import Refusal
from tests.conftest import Database

DECIDED = pl.DataFrame({"number": [1, 2], "outcome": ["granted", None], "fen": [160_000, 0]})


@pytest.fixture
def analyst(own_database: Database) -> Iterator[str]:
    """The address of a role that owns one schema, and may do nothing else."""
    role = f"analyst_{secrets.token_hex(4)}"
    with psycopg.connect(own_database.admin_url, autocommit=True) as admin:
        admin.execute(f"create role {role} login")
        admin.execute(f"create schema bulk authorization {role}")
        yield make_conninfo(own_database.admin_url, user=role)
        admin.execute(f"drop owned by {role}")
        admin.execute(f"drop role {role}")


def rows(url: str, query: str) -> list[tuple[object, ...]]:
    """Return what a query answers, on a connection of its own."""
    with psycopg.connect(url) as raw:
        return raw.execute(query).fetchall()


def test_a_query_gives_columns_of_their_types(analyst):
    with bulk(analyst) as transaction:
        found = transaction.read(
            "select 1::bigint as a, '甲'::text as b, date '2024-06-11' as c, true as d,"
            " array[date '2024-07-01'] as e, null::date as f, 1600.50::numeric as g"
        )

    assert found.rows() == [(1, "甲", date(2024, 6, 11), True, [date(2024, 7, 1)], None, "1600.50")]
    assert found.schema["g"] == pl.String


def test_decisions_are_laid_down_in_a_table_that_says_where_they_come_from(analyst):
    with bulk(analyst) as transaction:
        transaction.write("bulk.decided", DECIDED, "问题 a，规则 'b'")

    assert rows(analyst, "table bulk.decided") == [(1, "granted", 160_000), (2, None, 0)]
    said = "select obj_description('bulk.decided'::regclass)"
    assert rows(analyst, said) == [("问题 a，规则 'b'",)]


def test_whatever_stands_in_a_text_comes_back_as_it_was(analyst):
    odd = ["\t", "\n", "\\N", '"', "", None, "=1+1", "，", "\r\n"]

    with bulk(analyst) as transaction:
        transaction.write("bulk.odd", pl.DataFrame({"number": range(len(odd)), "text": odd}), "")

    assert [text for _, text in rows(analyst, "select * from bulk.odd order by number")] == odd


def test_an_error_after_writing_leaves_nothing(analyst):
    with suppress(Refusal), bulk(analyst) as transaction:
        transaction.write("bulk.decided", DECIDED, "")
        raise Refusal("停")

    assert rows(analyst, "select to_regclass('bulk.decided')") == [(None,)]


def test_a_query_sees_the_database_as_it_was_when_the_work_began(analyst):
    with psycopg.connect(analyst, autocommit=True) as other:
        other.execute("create table bulk.claims as select 1 as number")
        with bulk(analyst) as transaction:
            other.execute("insert into bulk.claims values (2)")

            assert transaction.read("table bulk.claims").rows() == [(1,)]


@pytest.mark.parametrize(
    ("query", "says"),
    [("selec 1", "syntax error"), ("drop schema bulk", "read-only transaction")],
)
def test_a_query_that_is_none_or_would_change_something_is_refused(analyst, query, says):
    with pytest.raises(CannotRead, match=says), bulk(analyst) as transaction:
        transaction.read(query)


def test_decisions_never_lie_over_others(analyst):
    with bulk(analyst) as transaction:
        transaction.write("bulk.decided", DECIDED, "")

    with pytest.raises(CannotWrite, match="从不覆盖"), bulk(analyst) as transaction:
        transaction.write("bulk.decided", DECIDED, "")


@pytest.mark.parametrize("table", ["a.b.c", "a b", 'x"; drop table y', "", "表"])
def test_a_name_that_is_none_is_refused(analyst, table):
    with pytest.raises(CannotWrite, match="不是表名"), bulk(analyst) as transaction:
        transaction.write(table, DECIDED, "")


def test_the_application_role_makes_no_tables(own_database):
    with (
        pytest.raises(CannotWrite, match="permission denied"),
        bulk(own_database.app_url) as transaction,
    ):
        transaction.write("decided", DECIDED, "")


def test_row_level_security_hears_who_reads(own_database):
    query = (
        "select current_setting('app.officer') as officer, current_setting('app.areas') as areas"
    )

    with bulk(own_database.app_url, officer="7", areas=["9701", "9702"]) as transaction:
        assert transaction.read(query).rows() == [("7", "{9701,9702}")]


def test_a_server_that_does_not_answer_is_told():
    with pytest.raises(CannotRead, match="连不上"), bulk("postgresql:///none?host=/nowhere"):
        pass


def test_more_rows_than_one_message_holds_all_come(analyst):
    many = pl.DataFrame({"number": pl.int_range(500_000, eager=True)}).with_columns(
        rule=pl.lit("a")
    )

    with bulk(analyst) as transaction:
        transaction.write("bulk.many", many, "")

    assert rows(analyst, "select count(*), max(number) from bulk.many") == [(500_000, 499_999)]
