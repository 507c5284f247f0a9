"""Does a figure of a rule stand in the clause it cites, in whichever way the clause writes it?"""

import re
from calendar import monthrange
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from unicodedata import normalize

DIGITS = "零一二三四五六七八九"
NUMERALS = "零〇一二两三四五六七八九十百千万亿点"
TENTHS_OF_WAN = 10_000
SPACES = re.compile(r"\s+")
COMMA = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
UNITS = {
    "日": ("日", "天", "个自然日", "个日历日"),
    "工作日": ("个工作日", "工作日"),
    "个月": ("个月",),
    "年": ("年", "周年", "周岁", "岁", "个年度"),
    "次": ("次",),
    "%": ("%",),
    "元": ("元",),
}


@dataclass(frozen=True)
class Mention:
    """A figure as a rule uses it: a number with its unit, a day, or a word.

    A sum that is not whole yuan is the text of its yuan with the unit 元.
    """

    value: int | date | str
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.value}{self.unit}"


class Form(NamedTuple):
    """One way to write a figure: not after some characters, and then one of the endings, or none.

    Without endings it must not go on as `goes_on` says a number would.
    """

    written: str
    comes_after: Callable[[str], bool]
    endings: tuple[str, ...] = ()
    goes_on: Callable[[str], bool] = bool


def stands_in(mention: Mention, clause: str, years: Collection[int]) -> bool:
    """Say whether the clause has the figure, in Arabic or Chinese numerals.

    A day whose year the clause leaves out belongs to one of `years`, those the document rules.
    """
    return stands_in_plain(mention, plain(clause), years)


def stands_in_plain(mention: Mention, text: str, years: Collection[int]) -> bool:
    """Say the same of a clause that has been made plain."""
    value = mention.value
    if isinstance(value, date):
        return _day_stands(value, text, years)
    if isinstance(value, str) and not mention.unit:
        return plain(value) in text
    forms = _decimal(value, mention.unit) if isinstance(value, str) else _forms(value, mention.unit)
    return any(_stands(form, text) for form in forms)


def sum_of(fen: int) -> Mention:
    """Return an amount as the clause would write it, in yuan."""
    yuan, rest = divmod(fen, 100)
    return Mention(f"{yuan}.{rest:02d}", "元") if rest else Mention(yuan, "元")


def plain(text: str) -> str:
    """Return a text as figures are looked for in it: one width, no spaces, no commas in numbers."""
    without_spaces = SPACES.sub("", normalize("NFKC", text))
    return COMMA.sub("", without_spaces) if "," in without_spaces else without_spaces


def _decimal(number: str, unit: str) -> Iterator[Form]:
    """A number with two places, the last of which may be left out if it is 0."""
    yield Form(number, _is_arabic, (unit,))
    if number.endswith("0"):
        yield Form(number[:-1], _is_arabic, (unit,))


def _forms(number: int, unit: str) -> Iterator[Form]:
    if unit == "%":
        yield Form(f"百分之{numeral(number)}", _never, goes_on=_is_chinese)
        if number == 100:
            yield Form("全额", _never, goes_on=_never)
    if unit == "个月" and number and number % 12 == 0:
        yield from _forms(number // 12, "年")
    endings = UNITS.get(unit, (unit,)) if unit else ()
    for written in _arabic(number):
        yield Form(written, _is_arabic, endings, _is_figure)
    for written in _chinese(number):
        yield Form(written, _is_chinese, endings, _is_figure)


def _stands(form: Form, text: str) -> bool:
    written, comes_after, endings, goes_on = form
    at = text.find(written)
    while at >= 0:
        end = at + len(written)
        ends = text.startswith(endings, end) if endings else not goes_on(text[end : end + 1])
        if ends and not comes_after(text[:at][-1:]):
            return True
        at = text.find(written, at + 1)
    return False


def _never(_: str) -> bool:
    return False


def _is_arabic(char: str) -> bool:
    return char.isdecimal() or char == "."


def _is_chinese(char: str) -> bool:
    return char != "" and char in NUMERALS


def _is_figure(char: str) -> bool:
    return _is_arabic(char) or _is_chinese(char)


def _arabic(number: int) -> Iterator[str]:
    yield str(number)
    wan, rest = divmod(number, TENTHS_OF_WAN)
    if number >= TENTHS_OF_WAN // 10:
        yield f"{wan}.{rest:04d}".rstrip("0").rstrip(".") + "万"


def _chinese(number: int) -> Iterator[str]:
    yield numeral(number)
    if number == 2:
        yield "两"


def numeral(number: int) -> str:
    """Write a whole number below a hundred million as Chinese does: 15 → 十五, 300 → 三百."""
    if number >= TENTHS_OF_WAN:
        wan, rest = divmod(number, TENTHS_OF_WAN)
        zero = "零" if 0 < rest < TENTHS_OF_WAN // 10 else ""
        return f"{numeral(wan)}万{zero}{numeral(rest) if rest else ''}"
    written, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            written += ("零" if gap and written else "") + DIGITS[digit] + name
        gap = not digit
    if not written:
        return "零"
    return written.removeprefix("一") if written.startswith("一十") else written


def _day_stands(day: date, text: str, years: Collection[int]) -> bool:
    is_last = day.day == monthrange(day.year, day.month)[1]
    endings = (
        *(f"{day.day}日", f"{numeral(day.day)}日"),
        *(("起", "初", "至", "到", "-", "—", "~") if day.day == 1 else ()),
        *(("底", "末") if is_last else ()),
    )
    for written in (f"{day.month}月", f"{numeral(day.month)}月"):
        at = text.find(written)
        while at >= 0:
            before, end = text[:at], at + len(written)
            is_here = not _is_day_figure(before[-1:]) and text.startswith(endings, end)
            is_until = (
                is_last and before[-1:] in ("至", "到") and not text[end : end + 1].isdecimal()
            )
            if (is_here or is_until) and _is_of_year(day.year, before, years):
                return True
            at = text.find(written, at + 1)
    return False


def _is_day_figure(char: str) -> bool:
    return char.isdecimal() or _is_chinese(char)


def _is_of_year(year: int, before: str, years: Collection[int]) -> bool:
    written = before[-5:-1]
    if before.endswith("年") and len(written) == 4 and written.isdecimal():
        return int(written) == year
    return year in years
