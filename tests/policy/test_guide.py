"""The 办事指南 of every question says what its rules say, clause by clause, and can be read."""

from html.parser import HTMLParser

import pytest

from jineng.policy.packs.shelf import stock
from jineng.policy.prose.guide import Item, NoSuchQuestion, guide, item_of
from jineng.policy.prose.sections import Tabled, as_html, as_markdown
from jineng.values.money import yuan_text
from tests.policy.small_pack import PACKS

SHELF = stock(PACKS, drafts=True)
ITEMS = [item_of(SHELF, pack, question) for pack in SHELF.packs for question in pack.sheets]
IN_FORCE, CITY = "demo-qingchuan-2024-jijiuban-2", "demo-linjiang-2024-shishi-xize"
EMPTY = {"meta", "br"}


def _item(pack_id: str, question: str) -> Item:
    return item_of(SHELF, SHELF.pack(pack_id), question)


def _table(item: Item, heading: str) -> Tabled:
    [section] = [each for each in guide(item).sections if each.heading == heading]
    return next(part for part in section.parts if isinstance(part, Tabled))


@pytest.mark.parametrize("item", ITEMS, ids=[f"{i.packs[-1].id} {i.plan.question}" for i in ITEMS])
def test_every_rule_stands_in_the_guide_with_its_clause(item: Item):
    written = as_markdown(guide(item))

    for rule in item.plan.rules:
        assert rule.says in written
        assert f"| {rule.clause} |" in written
    for word in item.plan.facts.values():
        assert word.name in written


@pytest.mark.parametrize("item", ITEMS, ids=[f"{i.packs[-1].id} {i.plan.question}" for i in ITEMS])
def test_the_page_closes_every_part_it_opens_and_shows_nothing_raw(item: Item):
    page = as_html(guide(item))
    reader = _Closing()
    reader.feed(page)

    assert reader.open == []
    assert "None" not in page
    assert "Kind." not in page


def test_the_examples_come_out_as_they_were_signed():
    item = _item(IN_FORCE, "training_subsidy")
    signed = {case.name: case for case in item.cases}
    rows = _table(item, "举几个例子").rows

    assert len(rows) > 8
    for name, _, result, _ in rows:
        case = signed[name]
        amount = f"{yuan_text(case.fen).removesuffix('.00')}元"
        wanted = {"准予": f"准予 {amount}", "不予": "不予补贴", "转人工": "转人工核定"}
        assert result == wanted[case.expected]


def test_a_draft_says_that_nothing_may_be_done_by_it():
    draft = as_markdown(guide(_item("cn-hebei-2024-jijiuban-2", "training_subsidy")))

    assert "不能据以办理" in draft
    assert "不能据以办理" not in as_markdown(guide(_item(IN_FORCE, "training_subsidy")))


def test_the_guide_of_a_city_has_its_own_condition_and_the_amounts_of_the_province():
    item = _item(CITY, "training_subsidy")

    assert any("出勤率不少于80%" in row[0] for row in _table(item, "谁可以享受").rows)
    assert any("100%" in row[1] for row in _table(item, "发多少").rows)


def test_a_list_of_papers_in_the_pack_is_what_must_be_brought():
    item = _item("cn-neimenggu-genhe-2021-yigongdaixun", "on_the_job_subsidy")

    papers = _table(item, "要带的材料和要核对的事实").rows

    assert "营业执照" in {paper for paper, _ in papers}


def test_a_question_the_pack_does_not_answer_is_refused_with_those_it_does():
    with pytest.raises(NoSuchQuestion, match="training_subsidy"):
        _item(CITY, "class_opening")


class _Closing(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open += [] if tag in EMPTY else [tag]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
