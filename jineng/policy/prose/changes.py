"""How is it said that something was added, removed, moved or is now otherwise?"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

Each = TypeVar("Each")
SEGMENT = re.compile(r"[^，。；：、\n]*[，。；：、\n]?")
SHORT = 40


@dataclass(frozen=True)
class Change:
    """One sentence on what is otherwise, under the part of the pack it belongs to."""

    heading: str
    sentence: str


def compared(
    heading: str,
    old: Mapping[str, Each],
    new: Mapping[str, Each],
    *,
    says: tuple[Callable[[Each], str], Callable[[Each], str]],
    otherwise: Callable[[str, Each, Each], Iterable[str]],
) -> Iterator[Change]:
    """Yield a sentence for each thing that is gone, is new, or is not as it was.

    `says` tell of one thing of the old pack and of the new; `otherwise` what is changed in a
    thing that both have.
    """
    for name, was in old.items():
        if name not in new:
            yield Change(heading, f"删去“{name}”：{says[0](was)}")
    for name, now in new.items():
        if name not in old:
            yield Change(heading, f"增加“{name}”：{says[1](now)}")
        elif old[name] != now:
            yield from (Change(heading, each) for each in otherwise(name, old[name], now))


def became(what: str, old: str, new: str) -> list[str]:
    """Say that a thing was one and is another; [] when it is the same; a long one by its parts."""
    if old == new:
        return []
    if not old:
        return [f"{what}：加上“{new}”"]
    if not new:
        return [f"{what}：去掉“{old}”"]
    if max(len(old), len(new)) <= SHORT:
        return [f"{what}由“{old}”改为“{new}”"]
    return [f"{what}：{'；'.join(_edits(old, new))}"]


def moved(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Return what stands in another order than before, the fewest that explain it."""
    was = [each for each in old if each in new]
    now = [each for each in new if each in old]
    kept: set[str] = set()
    for block in SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks():
        kept.update(was[block.a : block.a + block.size])
    return [each for each in now if each not in kept]


def _edits(old: str, new: str) -> Iterator[str]:
    before, after = SEGMENT.findall(old), SEGMENT.findall(new)
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = _trimmed(before[a1:a2]), _trimmed(after[b1:b2])
        if tag == "replace" and gone and come:
            yield f"“{gone}”改为“{come}”"
        elif tag != "equal" and gone:
            yield f"删去“{gone}”"
        elif tag != "equal" and come:
            yield f"加上“{come}”"
        elif tag != "equal":
            yield "标点或空白有改动"


def _trimmed(segments: Sequence[str]) -> str:
    return "".join(segments).strip("，。；：、\n ")
