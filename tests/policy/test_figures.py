"""A figure stands in its clause in Arabic or Chinese numerals, whole and with its unit."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jineng.policy.reading.figures import Mention, numeral, stands_in

YEARS = range(2024, 2025)


@pytest.mark.parametrize(
    ("value", "unit", "clause"),
    [
        (3, "个月", "取得证书后3个月内就业的"),
        (3, "个月", "取得证书后三个月内就业的"),
        (12, "个月", "满一年的"),
        (3, "次", "累计不超过３次"),
        (2, "次", "每年最多两次"),
        (80, "%", "不低于80％的"),
        (80, "%", "百分之八十以上"),
        (100, "%", "按标准全额发给"),
        (7, "日", "培训结束后7日内"),
        (7, "日", "培训结束后七天内"),
        (3, "工作日", "公示三个工作日"),
        (350_000, "人次", "培训35万人次以上"),
        (350_000, "人次", "培训350,000人次以上"),
        (13_000, "人次", "新增1.3万人次"),
        (1000, "元", "每人1000元"),
        (1000, "元", "每人1,000元"),
        (1000, "元", "每人一千元"),
        (40, "课时", "不少于40课时"),
        (60, "年", "年满六十周岁"),
        (0, "", "为零的"),
        (date(2024, 8, 31), "", "确保8月底前完成"),
        (date(2024, 8, 31), "", "至8月31日止"),
        (date(2024, 8, 31), "", "4月至8月"),
        (date(2024, 4, 1), "", "4月至8月"),
        (date(2024, 10, 25), "", "2024年10月25日前"),
        ("就业困难人员", "", "以及就业困难人员"),
    ],
)
def test_it_stands(value, unit, clause):
    assert stands_in(Mention(value, unit), clause, YEARS)


@pytest.mark.parametrize(
    ("value", "unit", "clause"),
    [
        (3, "个月", "13个月内"),
        (3, "个月", "十三个月内"),
        (3, "个月", "3个工作日"),
        (3, "工作日", "3日内"),
        (3, "次", "三个月"),
        (80, "%", "180%"),
        (80, "%", "百分之八十五"),
        (8, "%", "百分之八十"),
        (80, "%", "80课时"),
        (35_000, "人次", "35万人次"),
        (1000, "元", "11000元"),
        (1000, "元", "1000.50元"),
        (date(2024, 8, 31), "", "8月30日"),
        (date(2024, 8, 31), "", "18月31日"),
        (date(2024, 8, 30), "", "8月底前"),
        (date(2024, 1, 31), "", "11月31日"),
        (date(2025, 8, 31), "", "8月底前"),
        (date(2024, 8, 31), "", "2023年8月31日"),
        ("企业职工", "", "企业的职工"),
    ],
)
def test_it_does_not_stand(value, unit, clause):
    assert not stands_in(Mention(value, unit), clause, YEARS)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "零"),
        (10, "十"),
        (15, "十五"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (300, "三百"),
        (1005, "一千零五"),
        (2024, "二千零二十四"),
        (350_000, "三十五万"),
        (100_050, "十万零五十"),
    ],
)
def test_numerals(number, written):
    assert numeral(number) == written


@given(st.integers(0, 99_999_999))
def test_every_number_stands_where_it_is_written_out(number):
    for clause in (f"共{number}次", f"共{number:,}次", f"共{numeral(number)}次"):
        assert stands_in(Mention(number, "次"), clause, YEARS)


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_no_number_stands_where_another_is_written(number, other):
    stands = stands_in(Mention(number, "次"), f"共{numeral(other)}次", YEARS)

    assert stands == (number == other)
