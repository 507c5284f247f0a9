"""Does a figure of a rule stand in the clause it cites, in whichever way the clause writes it?"""

import re
from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

DIGITS = "零一二三四五六七八九"
NUMERALS = "零〇一二两三四五六七八九十百千万亿点"
TENTHS_OF_WAN = 10_000
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


def stands_in(mention: Mention, clause: str, years: Collection[int]) -> bool:
    """Say whether the clause has the figure, in Arabic or Chinese numerals.

    A day whose year the clause leaves out belongs to one of `years`, those the document rules.
    """
    plain = _plain(clause)
    if isinstance(mention.value, date):
        return any(_day_stands(form, mention.value, plain, years) for form in _days(mention.value))
    if isinstance(mention.value, str) and mention.unit:
        return bool(re.search(_decimal(mention.value, mention.unit), plain))
    if isinstance(mention.value, str):
        return _plain(mention.value) in plain
    return any(re.search(form, plain) for form in _patterns(mention.value, mention.unit))


def sum_of(fen: int) -> Mention:
    """Return an amount as the clause would write it, in yuan."""
    yuan, rest = divmod(fen, 100)
    return Mention(f"{yuan}.{rest:02d}", "元") if rest else Mention(yuan, "元")


def _decimal(number: str, unit: str) -> str:
    """The pattern of a number with two places, the last of which may be left out if it is 0."""
    shown = re.escape(number[:-1]) + "0?" if number.endswith("0") else re.escape(number)
    return rf"(?<![\d.]){shown}{unit}"


def _plain(text: str) -> str:
    without_spaces = re.sub(r"\s+", "", normalize("NFKC", text))
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", without_spaces)


def _patterns(number: int, unit: str) -> Iterator[str]:
    if unit == "%":
        yield rf"百分之{numeral(number)}(?![{NUMERALS}])"
        if number == 100:
            yield "全额"
    if unit == "个月" and number and number % 12 == 0:
        yield from _patterns(number // 12, "年")
    endings = "|".join(re.escape(ending) for ending in UNITS.get(unit, (unit,)))
    after = f"(?:{endings})" if endings else rf"(?![\d.{NUMERALS}])"
    for form in _arabic(number):
        yield rf"(?<![\d.]){re.escape(form)}{after}"
    for form in _chinese(number):
        yield rf"(?<![{NUMERALS}]){form}{after}"


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


def _days(day: date) -> Iterator[str]:
    for month in (str(day.month), numeral(day.month)):
        before = rf"(?<![\d{NUMERALS}]){month}月"
        yield rf"{before}(?:{day.day}|{numeral(day.day)})日"
        if day.day == 1:
            yield rf"{before}(?:起|初|至|到|-|—|~)"
        if day.day == monthrange(day.year, day.month)[1]:
            yield rf"{before}(?:底|末)"
            yield rf"(?<=至){month}月(?!\d)|(?<=到){month}月(?!\d)"


def _day_stands(form: str, day: date, plain: str, years: Collection[int]) -> bool:
    for found in re.finditer(form, plain):
        year = re.search(r"(\d{4})年$", plain[: found.start()])
        if int(year.group(1)) == day.year if year else day.year in years:
            return True
    return False
