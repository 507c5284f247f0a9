"""Which cells of a table are read as what, and what is said of the others?"""

from datetime import UTC, date, datetime

import polars as pl
import polars.selectors as cs
import pytest

from jineng.policy.claims.claims_table import Claims, NoRows, read_claims
from jineng.policy.claims.headings import WrongColumns
from jineng.policy.claims.history_table import Earlier, NobodyNamed, read_history
from jineng.policy.claims.keys import alike
from jineng.policy.many.decide_all import decide_all
from jineng.policy.one.decide import decide
from jineng.policy.packs.shelf import stock
from tests.claims_on_paper import GRANT, lines, row
from tests.policy.cases_in_hand import TRAINING
from tests.policy.claims_at_random import claims_for
from tests.policy.small_pack import PACKS, shelf_of, small_packs

GLOSSARY = stock(PACKS).glossary
# Half past eight in the evening in Greenwich is the next day here.
NIGHT = datetime(2024, 6, 19, 20, 30, tzinfo=UTC)
KINDS = ("职业培训补贴", "职业技能评价补贴")


def read(*rows: dict[str, str], **told: object) -> Claims:
    """Read rows written by an officer; the first stands on line 2 of the file."""
    heads, *cells = lines(rows)
    frame = pl.DataFrame(cells, schema=dict.fromkeys(heads, pl.String), orient="row")
    blank = frame.with_columns(pl.when(pl.all() != "").then(pl.all()))
    numbers = pl.Series(range(2, len(rows) + 2))
    return read_claims(blank, TRAINING, GLOSSARY, name="申领.csv", rows=numbers, **told)


def earlier(*rows: dict[str, str]) -> Earlier:
    """Read earlier grants; the first stands on line 2."""
    heads, *cells = lines(rows)
    frame = pl.DataFrame(cells, schema=dict.fromkeys(heads, pl.String), orient="row")
    return read_history(
        frame, name="既往.csv", kinds=KINDS, rows=pl.Series(range(2, 9))[: len(rows)]
    )


def wrong(claims: Claims) -> list[tuple[int, str, str]]:
    """Return (row, column, value) of every error."""
    return claims.errors.select("row", "column", "value").rows()


def test_a_row_as_an_officer_writes_it_is_decided_as_the_case_it_describes():
    claims = read(row(1, 参保起始日="2023-03-01、2024/8/28"))

    [facts] = claims.claims.select(*TRAINING.facts).rows(named=True)
    facts["insured_from_days"] = tuple(facts["insured_from_days"])
    bulk = decide_all(TRAINING, claims.claims)

    assert claims.errors.is_empty()
    assert decide(TRAINING, facts).fen == 160_000
    assert bulk["fen"].to_list() == [160_000]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-06-17", date(2024, 6, 17)),
        ("2024/6/17", date(2024, 6, 17)),
        ("2024年6月17日", date(2024, 6, 17)),
        ("２０２４－０６－１７", date(2024, 6, 17)),
        ("没有", None),
    ],
)
def test_a_day_may_be_written_in_any_usual_way(written, meant):
    assert read(row(1, 发证日期=written)).claims["certificate_issued_on"].to_list() == [meant]


@pytest.mark.parametrize(
    ("heading", "written", "fen"),
    [
        ("培训补贴标准", "1600元", 160_000),
        ("培训补贴标准", "1,600.50元", 160_050),
        ("培训补贴标准", "160000", 160_000),
        ("培训补贴标准", "160000分", 160_000),
        ("培训补贴标准（元）", "1600", 160_000),
        ("培训补贴标准（元/人）", "1600.50", 160_050),
        ("培训补贴标准（分）", "160000", 160_000),
        ("training_standard_fen", "160000", 160_000),
    ],
)
def test_a_bare_whole_number_is_fen_unless_the_cell_or_the_heading_says_yuan(heading, written, fen):
    told = {name: cell for name, cell in row(1).items() if name != "培训补贴标准"}

    assert read(told | {heading: written}).claims["training_standard_fen"].to_list() == [fen]


def test_known_to_be_absent_and_unknown_are_two_things():
    claims = read(row(1, 养老待遇起始月="没有"), row(2, 养老待遇起始月="未知"), row(3, 等级="未知"))

    decided = decide_all(TRAINING, claims.claims)

    assert claims.claims["pension_from"].to_list() == [None, None, None]
    assert claims.claims["pension_from?"].to_list() == [False, True, False]
    assert claims.claims["level"].to_list() == ["五级", "五级", None]
    assert decided["outcome"].to_list() == ["granted", "missing", "missing"]


def test_an_empty_level_is_unknown_and_one_that_is_not_there_is_written_so():
    claims = read(row(1, 等级=""), row(2, 等级="没有"))

    assert claims.claims["level"].to_list() == [None, ""]


def test_every_wrong_cell_is_told_with_its_row_and_its_row_is_not_decided():
    claims = read(
        row(1),
        row(2, 人员类别="就业困难人", 部颁新职业="对"),
        row(3, 发证日期="2024-02-30"),
        row(4, 培训补贴标准="1600.5"),
        row(5, 参保起始日="去年"),
    )

    assert claims.claims["number"].to_list() == [1]
    assert claims.refused == 4
    assert wrong(claims) == [
        (3, "人员类别", "就业困难人"),
        (3, "部颁新职业", "对"),
        (4, "发证日期", "2024-02-30"),
        (5, "培训补贴标准", "1600.5"),
        (6, "参保起始日", "去年"),
    ]
    assert claims.errors["mend"][0] == "是不是“就业困难人员”？"
    assert claims.errors["says"][2] == "没有 2024年2月30日"


def test_rows_of_one_number_are_all_left_out_for_nobody_knows_which_is_meant():
    claims = read(row(1), row(2), row(2, 人员="970124199001019999"))

    assert claims.claims["number"].to_list() == [1]
    assert wrong(claims) == [(3, "编号", "2"), (4, "编号", "2")]


def test_a_claim_without_number_person_or_day_cannot_stand_in_any_order():
    claims = read(row(1, 编号=""), row(2, 人员=""), row(3, 日期=""), row(4, 日期="那天"))

    assert wrong(claims) == [(2, "编号", ""), (3, "人员", ""), (4, "日期", ""), (5, "日期", "那天")]


def test_numbers_come_in_their_order_and_not_in_that_of_their_digits():
    same = {"人员": "甲", "日期": "2024-06-11"}

    claims = read(row(10, **same), row(9, **same))

    assert decide_all(TRAINING, claims.claims)["outcome"].to_list() == ["refused", "granted"]


def test_one_person_is_one_person_however_the_number_is_written():
    number = "97012419900101123X"
    claims = read(row(1, 人员="97012419900101123x"), row(2, 人员=" ９７０１２４19900101123Ｘ "))

    table, history = alike(claims.claims, earlier(GRANT | {"人员": number}).grants)

    assert table["person"].to_list() == [number, number]
    assert history["person"].to_list() == [number]


def test_a_number_that_lost_its_last_digits_in_a_spreadsheet_is_refused():
    claims = read(row(1, 人员="9.70124199001011E+17"))

    assert wrong(claims) == [(2, "人员", "9.70124199001011E+17")]
    assert "后几位已经丢失" in claims.errors["says"][0]


def test_a_column_nobody_knows_stops_everything_with_the_nearest_word():
    told = row(1) | {"人员类型": "企业职工"}
    del told["人员类别"]

    with pytest.raises(WrongColumns, match="列“人员类型”不认识（是不是“人员类别”）"):
        read(told)


def test_columns_to_be_kept_stand_beside_and_others_are_kept_by_name():
    claims = read(row(1, 地区="970124", 姓名="甲", 经办="乙"), keep=["经办"])

    assert claims.kept == ("region", "name", "经办")
    assert claims.claims.select(claims.kept).rows() == [("970124", "甲", "乙")]


def test_a_missing_column_is_unknown_in_every_row_and_said_so():
    told = row(1)
    del told["证书类型"]

    claims = read(told)

    assert claims.untold == ("证书类型",)
    assert decide_all(TRAINING, claims.claims)["outcome"].to_list() == ["missing"]


def test_facts_of_other_questions_are_passed_over_and_named():
    assert read(row(1, 初次评价="是")).unasked == ("初次评价",)


def test_without_its_keys_a_table_is_no_table_of_claims():
    told = row(1)
    del told["编号"]

    with pytest.raises(WrongColumns, match="缺“编号”列"):
        read(told)


def test_a_question_that_never_looks_back_needs_neither_person_nor_day(tmp_path):
    root = small_packs(
        tmp_path, rows=[{"编号": "yes", "条件": {"部颁新职业": "是"}, "结果": "准予"}]
    )
    shelf = shelf_of(root)
    plan = shelf.plan_of("asked", ("test-place-1",))
    frame = pl.DataFrame({"编号": ["1", "2"], "部颁新职业": ["是", "否"]})

    claims = read_claims(frame, plan, shelf.glossary, name="表")

    assert decide_all(plan, claims.claims)["outcome"].to_list() == ["granted", "silent"]


def test_a_table_without_rows_is_refused():
    with pytest.raises(NoRows):
        read_claims(pl.DataFrame({"编号": []}), TRAINING, GLOSSARY, name="空.csv")


def test_typed_columns_are_taken_as_they_are_and_odd_ones_are_told():
    frame = pl.DataFrame(
        {
            "number": [1, 2, 3, 4],
            "person": [7, 8, 9, 10],
            "on": [date(2024, 6, 11)] * 4,
            "certificate_issued_on": [NIGHT, None, None, datetime(1800, 1, 1, tzinfo=UTC)],
            "training_standard_fen": [160_000.0, 1.5, None, 3.0],
            "learner_category": ["企业职工", "企业", None, ""],
            "insured_from_days": [[date(2024, 7, 1)], [], None, [None]],
        }
    )

    claims = read_claims(frame, TRAINING, GLOSSARY, name="表", typed=True)

    assert wrong(claims) == [
        (2, "人员类别", "企业"),
        (2, "培训补贴标准", "1.5"),
        (4, "发证日期", "1800-01-01 00:00:00.000000+00:00"),
        (4, "参保起始日", "空的日期"),
    ]
    assert claims.claims["certificate_issued_on"].to_list() == [date(2024, 6, 20), None]
    assert claims.claims["training_standard_fen"].to_list() == [160_000, None]
    assert claims.claims["insured_from_days"].to_list() == [[date(2024, 7, 1)], None]


def test_a_typed_table_is_decided_as_it_would_be_without_being_read():
    made = claims_for(TRAINING, 5_000).table.select(~cs.starts_with("history_"))
    within = pl.col("on", "certificate_issued_on", "training_started_on", "pension_from")
    plain = made.filter(
        pl.all_horizontal(
            within.is_null() | within.is_between(date(1900, 1, 1), date(2199, 12, 31))
        ),
        pl.col("insured_from_days").list.max().fill_null(date(2000, 1, 1)) < date(2200, 1, 1),
        pl.col("insured_from_days").list.min().fill_null(date(2000, 1, 1)) > date(1900, 1, 1),
        pl.col("pension_from").is_null() | (pl.col("pension_from").dt.day() == 1),
    )

    claims = read_claims(plain, TRAINING, GLOSSARY, name="表", typed=True)

    assert plain.height > 3_000
    assert claims.errors.is_empty()
    assert decide_all(TRAINING, claims.claims).equals(decide_all(TRAINING, plain))


def test_earlier_grants_are_read_from_the_register_as_it_is_kept():
    register = {
        "身份证号": "97012419900101123x",
        "姓名": "甲",
        "补贴种类": "职业培训补贴",
        "职业（工种）": "保育师",
        "拨付日期": "2023/6/1",
        "金额（元）": "800.50",
    }

    assert earlier(register).grants.rows() == [
        ("97012419900101123X", "职业培训补贴", "保育师", "", date(2023, 6, 1), 80_050)
    ]


def test_nobody_of_whom_an_earlier_grant_cannot_be_read_is_decided():
    doubtful = earlier(GRANT | {"人员": row(1)["人员"], "补贴": "职业培训补帖"})

    claims = read(row(1), row(2), earlier=doubtful)

    assert doubtful.errors.select("row", "column", "mend").rows() == [
        (2, "补贴", "是不是“职业培训补贴”？")
    ]
    assert claims.claims["number"].to_list() == [2]
    assert claims.errors["says"].to_list() == ["《既往.csv》第 2 行读不出，这个人的次数算不准"]


def test_an_earlier_grant_of_nobody_stops_everything():
    with pytest.raises(NobodyNamed, match="第 3 行没有写明是谁的补贴"):
        earlier(GRANT, GRANT | {"人员": ""})


def test_an_earlier_grant_without_its_day_is_not_guessed_at():
    lacking = earlier(GRANT | {"日期": ""})

    assert lacking.grants.is_empty()
    assert lacking.errors["says"].to_list() == ["没有填写日期"]
