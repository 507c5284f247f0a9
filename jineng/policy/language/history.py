"""Which counts of a person's history do some rules ask for, and in which order are they kept?"""

from collections.abc import Iterable, Iterator

from jineng.policy.language import walk
from jineng.policy.language.amounts import pieces_of
from jineng.policy.language.rule import Rule
from jineng.policy.language.tree import Expr, History


def histories_of(rules: Iterable[Rule]) -> tuple[History, ...]:
    """Return the different counts, in the order in which the rules first ask for them.

    Prepared counts of the n-th stand in a column called by `history_column(n)`.
    """
    found: dict[History, None] = {}
    for rule in rules:
        for expr in exprs_of(rule):
            found.update((each, None) for each in walk.nodes(expr) if isinstance(each, History))
    return tuple(found)


def history_column(number: int) -> str:
    """Return the name of the column of prepared counts: whole numbers, null where unknown."""
    return f"history_{number}"


def exprs_of(rule: Rule) -> Iterator[Expr]:
    """Yield everything a rule compares or reckons with, its instalments included."""
    conditions = (rule.condition, *(each.condition for each in rule.amount.instalments))
    for condition in conditions:
        for comparison in walk.comparisons(condition):
            yield from walk.sides(comparison)
    yield from pieces_of(rule.amount).values()
