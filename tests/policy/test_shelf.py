"""For one question, place and day one plan answers; none or two is for people to settle."""

from datetime import date

import pytest

from jineng.policy.packs.shelf import Cap, NoSingleDocument, stock
from jineng.policy.reading.slips import BrokenPack
from tests.policy.cases_in_hand import ASSESSMENT, COUNTY, ON, SHELF, TRAINING
from tests.policy.small_pack import PACKS, copy_of_packs, shelf_of, small_packs

NOTICE, CITY = "demo-qingchuan-2024-jijiuban-2", "demo-linjiang-2024-shishi-xize"
ROW = {"编号": "granted", "条件": {}, "结果": {"标准": "培训补贴标准"}}
DAY = date(2024, 6, 1)


def test_the_city_adds_its_condition_right_after_the_pension():
    assert [rule.id for rule in TRAINING.rules] == [
        "drawing_a_pension",
        "attendance_below_80",
        "no_certificate",
        "three_times_used",
        "same_occupation_and_level",
        "no_rule_for_category",
        "employed_within_three_months",
        "employed_after_three_months",
        "completion_certificate",
        "certificate_not_employed",
    ]
    assert [pack_id for pack_id, _ in TRAINING.packs] == [NOTICE, CITY]


def test_what_the_city_does_not_supplement_is_answered_by_the_province_alone():
    assert [pack_id for pack_id, _ in ASSESSMENT.packs] == [NOTICE]


def test_another_city_of_the_province_has_no_added_condition():
    plan = SHELF.plan_for("training_subsidy", region="970203", on=ON)

    assert [pack_id for pack_id, _ in plan.packs] == [NOTICE]


def test_the_city_adds_nothing_before_its_rules_begin():
    before = SHELF.plan_for("training_subsidy", region=COUNTY, on=date(2024, 1, 14))

    assert [pack_id for pack_id, _ in before.packs] == [NOTICE]
    assert (before.first_day, before.last_day) == (date(2024, 1, 1), date(2024, 1, 14))
    assert (TRAINING.first_day, TRAINING.last_day) == (date(2024, 1, 15), date(2024, 12, 31))


def test_limits_of_times_are_declared_for_the_database():
    assert TRAINING.caps == (
        Cap("职业培训补贴：累计", "职业培训补贴", 3, (), "three_times_used"),
        Cap(
            "职业培训补贴：同一职业（工种）同一等级",
            "职业培训补贴",
            1,
            ("occupation", "level"),
            "same_occupation_and_level",
        ),
    )
    assert [(cap.most, cap.keys) for cap in ASSESSMENT.caps] == [(3, ()), (1, ("occupation",))]


@pytest.mark.parametrize(
    ("region", "on"), [("130102", ON), (COUNTY, date(2025, 1, 1)), (COUNTY, date(2023, 12, 31))]
)
def test_no_document_is_refused_by_name(region, on):
    with pytest.raises(NoSingleDocument, match="没有文件规定"):
        SHELF.plan_for("training_subsidy", region=region, on=on)


def test_two_documents_for_one_place_are_refused_naming_both(tmp_path):
    root = small_packs(tmp_path, rows=[ROW])
    second = {"编号": "test-place-2", "文号": "测〔2024〕2号"}
    small_packs(root, rows=[ROW], about=second, folder="place/second")

    with pytest.raises(NoSingleDocument, match="测〔2024〕1号、测〔2024〕2号"):
        shelf_of(root).plan_for("asked", region="960101", on=DAY)


def test_a_pack_that_replaces_another_answers_alone_in_its_place(tmp_path):
    root = small_packs(tmp_path, rows=[ROW])
    city = {
        "编号": "test-city",
        "适用地区": {"名称": "测试市", "代码": "9601"},
        "关系": {"取代": "test-place-1", "依据": "一1"},
    }
    small_packs(root, rows=[ROW], about=city, folder="city/document")
    shelf = shelf_of(root)

    assert shelf.plan_for("asked", region="960102", on=DAY).packs[0][0] == "test-city"
    assert shelf.plan_for("asked", region="960201", on=DAY).packs[0][0] == "test-place-1"


def test_a_national_document_answers_in_every_place_also_one_that_a_city_stands_in_for(tmp_path):
    nation = {"编号": "test-nation", "适用地区": {"名称": "全国", "代码": ""}}
    root = small_packs(tmp_path, rows=[ROW], about=nation, folder="nation/document")
    city = {
        "适用地区": {"名称": "测试市", "代码": "9601"},
        "关系": {"取代": "test-nation", "依据": "一1"},
    }
    small_packs(root, rows=[ROW], about=city, folder="city/document")
    shelf = shelf_of(root)

    answering = [
        shelf.plan_for("asked", region=place, on=DAY).packs[0][0]
        for place in ("110101", "659001", "96", "960101")
    ]
    assert answering == ["test-nation", "test-nation", "test-nation", "test-place-1"]


@pytest.mark.parametrize(("name", "code"), [("全国", "00"), ("测试省", ""), ("测试省", "9")])
def test_only_the_whole_country_has_an_empty_code(tmp_path, name, code):
    root = small_packs(tmp_path, rows=[ROW], about={"适用地区": {"名称": name, "代码": code}})

    with pytest.raises(BrokenPack, match="代码"):
        stock(root, drafts=True)


def test_a_national_draft_leaves_every_other_plan_as_it_was():
    drafts = stock(PACKS, drafts=True)
    national = {q for pack in drafts.packs if not pack.about.region for q in pack.sheets}

    assert national
    for pack in drafts.packs:
        for question in pack.sheets.keys() - national:
            plan = drafts.plan_for(question, region=pack.about.region, on=pack.about.first_day)
            assert pack.id in {pack_id for pack_id, _ in plan.packs}


def test_figures_come_with_unit_clause_and_pack():
    notice = SHELF.figure("on_public_notice_for", region=COUNTY, on=ON)
    last = SHELF.figure("training_finished_by", region=COUNTY, on=ON)

    assert (notice.value, notice.unit, notice.clause) == (3, "工作日", "四(五)5")
    assert (last.value, last.unit, last.pack_id) == (date(2024, 8, 31), "日期", NOTICE)


def test_a_list_of_words_keeps_its_order():
    funds = SHELF.word_list("funds", region=COUNTY, on=ON)

    assert funds.words == ("失业保险基金", "就业补助资金", "职业技能提升专账资金")


def test_a_figure_nobody_sets_is_refused():
    with pytest.raises(NoSingleDocument):
        SHELF.figure("nothing_of_the_kind", region=COUNTY, on=ON)


def test_fingerprints_do_not_depend_on_where_the_folder_lies(tmp_path):
    elsewhere = stock(copy_of_packs(tmp_path))

    assert {pack.id: pack.fingerprint for pack in elsewhere.packs} == {
        pack.id: pack.fingerprint for pack in SHELF.packs
    }


def test_any_changed_byte_changes_the_fingerprint_of_pack_and_plan(tmp_path):
    root = copy_of_packs(tmp_path)
    text = root / "demo-qingchuan/2024-jijiuban-2/text.md"
    text.write_text(text.read_text("utf-8") + "\n", "utf-8")
    changed = stock(root)

    assert changed.pack(NOTICE).fingerprint != SHELF.pack(NOTICE).fingerprint
    assert changed.pack(CITY).fingerprint == SHELF.pack(CITY).fingerprint
    plan = changed.plan_for("training_subsidy", region=COUNTY, on=ON)
    assert plan.fingerprint != TRAINING.fingerprint


def test_the_known_categories_come_from_the_list_of_facts():
    assert "企业职工" in SHELF.words("learner_category")
    assert "待业" not in SHELF.words("learner_category")
