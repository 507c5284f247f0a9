"""Is a number somebody's, and does one person have one number however it is typed?

The numbers of test_known_numbers are an own selection from the test files of python-stdnum 2.2
(LGPL-2.1-or-later; synthetic persons and public register codes), kept here as facts.
"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jineng.values.identity import (
    birth_date,
    certificate_number_problem,
    check_character,
    credit_code_problem,
    luhn,
    masked,
    normalise,
    problem,
)

GOOD = "97012419730416253X"
BORN = st.dates(date(1920, 1, 1), date(2010, 12, 31))


@st.composite
def numbers(draw):
    area = draw(st.integers(100000, 999999))
    first = f"{area}{draw(BORN):%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first + check_character(first)


@pytest.mark.parametrize(
    "typed",
    [
        "97012419730416253x",
        " 970124 19730416 253X ",
        "\t97012419730416253X",
        "'97012419730416253X",
        "\ufeff970124\u200b1973\u00a00416253X\u200e",
        "９７０１２４１９７３０４１６２５３Ｘ",
        "970124\u30001973\u20280416\r\n253ｘ",
        "9701241973\u2060\u180e0416253X",
    ],
)
def test_one_number_however_it_is_typed(typed):
    assert normalise(typed) == GOOD


def test_the_old_number_of_fifteen_digits_is_the_same_person():
    assert normalise("970124690420119") == "970124196904201198"


@given(numbers())
def test_a_whole_number_is_left_as_it_is_and_meets_its_old_form(number):
    assert problem(number) is None
    assert normalise(number) == number
    if number[6:8] == "19":
        assert normalise(number[:6] + number[8:17]) == number


@given(numbers(), st.integers(0, 17), st.integers(1, 9))
def test_one_digit_typed_wrong_is_always_seen(number, place, shift):
    was = 0 if number[place] == "X" else int(number[place])
    wrong = str((was + shift) % 10)
    assert problem(number[:place] + wrong + number[place + 1 :]) is not None


@given(numbers(), st.integers(0, 16))
def test_two_neighbours_swapped_are_always_seen(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or problem(swapped) is not None


@given(st.text(max_size=40))
def test_any_text_is_judged_and_never_crashes(text):
    number = normalise(text)
    found = problem(number)
    assert normalise(number) == number
    assert found is None or (found.says and found.mend)


@pytest.mark.parametrize(
    ("number", "code", "says"),
    [
        ("97012419730416253", "wrong_length", "少 1 位"),
        ("97012419730416253X1", "wrong_length", "多 1 位"),
        ("97012419730416253A", "not_digits", ""),
        ("9701241973041625X3", "not_digits", ""),
        ("身份证号", "not_digits", ""),
        ("", "wrong_length", "少 18 位"),
        ("T60426199101010078", "not_digits", ""),
        ("970124197602304209", "impossible_date", "没有 2月30日"),
        ("970124196702307728", "impossible_date", "没有 2月30日"),
        ("36042619910102009X", "check_digit", ""),
        ("970124197606224200", "check_digit", ""),
    ],
)
def test_what_is_wrong_is_named(number, code, says):
    found = problem(normalise(number))
    assert found is not None
    assert found.code == code
    assert says in found.says


def test_an_impossible_day_is_told_before_the_check_character():
    """The number has both faults; the day is the one a person can see on the card."""
    number = "97012419760230420" + "0"
    assert check_character(number[:17]) != number[17]
    assert problem(number).code == "impossible_date"


def test_a_number_of_tomorrow_or_of_two_centuries_ago_is_nobodys():
    today = date(2024, 8, 31)
    for born in (today + timedelta(days=1), date(1880, 1, 1)):
        first = f"970124{born:%Y%m%d}001"
        assert problem(first + check_character(first), today=today) is not None
    first = f"970124{today:%Y%m%d}001"
    assert problem(first + check_character(first), today=today) is None


@pytest.mark.parametrize(
    "number",
    ["360426199101010071", "44011320141005001X", "990426199112010074", "110111198012010078"],
)
def test_known_numbers_pass_whatever_their_address_code(number):
    """The last two carry an address code that no table has, or has only for other years."""
    assert problem(number) is None


def test_the_birth_date_stands_in_the_number():
    assert birth_date("44011320141005001X") == date(2014, 10, 5)


def test_a_masked_number_shows_six_and_four():
    assert masked(GOOD) == "970124********253X"


@pytest.mark.parametrize(
    "code",
    ["91110000600037341L", "121200004013590816", "9115220107837941X1", "52970124F5PJ96WPDD"],
)
def test_known_credit_codes_pass(code):
    assert credit_code_problem(code) is None


def test_a_credit_code_may_begin_with_a_letter():
    """Village collectives begin with N; the check character is computed the same way."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    first = "N2110000600037341"
    total = sum(alphabet.index(each) * 3**place % 31 for place, each in enumerate(first))
    assert credit_code_problem(first + alphabet[-total % 31]) is None


@pytest.mark.parametrize(
    "code", ["", "12345", "9111000060003IOZSV", "91110000600037341N", "A1110000600037341L"]
)
def test_a_wrong_credit_code_is_told_in_one_sentence(code):
    assert "统一社会信用代码" in credit_code_problem(code)


@pytest.mark.parametrize(
    ("number", "passes"),
    [
        ("49927398716", True),
        ("4992739871", False),
        ("490154203237518", True),
        ("1428572", True),
        ("", False),
        ("6222x", False),
        ("²", False),
    ],
)
def test_cards_are_checked_by_luhn(number, passes):
    assert luhn(number) is passes


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("职业技能等级证书", "S000097000004245000002"),
        ("职业技能等级证书", "Y000123000001195000001"),
        ("职业资格证书", "1903014001300123"),
        ("专项职业能力证书", "随省里的规定"),
        ("培训合格证书", "PX-97-2024-000915"),
    ],
)
def test_certificate_numbers_that_follow_their_rule_pass(kind, number):
    assert certificate_number_problem(kind, number) is None


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("职业技能等级证书", "X000097000004245000002"),
        ("职业技能等级证书", "S00009700000424500000"),
        ("职业技能等级证书", "S000097000004249000002"),
        ("职业技能等级证书", "S０00097000004245000002"),
        ("职业技能等级证书", ""),
        ("职业资格证书", "190301400130012"),
        ("职业资格证书", "1903019001300123"),
    ],
)
def test_certificate_numbers_of_the_wrong_form_are_told(kind, number):
    assert kind in certificate_number_problem(kind, number)


def test_the_level_inside_a_certificate_number_agrees_with_the_level_taught():
    kind, number = "职业技能等级证书", "S000097000004245000002"
    assert certificate_number_problem(kind, number, "五级") is None
    assert certificate_number_problem(kind, number, "") is None
    assert "四级" in certificate_number_problem(kind, number, "四级")
