"""A table that cannot be read is refused in one sentence that names the column and the row."""

from datetime import date, datetime

import polars as pl
import pytest

from jineng.policy.language.glossary import Kind
from jineng.policy.language.rule import Amount, Effect
from jineng.policy.language.tree import AllOf, AnyOf, Compare, History, Literal, OneOf, Op, Present
from jineng.policy.many.checked import WrongColumn
from jineng.policy.many.decide_all import decide_all
from jineng.policy.reading.slips import Slip
from tests.policy.random_packs import FACTS, KINDS, fact, plan_of, rule

DAY = date(2024, 1, 10)
SAME = History((KINDS[0],), same_facts=(fact("occupation"), fact("level")))
# Rules that ask for every fact, and for history.
ASKED = AnyOf(
    (
        *(Present(fact(word.id)) for word in FACTS),
        Compare(SAME, Op.LESS, Literal(3, Kind.COUNT)),
    )
)
PLAN = plan_of({"premises": [rule("asked", ASKED, Effect.REFUSE, is_premise=True)], "rows": []})
CLAIMS = pl.DataFrame({"number": [1, 2, 3], "person": [7, 7, 8], "on": [DAY, DAY, DAY]})
HISTORY = pl.DataFrame(
    {
        "person": [7, 9],
        "kind": [KINDS[0], "别的"],
        "occupation": ["焊工", ""],
        "level": ["五级", ""],
        "on": [DAY, DAY],
        "fen": [100, 0],
    }
)


def refused(claims: pl.DataFrame = CLAIMS, history: pl.DataFrame = HISTORY) -> str:
    """What is said about tables that cannot be read."""
    with pytest.raises(WrongColumn) as told:
        decide_all(PLAN, claims, history)
    return told.value.message


def test_tables_with_nothing_but_numbers_persons_and_days_are_read():
    assert decide_all(PLAN, CLAIMS, HISTORY)["outcome"].to_list() == ["missing"] * 3


@pytest.mark.parametrize("name", ["number", "person", "on"])
def test_a_column_that_every_claim_needs(name):
    assert f"没有“{name}”列" in refused(CLAIMS.drop(name))


@pytest.mark.parametrize("name", ["number", "person", "on"])
def test_an_empty_cell_where_there_must_be_none(name):
    holes = CLAIMS.with_columns(pl.when(pl.col("number") != 2).then(name).alias(name))

    assert f"“{name}”列第 2 行是空的" in refused(holes)


def test_a_number_that_stands_twice():
    assert "“number”列第 3 行的“1”" in refused(CLAIMS.with_columns(number=pl.Series([1, 2, 1])))


@pytest.mark.parametrize(
    ("name", "values", "says"),
    [
        ("number", [1.0, 2.0, 3.0], "“number”列的类型是 Float64"),
        ("person", [True, False, True], "“person”列的类型是 Boolean"),
        ("on", ["2024-01-10"] * 3, "“on”列的类型是 String，应是日期"),
        ("on", [datetime(2024, 1, 10)] * 3, "“on”列的类型是 Datetime"),  # noqa: DTZ001
        ("category", ["甲", "丁", "甲"], "“category”列第 2 行的“丁”不对：“类别”只能是甲、乙、丙"),
        ("category", [1, 2, 3], "“category”列的类型是 Int64，应是文字"),
        ("place", [1, 2, 3], "“place”列的类型是 Int64，应是文字"),
        ("lessons", [4, -1, -2], "“lessons”列第 2 行的“-1”不对：“课时”应是非负整数"),
        ("lessons", ["4", "5", "6"], "“lessons”列的类型是 String，应是整数"),
        ("lessons", [1.5, 2.0, 3.0], "“lessons”列的类型是 Float64，应是整数"),
        ("standard_fen", [0, 1, -5], "“standard_fen”列第 3 行的“-5”不对"),
        ("standard_fen", [True, True, False], "“standard_fen”列的类型是 Boolean，应是以分为单位"),
        ("started_on", ["今天"] * 3, "“started_on”列的类型是 String，应是日期"),
        ("new", ["是", "否", "是"], "“new”列的类型是 String，应是是或否"),
        ("insured_from_days", [DAY] * 3, "“insured_from_days”列的类型是 Date，应是日期的列表"),
        (
            "insured_from_days",
            [[DAY], [DAY, None], []],
            "“insured_from_days”列第 2 行的列表里有空的",
        ),
        ("agreed?", ["是"] * 3, "“agreed?”列的类型是 String"),
    ],
)
def test_a_column_of_another_type_or_with_a_cell_it_cannot_hold(name, values, says):
    claims = CLAIMS.with_columns(pl.Series(name, values))
    if name.endswith("?"):
        claims = claims.with_columns(pl.Series(name[:-1], [True] * 3))

    assert says in refused(claims)


def test_a_day_beyond_all_dates():
    far = pl.Series("on", [0, 3_000_000, 0], dtype=pl.Int32).cast(pl.Date)

    assert "“on”列第 2 行的日期" in refused(CLAIMS.with_columns(far))


def test_a_number_beyond_64_bits():
    far = pl.Series("lessons", [1, 2**63, 2], dtype=pl.UInt64)

    assert "“lessons”列第 2 行" in refused(CLAIMS.with_columns(far))


@pytest.mark.parametrize("name", ["person", "kind", "occupation", "level", "on"])
def test_a_history_lacks_what_the_rules_count_by(name):
    assert f"历史表：表里没有“{name}”列" in refused(history=HISTORY.drop(name))


def test_a_hole_in_the_history():
    holes = HISTORY.with_columns(level=pl.Series(["五级", None]))

    assert "“level”列第 2 行是空的" in refused(history=holes)


def test_persons_are_named_alike_in_claims_and_history():
    named = HISTORY.with_columns(pl.col("person").cast(pl.String))

    assert "用同一种写法" in refused(history=named)


def test_a_column_all_empty_may_come_without_a_type():
    empty = {word.id: None for word in FACTS}
    claims = CLAIMS.with_columns(**{name: pl.lit(value) for name, value in empty.items()})

    assert decide_all(PLAN, claims, HISTORY).height == 3


def test_a_sum_that_is_no_sum_of_money():
    amount = Amount(fact("paid_fen"), units=fact("lessons"))
    rows = [rule("row", AllOf(()), Effect.GRANT, kind=KINDS[0], amount=amount)]
    plan = plan_of({"premises": [], "rows": rows})
    claims = CLAIMS.with_columns(paid_fen=pl.Series([1, 10**10, 1]), lessons=10**9)

    with pytest.raises(WrongColumn, match="第 2 行的金额"):
        decide_all(plan, claims)


def test_money_that_adds_up_to_more_than_any_sum_in_a_history():
    paid = History((KINDS[0],), measured="分")
    limit = Compare(paid, Op.LESS, Literal(1, Kind.MONEY))
    rows = [rule("row", limit, Effect.GRANT, kind=KINDS[0])]
    history = HISTORY.with_columns(fen=pl.lit(10**15))
    history = pl.concat([history, history])

    with pytest.raises(WrongColumn, match="十万亿元"):
        decide_all(plan_of({"premises": [], "rows": rows}), CLAIMS, history)


def test_more_rules_than_a_mask_has_bits():
    rows = [rule(f"row_{n}", OneOf(fact("new"), (True,)), Effect.GRANT) for n in range(64)]

    with pytest.raises(Slip, match="63"):
        plan_of({"premises": [], "rows": rows})
