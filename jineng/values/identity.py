"""Whose number is this, and can it be one? Identity, credit-code, card and certificate numbers.

Sources: GB 11643 (identity numbers), GB 32100 (credit codes), ISO/IEC 7812 (cards), the coding
rules of skill-level certificates of the Ministry of Human Resources. An address code that is
unknown or abolished says nothing against a number: real people carry them.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_UNSEEN = re.compile(
    r"[\s'’‘`\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0]+"
)
_WHOLE, _PART = re.compile(r"[0-9]{17}[0-9X]"), re.compile(r"[0-9X]*")
_LONG, _SHORT = 18, 15
_OLDEST = 120
_LEVELS = {"一级": "1", "二级": "2", "三级": "3", "四级": "4", "五级": "5"}
_FORMATS = {
    "职业技能等级证书": (
        re.compile(r"[YS][0-9]{14}([1-5])[0-9]{6}|[A-Z]{2}[0-9]{20}"),
        "应为 1 位字母 Y 或 S 加 21 位数字（特级技师为 2 位字母加 20 位数字）",
    ),
    "职业资格证书": (
        re.compile(r"[0-9]{6}[0-4][0-9]{3}([1-5])[0-9]{5}"),
        "应为 16 位数字，第 7 位是 0—4，第 11 位是等级 1—5",
    ),
}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a number: a code, a sentence, and what to do."""

    code: str
    says: str
    mend: str


def tidy_number(text: str) -> str:
    """Return a number without spaces, quotes and characters nobody sees, half-width, upper case."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).upper()
    # What NFKC makes of one odd character may again hold a space or a mark.
    return plain if plain == text else tidy_number(plain)


def normalise(text: str) -> str:
    """Return an identity number as the system keeps it: tidied, upper X, 18 characters.

    A well-formed 15-digit number becomes the 18-character one of the same person.
    """
    tidy = tidy_number(text)
    if len(tidy) == _SHORT and tidy.isascii() and tidy.isdigit():
        longer = f"{tidy[:6]}19{tidy[6:]}"
        return longer + check_character(longer)
    return tidy


def check_character(first17: str) -> str:
    """Return the 18th character for the first seventeen digits (ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first17, strict=True))
    return _CHECKS[total % 11]


def problem(number: str, *, today: date | None = None) -> Problem | None:
    """Return what is wrong with a normalised number, or None when it can be somebody's.

    `today` (when given) also refuses a birth in the future or more than 120 years ago.
    """
    if not (_WHOLE if len(number) == _LONG else _PART).fullmatch(number):
        return Problem(
            "not_digits",
            "身份证号里有数字以外的字符",
            "请对照身份证重新填写 18 位号码",
        )
    if len(number) != _LONG:
        return _wrong_length(number)
    try:
        born = birth_date(number)
    except ValueError:
        return Problem(
            "impossible_date",
            f"没有 {int(number[10:12])}月{int(number[12:14])}日",
            "请对照身份证改第 11—14 位",
        )
    if number[17] != check_character(number[:17]):
        return Problem(
            "check_digit",
            "身份证号最后一位与前 17 位不符，至少有一位填错",
            "请对照身份证逐位核对",
        )
    if today is not None and not (born <= today and today.year - born.year <= _OLDEST):
        return Problem(
            "impossible_age",
            f"出生日期 {born} 晚于今天或早于 {_OLDEST} 年前",
            "请对照身份证改第 7—14 位",
        )
    return None


def birth_date(number: str) -> date:
    """Return the birth date in an 18-character number; a ValueError when there is no such day."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def masked(number: str) -> str:
    """Return a number as pages and notices show it: first six, eight stars, last four."""
    return f"{number[:6]}********{number[-4:]}"


def credit_code_problem(code: str) -> str | None:
    """Return what is wrong with a unified social credit code, or None. Letters may come first."""
    if len(code) != _LONG or any(each not in _CREDIT for each in code):
        return "统一社会信用代码应为 18 位数字或大写字母（没有 I、O、S、V、Z）"
    total = sum(_CREDIT.index(each) * pow(3, place, 31) for place, each in enumerate(code[:17]))
    if _CREDIT.index(code[17]) != (31 - total % 31) % 31:
        return "统一社会信用代码最后一位与前 17 位不符，请对照证照核对"
    return None


def luhn(number: str) -> bool:
    """Whether a personal card number passes its check (company accounts need not)."""
    if not (number.isascii() and number.isdigit()):
        return False
    total = 0
    for place, each in enumerate(reversed(number)):
        digit = int(each) * (2 if place % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def certificate_number_problem(kind: str, number: str, level: str = "") -> str | None:
    """Return what is wrong with a certificate's number, or None; kinds without a rule pass.

    With a `level` (五级 … 一级) the level digit inside the number must agree with it.
    """
    if kind not in _FORMATS:
        return None
    pattern, rule = _FORMATS[kind]
    found = pattern.fullmatch(number)
    if not found:
        return f"{kind}编号“{number}”不合规则：{rule}"
    digit = found.group(1)
    if level in _LEVELS and digit and digit != _LEVELS[level]:
        return f"{kind}编号“{number}”里的等级是 {digit}，与{level}不符"
    return None


def _wrong_length(number: str) -> Problem:
    short = _LONG - len(number)
    if short > 0:
        return Problem("wrong_length", f"身份证号少 {short} 位", "请补全 18 位")
    return Problem("wrong_length", f"身份证号多 {-short} 位", "请改为 18 位")
