"""Can a figure be kept that was never counted, or what a row was before be rewritten?"""

import psycopg
import pytest
from psycopg import sql

from jineng.foundation.figures.registry import registry, tables_in
from tests.conftest import Database
from tests.guards.attack import Raw, change, copied, insert, officer, one, refused, speak
from tests.guards.chain import DUE
from tests.guards.rows import a_hold, of
from tests.papers import AREA, ELSEWHERE

# Of a fund only area, name and year are counted by, of a body number and name, which nobody may
# change.
UNCHANGED = {"funds_fund", "institutions_body"}
# What may stand in the rows of a figure: nothing whose text depends on a setting of the session.
PLAIN = {"int4", "int8", "int2", "varchar", "text", "date", "bool"}


def test_a_figure_is_not_of_what_is_still_to_come(raw: Raw) -> None:
    figure = copied(raw, "figures_figure")
    with refused(raw, "J0G01"):
        insert(raw, "figures_figure", figure | {"as_of": "9999999:9999999:"})


def test_a_figure_is_counted_by_a_query_of_its_name(raw: Raw) -> None:
    figure = copied(raw, "figures_figure")
    with refused(raw, "J0G02"):
        insert(raw, "figures_figure", figure | {"name": "money"})


def test_a_figure_is_of_an_area_at_least(raw: Raw) -> None:
    figure = copied(raw, "figures_figure")
    with refused(raw, "figure_is_of_at_least_one_area"):
        insert(raw, "figures_figure", figure | {"areas": []})


def test_a_query_is_known_by_its_digest(raw: Raw) -> None:
    with refused(raw, "query_is_known_by_its_digest"):
        raw.execute("insert into figures_query (digest, name, text) values ('00', 'x', 'select 1')")


def test_the_sealed_block_up_to_which_a_figure_sees_is_the_databases_to_say(raw: Raw) -> None:
    sealed = one(raw, "select seal_trail()")
    now = one(raw, "select pg_current_snapshot()::text")
    figure = copied(raw, "figures_figure")

    late = insert(raw, "figures_figure", figure | {"as_of": now, "head": 999})
    early = insert(raw, "figures_figure", figure | {"as_of": "3:3:", "head": 999})

    assert one(raw, "select head from figures_figure where id = %s", late) == sealed
    assert one(raw, "select head from figures_figure where id = %s", early) is None


def test_a_figure_of_two_areas_is_for_who_speaks_for_both(raw: Raw) -> None:
    figure = copied(raw, "figures_figure")
    assert set(figure["areas"]) == {AREA, ELSEWHERE}
    speak(raw, "county_leader", (AREA,))

    assert one(raw, "select count(*) from figures_figure") == 0
    with refused(raw, "42501"):
        raw.execute(
            sql.SQL("insert into figures_figure ({}) values ({})").format(
                sql.SQL(", ").join(map(sql.Identifier, ["name", "query_id", "areas"])),
                sql.SQL(", ").join(
                    map(sql.Literal, [figure["name"], figure["query_id"], figure["areas"]])
                ),
            )
        )


def test_what_a_figure_reads_is_never_changed_or_what_it_was_is_kept(admin: Raw) -> None:
    guarded = admin.execute(
        "select tgrelid::regclass::text from pg_trigger where tgname = 'zz_past' or"
        " tgname = 'aa_added' and tgtype & 16 = 16"
    )
    sound = {name for (name,) in guarded} | UNCHANGED
    read = {name for query in registry().values() for name in tables_in(query.select)}

    assert read - sound == set()


@pytest.mark.parametrize("name", sorted(registry()))
def test_the_rows_of_a_figure_are_plain(raw: Raw, name: str) -> None:
    found = raw.execute(sql.SQL("select * from ({}) r limit 0").format(_select(name)))
    kinds = {raw.adapters.types[each.type_code].name for each in found.description or ()}

    assert kinds <= PLAIN, kinds
    assert {each.name for each in found.description or ()} >= {*registry()[name].by}


def test_what_a_row_was_is_kept_in_its_area(raw: Raw) -> None:
    line = of(raw, DUE, "l.id")
    change(raw, "claims_line", line, state="submitted")
    kept = 'select was, place from audit_past where "table" = %s and "row" = %s order by id desc'
    [was, place] = raw.execute(kept, ["claims_line", str(line)]).fetchall()[0]

    assert (was, place) == ({"state": "on_notice"}, AREA)
    speak(raw, "county_reviewer", (ELSEWHERE,))
    assert raw.execute(kept, ["claims_line", str(line)]).fetchall() == []


def test_of_a_row_in_no_area_who_speaks_sees_what_it_was(raw: Raw) -> None:
    hold = insert(raw, "holds_hold", a_hold(raw, of(raw, DUE, "l.id")))
    by = officer(raw, "county_leader")
    change(raw, "holds_hold", hold, lifted_at="now", lifted_by_id=by, lifted_because="查无此事")

    kept = "select count(*) from audit_past where \"table\" = 'holds_hold'"
    assert one(raw, kept) == 1


@pytest.mark.parametrize(
    "attack",
    [
        'update audit_past set was = was || \'{"state": "refused"}\' where id = '
        "(select max(id) from audit_past where \"table\" = 'claims_line')",
        "delete from audit_past where id = "
        "(select min(id) from audit_past where \"table\" = 'claims_line')",
        'insert into audit_past ("table", "row", place, was, transaction) '
        'select "table", "row", place, was, transaction from audit_past '
        "where \"table\" = 'claims_line' limit 1",
    ],
    ids=["edited", "removed", "added"],
)
def test_a_past_that_was_tampered_with_is_named(own_chain: Database, attack: str) -> None:
    amiss = "select of_table from past_amiss()"
    with psycopg.connect(own_chain.admin_url) as mighty:
        assert mighty.execute(amiss).fetchall() == []
        mighty.execute("set session_replication_role = replica")
        mighty.execute(attack)

        assert mighty.execute(amiss).fetchall() == [("claims_line",)]


def _select(name: str) -> sql.SQL:
    return sql.SQL(registry()[name].select)
