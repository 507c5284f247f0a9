"""Is a name shown to the public without being given away?"""

import pytest

from jineng.values.names import masked_name, tidy_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王小兰", "王○兰"),
        ("王兰", "王○"),
        ("欧阳小兰", "欧○○兰"),
        ("王𬭚", "王○"),
        ("武翠𬭚", "武○𬭚"),
        ("䶮雨花", "䶮○花"),
        ("兰", "○"),
        ("阿依古丽·买买提", "阿○○○○○○提"),
    ],
)
def test_the_middle_of_a_name_is_hidden(name, shown):
    assert masked_name(name) == shown


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" 刘\u3000刚梓", "刘刚梓"),
        ("王 小 兰", "王小兰"),
        ("王\u00a0兰\u200b", "王兰"),
        ("武翠 𬭚", "武翠𬭚"),
        ("JOHN SMITH", "JOHN SMITH"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("\uf900", "\uf900"),
    ],
)
def test_a_name_loses_the_spaces_between_characters_and_nothing_else(typed, name):
    """The last is a compatibility character: folding it would write another character."""
    assert tidy_name(typed) == name
