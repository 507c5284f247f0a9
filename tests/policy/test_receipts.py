"""A decision can be made again from its receipt; every difference is named."""

import json

import pytest

from jineng.policy.one.decide import decide
from jineng.policy.one.receipt import receipt, recheck
from jineng.policy.packs.shelf import stock
from tests.policy.cases_in_hand import FACTS, SHELF, TRAINING, UNKNOWN, ask, grant
from tests.policy.small_pack import copy_of_packs

HISTORY = (grant("焊工"), grant("保育师"))


@pytest.fixture
def kept():
    answer = decide(TRAINING, FACTS, HISTORY)
    return json.loads(json.dumps(receipt(TRAINING, FACTS, HISTORY, answer), ensure_ascii=False))


def test_a_receipt_read_back_from_json_is_decided_the_same(kept):
    assert recheck(kept, SHELF) == ()


def test_a_receipt_of_an_unknown_fact_is_decided_the_same():
    facts = {name: value for name, value in FACTS.items() if name != "lessons_attended"}
    answer = ask(lessons_attended=UNKNOWN)

    kept = json.loads(json.dumps(receipt(TRAINING, facts, (), answer)))

    assert recheck(kept, SHELF) == ()


def test_a_changed_amount_is_found(kept):
    kept["answer"]["fen"] = 160_000

    assert recheck(kept, SHELF) == ("金额（分）不同：凭据上是“160000”，重算是“128000”",)


def test_a_changed_fact_is_found(kept):
    kept["facts"]["lessons_attended"] = 12

    differences = recheck(kept, SHELF)

    assert any(each.startswith("结论不同") for each in differences)
    assert any("attendance_below_80" in each for each in differences)


def test_a_grant_left_out_of_the_history_is_found(kept):
    kept["history"].append(kept["history"][0])

    assert any("three_times_used" in each for each in recheck(kept, SHELF))


def test_a_rule_result_that_was_dropped_is_found(kept):
    kept["results"].pop()

    assert recheck(kept, SHELF) == ("规则条数不同：凭据上 9 条，重算 10 条",)


def test_a_pack_edited_since_cannot_be_rechecked(tmp_path, kept):
    root = copy_of_packs(tmp_path)
    text = root / "demo-linjiang/2024-shishi-xize/text.md"
    text.write_text(text.read_text("utf-8") + "\n", "utf-8")

    [difference] = recheck(kept, stock(root))

    assert "demo-linjiang-2024-shishi-xize" in difference
    assert "指纹不同" in difference


def test_a_pack_no_longer_on_the_shelf_is_named(kept):
    kept["packs"][0]["id"] = "gone"

    [difference] = recheck(kept, SHELF)

    assert "架上没有规则包“gone”" in difference


@pytest.mark.parametrize("key", ["packs", "facts", "history", "results", "answer", "question"])
def test_a_torn_receipt_is_a_difference_not_a_crash(kept, key):
    del kept[key]

    assert recheck(kept, SHELF) == ("凭据残缺或格式不对，不能复核；请调原件核对",)


def test_a_receipt_keeps_the_facts_and_the_clause_of_every_rule(kept):
    assert kept["facts"]["certificate_issued_on"] == "2024-06-20"
    assert kept["facts"]["pension_from"] is None
    assert [each["rule"] for each in kept["results"]] == [rule.id for rule in TRAINING.rules]
    assert kept["results"][1]["clause"] == "二1"
    assert [each["id"] for each in kept["packs"]] == [pack_id for pack_id, _ in TRAINING.packs]
