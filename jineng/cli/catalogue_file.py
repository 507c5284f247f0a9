"""How is the catalogue of English sentences read, and packed in gettext's own form?"""

import ast
import struct
from collections.abc import Mapping
from itertools import accumulate

MAGIC, HEAD = 0x950412DE, 28
CONTEXT, PLURAL = "\x04", "\0"


def read_catalogue(text: str) -> dict[str, str]:
    """Return the sentence for each key of a `.po` text, keyed as gettext does."""
    found: dict[str, str] = {}
    for block in text.split("\n\n"):
        said = _parts(block)
        if "msgid" not in said:
            continue
        key = f"{said['msgctxt']}{CONTEXT}{said['msgid']}" if "msgctxt" in said else said["msgid"]
        if "msgid_plural" in said:
            key += PLURAL + said["msgid_plural"]
            value = PLURAL.join(said[name] for name in ("msgstr[0]", "msgstr[1]"))
        else:
            value = said["msgstr"]
        if key in found:
            raise ValueError(f"twice in the catalogue: {key}")
        found[key] = value
    return found


def packed(catalogue: Mapping[str, str]) -> bytes:
    """Return the `.mo` that pages read: two tables of (length, place), then text."""
    keys = sorted(key.encode() for key in catalogue)
    values = [catalogue[key.decode()].encode() for key in keys]
    texts = [*keys, *values]
    begin = HEAD + 8 * len(texts)
    places = accumulate((len(each) + 1 for each in texts), initial=begin)
    table = [
        number for each, place in zip(texts, places, strict=False) for number in (len(each), place)
    ]
    count = len(keys)
    head = struct.pack("<7I", MAGIC, 0, count, HEAD, HEAD + 8 * count, 0, begin)
    return head + struct.pack(f"<{len(table)}I", *table) + b"".join(each + b"\0" for each in texts)


def _parts(block: str) -> dict[str, str]:
    said: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if not line.startswith('"'):
            name, _space, line = line.partition(" ")
            said[name] = ""
        said[name] += str(ast.literal_eval(line))
    return said
