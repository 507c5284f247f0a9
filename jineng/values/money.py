"""How is money counted, split, written and read? Whole fen, rounded once, here."""

import re
import unicodedata
from decimal import Decimal

# Ten trillion yuan, in fen: sums of such sums still fit the 64 bits they are kept in.
BEYOND_ANY_SUM = 10**15
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]+)?")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


def share_of(standard_fen: int, percent: int) -> int:
    """Return so many percent of a standard, in fen, half a fen rounded up."""
    return (standard_fen * percent * 2 + 100) // 200


def yuan_text(fen: int) -> str:
    """Return fen as a person reads yuan: 128000 → "1,280.00"."""
    sign, whole = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{whole // 100:,}.{whole % 100:02d}"


def plain_yuan(fen: int) -> str:
    """Return fen as yuan without separators, for files: 128000 → "1280.00"."""
    return yuan_text(fen).replace(",", "")


def fen_from_yuan(cell: object) -> int:
    """Read yuan as fen; a ValueError says in Chinese what is wrong with the cell.

    Takes 1600, "1600", "1,600.00" and full-width digits. A float must be exact to the fen as it
    is written; "1,60" is refused, since nobody can say which comma is meant.
    """
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    if not (_PLAIN.fullmatch(text) or _GROUPED.fullmatch(text)):
        raise ValueError(f"“{cell}”不是金额" if text else "没有填写金额")
    fen = Decimal(text.replace(",", "")) * 100
    if fen != fen.to_integral_value():
        raise ValueError(f"“{cell}”不是到分为止的金额")
    if abs(fen) >= BEYOND_ANY_SUM:
        raise ValueError(f"“{cell}”上了十万亿元，不像金额")
    return int(fen)


def capital_yuan(fen: int) -> str:
    """Return 人民币大写 as forms print it: 128050 → "壹仟贰佰捌拾元伍角整"."""
    whole, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    yuan = f"{_capital(whole)}元" if whole else ""
    if not rest:
        return (yuan or "零元") + "整"
    tenths = f"{_DIGITS[jiao]}角" if jiao else ("零" if whole else "")
    return yuan + tenths + (f"{_DIGITS[cents]}分" if cents else "整")


def _capital(number: int) -> str:
    groups: list[str] = []
    pending = False
    for place in range(len(_GROUPS) - 1, -1, -1):
        group = number // 10000**place % 10000
        if not group:
            pending = bool(groups)
            continue
        zero = "零" if groups and (pending or group < 1000) else ""
        groups.append(zero + _four(group) + _GROUPS[place])
        pending = False
    return "".join(groups)


def _four(number: int) -> str:
    text, pending = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            pending = bool(text)
            continue
        text += ("零" if pending else "") + _DIGITS[digit] + _PLACES[place]
        pending = False
    return text
