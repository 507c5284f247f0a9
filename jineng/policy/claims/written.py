"""What does a cell mean that an officer wrote: which value of its fact?"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches

from jineng.policy.language.glossary import FactWord, Kind
from jineng.policy.packs.cases import NONE, UNKNOWN
from jineng.values.days import day_from, month_from
from jineng.values.money import fen_from_yuan
from jineng.values.refusal import Refusal

__all__ = ["NONE", "UNKNOWN", "Unfit", "nearest", "written"]

# Beyond these a cell is a slip of the keyboard, and a sum of such cells might not fit 64 bits.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
MOST_FEN, MOST_COUNT, MOST_PERCENT = 10**11, 10**6, 1000
YES = {"是": True, "否": False, "√": True, "×": False, "true": True, "false": False}
_BETWEEN_DAYS = re.compile(r"[、,;\s]+")
_WHOLE = re.compile(r"([0-9]{1,15})(?:\.0+)?")
_FEN = re.compile(r"([0-9]{1,15})分?")
_PERCENT = re.compile(r"([0-9]{1,4})%")


class Unfit(Refusal):
    """A cell that is no value of its fact: `says` what is wrong, `mend` what to do."""

    def __init__(self, says: str, mend: str) -> None:
        super().__init__(f"{says}；{mend}")
        self.says = says
        self.mend = mend


def written(word: FactWord, cell: str, *, yuan: bool = False) -> object:
    """Return the value of a cell that is not empty and not 未知; None is “known to be absent”.

    是/否; 没有; 2024-06-17, 2024/6/17, 2024年6月17日; 2024-04; days parted by 、; 25%; 1600元. A
    bare whole number of money is fen, unless its column is headed （元） (`yuan`). 没有 in a column
    of days is the empty list, in a text that may not be absent the empty text. Raises Unfit.
    """
    text = unicodedata.normalize("NFKC", cell).strip()
    if text == NONE and text not in word.words:
        return _nothing(word)
    if word.kind == Kind.MONEY:
        return _fen(text, yuan=yuan)
    return _READERS[word.kind](word, text)


def nearest(word: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    """Return 是不是“…” for the known word most like this one, "" where none is."""
    found = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"是不是“{found[0]}”" if found else ""


def _nothing(word: FactWord) -> object:
    if word.nullable:
        return None
    if word.kind == Kind.DAYS:
        return ()
    if word.kind == Kind.TEXT:
        return ""
    raise Unfit(f"“{word.name}”不能是“没有”", f"请填写{word.name}，不知道的写“{UNKNOWN}”")


def _fen(text: str, *, yuan: bool) -> int:
    plain = _FEN.fullmatch(text)
    if plain and not (yuan and "分" not in text):
        return _within(int(plain.group(1)), MOST_FEN, text, "请核对金额；整数按分读")
    if not yuan and not text.endswith("元"):
        raise Unfit(f"“{text}”看不出是元还是分", "请写成 1600元，或以分为单位的整数")
    try:
        fen = fen_from_yuan(text.removesuffix("元"))
    except ValueError as wrong:
        raise Unfit(str(wrong), "请写成 1600元 或 1600.50元") from wrong
    return _within(fen, MOST_FEN, text, "请核对金额")


def _count(word: FactWord, text: str) -> int:
    bare = text.removesuffix(word.unit).strip() if word.unit else text
    found = _WHOLE.fullmatch(bare)
    if not found:
        raise Unfit(f"“{text}”不是非负整数", "请填写整数，如 80")
    return _within(int(found.group(1)), MOST_COUNT, text, "请核对这个数")


def _percent(word: FactWord, text: str) -> int:
    found = _PERCENT.fullmatch(text)
    if not found:
        raise Unfit(f"“{text}”不是整数百分数", "请写成 25%（在 Excel 里把这一列设为文本）")
    return _within(int(found.group(1)), MOST_PERCENT, text, "请核对这个比例")


def _within(number: int, most: int, text: str, mend: str) -> int:
    if not 0 <= number < most:
        raise Unfit(f"“{text}”大得不像真的", mend)
    return number


def _day(word: FactWord, text: str) -> date:
    return _plausible(lambda: day_from(text), text, "请写成 2024-06-17")


def _month(word: FactWord, text: str) -> date:
    return _plausible(lambda: month_from(text), text, "请写成 2024-04")


def _plausible(read: Callable[[], date], text: str, mend: str) -> date:
    try:
        day = read()
    except ValueError as wrong:
        raise Unfit(str(wrong).split("，")[0], mend) from wrong
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Unfit(f"“{text}”的年份不像真的", mend)
    return day


def _days(word: FactWord, text: str) -> tuple[date, ...]:
    return tuple(_day(word, each) for each in _BETWEEN_DAYS.split(text) if each)


def _flag(word: FactWord, text: str) -> bool:
    if text.lower() not in YES:
        raise Unfit(f"“{text}”不是“是”或“否”", "请填写 是 或 否")
    return YES[text.lower()]


def _word(word: FactWord, text: str) -> str:
    if text not in word.words:
        hint = nearest(text, word.words)
        mend = f"{hint}？" if hint else f"可以写：{'、'.join(word.words)}"
        raise Unfit(f"“{word.name}”没有“{text}”这个词", mend)
    return text


def _text(word: FactWord, text: str) -> str:
    return text


_READERS: Mapping[Kind, Callable[[FactWord, str], object]] = {
    Kind.WORD: _word,
    Kind.TEXT: _text,
    Kind.DAY: _day,
    Kind.MONTH: _month,
    Kind.DAYS: _days,
    Kind.COUNT: _count,
    Kind.PERCENT: _percent,
    Kind.FLAG: _flag,
}
