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
_INVISIBLE = re.compile(r"[\s'’‘`\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_LONG, _SHORT = 18, 15
_OLDEST = 120
_FORMATS = {
    "职业技能等级证书": (
        re.compile(r"[YS]\d{4}\d{2}\d{6}\d{2}[1-5]\d{6}|[A-Z]{2}\d{20}"),
        "应为 1 位字母 Y 或 S 加 21 位数字（特级技师为 2 位字母加 20 位数字）",
    ),
    "职业资格证书": (
        re.compile(r"\d{6}[0-4]\d{3}[1-5]\d{5}"),
        "应为 16 位数字，第 7 位是 0—4，第 11 位是等级 1—5",
    ),
}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a number: a code, a sentence, and what to do."""

    code: str
    says: str
    mend: str


def normalise(text: str) -> str:
    """Return the number as the system keeps it: half-width, no spaces, upper X, 18 characters.

    A well-formed 15-digit number becomes the 18-character one of the same person.
    """
    tidy = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).upper()
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
    if len(number) != _LONG:
        return _wrong_length(number)
    if not (number.isascii() and number[:17].isdigit() and (number[17] in "0123456789X")):
        return Problem(
            "not_digits",
            "身份证号里有数字以外的字符",
            "请对照身份证重新填写 18 位号码",
        )
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
    if today is not None and not 0 <= today.year - born.year <= _OLDEST:
        return Problem(
            "impossible_age", f"出生日期 {born} 不可能", "请对照身份证改第 7—14 位"
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


def certificate_number_problem(kind: str, number: str) -> str | None:
    """Return what is wrong with a certificate's number, or None; kinds without a rule pass."""
    if kind not in _FORMATS:
        return None
    pattern, rule = _FORMATS[kind]
    if pattern.fullmatch(number):
        return None
    return f"{kind}编号“{number}”不合规则：{rule}"


def _wrong_length(number: str) -> Problem:
    short = _LONG - len(number)
    says = f"身份证号少 {short} 位" if short > 0 else f"身份证号多 {-short} 位"
    return Problem("wrong_length", says, "请补全 18 位" if short > 0 else "请改为 18 位")
