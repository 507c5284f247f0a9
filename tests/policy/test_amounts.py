"""Every way of paying, to the fen: shares, units, uplift, parts, instalments, what is taken off."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jineng.policy.language.answer import Grant, Outcome
from jineng.policy.one.decide import decide
from jineng.policy.one.explain import explain
from jineng.policy.one.whatif import row_amounts
from jineng.policy.reading.slips import BrokenPack
from jineng.values.money import yuan_text
from tests.policy.small_pack import shelf_of, small_packs

DAY = date(2024, 6, 1)
STANDARD = "培训补贴标准"
CLAUSE = (
    "12.50元，200元，500元，1000元，3000元；25%、33%、34%、50%、70%、80%、90%、100%、120%；"
    "7，12，36；预拨，结算，2024年6月30日"
)
HALVES = [
    {"期": "预拨", "比例": "50%", "条件": {}},
    {"期": "结算", "比例": "50%", "条件": {"证书类型": {"不是": "无"}}},
]
THIRDS = [
    {"期": "一期", "比例": "33%", "条件": {}},
    {"期": "二期", "比例": "33%", "条件": {"部颁新职业": "是"}},
    {"期": "三期", "比例": "34%", "条件": {"证书类型": {"不是": "无"}}},
]


def plan_of(tmp_path, result, *, rounding="四舍五入到分", says="", **parts):
    row = {"编号": "paid", "条件": {}, "结果": result} | ({"说明": says} if says else {})
    more = {"尾数": rounding} if rounding else {}
    root = small_packs(tmp_path, rows=[row], clause=CLAUSE, more=more, **parts)
    return shelf_of(root).plan_for("asked", region="960101", on=DAY)


def paid(plan, history=(), **facts):
    answer = decide(plan, facts, history)
    assert answer.outcome == Outcome.GRANTED, answer.message
    return answer.fen


@pytest.mark.parametrize(
    ("standard", "share", "rounding", "fen"),
    [
        (160_000, "80%", "四舍五入到分", 128_000),
        (1, "50%", "四舍五入到分", 1),
        (1, "50%", "舍去不足一分的部分", 0),
        (3, "33%", "四舍五入到分", 1),
        (99, "50%", "四舍五入到元", 0),
        (100, "50%", "四舍五入到元", 100),
        (199, "50%", "四舍五入到元", 100),
        (199, "50%", "舍去不足一元的部分", 0),
        (200, "50%", "舍去不足一元的部分", 100),
        (149, "100%", "四舍五入到元", 100),
        (150, "100%", "四舍五入到元", 200),
        (0, "80%", "四舍五入到分", 0),
        (10**15, "80%", "四舍五入到分", 8 * 10**14),
    ],
)
def test_a_share_of_the_standard_is_rounded_as_declared(tmp_path, standard, share, rounding, fen):
    plan = plan_of(tmp_path, {"标准": STANDARD, "比例": share}, rounding=rounding)

    assert paid(plan, training_standard_fen=standard) == fen


def test_several_shares_are_multiplied_and_rounded_once(tmp_path):
    """1,001 × 90% × 50% = 450.45: rounded between, it would be 451."""
    plan = plan_of(tmp_path, {"标准": STANDARD, "比例": ["90%", "50%"]})

    assert paid(plan, training_standard_fen=1_001) == 450
    assert decide(plan, {"training_standard_fen": 1_001}).share_percent == 45


def test_a_share_may_be_a_fact_and_absent_it_leaves_no_sum(tmp_path):
    plan = plan_of(tmp_path, {"标准": STANDARD, "比例": ["90%", "核定上浮比例"]})
    facts = {"training_standard_fen": 100_000}

    assert paid(plan, **facts, uplift_percent=33) == 29_700
    assert decide(plan, facts).missing == ("uplift_percent",)
    assert decide(plan, facts | {"uplift_percent": None}).outcome == Outcome.SILENT
    assert decide(plan, {"uplift_percent": None}).outcome == Outcome.SILENT


@pytest.mark.parametrize(
    ("months", "more", "fen"),
    [
        (0, {}, 0),
        (7, {}, 140_000),
        (7, {"最多": 7}, 140_000),
        (8, {"最多": 7}, 140_000),
        (11, {"每满": 12}, 0),
        (12, {"每满": 12}, 20_000),
        (23, {"每满": 12}, 20_000),
        (24, {"每满": 12, "最多": 36}, 40_000),
        (48, {"每满": 12, "最多": 36}, 60_000),
    ],
)
def test_so_much_for_each_unit_or_each_full_number_of_them(tmp_path, months, more, fen):
    result = {"每份": "200元", "份数": "补贴月数", **more}
    plan = plan_of(tmp_path, result, rounding="")

    assert paid(plan, months_claimed=months) == fen
    assert decide(plan, {}).missing == ("months_claimed",)


def test_units_below_none_count_as_none(tmp_path):
    derived = [{"名称": "月", "算法": "相差整月数", "从": "培训结束日", "到": "培训开始日"}]
    plan = plan_of(tmp_path, {"每份": "200元", "份数": "月"}, derived=derived)
    started, ended = date(2024, 1, 1), date(2024, 6, 1)

    assert paid(plan, training_started_on=started, training_ended_on=ended) == 0
    assert paid(plan, training_started_on=ended, training_ended_on=started) == 100_000


@pytest.mark.parametrize(("uplift", "fen"), [(0, 1_001), (24, 1_241), (25, 1_251), (26, 1_251)])
def test_an_uplift_has_a_ceiling(tmp_path, uplift, fen):
    plan = plan_of(tmp_path, {"标准": STANDARD, "上浮": "核定上浮比例", "上浮最高": "25%"})

    assert paid(plan, training_standard_fen=1_001, uplift_percent=uplift) == fen


def test_an_uplift_without_a_ceiling_is_paid_in_full(tmp_path):
    plan = plan_of(tmp_path, {"标准": STANDARD, "上浮": "核定上浮比例", "比例": "80%"})

    assert paid(plan, training_standard_fen=1_001, uplift_percent=120) == 1_762


@pytest.mark.parametrize(
    ("attended", "lessons", "fen"),
    [(0, 80, 0), (1, 3, 333), (2, 3, 667), (80, 80, 1_000), (90, 80, 1_000)],
)
def test_a_part_of_the_whole_is_never_more_than_the_whole(tmp_path, attended, lessons, fen):
    plan = plan_of(tmp_path, {"标准": STANDARD, "部分": "出勤课时", "全部": "总课时"})
    facts = {"lessons_attended": attended, "course_lessons": lessons}

    assert paid(plan, training_standard_fen=1_000, **facts) == fen


def test_a_part_of_nothing_asks_for_what_makes_no_sense(tmp_path):
    plan = plan_of(tmp_path, {"标准": STANDARD, "部分": "出勤课时", "全部": "总课时"})
    facts = {"training_standard_fen": 1_000, "lessons_attended": 0, "course_lessons": 0}

    answer = decide(plan, facts)

    assert answer.outcome == Outcome.MISSING
    assert answer.missing == ("training_standard_fen", "lessons_attended", "course_lessons")


@pytest.mark.parametrize(("before", "fen"), [(0, 100_000), (99_999, 1), (100_000, 0), (10**9, 0)])
def test_the_difference_to_what_was_paid_is_never_below_nothing(tmp_path, before, fen):
    plan = plan_of(tmp_path, {"定额": "1000元", "减去": STANDARD}, rounding="")

    assert paid(plan, training_standard_fen=before) == fen


def test_what_was_paid_before_may_come_from_the_history(tmp_path):
    derived = [{"名称": "已发", "算法": "享受金额", "补贴": "测试补贴"}]
    plan = plan_of(tmp_path, {"标准": STANDARD, "减去": "已发"}, derived=derived)
    history = (Grant("测试补贴", "焊工", "", date(2024, 1, 1), 128_000),)

    assert paid(plan, history, training_standard_fen=160_000) == 32_000
    assert paid(plan, training_standard_fen=160_000) == 160_000


@pytest.mark.parametrize(("standard", "fen"), [(299_999, 299_999), (300_001, 300_000)])
def test_a_ceiling_is_written_or_a_fact(tmp_path, standard, fen):
    written = plan_of(tmp_path / "a", {"标准": STANDARD, "封顶": "3000元"})
    fact = plan_of(tmp_path / "b", {"定额": "3000元", "封顶": STANDARD}, rounding="")

    assert paid(written, training_standard_fen=standard) == fen
    assert paid(fact, training_standard_fen=standard) == fen


def test_the_ceiling_comes_after_what_is_taken_off(tmp_path):
    plan = plan_of(tmp_path, {"标准": STANDARD, "减去": "评价补贴标准", "封顶": "1000元"})

    assert paid(plan, training_standard_fen=300_000, assessment_standard_fen=150_000) == 100_000
    assert paid(plan, training_standard_fen=160_000, assessment_standard_fen=150_000) == 10_000


@pytest.mark.parametrize(
    ("certificate", "fen", "due"),
    [("无", 501, "现在应付预拨50%"), ("职业资格证书", 1_001, "现在应付预拨50%、结算50%")],
)
def test_an_instalment_is_paid_once_its_condition_holds(tmp_path, certificate, fen, due):
    plan = plan_of(tmp_path, {"标准": STANDARD, "分期": HALVES}, says="分两期")

    answer = decide(plan, {"training_standard_fen": 1_001, "certificate_kind": certificate})

    assert answer.fen == fen
    assert answer.message == (
        f"分两期，发给培训补贴标准，分期发给：预拨50%、结算50%，{due}，"
        f"共 {yuan_text(fen)} 元，拨付本人"
    )


def test_no_instalment_due_is_said(tmp_path):
    parts = [each | {"条件": {"证书类型": {"不是": "无"}}} for each in HALVES]
    plan = plan_of(tmp_path, {"标准": STANDARD, "分期": parts})

    answer = decide(plan, {"training_standard_fen": 1_001, "certificate_kind": "无"})

    assert (answer.outcome, answer.fen) == (Outcome.GRANTED, 0)
    assert "各期都还没有到发放的条件，共 0.00 元" in explain(answer)


def test_an_instalment_that_cannot_be_shown_either_way_asks(tmp_path):
    plan = plan_of(tmp_path, {"标准": STANDARD, "分期": HALVES})

    answer = decide(plan, {"training_standard_fen": 1_001})

    assert (answer.outcome, answer.missing) == (Outcome.MISSING, ("certificate_kind",))


@pytest.mark.parametrize("rounding", ["四舍五入到分", "舍去不足一分的部分", "四舍五入到元"])
def test_instalments_add_up_to_the_fen(tmp_path, rounding):
    """However it falls, the parts together are the whole sum, and each is what the last left."""
    result = {"标准": STANDARD, "比例": "80%"}
    whole = plan_of(tmp_path / "whole", result, rounding=rounding)
    split = plan_of(tmp_path / "split", result | {"分期": THIRDS}, rounding=rounding)

    @given(st.integers(0, 10**7))
    def add_up(standard):
        facts = {"training_standard_fen": standard}
        first, second, third = (
            paid(split, **facts, new_occupation=new, certificate_kind=kind)
            for new, kind in ((False, "无"), (True, "无"), (False, "职业资格证书"))
        )
        together = paid(split, **facts, new_occupation=True, certificate_kind="职业资格证书")
        assert together == paid(whole, **facts) == second + third - first
        assert first <= second

    add_up()


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ({"定额": "500元"}, "发给500.00元"),
        ({"标准": STANDARD}, "按培训补贴标准的100%发给"),
        ({"标准": STANDARD, "比例": "80%"}, "按培训补贴标准的80%发给"),
        ({"标准": STANDARD, "比例": "核定上浮比例"}, "发给培训补贴标准，乘核定上浮比例"),
        (
            {"每份": "200元", "份数": "补贴月数", "每满": 12, "最多": 36},
            "按补贴月数发给，每满12发200.00元，最多计36",
        ),
        ({"每份": "200元", "份数": "补贴月数"}, "按补贴月数发给，每份200.00元"),
        (
            {"标准": STANDARD, "上浮": "核定上浮比例", "上浮最高": "25%"},
            "发给培训补贴标准，上浮核定上浮比例，最高25%",
        ),
        (
            {"标准": STANDARD, "部分": "出勤课时", "全部": "总课时", "比例": "50%"},
            "发给培训补贴标准，乘50%，乘出勤课时占总课时的份额",
        ),
        (
            {"标准": STANDARD, "减去": "评价补贴标准", "封顶": "3000元"},
            "发给培训补贴标准，减去评价补贴标准，最高3,000.00元",
        ),
    ],
)
def test_how_a_sum_comes_about_is_said_in_words(tmp_path, result, words):
    assert plan_of(tmp_path, result).prepared[0].says == words


def test_a_sum_names_its_reason_its_formula_and_who_is_paid(tmp_path):
    result = {"标准": STANDARD, "上浮": "核定上浮比例", "收款": "企业"}
    plan = plan_of(tmp_path, result, says="有权机关核定了上浮")
    facts = {"training_standard_fen": 100_000, "uplift_percent": 10}

    answer = decide(plan, facts)

    assert answer.message == (
        "有权机关核定了上浮，发给培训补贴标准，上浮核定上浮比例，共 1,100.00 元，拨付企业"
    )
    assert answer.payee == "企业"
    assert [each.fen for each in row_amounts(plan, facts)] == [110_000]


@pytest.mark.parametrize(
    ("result", "says"),
    [
        ({}, "要写且只写一个"),
        ({"标准": STANDARD, "定额": "500元"}, "要写且只写一个"),
        ({"标准": "总课时"}, "“总课时”不是金额"),
        ({"标准": "500元"}, "500元"),
        ({"定额": "500"}, "金额应写成"),
        ({"定额": "600元"}, "数值“600元”"),
        ({"定额": "2.50元"}, "数值“2.50元”"),
        ({"每份": "200元"}, "“每份”和“份数”要同时写"),
        ({"定额": "500元", "份数": "补贴月数"}, "“每份”和“份数”要同时写"),
        ({"定额": "500元", "每满": 12}, "要和“每份”一起写"),
        ({"每份": "200元", "份数": STANDARD}, "不是整数"),
        ({"每份": "200元", "份数": "补贴月数", "每满": 0}, "每满不能是 0"),
        ({"每份": "200元", "份数": "补贴月数", "最多": 0}, "最多不能是 0"),
        ({"每份": "200元", "份数": "补贴月数", "最多": 24}, "数值“24”"),
        ({"标准": STANDARD, "比例": "85%"}, "数值“85%”"),
        ({"标准": STANDARD, "比例": []}, "比例没有写一个"),
        ({"标准": STANDARD, "比例": 80}, "比例应写文字"),
        ({"标准": STANDARD, "比例": "出勤课时"}, "不是比例"),
        ({"标准": STANDARD, "上浮最高": "25%"}, "没有写“上浮”"),
        ({"标准": STANDARD, "上浮": "核定上浮比例", "上浮最高": "0%"}, "上浮最高不能是 0%"),
        ({"标准": STANDARD, "上浮": "核定上浮比例", "上浮最高": "30%"}, "数值“30%”"),
        ({"标准": STANDARD, "部分": "出勤课时"}, "“部分”和“全部”要同时写"),
        ({"标准": STANDARD, "减去": "500元"}, "500元"),
        ({"标准": STANDARD, "封顶": "4000元"}, "数值“4000元”"),
        ({"标准": STANDARD, "分期": []}, "分期要有两期以上"),
        ({"标准": STANDARD, "分期": HALVES[:1]}, "现为 1 期、50%"),
        ({"标准": STANDARD, "分期": [*HALVES, THIRDS[0]]}, "现为 3 期、133%"),
        ({"标准": STANDARD, "分期": [HALVES[0], HALVES[0]]}, "同名"),
        ({"标准": STANDARD, "分期": [*HALVES, {"期": "尾", "比例": "0%", "条件": {}}]}, "0%"),
        ({"标准": STANDARD, "分期": [HALVES[0], {"期": "尾", "比例": "50%"}]}, "缺“条件”"),
        ({"标准": STANDARD, "奖励": "500元"}, "不认识的键“奖励”"),
        ("处理", "结果“处理”不认识"),
    ],
)
def test_a_slip_in_a_result_is_named(tmp_path, result, says):
    with pytest.raises(BrokenPack, match=says) as broken:
        plan_of(tmp_path, result)

    assert "「paid」" in str(broken.value)


def test_a_product_needs_to_know_what_happens_to_the_rest(tmp_path):
    row = {"编号": "paid", "条件": {}, "结果": {"定额": "500元", "比例": "80%"}}
    root = small_packs(tmp_path, rows=[row], clause=CLAUSE)
    page = root / "place/document/asked.yaml"
    page.write_text(page.read_text("utf-8").replace("尾数: 四舍五入到分\n", ""), "utf-8")

    with pytest.raises(BrokenPack, match="要写“尾数”"):
        shelf_of(root)
