"""Which named facts does a whole rule rest on: its condition, its sum, its instalments?"""

from collections.abc import Iterator

from jineng.policy.language import walk
from jineng.policy.language.amounts import pieces_of
from jineng.policy.language.rule import Rule
from jineng.policy.language.tree import Condition, Fact, Named


def under_rule(rule: Rule) -> Iterator[Fact | Named]:
    """Yield every named fact of a rule, and those that they are derived from."""
    yield from under_condition(rule.condition)
    yield from under_amount(rule)


def under_amount(rule: Rule) -> Iterator[Fact | Named]:
    """Yield every named fact that the sum of a rule is worked out from."""
    for piece in pieces_of(rule.amount).values():
        yield from walk.under(piece)
    for each in rule.amount.instalments:
        yield from under_condition(each.condition)


def under_condition(condition: Condition) -> Iterator[Fact | Named]:
    """Yield every named fact of a condition, and those that they are derived from."""
    for comparison in walk.comparisons(condition):
        for side in walk.sides(comparison):
            yield from walk.under(side)
