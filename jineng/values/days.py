"""Which day does this cell mean? The many ways people write dates, and nothing guessed."""

import re
import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")
_DAY = re.compile(r"(\d{4})[.\-/年](\d{1,2})[.\-/月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
_PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})[.\-/年]?(\d{1,2})月?")


def day_from(cell: object) -> date:
    """Read a day; a ValueError says in Chinese what is wrong with the cell."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _tidy(cell)
    found = _DAY.fullmatch(text) or _PLAIN.fullmatch(text)
    if not found:
        raise ValueError(f"“{cell}”不是日期，请写成 2024-06-03")
    year, month, day = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError as wrong:
        raise ValueError(f"没有 {year}年{month}月{day}日") from wrong


def month_from(cell: object) -> date:
    """Read a month as its first day; a whole day gives the first day of its month."""
    if isinstance(cell, (date, datetime)):
        return date(cell.year, cell.month, 1)
    text = _tidy(cell)
    if _DAY.fullmatch(text) or _PLAIN.fullmatch(text):
        return day_from(text).replace(day=1)
    found = _MONTH.fullmatch(text)
    if not found or not 1 <= int(found.group(2)) <= 12:
        raise ValueError(f"“{cell}”不是年月，请写成 2024-06")
    return date(int(found.group(1)), int(found.group(2)), 1)


def _tidy(cell: object) -> str:
    return re.sub(r"\s*([.\-/年月日])\s*", r"\1", unicodedata.normalize("NFKC", str(cell)).strip())
