"""A table of a document answers by its keys, in the edition of the day; else it says nothing."""

from datetime import date

import pytest

from jineng.policy.language.answer import Outcome
from jineng.policy.one.decide import decide
from jineng.policy.reading.slips import BrokenPack
from tests.policy.small_pack import shelf_of, small_packs

DAY = date(2024, 6, 1)
STANDARD = {
    "名称": "评价标准表",
    "键": ["紧缺程度", "等级"],
    "值": "金额",
    "版次": [
        {
            "名称": "旧版",
            "止": "2023-12-31",
            "依据": "一1",
            "行": [["紧缺", "五级", "200元"], ["紧缺", "四级", "250元"]],
        },
        {
            "名称": "新版",
            "起": "2024-01-01",
            "止": "2024-06-30",
            "依据": "一1",
            "行": [["紧缺", "五级", "300元"], ["一般紧缺", "", "99.90元"]],
        },
        {"名称": "三版", "起": "2024-09-01", "依据": "一1", "行": [], "缺": "三版的各项标准"},
    ],
}
CLAUSE = (
    "五级200元、300元，四级250元，其他99.90元；"
    "旧版到2023年12月31日止，新版2024年1月1日起用，三版2024年9月1日起用"
)
PAID = {"编号": "paid", "条件": {}, "结果": {"标准": "标准"}}
LOOKED = {"名称": "标准", "算法": "查表", "表": "评价标准表", "按": "培训结束日"}


def plan_of(tmp_path, *, tables=(STANDARD,), derived=(LOOKED,), rows=(PAID,), **parts):
    parts.setdefault("clause", CLAUSE)
    root = small_packs(
        tmp_path, tables=list(tables), derived=list(derived), rows=list(rows), **parts
    )
    return shelf_of(root).plan_for("asked", region="960101", on=DAY)


def asked(plan, **facts):
    told = {"scarcity": "紧缺", "level": "五级", "training_ended_on": date(2024, 3, 1)}
    return decide(plan, told | facts)


@pytest.mark.parametrize(
    ("on", "fen"),
    [
        (date(2023, 12, 31), 20_000),
        (date(2024, 1, 1), 30_000),
        (date(2024, 6, 30), 30_000),
        (date(1999, 1, 1), 20_000),
        (date(2024, 7, 1), None),
        (date(2024, 8, 31), None),
        (date(2024, 9, 1), None),
    ],
)
def test_the_edition_of_the_day_rules_from_its_first_day_to_its_last(tmp_path, on, fen):
    """Between two editions, and where an edition's rows are missing, the table is silent."""
    answer = asked(plan_of(tmp_path), training_ended_on=on)

    if fen is None:
        assert (answer.outcome, answer.fen) == (Outcome.SILENT, 0)
        assert answer.message == "没有补贴标准，无从计算，须由人核定"
    else:
        assert (answer.outcome, answer.fen) == (Outcome.GRANTED, fen)


def test_a_row_that_is_not_there_is_silent_not_zero(tmp_path):
    assert asked(plan_of(tmp_path), level="三级").outcome == Outcome.SILENT


def test_a_key_may_be_the_empty_text(tmp_path):
    assert asked(plan_of(tmp_path), scarcity="一般紧缺", level="").fen == 9_990


@pytest.mark.parametrize("key", ["scarcity", "level", "training_ended_on"])
def test_a_key_or_day_nobody_has_told_is_asked_for(tmp_path, key):
    plan = plan_of(tmp_path)
    told = {"scarcity": "紧缺", "level": "五级", "training_ended_on": date(2024, 3, 1)}
    del told[key]

    answer = decide(plan, told)

    assert (answer.outcome, answer.missing) == (Outcome.MISSING, (key,))


def test_a_key_known_not_to_be_finds_nothing_even_where_another_is_unknown(tmp_path):
    table = {
        "名称": "评价标准表",
        "键": ["初次评价", "等级"],
        "值": "金额",
        "版次": [{"名称": "一版", "依据": "一1", "行": [["是", "五级", "300元"]]}],
    }
    looked = {"名称": "标准", "算法": "查表", "表": "评价标准表"}
    plan = plan_of(tmp_path, tables=[table], derived=[looked], clause="初次五级300元")

    assert decide(plan, {"first_sitting": None}).outcome == Outcome.SILENT
    assert decide(plan, {"first_sitting": True}).missing == ("level",)
    assert decide(plan, {"first_sitting": True, "level": "五级"}).fen == 30_000
    assert decide(plan, {"first_sitting": False, "level": "五级"}).outcome == Outcome.SILENT


@pytest.mark.parametrize(
    ("key", "row", "facts"),
    [
        ("紧缺程度", "紧缺", {"scarcity": "紧缺"}),
        ("职业（工种）", "焊工", {"occupation": "焊工"}),
        ("部颁新职业", "是", {"new_occupation": True}),
        ("补贴月数", 6, {"months_claimed": 6}),
        ("满月", 2, {"training_started_on": date(2024, 1, 31), "training_ended_on": DAY}),
        ("满月", 4, {"training_started_on": date(2024, 1, 31), "training_ended_on": DAY}),
    ],
)
def test_keys_are_words_texts_flags_and_whole_numbers_derived_ones_too(tmp_path, key, row, facts):
    table = {
        "名称": "表",
        "键": [key],
        "值": "整数",
        "版次": [{"名称": "一版", "依据": "一1", "行": [[row, 7]]}],
    }
    derived = [
        {"名称": "满月", "算法": "相差整月数", "从": "培训开始日", "到": "培训结束日"},
        {"名称": "数", "算法": "查表", "表": "表"},
    ]
    plan = plan_of(
        tmp_path,
        tables=[table],
        derived=derived,
        rows=[{"编号": "seven", "条件": {"数": {"不少于": 7}}, "结果": "准予"}],
        clause="7",
    )

    found = decide(plan, facts).results[0]

    # From 31 January to 1 June there are four full months, and no row for them in the one case.
    assert found.inputs["数"] == (7 if row != 2 else "没有")
    assert found.verdict is (row != 2)


@pytest.mark.parametrize(
    ("kind", "value", "wanted", "shown"),
    [
        ("金额", "12.50元", {"不超过": "12.50元"}, 1_250),
        ("整数", 36, {"不少于": 36}, 36),
        ("比例", "90%", {"多于": "80%"}, 90),
        ("词", "高工'", ["高工'", "技师"], "高工'"),
        ("日期", "2024-05-31", {"早于": "2024-06-01"}, date(2024, 5, 31)),
    ],
)
def test_values_of_each_kind_can_be_compared(tmp_path, kind, value, wanted, shown):
    if isinstance(wanted, dict) and "早于" in wanted:
        wanted = {"早于": date(2024, 6, 1)}
    table = {
        "名称": "表",
        "键": ["性别"],
        "值": kind,
        "版次": [{"名称": "一版", "依据": "一1", "行": [["男", value]]}],
    }
    plan = plan_of(
        tmp_path,
        tables=[table],
        derived=[{"名称": "值", "算法": "查表", "表": "表"}],
        rows=[{"编号": "within", "条件": {"值": wanted}, "结果": "准予"}],
        clause="12.50元，36，90%，80%，高工'，技师，2024年5月31日，2024年6月1日",
    )

    [result] = decide(plan, {"sex": "男"}).results
    assert (result.inputs["值"], result.verdict) == (shown, True)
    [result] = decide(plan, {"sex": "女"}).results
    assert (result.inputs["值"], result.verdict) == ("没有", False)
    [result] = decide(plan, {}).results
    assert (result.inputs["值"], result.verdict) == (None, None)


def test_a_table_without_keys_gives_one_value_for_a_day(tmp_path):
    table = {
        "名称": "标准表",
        "键": [],
        "值": "金额",
        "版次": [
            {"名称": "上年", "止": "2023-12-31", "依据": "一1", "行": [["200元"]]},
            {"名称": "今年", "起": "2024-01-01", "依据": "一1", "行": [["300元"]]},
        ],
    }
    looked = {"名称": "标准", "算法": "查表", "表": "标准表", "按": "培训结束日"}
    plan = plan_of(tmp_path, tables=[table], derived=[looked])

    assert decide(plan, {"training_ended_on": date(2023, 12, 31)}).fen == 20_000
    assert decide(plan, {"training_ended_on": date(2024, 1, 1)}).fen == 30_000


@pytest.mark.parametrize(
    ("facts", "edition"),
    [
        ({"training_ended_on": date(2023, 12, 31)}, "旧版"),
        ({"training_ended_on": date(2024, 6, 30)}, "新版"),
        ({"training_ended_on": date(2024, 7, 1)}, "没有"),
        ({"training_ended_on": date(2024, 9, 1)}, "三版"),
        ({}, None),
    ],
)
def test_the_edition_of_a_day_has_a_name(tmp_path, facts, edition):
    derived = {"名称": "版", "算法": "版次", "表": "评价标准表", "按": "培训结束日"}
    rows = [{"编号": "by_the_new", "条件": {"版": "新版"}, "结果": "准予"}]
    plan = plan_of(tmp_path, derived=[derived], rows=rows)

    [result] = decide(plan, facts).results

    assert result.inputs["版"] == edition
    assert result.verdict is (None if edition is None else edition == "新版")


def test_the_edition_of_a_day_that_is_not_is_none(tmp_path):
    derived = {"名称": "版", "算法": "版次", "表": "评价标准表", "按": "发证日期"}
    rows = [{"编号": "by_the_new", "条件": {"版": {"不是": "新版"}}, "结果": "准予"}]
    plan = plan_of(tmp_path, derived=[derived], rows=rows)

    [result] = decide(plan, {"certificate_issued_on": None}).results

    assert (result.inputs["版"], result.verdict) == ("没有", True)


def edited(**changes):
    """The table of standards, its second edition changed; None leaves a key out."""
    editions = [dict(each) for each in STANDARD["版次"]]
    for key, value in changes.items():
        if value is None:
            editions[1].pop(key)
        else:
            editions[1][key] = value
    return STANDARD | {"版次": editions}


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (STANDARD | {"值": "小数"}, "值“小数”不认识"),
        (STANDARD | {"版次": []}, "至少写一个版次"),
        (STANDARD | {"键": ["紧缺程度", "学历"]}, "学历"),
        (STANDARD | {"键": ["紧缺程度", "发证日期"]}, "不能作键"),
        (STANDARD | {"键": ["紧缺程度", "紧缺程度"]}, "重复"),
        (edited(起="2024-07-01"), "“止”早于“起”"),
        (edited(起="2023-12-31"), "重叠"),
        (edited(止=None), "重叠"),
        (edited(名称="旧版"), "同名"),
        (edited(行=[["紧缺", "五级", "320元"]]), "数值“320元”在所引的“一1”里找不到"),
        (edited(行=[["紧缺", "五级", "30元"]]), "数值“30元”在所引的“一1”里找不到"),
        (edited(行=[["紧缺", "五级", 300]]), "金额应写成"),
        (edited(行=[["紧缺", "300元"]]), "应有 3 格"),
        (edited(行=[["紧缺得很", "五级", "300元"]]), "紧缺得很"),
        (edited(行=[["紧缺", 5, "300元"]]), "等级应写文字"),
        (edited(行=[["紧缺", "五级", "300元"]] * 2), "写了两行"),
        (edited(行=[]), "写“缺”说明缺什么"),
        (edited(依据="一9"), "一9"),
        (edited(起="2024-02-01"), "2024-02-01"),
        (edited(单位="元"), "单位"),
    ],
)
def test_a_slip_in_a_table_is_named_with_the_table(tmp_path, table, says):
    with pytest.raises(BrokenPack, match=says) as broken:
        plan_of(tmp_path, tables=[table])

    assert "评价标准表" in str(broken.value) or "标准」" in str(broken.value)


@pytest.mark.parametrize(
    ("derived", "says"),
    [
        (LOOKED | {"表": "没有的表"}, "没有表“没有的表”"),
        ({key: LOOKED[key] for key in ("名称", "算法", "表")}, "要写“按”哪一天"),
        (LOOKED | {"按": "总课时"}, "总课时"),
        (LOOKED | {"算法": "版次", "按": "总课时"}, "总课时"),
        (LOOKED | {"键": ["等级"]}, "不认识的键“键”"),
    ],
)
def test_a_slip_in_how_a_table_is_looked_up_is_named(tmp_path, derived, says):
    with pytest.raises(BrokenPack, match=says):
        plan_of(tmp_path, derived=[derived])


def test_a_table_nobody_looks_up_and_one_written_twice_are_named(tmp_path):
    derived = [{"名称": "标准", "算法": "年份", "从": "培训结束日"}]
    rows = [{"编号": "a", "条件": {"标准": {"不少于": 2024}}, "结果": "准予"}]
    with pytest.raises(BrokenPack, match="没有推算查表“评价标准表”"):
        plan_of(tmp_path / "unused", derived=derived, rows=rows)
    with pytest.raises(BrokenPack, match="写了两次"):
        plan_of(tmp_path / "twice", tables=[STANDARD, STANDARD])
