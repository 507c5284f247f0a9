"""Which figures does a part of a rule use, so that its clause can be asked for them?"""

from collections.abc import Iterator
from datetime import date

from jineng.policy.language.glossary import Glossary, Kind
from jineng.policy.language.rule import Amount, Measure
from jineng.policy.language.tree import (
    AllOf,
    AnyOf,
    Between,
    Compare,
    Condition,
    DayStep,
    EditionOf,
    Ever,
    Expr,
    Fact,
    FirstAfter,
    History,
    Literal,
    Looked,
    MonthNotAfter,
    Moved,
    Named,
    Not,
    OneOf,
    Share,
    Span,
    Within,
    YearOf,
)
from jineng.policy.reading.figures import Mention, sum_of

SPAN_UNITS = {Span.DAYS: "日", Span.MONTHS: "个月", Span.YEARS: "年", Span.WORK_DAYS: "工作日"}


def in_condition(condition: Condition, glossary: Glossary) -> Iterator[Mention]:
    """Yield every limit of the condition, and every free text it compares with."""
    match condition:
        case AllOf() | AnyOf():
            for part in condition.parts:
                yield from in_condition(part, glossary)
        case Not():
            yield from in_condition(condition.of, glossary)
        case Compare(left, _, Literal() as limit):
            yield mention_of(limit, unit_of(left, glossary))
        case OneOf(Fact(kind=Kind.TEXT), values):
            yield from (Mention(value) for value in values if isinstance(value, str))
        case _:
            return


def in_derived(expr: Expr) -> Iterator[Mention]:
    """Yield every figure of a derived fact, but not those of the facts it is derived from."""
    match expr:
        case Moved(_, by, step):
            yield Mention(abs(by), "个月" if step == DayStep.MONTHS else "日")
        case History() if expr.months:
            yield Mention(expr.months, "个月")
        case Ever():
            yield from in_derived(expr.times)
        case Within() | Between() | MonthNotAfter():
            for part in _days_of(expr):
                if isinstance(part, Literal):
                    yield mention_of(part, "")
        case _:
            return


def _days_of(expr: Within | Between | MonthNotAfter) -> tuple[Expr, ...]:
    match expr:
        case Within():
            return (expr.start, expr.end)
        case Between():
            return (expr.start, expr.end)
        case MonthNotAfter():
            return (expr.first, expr.second)


def in_amount(amount: Amount, glossary: Glossary) -> Iterator[Mention]:
    """Yield every figure of an amount: sums, shares, units, limits, instalments.

    The last instalment is what is left: a document need not write its share.
    """
    for piece in (amount.base, *amount.shares, amount.ceiling):
        if isinstance(piece, Literal) and piece.value:
            yield mention_of(piece, "")
    yield from (Mention(each) for each in (amount.every, amount.most) if each > 1)
    if amount.uplift_most:
        yield Mention(amount.uplift_most, "%")
    for each in amount.instalments:
        yield from in_condition(each.condition, glossary)
    yield from (Mention(each.percent, "%") for each in amount.instalments[:-1])


def in_measure(measure: Measure) -> Iterator[Mention]:
    """Yield the length of every term of a measure."""
    for term in measure.terms:
        yield Mention(term.count, "日" if term.unit == "自然日" else term.unit)


def mention_of(literal: Literal, unit: str) -> Mention:
    """Return a limit as the clause would write it."""
    value = literal.value
    if literal.kind in (Kind.SHARE, Kind.PERCENT) and isinstance(value, int):
        return Mention(value, "%")
    if literal.kind == Kind.MONEY and isinstance(value, int):
        return sum_of(value)
    if isinstance(value, date):
        return Mention(value)
    return Mention(int(value), unit)


def unit_of(expr: Expr, glossary: Glossary) -> str:
    """Return the unit in which a clause would count this."""
    match expr:
        case Named():
            return unit_of(expr.of, glossary)
        case History():
            return "次"
        case Between():
            return SPAN_UNITS[expr.span]
        case YearOf():
            return "年"
        case Fact():
            return glossary.by_id[expr.id].unit
        case FirstAfter() | Share() | Moved() | MonthNotAfter() | Within() | Ever() | Literal():
            return ""
        case Looked() | EditionOf():
            return ""
