"""Measures of supervision: what is decided, with its terms, and how it adds up over a year."""

from datetime import date

import pytest

from jineng.policy.language.answer import Grant, Outcome
from jineng.policy.one.decide import decide
from jineng.policy.one.explain import explain
from jineng.policy.reading.slips import BrokenPack
from tests.policy.small_pack import ABOUT, FACTS, shelf_of, write

DAY = date(2024, 6, 1)
TERMS = [
    {"名称": "整改", "月数": 1},
    {"名称": "不得申报新的补贴培训", "月数": 6},
    {"名称": "报告", "天数": 5, "日类": "工作日"},
    {"名称": "公开", "天数": 30, "日类": "自然日"},
    {"名称": "记录", "年数": 2},
]
COUNTED = {"范围": "同一年度", "按": "培训结束日", "依据": "一1"}
DERIVED = [
    {"名称": "本年约谈", "算法": "享受次数", "补贴": "约谈", **COUNTED},
    {"名称": "本年处理", "算法": "享受次数", "补贴": ["约谈", "整改函"], **COUNTED},
]
ROWS = [
    {
        "编号": "ended",
        "条件": {"本年处理": {"不少于": 3}},
        "结果": {"措施": "解除协议"},
        "说明": "同一年度第四次",
    },
    {
        "编号": "letter",
        "条件": {"本年约谈": {"不少于": 1}},
        "结果": {"措施": "整改函", "时限": TERMS},
    },
    {"编号": "talk", "条件": {"部颁新职业": "是"}, "结果": {"措施": "约谈"}},
    {"编号": "nothing", "条件": {"部颁新职业": "否"}, "结果": "准予", "说明": "没有违规"},
]
CLAUSE = "1次、3次；整改1个月，6个月内不得申报；5个工作日内报告；公开30日；记录2年"


def plan_of(root, rows=ROWS, **page):
    place = root / "place/document"
    write(root / "facts.yaml", FACTS)
    write(place / "pack.yaml", ABOUT)
    (place / "clauses.md").write_text(f"# 测试\n\n## 一1\n\n{CLAUSE}\n", "utf-8")
    write(place / "derived.yaml", {"推算": DERIVED})
    rows = [{"依据": "一1", **row} for row in rows]
    write(place / "measures.yaml", {"问题": "measures", "判定": rows, **page})
    return shelf_of(root).plan_for("measures", region="960101", on=DAY)


def asked(plan, *history, violated=True):
    return decide(plan, {"new_occupation": violated, "training_ended_on": DAY}, history)


def before(kind, on=date(2024, 1, 1)):
    return Grant(kind, "", "", on)


def test_the_gravest_measure_that_fits_is_decided(tmp_path):
    plan = plan_of(tmp_path)

    assert asked(plan).rule == "talk"
    assert asked(plan, before("约谈")).rule == "letter"
    assert asked(plan, before("约谈", date(2023, 12, 31))).rule == "talk"
    assert asked(plan, before("约谈"), before("整改函"), before("整改函")).rule == "ended"
    assert asked(plan, violated=False).rule == "nothing"


def test_a_measure_is_granted_without_money_and_says_its_terms(tmp_path):
    answer = asked(plan_of(tmp_path), before("约谈"))

    assert (answer.outcome, answer.fen, answer.payee) == (Outcome.GRANTED, 0, "")
    assert answer.message == (
        "处理：整改函（整改 1个月，不得申报新的补贴培训 6个月，报告 5个工作日，"
        "公开 30个自然日，记录 2年）"
    )
    assert answer.message in explain(answer)
    assert answer.results[1].says == answer.message


def test_a_measure_with_a_reason_says_both(tmp_path):
    answer = asked(plan_of(tmp_path), *[before("约谈")] * 3)

    assert answer.message == "同一年度第四次，处理：解除协议"


def test_a_measure_is_kept_in_the_history_under_its_own_name(tmp_path):
    kinds = {rule.id: rule.kind for rule in plan_of(tmp_path).rules}

    assert kinds == {"ended": "解除协议", "letter": "整改函", "talk": "约谈", "nothing": ""}


def test_a_measure_that_depends_on_what_is_not_told_asks(tmp_path):
    answer = decide(plan_of(tmp_path), {"new_occupation": True})

    assert (answer.outcome, answer.missing) == (Outcome.MISSING, ("training_ended_on",))


@pytest.mark.parametrize(
    ("result", "page", "says"),
    [
        ({"措施": "约谈"}, {"补贴": "测试补贴", "收款": "本人"}, "不写“补贴”"),
        ({"措施": ""}, {}, "措施应写文字"),
        ({"措施": "约谈", "定额": "500元"}, {}, "不认识的键“定额”"),
        ({"措施": "约谈", "时限": [{"名称": "整改"}]}, {}, "时限要写且只写一个"),
        ({"措施": "约谈", "时限": [{"名称": "整改", "月数": 1, "年数": 2}]}, {}, "只写一个"),
        ({"措施": "约谈", "时限": [{"名称": "整改", "天数": 5}]}, {}, "要写“日类”"),
        ({"措施": "约谈", "时限": [{"名称": "整改", "月数": 1, "日类": "工作日"}]}, {}, "日类"),
        ({"措施": "约谈", "时限": [{"名称": "整改", "天数": 5, "日类": "交易日"}]}, {}, "交易日"),
        ({"措施": "约谈", "时限": [{"名称": "整改", "月数": 3}]}, {}, "数值“3个月”"),
        ({"措施": "约谈", "时限": [{"名称": "整改", "月数": 0}]}, {}, "月数不能是 0"),
        (
            {"措施": "约谈", "时限": [{"名称": "整改", "天数": 30, "日类": "工作日"}]},
            {},
            "30工作日",
        ),
        ({"措施": "约谈", "时限": [{"月数": 1}]}, {}, "名称"),
        ({"措施": "约谈", "时限": "1个月"}, {}, "时限应写成列表"),
    ],
)
def test_a_slip_in_a_measure_is_named(tmp_path, result, page, says):
    rows = [{"编号": "talk", "条件": {}, "结果": result}]

    with pytest.raises(BrokenPack, match=says):
        plan_of(tmp_path, rows, **page)
