"""How is a YAML page read so that nothing on it is silently lost or guessed?"""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path

import yaml

from jineng.policy.slips import Slip

MOST_BYTES = 2_000_000


class _StrictLoader(yaml.SafeLoader):
    """PyYAML keeps the last of two equal keys; a rule written twice must stop instead.

    References (& and *) are stopped too: an officer reading one rule must see all of it there.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            line = self.line + 1
            raise Slip(f"第{line}行用了“*”引用；请把内容写全")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            line = key_node.start_mark.line + 1
            if not isinstance(key, str):
                raise Slip(f"第{line}行的键“{key}”不是文字；请加引号")
            if key in seen:
                raise Slip(f"第{line}行的“{key}”在同一处写了两次；请删去一处")
            seen.add(key)
        return {str(key): value for key, value in super().construct_mapping(node, deep).items()}


def _construct_day(loader: _StrictLoader, node: yaml.ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        line = node.start_mark.line + 1
        raise Slip(f"第{line}行的日期“{node.value}”不存在；请核对") from error


_StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _construct_day)


def read_page(path: Path) -> object:
    """Return the content of a YAML file: text, whole numbers, dates, lists, mappings only."""
    text = read_text(path)
    try:
        page: object = yaml.load(text, Loader=_StrictLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Slip(f"第{line}行写法不合 YAML 格式；请检查缩进、冒号和引号") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Slip("写法不合 YAML 格式；请检查") from error
    return page


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file of reasonable size."""
    try:
        raw = path.read_bytes()
        if len(raw) > MOST_BYTES:
            raise Slip("文件太大，不像规则文件；请核对")
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise Slip("文件读不出来；请补上这个文件") from error
    except UnicodeDecodeError as error:
        raise Slip("文件不是 UTF-8 编码；请另存为 UTF-8") from error


def mapping(value: object, what: str) -> Mapping[str, object]:
    """Return the value as a mapping, or say that `what` must be one."""
    if not isinstance(value, dict):
        raise Slip(f"{what}应写成“键: 值”的形式，现为“{value}”")
    return value


def items(value: object, what: str) -> list[object]:
    """Return the value as a list, or say that `what` must be one."""
    if not isinstance(value, list):
        raise Slip(f"{what}应写成列表，现为“{value}”")
    return value


def words(value: object, what: str) -> tuple[str, ...]:
    """Return the value as different texts."""
    found = tuple(text(each, what) for each in items(value, what))
    if len(set(found)) != len(found):
        raise Slip(f"{what}里有重复的词；请删去一处")
    return found


def text(value: object, what: str) -> str:
    """Return the value as a text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise Slip(f"{what}应写文字，现为“{value}”；数字和编号请加引号")
    return value.strip()


def whole(value: object, what: str) -> int:
    """Return the value as a whole number not below zero."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Slip(f"{what}应写非负整数，现为“{value}”")
    return value


def day(value: object, what: str) -> date:
    """Return the value as a date."""
    if isinstance(value, datetime) or not isinstance(value, date):
        raise Slip(f"{what}应写日期，如 2024-08-31，现为“{value}”")
    return value


def only(
    page: Mapping[str, object],
    what: str,
    *,
    must: Collection[str] = (),
    may: Collection[str] = (),
) -> None:
    """Stop at a key that is missing and at a key that nobody would read."""
    for key in must:
        if key not in page:
            raise Slip(f"{what}缺“{key}”；请补上")
    for key in page:
        if key not in must and key not in may:
            allowed = "、".join((*must, *may))
            raise Slip(f"{what}里有不认识的键“{key}”；可以写的是：{allowed}")


IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*\Z")


def identifier(value: object, what: str) -> str:
    """Return the value as an id: small letters, digits, underline, a letter first."""
    found = text(value, what)
    if not IDENTIFIER.match(found):
        raise Slip(f"{what}“{found}”只能用小写英文字母、数字和下划线，且以字母开头")
    return found


YUAN = re.compile(r"(\d{1,9})(?:\.(\d{1,2}))?元\Z")
PERCENT = re.compile(r"(\d{1,3})%\Z")


def percent(value: object) -> int:
    """Read “80%” as 80. Parts of a percent are not written."""
    found = PERCENT.match(value) if isinstance(value, str) else None
    if not found:
        raise Slip(f"比例应写成整数百分数，如 80%，现为“{value}”")
    return int(found.group(1))


def fen(value: object) -> int:
    """Read “1000元” or “12.50元” as fen."""
    found = YUAN.match(value) if isinstance(value, str) else None
    if not found:
        raise Slip(f"金额应写成如 1000元 或 12.50元，现为“{value}”")
    return int(found.group(1)) * 100 + int((found.group(2) or "").ljust(2, "0"))
