"""Is money whole fen, rounded once, and read without guessing?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jineng.values.money import capital_yuan, fen_from_yuan, plain_yuan, share_of, yuan_text


@pytest.mark.parametrize(
    ("standard", "percent", "fen"),
    [(160000, 80, 128000), (133500, 50, 66750), (3, 50, 2), (1, 49, 0), (160000, 100, 160000)],
)
def test_a_share_is_rounded_half_up_to_the_fen(standard, percent, fen):
    assert share_of(standard, percent) == fen


@given(st.integers(0, 10**12), st.integers(0, 100))
def test_a_share_and_its_rest_never_lose_or_make_more_than_one_fen(standard, percent):
    both = share_of(standard, percent) + share_of(standard, 100 - percent)
    assert both - standard in (0, 1)
    assert isinstance(share_of(standard, percent), int)


@given(st.integers(-(10**13), 10**13))
def test_what_is_written_is_read_back(fen):
    assert fen_from_yuan(yuan_text(fen)) == fen
    assert fen_from_yuan(plain_yuan(fen)) == fen


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        (1600, 160000),
        ("1600", 160000),
        (" 1,600.00 ", 160000),
        ("１，６００．５", 160050),
        (1335.0, 133500),
        (0.29, 29),
        (1234.56, 123456),
    ],
)
def test_yuan_are_read_as_people_and_spreadsheets_write_them(cell, fen):
    assert fen_from_yuan(cell) == fen


@pytest.mark.parametrize(
    "cell", ["", None, "八百", "1600元整", 0.005, "12.345", float("nan"), float("inf"), True, "1e3"]
)
def test_what_is_not_an_amount_to_the_fen_is_refused_in_words(cell):
    with pytest.raises(ValueError, match=r"[一-鿿]"):
        fen_from_yuan(cell)


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "0.00"), (5, "0.05"), (128000, "1,280.00"), (-128000, "-1,280.00")]
)
def test_yuan_are_written_with_separators_and_two_places(fen, text):
    assert yuan_text(fen) == text


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"),
        (128000, "壹仟贰佰捌拾元整"),
        (128050, "壹仟贰佰捌拾元伍角整"),
        (128005, "壹仟贰佰捌拾元零伍分"),
        (100200, "壹仟零贰元整"),
        (1000000, "壹万元整"),
        (100000100, "壹佰万零壹元整"),
        (10050000000, "壹亿零伍拾万元整"),
        (12345678901, "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零壹分"),
        (31, "叁角壹分"),
        (5, "伍分"),
    ],
)
def test_capitals_are_written_as_forms_print_them(fen, text):
    assert capital_yuan(fen) == text
