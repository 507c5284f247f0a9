"""How is a YAML page read so that nothing on it is silently lost or guessed?"""

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias
from unicodedata import normalize

import yaml

from jineng.policy.reading.marked import MarkedList, MarkedMapping, line_of
from jineng.policy.reading.slips import Slip

MOST_BYTES = 2_000_000
MOST_NESTED = 40
# What no eye sees, or sees as another character: controls, format marks, private characters.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ud800-\uf8ff\ufeff\ufff0-\uffff\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
Loader: TypeAlias = "yaml.SafeLoader | yaml.CSafeLoader"


class _PlainReader(yaml.SafeLoader):
    """Reads a page in Python alone."""


class _Reader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads a page with the C library, where there is one."""


def _mapping(loader: Loader, node: yaml.MappingNode) -> MarkedMapping:
    """PyYAML keeps the last of two equal keys; a rule written twice must stop instead."""
    content: dict[str, object] = {}
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise Slip(f"键“{key}”不是文字；请加引号", line=_line(key_node))
        if key in content:
            raise Slip(f"“{key}”在同一处写了两次；请删去一处", line=_line(key_node))
        content[key] = loader.construct_object(value_node, deep=True)
        lines[key] = _line(key_node)
    return MarkedMapping(content, _line(node), lines)


def _list(loader: Loader, node: yaml.SequenceNode) -> MarkedList:
    lines = tuple(_line(each) for each in node.value)
    return MarkedList(loader.construct_sequence(node, deep=True), _line(node), lines)


def _day(loader: Loader, node: yaml.ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        raise Slip(f"日期“{node.value}”不存在；请核对", line=_line(node)) from error


for _each in (_PlainReader, _Reader):
    _each.add_constructor("tag:yaml.org,2002:map", _mapping)
    _each.add_constructor("tag:yaml.org,2002:seq", _list)
    _each.add_constructor("tag:yaml.org,2002:timestamp", _day)


def read_page(path: Path, *, plainly: bool = False) -> object:
    """Return the content of a YAML file: text, whole numbers, dates, lists, mappings only.

    `plainly` reads without the C library, as on a machine that has none.
    """
    text, reader = read_text(path), _PlainReader if plainly else _Reader
    _not_too_deep(text, reader)
    loader = reader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        if isinstance(node, yaml.ScalarNode) and node.value:
            raise Slip("这一页应写成“键: 值”的形式，或写成列表", line=_line(node))
        _no_reference(node, set())
        return loader.construct_document(node)
    except yaml.composer.ComposerError as error:
        raise Slip("有“*”引用或几份内容；请把内容写全，一页一份", line=_line_of(error)) from error
    except yaml.MarkedYAMLError as error:
        line = _line_of(error)
        raise Slip("写法不合 YAML 格式；请检查缩进、冒号和引号", line=line) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Slip("写法不合 YAML 格式；请检查") from error
    finally:
        loader.dispose()


def _not_too_deep(text: str, reader: type[Loader]) -> None:
    """Stop at what is nested deeper than any page: the C library would take the process along."""
    depth = 0
    # What is no YAML at all is told by the reading itself.
    with suppress(yaml.YAMLError, ValueError):
        for event in yaml.parse(text, Loader=reader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MOST_NESTED:
                line = event.start_mark.line + 1 if event.start_mark else 0
                raise Slip("套了太多层，不像规则文件；请核对", line=line)


def _no_reference(node: yaml.Node, seen: set[int]) -> None:
    """An officer reading one rule must see all of it there, not somewhere else on the page."""
    if id(node) in seen:
        raise Slip("这里的内容别处用“*”引用了；请把内容写全", line=_line(node))
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for each in node.value:
            _no_reference(each, seen)
    elif isinstance(node, yaml.MappingNode):
        for pair in node.value:
            for each in pair:
                _no_reference(each, seen)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _line_of(error: yaml.MarkedYAMLError) -> int:
    return int(error.problem_mark.line) + 1 if error.problem_mark else 0


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file of reasonable size, in which nothing is unseen."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Slip("文件读不出来；请补上这个文件") from error
    if len(raw) > MOST_BYTES:
        raise Slip("文件太大，不像规则文件；请核对")
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Slip("文件不是 UTF-8 编码；请另存为 UTF-8", line=line) from error
    if found := UNSEEN.search(text):
        unseen = f"U+{ord(found.group()):04X}"
        raise Slip(f"有看不见的字符（{unseen}）；请删去", line=_lines_before(text, found.start()))
    usual = normalize("NFC", text)
    if usual != text:
        at = next((i for i, each in enumerate(usual) if each != text[i]), len(usual))
        raise Slip(f"“{text[at]}”不是通行的写法；请重新输入这个字", line=_lines_before(text, at))
    return text


def _lines_before(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def mapping(value: object, what: str) -> Mapping[str, object]:
    """Return the value as a mapping, or say that `what` must be one."""
    if not isinstance(value, dict):
        raise Slip(f"{what}应写成“键: 值”的形式，现为“{value}”", line=line_of(value))
    return value


def items(value: object, what: str) -> list[object]:
    """Return the value as a list, or say that `what` must be one."""
    if not isinstance(value, list):
        raise Slip(f"{what}应写成列表，现为“{value}”", line=line_of(value))
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
            line = line_of(page, key)
            raise Slip(f"{what}里有不认识的键“{key}”；可以写的是：{allowed}", line=line)


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
