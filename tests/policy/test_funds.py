"""Funds are asked in the document's order; one that cannot be told stays for a person to see."""

from datetime import date

import pytest

from jineng.policy.language.answer import Grant
from jineng.policy.language.told import WrongFact
from jineng.policy.packs.funds import funds_for
from jineng.policy.reading.slips import BrokenPack
from tests.policy.small_pack import shelf_of, small_packs, write

FUNDS = [
    {
        "编号": "insurance",
        "名称": "失业保险基金",
        "可付": ["培训补贴"],
        "条件": {"人员类别": "企业职工"},
        "依据": "一1",
    },
    {
        "编号": "special",
        "名称": "专账资金",
        "可付": ["培训补贴", "评价补贴"],
        "条件": {"发证日期": "有", "发过": "否"},
        "依据": "一1",
    },
    {
        "编号": "employment",
        "名称": "就业补助资金",
        "可付": ["培训补贴", "评价补贴"],
        "条件": {},
        "依据": "一1",
    },
]
GRANTED = {"编号": "granted", "条件": {}, "结果": "准予"}


def funds_of(tmp_path, funds=FUNDS):
    derived = [{"名称": "发过", "算法": "享受过", "补贴": "培训补贴"}]
    root = small_packs(tmp_path, rows=[GRANTED], derived=derived)
    write(root / "place/document/funds-order.yaml", {"问题": "funds_order", "资金": list(funds)})
    return shelf_of(root).packs[0].funds


def chosen(rules, kind="培训补贴", history=(), **facts):
    return [(each.rule.id, each.shown) for each in funds_for(rules, kind, facts, history)]


def test_funds_that_may_pay_stand_in_the_order_of_the_document(tmp_path):
    rules = funds_of(tmp_path)
    issued = date(2024, 6, 1)

    assert chosen(rules, learner_category="企业职工", certificate_issued_on=issued) == [
        ("insurance", True),
        ("special", True),
        ("employment", True),
    ]
    assert chosen(rules, learner_category="退役军人", certificate_issued_on=None) == [
        ("employment", True)
    ]


def test_a_fund_pays_only_the_kinds_it_may(tmp_path):
    facts = {"learner_category": "企业职工", "certificate_issued_on": None}

    assert chosen(funds_of(tmp_path), "评价补贴", **facts) == [("employment", True)]
    assert chosen(funds_of(tmp_path), "别的补贴", **facts) == []


def test_a_fund_of_which_it_is_not_known_stays_for_a_person(tmp_path):
    assert chosen(funds_of(tmp_path)) == [
        ("insurance", None),
        ("special", None),
        ("employment", True),
    ]


def test_a_fund_may_depend_on_what_was_granted_before(tmp_path):
    facts = {"learner_category": "退役军人", "certificate_issued_on": date(2024, 6, 1)}
    history = (Grant("培训补贴", "焊工", "", date(2024, 1, 1)),)

    assert chosen(funds_of(tmp_path), history=history, **facts) == [("employment", True)]


def test_a_word_a_fact_cannot_take_is_refused(tmp_path):
    with pytest.raises(WrongFact, match="待业"):
        chosen(funds_of(tmp_path), learner_category="待业")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"编号": "special"}, "用了两次"),
        ({"编号": "失业保险"}, "小写英文"),
        ({"可付": []}, "可付没有写一种补贴"),
        ({"可付": "培训补贴"}, "可付应写成列表"),
        ({"条件": {"人员类别": "待业"}}, "待业"),
        ({"条件": {"补贴月数": {"少于": 12}}}, "数值“12个月”"),
        ({"依据": "一9"}, "一9"),
        ({"次序": 1}, "不认识的键“次序”"),
    ],
)
def test_a_slip_in_the_order_of_funds_is_named(tmp_path, changed, says):
    with pytest.raises(BrokenPack, match=says) as broken:
        funds_of(tmp_path, [FUNDS[0] | changed, *FUNDS[1:]])

    assert "funds-order.yaml" in str(broken.value)


def test_an_order_of_no_funds_is_a_slip(tmp_path):
    with pytest.raises(BrokenPack, match="资金没有写一项"):
        funds_of(tmp_path, [])
