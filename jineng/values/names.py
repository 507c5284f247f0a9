"""How are names kept: a person's, and that of a column?"""

import re
import unicodedata

# The space between two Chinese characters is how forms line up names, never part of one.
_FILLING = re.compile(r"(?<=[^\x00-\xff])\s+(?=[^\x00-\xff])")
_UNSEEN = re.compile(r"[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def tidy_name(text: str) -> str:
    """Return a name without the spaces people put between characters, and nothing else changed.

    Characters are not folded: two that look alike are two different names on two cards.
    """
    return _FILLING.sub("", _UNSEEN.sub("", text)).strip()


def masked_name(name: str) -> str:
    """Return a name with its middle hidden: 王小兰 → 王○兰, 王兰 → 王○, 欧阳小兰 → 欧○○兰."""
    if len(name) <= 1:
        return "○"
    if len(name) == 2:
        return f"{name[0]}○"
    return name[0] + "○" * (len(name) - 2) + name[-1]


def tidy_heading(text: str) -> str:
    """Return a column's heading without spaces and stars, with one kind of brackets."""
    return re.sub(r"[\s*]+", "", unicodedata.normalize("NFKC", text))
