"""What does a YAML text hold, in one pass over its events, every part with its line?"""

from collections.abc import Callable
from typing import Any, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from jineng.policy.reading.marked import MarkedList, MarkedMapping
from jineng.policy.reading.slips import Slip

MOST_NESTED = 40
STR, MAP, SEQ = (f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq"))
Loader: TypeAlias = "yaml.SafeLoader | yaml.CSafeLoader"
# Events have marks, tags and values by what they are, which no declared type says.
Event: TypeAlias = Any


class _PlainReader(yaml.SafeLoader):
    """Reads a page in Python alone."""


class _Reader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads a page with the C library, where there is one."""


def _day(loader: Loader, node: yaml.ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        raise Slip(f"日期“{node.value}”不存在；请核对", line=_line(node)) from error


for _each in (_PlainReader, _Reader):
    _each.add_constructor("tag:yaml.org,2002:timestamp", _day)


def content_of(text: str, *, plainly: bool = False) -> object:
    """Return text, whole numbers, dates, lists, mappings, as they stand; None of an empty page.

    `plainly` reads without the C library, as on a machine that has none. Raises Slip.
    """
    loader = (_PlainReader if plainly else _Reader)(text)
    try:
        return _Content(loader).read()
    except yaml.MarkedYAMLError as error:
        line = int(error.problem_mark.line) + 1 if error.problem_mark else 0
        raise Slip("写法不合 YAML 格式；请检查缩进、冒号和引号", line=line) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Slip("写法不合 YAML 格式；请检查") from error
    finally:
        loader.dispose()


def _line(at: Event) -> int:
    return int(at.start_mark.line) + 1


class _Content:
    """Builds the content of one page. No nodes are made of it: they would take half of the time."""

    def __init__(self, loader: Any) -> None:
        self.loader = loader
        self.next: Callable[[], Event] = loader.get_event
        # What can a plain text begin with that may be more than a text, such as a digit?
        self.odd = loader.yaml_implicit_resolvers
        self.anchors: dict[str, int] = {}
        self.depth = 0

    def read(self) -> object:
        """Return the content of the one document of the page."""
        self.next()
        event = self.next()
        if isinstance(event, yaml.StreamEndEvent):
            return None
        event = self.next()
        found = self.part(event)
        self.next()
        if not isinstance(after := self.next(), yaml.StreamEndEvent):
            raise _several(after)
        if isinstance(event, yaml.ScalarEvent) and event.value:
            raise Slip("这一页应写成“键: 值”的形式，或写成列表", line=_line(event))
        return found

    def part(self, event: Event) -> object:
        """Return what begins with an event."""
        kind = type(event)
        if kind is ScalarEvent:
            text = event.value
            # Most are texts, plain or quoted, and are what they are.
            if event.tag is event.anchor is None and (
                text[:1] not in self.odd or not event.implicit[0]
            ):
                return text
            return self.scalar(event)
        if kind is AliasEvent:
            # An officer reading one rule must see all of it there, not elsewhere on the page.
            if event.anchor in self.anchors:
                line = self.anchors[event.anchor]
                raise Slip("这里的内容别处用“*”引用了；请把内容写全", line=line)
            raise _several(event)
        self.depth += 1
        if self.depth > MOST_NESTED:
            raise Slip("套了太多层，不像规则文件；请核对", line=_line(event))
        found = self.mapping(event) if kind is MappingStartEvent else self.list(event)
        self.depth -= 1
        return found

    def scalar(self, event: Event) -> object:
        """Return a text, or what a plain text stands for: a number, a day, yes or no."""
        self.marks(event, STR)
        value = event.value
        if event.tag == STR or not event.implicit[0] or value[:1] not in self.odd:
            return value
        tag = self.loader.resolve(yaml.ScalarNode, value, event.implicit)
        if tag == STR:
            return value
        node = yaml.ScalarNode(tag, value, event.start_mark, event.end_mark)
        return self.loader.construct_object(node)

    def mapping(self, start: Event) -> MarkedMapping:
        """PyYAML keeps the last of two equal keys; a rule written twice must stop instead."""
        self.marks(start, MAP)
        lines: dict[str, int] = {}
        content = MarkedMapping({}, _line(start), lines)
        following, part = self.next, self.part
        event = following()
        while type(event) is not MappingEndEvent:
            key, line = part(event), event.start_mark.line + 1
            if not isinstance(key, str):
                raise Slip(f"键“{key}”不是文字；请加引号", line=line)
            if key in content:
                raise Slip(f"“{key}”在同一处写了两次；请删去一处", line=line)
            content[key] = part(following())
            lines[key] = line
            event = following()
        return content

    def list(self, start: Event) -> MarkedList:
        """Return the items, each with its line."""
        self.marks(start, SEQ)
        content: list[object] = []
        lines: list[int] = []
        following, part = self.next, self.part
        event = following()
        while type(event) is not SequenceEndEvent:
            content.append(part(event))
            lines.append(event.start_mark.line + 1)
            event = following()
        return MarkedList(content, _line(start), tuple(lines))

    def marks(self, event: Event, tag: str) -> None:
        """Note the anchor of a part of the page, and stop where it is said to be of another kind.

        What a plain text stands for is seen by itself; a list is a list, a mapping a mapping.
        """
        if event.tag not in (None, "!", tag):
            raise Slip("写法不合 YAML 格式；请删去“!”开头的标记", line=_line(event))
        if event.anchor is None:
            return
        if event.anchor in self.anchors:
            raise _several(event)
        self.anchors[event.anchor] = _line(event)


def _several(event: Event) -> Slip:
    return Slip("有“*”引用或几份内容；请把内容写全，一页一份", line=_line(event))
