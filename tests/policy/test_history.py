"""What a person was granted before: how often, how much, of which kinds, of which levels."""

from datetime import date

import pytest

from jineng.policy.language.answer import Grant, Outcome
from jineng.policy.one.decide import decide
from jineng.policy.reading.slips import BrokenPack
from tests.policy.small_pack import shelf_of, small_packs

DAY = date(2024, 6, 1)
GRANTED = {"编号": "granted", "条件": {}, "结果": "准予"}
FACTS = {"occupation": "焊工", "level": "四级", "training_ended_on": DAY}
HISTORY = (
    Grant("培训补贴", "焊工", "五级", date(2023, 6, 1), 80_000),
    Grant("培训补贴", "焊工", "三级", date(2023, 12, 1), 100_000),
    Grant("评价补贴", "焊工", "四级", date(2024, 1, 1), 20_050),
    Grant("培训补贴", "保育师", "一级", date(2024, 6, 1), 50_000),
    Grant("评价补贴", "保育师", "", date(2024, 6, 2), 7),
)


def counted(tmp_path, facts=FACTS, history=HISTORY, **how):
    """What a derived fact of the history comes to, as it is shown to people."""
    plan = shelf_of(
        small_packs(
            tmp_path,
            derived=[{"名称": "数", "算法": "享受次数", "补贴": "培训补贴", **how}],
            premises=[{"编号": "asked_for", "条件": {"数": _wanted(how)}}],
            rows=[GRANTED],
            clause="6个月，12个月，1次，1元",
        )
    ).plan_for("asked", region="960101", on=DAY)
    return decide(plan, facts, history).results[0].inputs["数"]


def _wanted(how):
    wanted = {"享受金额": {"不少于": "1元"}, "享受过": "是"}
    return wanted.get(how.get("算法"), {"不少于": 1})


def test_grants_of_several_kinds_are_counted_together(tmp_path):
    assert counted(tmp_path, 补贴=["培训补贴", "评价补贴"]) == 5


def test_a_kind_nobody_was_granted_counts_nothing(tmp_path):
    assert counted(tmp_path, 补贴=["别的补贴"]) == 0


@pytest.mark.parametrize(
    ("how", "fen"),
    [
        ({}, 230_000),
        ({"补贴": ["培训补贴", "评价补贴"]}, 250_057),
        ({"相同": ["职业"]}, 180_000),
        ({"相同": ["职业", "等级"]}, 0),
        ({"范围": "同一年度", "按": "培训结束日"}, 50_000),
        ({"范围": "近若干月", "月数": 6, "按": "培训结束日"}, 50_000),
        ({"范围": "近若干月", "月数": 12, "按": "培训结束日"}, 150_000),
        ({"补贴": "评价补贴", "范围": "近若干月", "月数": 6, "按": "培训结束日"}, 20_050),
    ],
)
def test_the_fen_granted_are_added_up(tmp_path, how, fen):
    """The same day six months ago lies outside; the day itself lies inside."""
    assert counted(tmp_path, 算法="享受金额", **how) == fen


@pytest.mark.parametrize(
    ("level", "times"),
    [("五级", 2), ("四级", 2), ("三级", 1), ("一级", 0), ("", 0), ("高级", 0)],
)
def test_only_grants_of_a_level_above_the_cases_own_count(tmp_path, level, times):
    """A level that is not in the order is above none, and none is above it."""
    assert counted(tmp_path, FACTS | {"level": level}, 高于="等级") == times


def test_the_higher_level_may_be_asked_of_the_same_occupation(tmp_path):
    assert counted(tmp_path, 高于="等级", 相同=["职业"]) == 1
    assert counted(tmp_path, 算法="享受过", 高于="等级", 相同=["职业"]) is True
    assert counted(tmp_path, 算法="享受金额", 高于="等级", 相同=["职业"]) == 100_000


@pytest.mark.parametrize(
    ("unknown", "how"),
    [
        ("level", {"高于": "等级"}),
        ("level", {"相同": ["等级"]}),
        ("occupation", {"相同": ["职业"]}),
        ("training_ended_on", {"范围": "同一年度", "按": "培训结束日"}),
    ],
)
def test_what_is_asked_and_not_told_makes_the_count_unknown_even_without_history(
    tmp_path, unknown, how
):
    facts = {name: value for name, value in FACTS.items() if name != unknown}

    assert counted(tmp_path, facts, history=(), **how) is None
    assert counted(tmp_path, facts, 算法="享受金额", **how) is None


def test_a_day_that_is_known_not_to_be_leaves_nothing_to_count(tmp_path):
    facts = {"certificate_issued_on": None}

    assert counted(tmp_path, facts, 范围="同一年度", 按="发证日期") == 0


def test_months_are_counted_back_to_the_months_end(tmp_path):
    facts = {"training_ended_on": date(2024, 8, 31)}
    history = (
        Grant("培训补贴", "焊工", "", date(2024, 2, 29)),
        Grant("培训补贴", "焊工", "", date(2024, 3, 1)),
        Grant("培训补贴", "焊工", "", date(2024, 8, 31)),
        Grant("培训补贴", "焊工", "", date(2024, 9, 1)),
    )
    how = {"范围": "近若干月", "月数": 6, "按": "培训结束日"}

    assert counted(tmp_path, facts, history, **how) == 2


def test_a_sum_of_the_year_can_be_a_premise(tmp_path):
    derived = {"算法": "享受金额", "补贴": "测试补贴", "范围": "同一年度", "按": "培训结束日"}
    plan = shelf_of(
        small_packs(
            tmp_path,
            derived=[{"名称": "本年金额", **derived}],
            premises=[{"编号": "at_most", "条件": {"本年金额": {"少于": "5000元"}}}],
            rows=[GRANTED],
            clause="每年不到5000元",
        )
    ).plan_for("asked", region="960101", on=DAY)
    below = (Grant("测试补贴", "焊工", "", date(2024, 1, 1), 499_999),)
    reached = (*below, Grant("测试补贴", "焊工", "", date(2024, 12, 31), 1))

    assert decide(plan, FACTS, below).outcome == Outcome.GRANTED
    assert decide(plan, FACTS, reached).outcome == Outcome.REFUSED
    assert plan.caps == ()


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"补贴": []}, "补贴没有写一种"),
        ({"补贴": ["培训补贴", "培训补贴"]}, "重复"),
        ({"补贴": ""}, "补贴应写文字"),
        ({"高于": "职业"}, "高于只能写 等级"),
        ({"高于": "等级", "相同": ["等级"]}, "“相同”就不能再写等级"),
        ({"相同": ["年龄"]}, "年龄"),
        ({"范围": "同一年度"}, "要写“按”"),
        ({"范围": "近若干月", "按": "培训结束日"}, "“按”和“月数”"),
        ({"范围": "近若干月", "按": "培训结束日", "月数": 18}, "18个月"),
        ({"范围": "本季度", "按": "培训结束日"}, "本季度"),
        ({"按": "总课时", "范围": "同一年度"}, "总课时"),
    ],
)
def test_a_slip_in_what_is_counted_is_named(tmp_path, how, says):
    with pytest.raises(BrokenPack, match=says):
        counted(tmp_path, **how)
