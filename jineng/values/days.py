"""Which day does this cell mean? The many ways people write dates, and nothing guessed."""

import re
import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")
_CLOCK = r"(?:[ T]?([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?)"
_DATE = r"([0-9]{4})[.\-/年]([0-9]{1,2})[.\-/月]([0-9]{1,2})日?"
_DAY = re.compile(f"{_DATE}{_CLOCK}?")
_MOMENT = re.compile(f"{_DATE}{_CLOCK}")
_PLAIN = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SPACED = re.compile(r"\s*([.\-/年月日:])\s*")
_MONTH = re.compile(r"([0-9]{4})(?:[.\-/年]([0-9]{1,2})月?|([0-9]{2}))")


def day_from(cell: object) -> date:
    """Read a day; a ValueError says in Chinese what is wrong with the cell.

    A bare number is never taken for a spreadsheet's serial day: only a cell that the
    spreadsheet itself marks as a day arrives here as one.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _tidy(cell)
    found = _DAY.fullmatch(text) or _PLAIN.fullmatch(text)
    if not found:
        raise ValueError(f"“{cell}”不是日期，请写成 2024-06-03")
    return _day(*found.groups()[:3])


def month_from(cell: object) -> date:
    """Read a month as its first day; a whole day gives the first day of its month."""
    if isinstance(cell, date):
        return date(cell.year, cell.month, 1)
    text = _tidy(cell)
    if _DAY.fullmatch(text) or _PLAIN.fullmatch(text):
        return day_from(text).replace(day=1)
    found = _MONTH.fullmatch(text)
    month = int(found.group(2) or found.group(3)) if found else 0
    if not found or not 1 <= month <= 12 or found.group(1) == "0000":
        raise ValueError(f"“{cell}”不是年月，请写成 2024-06")
    return date(int(found.group(1)), month, 1)


def moment_from(cell: object) -> datetime:
    """Read a moment of the clock on the wall here; a ValueError says what is wrong with the cell.

    Takes 2024-06-03 08:10:09 and what spreadsheets make of it: 2024/6/3 8:10.
    """
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=HERE)
    found = _MOMENT.fullmatch(_tidy(cell))
    if not found:
        raise ValueError(f"“{cell}”不是时间，请写成 2024-06-03 08:10:00")
    day = _day(*found.groups()[:3])
    hour, minute, second = (int(part or 0) for part in found.groups()[3:])
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError(f"没有 {hour} 时 {minute} 分 {second} 秒")
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=HERE)


def _day(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError as wrong:
        raise ValueError(f"没有 {int(year)}年{int(month)}月{int(day)}日") from wrong


def _tidy(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return _SPACED.sub(r"\1", unicodedata.normalize("NFKC", str(cell)).strip())
