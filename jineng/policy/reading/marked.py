"""On which line of its page does each key, item and value stand?"""

import re
from collections.abc import Iterable, Mapping

QUOTED = re.compile(r"“([^”]*)”")
COUNTED = re.compile(r"(\d+)\D+\Z")


class MarkedMapping(dict[str, object]):
    """A mapping read from a page; `lines` has the line of each key, from 1."""

    def __init__(self, content: Mapping[str, object], line: int, lines: Mapping[str, int]) -> None:
        super().__init__(content)
        self.line = line
        self.lines = lines


class MarkedList(list[object]):
    """A list read from a page; `lines` has the line of each item, from 1."""

    def __init__(self, content: Iterable[object], line: int, lines: tuple[int, ...]) -> None:
        super().__init__(content)
        self.line = line
        self.lines = lines


def line_of(entry: object, key: str = "") -> int:
    """Return the line on which a part of a page begins, or that of its key; 0 if not known."""
    if isinstance(entry, MarkedMapping) and key in entry.lines:
        return entry.lines[key]
    return entry.line if isinstance(entry, MarkedMapping | MarkedList) else 0


def line_told(entry: object, message: str) -> int:
    """Return the line of the first thing quoted in the message that stands in a part of a page.

    A figure with its unit, as in “3个月”, is also looked for without it. 0 where nothing stands.
    """
    for quoted in QUOTED.findall(message):
        counted = COUNTED.match(quoted)
        for wanted in (quoted, counted.group(1) if counted else quoted):
            if found := _found(entry, wanted):
                return found
    return 0


def _found(entry: object, wanted: str) -> int:
    if isinstance(entry, MarkedMapping):
        parts = [(entry.lines[key], key, value) for key, value in entry.items()]
    elif isinstance(entry, MarkedList):
        parts = [(line, "", value) for line, value in zip(entry.lines, entry, strict=True)]
    else:
        return 0
    for line, key, value in parts:
        if wanted in (key, str(value).strip()):
            return line
        if inside := _found(value, wanted):
            return inside
    return 0
