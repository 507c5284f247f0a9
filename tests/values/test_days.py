"""Is a day read as it was meant, and refused when there is no such day?"""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jineng.values.days import HERE, day_from, moment_from, month_from

JUNE_3 = date(2024, 6, 3)


@pytest.mark.parametrize(
    "cell",
    [
        "2024.6.3",
        "2024.06.03",
        "2024年6月3日",
        "2024 年 6 月 3 日",
        "2024-06-03",
        "2024/6/3",
        "20240603",
        "２０２４．６．３",
        " 2024-06-03 ",
        "2024-06-03 00:00:00",
        JUNE_3,
        datetime(2024, 6, 3, 8, 30),  # noqa: DTZ001 a spreadsheet's moment has no zone
    ],
)
def test_a_day_is_read_however_it_is_written(cell):
    assert day_from(cell) == JUNE_3


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_back_from_every_spelling(day):
    for text in (
        f"{day}",
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
    ):
        assert day_from(text) == day


def test_a_day_that_does_not_exist_is_told_by_its_date():
    with pytest.raises(ValueError, match="没有.*2月30日"):
        day_from("2024-02-30")


@pytest.mark.parametrize(
    "cell",
    [
        "",
        None,
        "六月三日",
        "2024-6",
        "6/3/2024",
        "2024年",
        45292,
        45292.0,
        "45292",
        True,
        float("nan"),
    ],
)
def test_what_is_not_a_day_is_told_and_never_guessed(cell):
    """A bare serial is a number, not a day: only the spreadsheet knows which it is."""
    with pytest.raises(ValueError, match=r"[一-鿿]"):
        day_from(cell)


@pytest.mark.parametrize(
    "cell",
    ["2023-12", "2023.12", "2023年12月", "202312", "2023/12", date(2023, 12, 8), "2023-12-08"],
)
def test_a_month_is_its_first_day(cell):
    assert month_from(cell) == date(2023, 12, 1)


@pytest.mark.parametrize("cell", ["", None, "2023-13", "2023-0", "12月", "2023", 202313])
def test_what_is_not_a_month_is_told(cell):
    with pytest.raises(ValueError, match=r"[一-鿿]"):
        month_from(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "2024-05-24 08:10:00",
        "2024/5/24 8:10",
        "2024.5.24 8:10:00",
        "2024年5月24日 08:10",
        "2024-05-24T08:10:00",
        "２０２４-05-24 08：10",
        datetime(2024, 5, 24, 8, 10),  # noqa: DTZ001 a spreadsheet's moment has no zone
    ],
)
def test_a_moment_is_the_clock_on_the_wall_here(cell):
    assert moment_from(cell) == datetime(2024, 5, 24, 8, 10, tzinfo=HERE)


@pytest.mark.parametrize(
    "cell",
    ["", None, "08:10", "2024-05-24", "2024-05-24 25:10", "2024-02-30 08:10", "刚才", 45292.3],
)
def test_what_is_not_a_moment_is_told(cell):
    with pytest.raises(ValueError, match=r"[一-鿿]"):
        moment_from(cell)
