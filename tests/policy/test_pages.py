"""Does a page of YAML say what stands on it, with the line of each part, and nothing else?"""

from datetime import date
from pathlib import Path

import pytest

from jineng.policy.reading.marked import MarkedList, MarkedMapping
from jineng.policy.reading.paper import read_page
from jineng.policy.reading.slips import Slip

PAGE = """\
名称: 培训 # 注
条件:
  - {比例: 80%, 起: 2024-08-31}
  - "否"
次数: [1, -2, "3", ~]
"""


def page(tmp_path: Path, text: str) -> Path:
    """Write one page."""
    path = tmp_path / "page.yaml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("plainly", [False, True])
def test_every_part_knows_its_line_and_is_what_it_looks_like(tmp_path, plainly):
    found = read_page(page(tmp_path, PAGE), plainly=plainly)

    assert found == {
        "名称": "培训",
        "条件": [{"比例": "80%", "起": date(2024, 8, 31)}, "否"],
        "次数": [1, -2, "3", None],
    }
    assert isinstance(found, MarkedMapping)
    assert found.lines == {"名称": 1, "条件": 2, "次数": 5}
    assert isinstance(found["条件"], MarkedList)
    assert (found["条件"].line, found["条件"].lines) == (3, (3, 4))


@pytest.mark.parametrize("plainly", [False, True])
@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("甲: &a [乙]\n丙: *a\n", 1, "引用"),
        ("甲: 乙\n丙: *a\n", 2, "引用"),
        ("甲: &a 乙\n丙: &a 丁\n", 2, "引用"),
        ("甲: &a [*a]\n", 1, "引用"),
        ("甲: 乙\n---\n丙: 丁\n", 2, "几份内容"),
        ("甲: 乙\n丙: !!pairs [丁: 戊]\n", 2, "不合 YAML 格式"),
        ("甲: !!int 乙\n", 1, "不合 YAML 格式"),
        ("甲: !!bool 乙\n", 1, "不合 YAML 格式"),
        ("<<: {甲: 乙}\n", 1, "不合 YAML 格式"),
        ("甲: 乙\n甲: 丙\n", 2, "写了两次"),
        ("甲: 乙\n7: 丙\n", 2, "不是文字"),
        ("? [甲]\n: 乙\n", 1, "不是文字"),
        ("甲: 2024-02-31\n", 1, "不存在"),
        ("甲: 乙\n丙: [丁\n", 3, "不合 YAML 格式"),
        ("甲乙\n", 1, "键: 值"),
        (f"甲: 乙\n丙: {'[' * 41}{']' * 41}\n", 2, "套了太多层"),
        (f"甲: 乙\n丙: {'[' * 100_000}\n", 2, "套了太多层"),
    ],
)
def test_what_is_no_plain_page_stops_at_its_line(tmp_path, text, line, says, plainly):
    with pytest.raises(Slip, match=says) as slip:
        read_page(page(tmp_path, text), plainly=plainly)

    assert slip.value.line == line


@pytest.mark.parametrize("plainly", [False, True])
def test_an_empty_page_holds_nothing(tmp_path, plainly):
    assert read_page(page(tmp_path, "# 没有\n"), plainly=plainly) is None
    assert read_page(page(tmp_path, '""\n'), plainly=plainly) == ""
