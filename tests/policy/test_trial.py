"""Which figures of a pack may be tried, and what is the pack with others?"""

import pytest

from jineng.policy.packs.shelf import stock
from jineng.policy.packs.trial import STANDARD, NotAFigure, knobs_of, with_figures
from tests.policy.small_pack import PACKS

PACK, QUESTION = "demo-qingchuan-2024-jijiuban-2", "training_subsidy"
SHARE, TIMES = "certificate_not_employed.1", "three_times_used.1"


def test_the_figures_are_the_standard_the_shares_and_the_limits() -> None:
    found = {knob.id: knob for knob in knobs_of(stock(PACKS).pack(PACK), QUESTION)}

    assert found[STANDARD].value == 100
    assert (found[SHARE].value, found[SHARE].unit, found[SHARE].clause) == (80, "%", "四(五)2")
    assert (found[TIMES].value, found[TIMES].title) == (3, "已享受培训补贴次数少于")


def test_a_pack_with_other_figures_is_another_pack() -> None:
    pack = stock(PACKS).pack(PACK)

    tried = with_figures(pack, QUESTION, {SHARE: 70, TIMES: 2})

    values = {knob.id: knob.value for knob in knobs_of(tried, QUESTION)}
    assert (values[SHARE], values[TIMES]) == (70, 2)
    assert tried.fingerprint != pack.fingerprint
    assert {knob.id: knob.value for knob in knobs_of(pack, QUESTION)}[SHARE] == 80


def test_a_share_may_be_nothing_but_not_more_than_the_whole() -> None:
    pack = stock(PACKS).pack(PACK)

    assert with_figures(pack, QUESTION, {SHARE: 0})
    with pytest.raises(NotAFigure):
        with_figures(pack, QUESTION, {SHARE: 101})
    with pytest.raises(NotAFigure):
        with_figures(pack, QUESTION, {"nothing.1": 1})
