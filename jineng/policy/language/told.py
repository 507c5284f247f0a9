"""Are the facts of a case of the types and words that were declared?"""

from datetime import date, datetime

from jineng.policy.language.absence import ABSENT, Value
from jineng.policy.language.glossary import FactWord, Kind
from jineng.values.refusal import Refusal


class WrongFact(Refusal):
    """A fact has a value of the wrong type, or a word it cannot take."""


NOT_TOLD = object()


def checked(word: FactWord, value: object) -> Value:
    """Return a fact as the rules use it. Raises WrongFact for a value it cannot have."""
    if value is NOT_TOLD:
        return None
    if value is None:
        return ABSENT if word.nullable else None
    if word.kind == Kind.WORD and value == "":
        return None
    if not _fits(word, value):
        raise WrongFact(f"“{word.name}”的值“{value}”不对：{_wants(word)}；请更正后再办理")
    return value


def _fits(word: FactWord, value: object) -> bool:
    match word.kind:
        case Kind.WORD:
            return value in word.words
        case Kind.TEXT:
            return isinstance(value, str)
        case Kind.DAY | Kind.MONTH:
            return _is_day(value)
        case Kind.DAYS:
            return isinstance(value, tuple | list) and all(_is_day(day) for day in value)
        case Kind.COUNT | Kind.MONEY | Kind.PERCENT:
            return isinstance(value, int) and not isinstance(value, bool) and value >= 0
        case _:
            return isinstance(value, bool)


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _wants(word: FactWord) -> str:
    if word.kind == Kind.WORD:
        return f"只能是{'、'.join(word.words)}"
    wants = {
        Kind.TEXT: "应是文字",
        Kind.DAY: "应是日期",
        Kind.MONTH: "应是某月一日的日期",
        Kind.DAYS: "应是一列日期",
        Kind.COUNT: "应是非负整数",
        Kind.MONEY: "应是以分为单位的非负整数",
        Kind.PERCENT: "应是非负整数，百分之几",
        Kind.FLAG: "应是是或否",
    }
    return wants[word.kind]
