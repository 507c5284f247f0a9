"""What changed between two packs is said rule by rule, all of it; nothing when they are equal."""

import random
import shutil
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

from jineng.policy.language.tree import Named
from jineng.policy.language.under_rules import under_rule
from jineng.policy.one.check import cases_of
from jineng.policy.packs.pack import Pack, rules_of
from jineng.policy.packs.shelf import NoSuchPack, stock
from jineng.policy.prose.difference import differences
from jineng.policy.reading.slips import BrokenPack, Slip
from tests.policy.damage import damage
from tests.policy.small_pack import PACKS, shelf_of, small_packs

WHOLE = stock(PACKS, drafts=True)
DAMAGES = 200
BY_COUNT = {"条件": {"出勤课时": {"不少于": 40}}, "编号": "enough", "结果": {"定额": "500元"}}
OTHERWISE = {"条件": {"证书类型": "无"}, "编号": "none", "结果": "不予", "说明": "没有证书"}


def _said(old: Path, new: Path) -> list[str]:
    was, now = shelf_of(old), shelf_of(new)
    changes = differences(was.packs[0], now.packs[0], now.glossary)
    return [f"{each.heading}：{each.sentence}" for each in changes]


def _pair(tmp_path: Path, old: dict, new: dict, clause: str = "满40课时发500元，满60课时发600元"):
    one = small_packs(tmp_path / "old", **{"rows": [BY_COUNT], "clause": clause, **old})
    other = small_packs(tmp_path / "new", **{"rows": [BY_COUNT], "clause": clause, **new})
    return _said(one, other)


def test_nothing_is_said_of_two_equal_packs(tmp_path):
    assert _pair(tmp_path, {}, {}) == []


def test_a_condition_and_an_amount_are_said_as_they_were_and_as_they_are(tmp_path):
    now = BY_COUNT | {"条件": {"出勤课时": {"不少于": 60}}, "结果": {"定额": "600元"}}

    assert _pair(tmp_path, {}, {"rows": [now]}) == [
        "问题 asked「enough」：条件由“出勤课时不少于40课时”改为“出勤课时不少于60课时”",
        "问题 asked「enough」：结果由“发给500元”改为“发给600元”",
    ]


def test_a_rule_that_is_new_is_said_whole_with_its_place(tmp_path):
    assert _pair(tmp_path, {}, {"rows": [BY_COUNT, OTHERWISE]}) == [
        "问题 asked「none」没有证书：增加这一条，排在“enough”之后："
        "判定，条件是证书类型是无；不予：没有证书（依据 一1）"
    ]


def test_a_rule_that_is_gone_and_one_that_moved_are_said(tmp_path):
    third = deepcopy(OTHERWISE) | {"编号": "third", "说明": "第三条"}
    said = _pair(tmp_path, {"rows": [BY_COUNT, OTHERWISE, third]}, {"rows": [OTHERWISE, BY_COUNT]})

    assert said == [
        "问题 asked「third」第三条：删去这一条：判定，条件是证书类型是无；不予：第三条（依据 一1）",
        "问题 asked「none」没有证书：换了位置，现在排在最前",
    ]


def test_a_derived_fact_is_said_once_and_not_at_each_rule(tmp_path):
    def derived(months: int) -> list[dict]:
        return [{"名称": "期限末日", "算法": "若干月后的同一日", "从": "发证日期", "月数": months}]

    row = BY_COUNT | {"条件": {"数据截止日": {"不晚于": "期限末日"}}}
    rows = [row, deepcopy(row) | {"编号": "again"}]
    said = _pair(
        tmp_path,
        {"rows": rows, "derived": derived(3)},
        {"rows": rows, "derived": derived(6)},
        clause="3个月或6个月内发500元",
    )

    assert said == ["推算：“期限末日”由“发证日期后3个月的同一日”改为“发证日期后6个月的同一日”"]


def test_a_clause_is_said_by_what_is_otherwise_in_it(tmp_path):
    old = small_packs(tmp_path / "old", rows=[BY_COUNT], clause="满40课时发500元，另有规定的除外")
    new = small_packs(tmp_path / "new", rows=[BY_COUNT], clause="满40课时发500元，没有例外")

    assert _said(old, new) == [
        "条款：“一1”的转述由“满40课时发500元，另有规定的除外”改为“满40课时发500元，没有例外”"
    ]


def test_the_row_of_a_table_is_said_by_its_keys_and_its_edition(tmp_path):
    place = "cn-tianjin/2022-renshejufa-20"
    root = tmp_path / "packs"
    shutil.copytree(PACKS / place, root / place)
    shutil.copy(PACKS / "facts.yaml", root)
    page = root / place / "tables.yaml"
    page.write_text(page.read_text("utf-8").replace("[A类, 五级, 300元]", "[A类, 五级, 310元]", 1))
    old, new = WHOLE.pack("cn-tianjin-2022-renshejufa-20"), shelf_of(root).packs[0]

    [change] = differences(old, new, WHOLE.glossary)

    assert change.heading == "表“等级评价补贴表”"
    assert change.sentence == "“2024年版”的“A类、五级”由“300元”改为“310元”"


def test_whatever_a_damage_changes_in_what_a_pack_says_is_said(tmp_path: Path):
    chance, read = random.Random("difference"), 0
    for number in range(DAMAGES):
        pack = WHOLE.packs[number % len(WHOLE.packs)]
        _laid_out(pack, tmp_path / "packs")
        done = damage(tmp_path / "packs" / pack.folder.relative_to(PACKS), chance)
        try:
            now = stock(tmp_path / "packs", drafts=True).pack(pack.id)
            cases = cases_of(pack, WHOLE.glossary), cases_of(now, WHOLE.glossary)
        except (BrokenPack, NoSuchPack, Slip):
            continue
        read += 1
        said = differences(pack, now, WHOLE.glossary, cases)
        is_otherwise = _meaning(pack, cases[0]) != _meaning(now, cases[1])
        assert bool(said) == is_otherwise, f"{number} {pack.id} {done}"
    assert read > DAMAGES // 10


def _laid_out(pack: Pack, root: Path) -> None:
    shutil.rmtree(root, ignore_errors=True)
    relation = pack.about.relation
    for each in (pack, *([WHOLE.pack(relation.pack_id)] if relation else [])):
        shutil.copytree(each.folder, root / each.folder.relative_to(PACKS))
    shutil.copy(PACKS / "facts.yaml", root)


def _meaning(pack: Pack, cases: tuple) -> object:
    told = {(case.question, case.name): replace(case, line=0, file="") for case in cases}
    derived = {
        (each.name, each.doubts)
        for sheet in pack.sheets.values()
        for rule in rules_of(sheet)
        for each in under_rule(rule)
        if isinstance(each, Named)
    }
    return replace(pack, folder=Path(), fingerprint=""), told, derived
