"""How is a YAML page read so that nothing on it is silently lost or guessed?"""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path
from unicodedata import normalize

from jineng.policy.reading.events import content_of
from jineng.policy.reading.marked import line_of
from jineng.policy.reading.slips import Slip

MOST_BYTES = 2_000_000
# What no eye sees, or sees as another character: controls, format marks, private characters.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ud800-\uf8ff\ufeff\ufff0-\uffff\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)


def read_page(path: Path, *, plainly: bool = False) -> object:
    """Return the content of a YAML file: text, whole numbers, dates, lists, mappings only.

    `plainly` reads without the C library, as on a machine that has none.
    """
    return content_of(read_text(path), plainly=plainly)


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
    found = value.strip() if isinstance(value, str) else ""
    if not found:
        raise Slip(f"{what}应写文字，现为“{value}”；数字和编号请加引号")
    return found


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
