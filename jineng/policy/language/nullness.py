"""Which parts of a rule may turn out absent, and which unknown?

The printers ask, so that what they print tests only for what can happen.
"""

from collections.abc import Mapping

from jineng.policy.language.glossary import FactWord
from jineng.policy.language.tree import (
    AllOf,
    AnyOf,
    Between,
    Compare,
    Condition,
    EditionOf,
    Ever,
    Expr,
    Fact,
    FirstAfter,
    History,
    Literal,
    Looked,
    Moved,
    Named,
    Not,
    OneOf,
    Present,
    Scope,
    Share,
    YearOf,
)


def may_be_absent(expr: Expr, words: Mapping[str, FactWord]) -> bool:
    """Say whether the value may be one that is known not to be."""
    match expr:
        case Fact():
            return words[expr.id].nullable
        case Named():
            return may_be_absent(expr.of, words)
        case Moved() | YearOf():
            return may_be_absent(expr.day, words)
        case Between():
            return may_be_absent(expr.start, words) or may_be_absent(expr.end, words)
        case Share():
            return may_be_absent(expr.part, words) or may_be_absent(expr.whole, words)
        case FirstAfter() | Looked() | EditionOf():
            return True
        case _:
            return False


def may_be_unknown(part: Expr | Condition) -> bool:
    """Say whether the value, or whether the condition holds, may not be known."""
    match part:
        case Literal():
            return False
        case Named():
            return may_be_unknown(part.of)
        case Ever():
            return may_be_unknown(part.times)
        case History():
            return part.scope != Scope.LIFETIME or bool(part.same_facts or part.levels)
        case AllOf(parts) | AnyOf(parts):
            return any(may_be_unknown(each) for each in parts)
        case Not(of) | OneOf(of) | Present(of):
            return may_be_unknown(of)
        case Compare():
            return may_be_unknown(part.left) or may_be_unknown(part.right)
        case _:
            return True
