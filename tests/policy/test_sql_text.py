"""The printed select: whatever a pack says is data, and what a table does not have is unknown."""

from datetime import date

import duckdb
import polars as pl
import pytest

from jineng.policy.one.decide import decide
from jineng.policy.sql.sql_dialects import DIALECTS, DUCKDB, SPARK
from jineng.policy.sql.sql_text import sql_text
from tests.policy.cases_in_hand import FACTS, TRAINING
from tests.policy.claims_at_random import Claims, claims_for
from tests.policy.engines import differing, in_duckdb, in_form, in_postgres, in_python
from tests.policy.small_pack import shelf_of, small_packs

HOSTILE = "a'); drop table claims; --\\' \" ` $$ %s {0} ? :x"
SERVED = [in_duckdb, in_postgres]


def plan_of(tmp_path, **parts):
    return shelf_of(small_packs(tmp_path, **parts)).plan_of("asked", ("test-place-1",))


def claims(**columns):
    return Claims(pl.DataFrame({"number": [1]} | columns), pl.DataFrame(), [], [])


def test_the_demonstration_case_is_answered_as_by_hand():
    history = {"history_0": [0], "history_1": [0]}
    table = claims(**{name: [value] for name, value in FACTS.items()}, **history)

    [row] = in_duckdb(TRAINING, table).iter_rows(named=True)

    answer = decide(TRAINING, FACTS)
    assert (row["outcome"], row["rule"], row["fen"]) == (answer.outcome, answer.rule, answer.fen)
    verdicts = [bool(row["holds"] >> n & 1) for n in range(len(TRAINING.rules))]
    assert verdicts == [result.verdict for result in answer.results]
    assert row["unknown"] == 0


@pytest.mark.parametrize("engine", SERVED)
def test_words_of_a_pack_are_only_ever_data(tmp_path, engine):
    table = {
        "名称": HOSTILE,
        "键": ["职业（工种）"],
        "值": "词",
        "版次": [{"名称": HOSTILE, "依据": "一1", "行": [[HOSTILE, HOSTILE]]}],
    }
    rows = [
        {"编号": "word", "条件": {"职业（工种）": [HOSTILE, "b"], "值": HOSTILE}, "结果": "准予"},
        {"编号": "other", "条件": {}, "结果": "不予", "说明": HOSTILE},
    ]
    derived = [{"名称": "值", "算法": "查表", "表": HOSTILE}]
    plan = plan_of(tmp_path, rows=rows, derived=derived, tables=[table], clause=f"{HOSTILE}，b")

    for occupation, rule in ((HOSTILE, "word"), ("b", "other"), (HOSTILE + "'", "other")):
        assert in_form(engine(plan, claims(occupation=[occupation])))["rule"].item() == rule


@pytest.mark.parametrize("engine", SERVED)
def test_a_column_that_is_left_out_is_unknown_throughout(engine):
    whole = claims_for(TRAINING, 300, near=[FACTS])
    for name in ("pension_from", "lessons_attended", "insured_from_days"):
        left_out = [{k: v for k, v in facts.items() if k != name} for facts in whole.facts]
        table = whole.table.drop(name, f"{name}?", strict=False)
        claimed = Claims(table, whole.granted, left_out, whole.histories)

        assert differing(in_python(TRAINING, claimed), engine(TRAINING, claimed)) == {}


def test_counts_nobody_prepared_are_unknown_and_never_none():
    table = claims(**{name: [value] for name, value in FACTS.items()})

    row = in_duckdb(TRAINING, table).row(0, named=True)

    assert (row["outcome"], row["rule"]) == ("missing", "three_times_used")


def test_a_mark_of_the_unknown_is_stronger_than_a_value():
    history = {"history_0": [0], "history_1": [0]}
    known = {name: [value] for name, value in FACTS.items()} | history
    marked = in_duckdb(TRAINING, claims(**known, **{"pension_from?": [True]}))
    unmarked = in_duckdb(
        TRAINING, claims(**known, **{"pension_from?": pl.Series([None], dtype=pl.Boolean)})
    )

    assert marked["rule"].item() == "drawing_a_pension"
    assert marked["outcome"].item() == "missing"
    assert unmarked["outcome"].item() == "granted"


def test_columns_may_be_of_any_width_and_categories_are_words():
    history = {"history_0": [0], "history_1": [0]}
    known = pl.DataFrame({"number": [7]} | {k: [v] for k, v in FACTS.items()} | history)
    narrow = known.with_columns(
        pl.col("course_lessons").cast(pl.UInt8),
        pl.col("lessons_attended").cast(pl.Int8),
        pl.col("training_standard_fen").cast(pl.UInt32),
        pl.col("learner_category").cast(pl.Categorical),
        pl.col("certificate_kind").cast(pl.Enum(TRAINING.facts["certificate_kind"].words)),
    )
    answers = in_duckdb(TRAINING, Claims(narrow, pl.DataFrame(), [], []))

    assert answers["fen"].item() == 128_000


def test_the_rows_are_told_apart_by_any_column():
    text = sql_text(TRAINING, DUCKDB, table="facts", columns=["claim no"], number="claim no")
    with duckdb.connect() as database:
        database.execute("""create table facts as select 'A-1' as "claim no" """)
        assert database.execute(text).fetchone()[0] == "A-1"


@pytest.mark.parametrize("engine", SERVED)
def test_sixty_three_rules_fit_in_one_whole_number(tmp_path, engine):
    rows = [
        {"编号": f"row_{n}", "条件": {"补贴月数": {"多于": n}}, "结果": "准予"} for n in range(63)
    ]
    numbers = "，".join(f"{n}个月" for n in range(63))
    plan = plan_of(tmp_path, rows=rows, clause=numbers)

    all_hold = engine(plan, claims(months_claimed=[63])).row(0, named=True)
    none_known = engine(plan, claims()).row(0, named=True)

    assert (all_hold["holds"], all_hold["unknown"]) == (2**63 - 1, 0)
    assert (none_known["holds"], none_known["unknown"]) == (0, 2**63 - 1)


@pytest.mark.parametrize("engine", SERVED)
def test_a_product_wider_than_the_sum_it_comes_to_is_reckoned_right(tmp_path, engine):
    result = {"标准": "培训补贴标准", "比例": ["90%", "70%", "50%", "33%"]}
    row = {"编号": "paid", "条件": {}, "结果": result}
    plan = plan_of(tmp_path, rows=[row], clause="90%、70%、50%、33%")
    fen = 10**15 - 1

    answer = engine(plan, claims(training_standard_fen=[fen]))["fen"].item()

    assert answer == decide(plan, {"training_standard_fen": fen}).fen == 103_950_000_000_000


def test_a_sum_beyond_all_sums_stops_and_is_never_wrong(tmp_path):
    row = {"编号": "paid", "条件": {}, "结果": {"每份": "培训补贴标准", "份数": "补贴月数"}}
    plan = plan_of(tmp_path, rows=[row])

    with pytest.raises(duckdb.ConversionException):
        in_duckdb(plan, claims(training_standard_fen=[10**15], months_claimed=[10**6]))


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS.keys())
def test_every_dialect_prints_one_select_without_a_semicolon(dialect):
    text = sql_text(TRAINING, dialect, table="claims", columns=[*FACTS, "history_0"])

    assert text.startswith("SELECT number, ")
    assert ";" not in text


def test_spark_has_its_own_marks_and_escapes(tmp_path):
    row = {"编号": "word", "条件": {"职业（工种）": "a'\\b"}, "结果": "准予"}
    plan = plan_of(tmp_path, rows=[row], clause="a'\\b")

    text = sql_text(plan, SPARK, table="claims", columns=["occupation", "occupation?"])

    assert "`occupation?`" in text
    assert r"IN ('a\'\\b')" in text


def test_days_are_moved_no_further_than_days_go(tmp_path):
    derived = [
        {"名称": "后", "算法": "若干月后的同一日", "从": "培训结束日", "月数": 3},
        {"名称": "前", "算法": "若干日前", "从": "培训开始日", "日数": 10},
        {"名称": "万年后", "算法": "若干年后的同一日", "从": "培训结束日", "年数": 9999},
        {"名称": "万年前", "算法": "若干年前的同一日", "从": "培训结束日", "年数": 9999},
    ]
    names = [each["名称"] for each in derived]
    rows = [
        {"编号": f"row_{n}", "条件": {name: "有"}, "结果": "准予"} for n, name in enumerate(names)
    ]
    plan = plan_of(tmp_path, rows=rows, derived=derived, clause="3个月，10日，9999年")
    days = [
        date.max,
        date(9999, 9, 30),
        date(9999, 10, 1),
        date(1, 1, 10),
        date(1, 1, 11),
        date.min,
    ]
    facts = [{"training_ended_on": day, "training_started_on": day} for day in days]
    table = pl.DataFrame(facts).with_row_index("number")

    claimed = Claims(table, pl.DataFrame(), facts, [()] * len(facts))

    expected = in_python(plan, claimed)
    assert expected["holds"].to_list() == [0b10, 0b11, 0b10, 0b01, 0b11, 0b01]
    for engine in SERVED:
        assert differing(expected, engine(plan, claimed)) == {}
