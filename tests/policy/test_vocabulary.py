"""Each word of the vocabulary, in a small pack of its own as an officer would write it."""

from datetime import date

import pytest

from jineng.policy.language.answer import Grant, Outcome
from jineng.policy.one.decide import decide
from jineng.policy.reading.slips import BrokenPack, Slip
from tests.policy.small_pack import shelf_of, small_packs

DAY = date(2024, 6, 1)
GRANTED = {"编号": "granted", "条件": {}, "结果": {"定额": "1000元"}}


def plan_of(tmp_path, **parts):
    return shelf_of(small_packs(tmp_path, **parts)).plan_for("asked", region="960101", on=DAY)


def outcome_of(tmp_path, facts, history=(), **parts):
    return decide(plan_of(tmp_path, **parts), facts, history)


def one_derived(tmp_path, derived, wanted, facts, clause, history=()):
    """Whether a premise over one derived fact, called 数, holds: True, False or None."""
    answer = outcome_of(
        tmp_path,
        facts,
        history,
        derived=[{"名称": "数", **derived}],
        premises=[{"编号": "asked_for", "条件": {"数": wanted}}],
        rows=[GRANTED],
        clause=f"{clause}，发给1000元",
    )
    return answer.results[0].verdict


@pytest.mark.parametrize(
    ("derived", "wanted", "facts", "clause", "holds"),
    [
        (
            {"算法": "年龄", "出生日期": "出生日期", "在": "培训开始日"},
            {"少于": 60},
            {"born_on": date(1964, 6, 2), "training_started_on": date(2024, 6, 1)},
            "不满60周岁",
            True,
        ),
        (
            {"算法": "年龄", "出生日期": "出生日期", "在": "培训开始日"},
            {"少于": 60},
            {"born_on": date(1964, 6, 1), "training_started_on": date(2024, 6, 1)},
            "不满六十周岁",
            False,
        ),
        (
            {"算法": "相差日数", "从": "培训结束日", "到": "发证日期"},
            {"不超过": 7},
            {"training_ended_on": date(2024, 6, 1), "certificate_issued_on": date(2024, 6, 8)},
            "培训结束后7日内",
            True,
        ),
        (
            {"算法": "相差整月数", "从": "培训结束日", "到": "发证日期"},
            {"不少于": 1},
            {"training_ended_on": date(2024, 6, 10), "certificate_issued_on": date(2024, 7, 9)},
            "满一个月",
            False,
        ),
        (
            {"算法": "年份", "从": "培训结束日"},
            {"不少于": 2024},
            {"training_ended_on": date(2024, 6, 10)},
            "2024年起",
            True,
        ),
        (
            {"算法": "在期间内", "日期": "发证日期", "起": "培训结束日", "止": date(2024, 6, 30)},
            "是",
            {"training_ended_on": date(2024, 6, 10), "certificate_issued_on": date(2024, 6, 30)},
            "培训结束到6月30日",
            True,
        ),
        (
            {"算法": "在期间内", "日期": "发证日期", "起": "培训结束日", "止": date(2024, 6, 30)},
            "是",
            {"certificate_issued_on": date(2024, 7, 1)},
            "培训结束到6月底",
            False,
        ),
        (
            {"算法": "在期间内", "日期": "发证日期", "起": "培训结束日", "止": date(2024, 6, 30)},
            "是",
            {"certificate_issued_on": None},
            "培训结束到6月底",
            False,
        ),
        (
            {"算法": "当日或之后首日", "列表": "参保起始日", "界": "发证日期"},
            "有",
            {"insured_from_days": (DAY,), "certificate_issued_on": DAY},
            "就业",
            True,
        ),
        (
            {"算法": "之后首日", "列表": "参保起始日", "界": "发证日期"},
            "没有",
            {"insured_from_days": (DAY,), "certificate_issued_on": DAY},
            "就业",
            True,
        ),
        (
            {"算法": "之后首日", "列表": "参保起始日", "界": "发证日期"},
            "有",
            {"certificate_issued_on": DAY},
            "就业",
            None,
        ),
        (
            {"算法": "若干日后", "从": "培训结束日", "日数": 10},
            {"不早于": "发证日期"},
            {"training_ended_on": DAY, "certificate_issued_on": date(2024, 6, 11)},
            "10日内",
            True,
        ),
        (
            {"算法": "若干年前的同一日", "从": "培训结束日", "年数": 2},
            {"晚于": "发证日期"},
            {"training_ended_on": DAY, "certificate_issued_on": date(2022, 6, 1)},
            "两年以前",
            False,
        ),
    ],
)
def test_a_derived_fact(tmp_path, derived, wanted, facts, clause, holds):
    assert one_derived(tmp_path, derived, wanted, facts, clause) is holds


WINDOW = {"算法": "在期间内", "日期": "发证日期", "起": "培训开始日", "止": "培训结束日"}


@pytest.mark.parametrize(
    ("ends", "first", "last"),
    [
        ({}, True, True),
        ({"含起日": "是", "含止日": "是"}, True, True),
        ({"含起日": "否"}, False, True),
        ({"含止日": "否"}, True, False),
        ({"含起日": "否", "含止日": "否"}, False, False),
    ],
)
def test_a_window_includes_its_ends_as_told(tmp_path, ends, first, last):
    start, end = date(2024, 6, 1), date(2024, 6, 30)
    period = {"training_started_on": start, "training_ended_on": end}

    def lies_within(name, on):
        facts = period | {"certificate_issued_on": on}
        return one_derived(tmp_path / name, WINDOW | ends, "是", facts, "在期间内")

    assert lies_within("first", start) is first
    assert lies_within("last", end) is last
    assert lies_within("inside", date(2024, 6, 2)) is True
    assert lies_within("before", date(2024, 5, 31)) is False
    assert lies_within("after", date(2024, 7, 1)) is False


def test_an_end_that_is_told_may_already_put_a_day_outside(tmp_path):
    facts = {"training_ended_on": date(2024, 6, 30), "certificate_issued_on": date(2024, 7, 1)}
    before_end = facts | {"certificate_issued_on": date(2024, 6, 1)}

    assert one_derived(tmp_path / "out", WINDOW, "是", facts, "在期间内") is False
    assert one_derived(tmp_path / "open", WINDOW, "是", before_end, "在期间内") is None


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2024, 6, 7), date(2024, 6, 7), 0),
        (date(2024, 6, 7), date(2024, 6, 10), 0),  # weekend, then the Dragon Boat Festival
        (date(2024, 6, 7), date(2024, 6, 11), 1),
        (date(2024, 9, 13), date(2024, 9, 14), 1),  # a Saturday worked for Mid-Autumn
        (date(2024, 9, 30), date(2024, 10, 8), 1),  # National Day
        (date(2024, 6, 11), date(2024, 6, 7), -1),
        (date(2023, 12, 29), date(2024, 1, 2), 1),
        (date(2003, 12, 31), date(2004, 1, 2), None),
        (date(2024, 6, 7), date(2098, 1, 1), None),
    ],
)
def test_working_days_follow_the_published_calendar(tmp_path, start, end, days):
    """The first day is not counted, the last is; beyond what was announced nobody can count."""
    plan = plan_of(
        tmp_path,
        derived=[{"名称": "数", "算法": "相差工作日数", "从": "培训结束日", "到": "发证日期"}],
        premises=[{"编号": "in_time", "条件": {"数": {"不超过": 5}}}],
        rows=[GRANTED],
        clause="5个工作日内，1000元",
    )

    [result, _] = decide(plan, {"training_ended_on": start, "certificate_issued_on": end}).results

    assert result.inputs["数"] == days
    assert result.verdict is (None if days is None else True)


def test_working_days_must_stand_in_the_clause_as_working_days(tmp_path):
    derived = {"算法": "相差工作日数", "从": "培训结束日", "到": "发证日期"}

    with pytest.raises(BrokenPack, match="5工作日"):
        one_derived(tmp_path, derived, {"不超过": 5}, {}, "5日内")


def test_a_condition_without_a_word_and_a_page_of_too_many_rules_are_named(tmp_path):
    empty = {"编号": "empty", "条件": {"人员类别": []}, "结果": "准予"}
    many = [{"编号": f"row_{n}", "条件": {}, "结果": "准予"} for n in range(64)]

    with pytest.raises(BrokenPack, match="“人员类别”后面没有写一个词"):
        plan_of(tmp_path / "empty", rows=[empty])
    with pytest.raises(Slip, match="最多 63 条规则，现为 64 条"):
        plan_of(tmp_path / "many", rows=many)


@pytest.mark.parametrize(
    ("more", "clause", "on", "counted"),
    [
        ({}, "3次", DAY, 3),
        ({"范围": "同一年度", "按": "培训结束日"}, "3次", DAY, 2),
        ({"范围": "近若干月", "月数": 12, "按": "培训结束日"}, "12个月内3次", DAY, 2),
        ({"范围": "近若干月", "月数": 12, "按": "培训结束日"}, "12个月内3次", date(2024, 5, 31), 2),
        ({"范围": "近若干月", "月数": 12, "按": "培训结束日"}, "12个月内3次", date(2025, 1, 1), 1),
        ({"相同": ["职业"]}, "3次", DAY, 2),
        ({"相同": ["职业", "等级"]}, "3次", DAY, 1),
    ],
)
def test_times_granted_before(tmp_path, more, clause, on, counted):
    history = (
        Grant("测试补贴", "焊工", "五级", date(2023, 6, 1)),
        Grant("测试补贴", "焊工", "四级", date(2024, 1, 1)),
        Grant("测试补贴", "保育师", "五级", date(2024, 6, 1)),
        Grant("别的补贴", "焊工", "五级", date(2024, 6, 1)),
    )
    plan = plan_of(
        tmp_path,
        derived=[{"名称": "次数", "算法": "享受次数", "补贴": "测试补贴", **more}],
        premises=[{"编号": "at_most", "条件": {"次数": {"少于": 3}}}],
        rows=[GRANTED],
        clause=f"{clause}，1000元",
    )
    facts = {"training_ended_on": on, "occupation": "焊工", "level": "五级"}

    assert decide(plan, facts, history).results[0].inputs["次数"] == counted


def test_a_yearly_limit_is_declared_with_the_year_as_key(tmp_path):
    plan = plan_of(
        tmp_path,
        derived=[
            {
                "名称": "本年度次数",
                "算法": "享受次数",
                "补贴": "测试补贴",
                "范围": "同一年度",
                "按": "培训结束日",
            }
        ],
        premises=[{"编号": "yearly", "条件": {"本年度次数": {"不超过": 1}}}],
        rows=[GRANTED],
        clause="每年最多1次，1000元",
    )

    assert [(cap.most, cap.keys, cap.rule) for cap in plan.caps] == [(2, ("year",), "yearly")]


def test_either_of_several_conditions(tmp_path):
    premise = {
        "编号": "either",
        "条件": {"任一": [{"部颁新职业": "是"}, {"证书类型": ["职业资格证书"]}]},
    }
    plan = plan_of(tmp_path, premises=[premise], rows=[GRANTED], clause="1000元")

    def holds(**facts):
        return decide(plan, facts).results[0].verdict

    assert holds(new_occupation=True) is True
    assert holds(certificate_kind="职业资格证书") is True
    assert holds(new_occupation=False, certificate_kind="无") is False
    assert holds(new_occupation=False) is None


def test_so_much_a_month_for_at_most_so_many(tmp_path):
    result = {"每份": "500元", "份数": "补贴月数", "最多": 6}
    row = {"编号": "monthly", "条件": {}, "结果": result}
    plan = plan_of(tmp_path, rows=[row], clause="每人每月500元，最长6个月")

    assert decide(plan, {"months_claimed": 4}).fen == 200_000
    assert decide(plan, {"months_claimed": 9}).fen == 300_000
    assert decide(plan, {}).missing == ("months_claimed",)


def test_a_row_may_pay_somebody_else(tmp_path):
    rows = [
        {
            "编号": "staff",
            "条件": {"人员类别": "企业职工"},
            "结果": {"定额": "1000元", "收款": "企业"},
        },
        {"编号": "others", "条件": {}, "结果": {"定额": "1000元"}},
    ]
    plan = plan_of(tmp_path, rows=rows, clause="1000元")

    assert decide(plan, {"learner_category": "企业职工"}).payee == "企业"
    assert decide(plan, {"learner_category": "退役军人"}).payee == "本人"


def test_no_row_that_holds_is_silence(tmp_path):
    row = {"编号": "staff", "条件": {"人员类别": "企业职工"}, "结果": "准予"}

    answer = outcome_of(tmp_path, {"learner_category": "退役军人"}, rows=[row])

    assert (answer.outcome, answer.rule, answer.because) == (Outcome.SILENT, "no_rule_says", ())


@pytest.mark.parametrize(
    ("rounding", "fen"),
    [
        ("四舍五入到分", 8_335),
        ("舍去不足一分的部分", 8_334),
        ("四舍五入到元", 8_300),
        ("舍去不足一元的部分", 8_300),
    ],
)
def test_rounding_is_what_the_pack_declares(tmp_path, rounding, fen):
    row = {"编号": "half", "条件": {}, "结果": {"标准": "培训补贴标准", "比例": "50%"}}
    plan = plan_of(tmp_path, rows=[row], clause="按50%", more={"尾数": rounding})

    assert decide(plan, {"training_standard_fen": 16_669}).fen == fen


def test_an_amount_of_the_first_form_needs_its_figures_in_the_clause(tmp_path):
    with pytest.raises(BrokenPack, match="1000元"):
        plan_of(tmp_path, rows=[GRANTED], clause="发给900元")
