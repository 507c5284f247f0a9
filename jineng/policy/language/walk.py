"""Which facts lie under a part of a rule?"""

from collections.abc import Iterable, Iterator

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
    MonthNotAfter,
    Moved,
    Named,
    Not,
    OneOf,
    Present,
    Share,
    Within,
    YearOf,
)


def comparisons(condition: Condition) -> Iterator[Compare | OneOf | Present]:
    """Yield every single comparison of a condition, in order."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from comparisons(part)
        case Not(of):
            yield from comparisons(of)
        case _:
            yield condition


def sides(comparison: Compare | OneOf | Present) -> tuple[Expr, ...]:
    """Return what is compared."""
    if isinstance(comparison, Compare):
        return (comparison.left, comparison.right)
    return (comparison.left,)


def under(expr: Expr) -> Iterator[Fact | Named]:
    """Yield the named facts of a part of a rule: itself first, then those it is derived from."""
    if isinstance(expr, Fact | Named):
        yield expr
    for part in parts(expr):
        yield from under(part)


def facts_under(exprs: Iterable[Expr]) -> set[str]:
    """Return the ids of the facts that parts of rules rest on, looking at each derived one once."""
    found: set[str] = set()
    seen: set[int] = set()
    waiting = list(exprs)
    while waiting:
        expr = waiting.pop()
        if isinstance(expr, Fact):
            found.add(expr.id)
        elif id(expr) not in seen:
            # Rules hold what they are made of, so no other part can come to have its number.
            seen.add(id(expr))
            waiting.extend(parts(expr))
    return found


def nodes(expr: Expr) -> Iterator[Expr]:
    """Yield a part of a rule and everything it is made of."""
    yield expr
    for part in parts(expr):
        yield from nodes(part)


def unwrapped(expr: Expr) -> Expr:
    """Return what a derived fact is derived as."""
    return unwrapped(expr.of) if isinstance(expr, Named) else expr


def parts(expr: Expr) -> tuple[Expr, ...]:
    """Return what a part of a rule is made of."""
    match expr:
        case Fact() | Literal():
            return ()
        case Named():
            return (expr.of,)
        case Moved() | YearOf():
            return (expr.day,)
        case FirstAfter():
            return (expr.days, expr.bound)
        case Share():
            return (expr.part, expr.whole)
        case _:
            return _parts_of_spans(expr)


def _parts_of_spans(
    expr: Between | MonthNotAfter | Within | History | Ever | Looked | EditionOf,
) -> tuple[Expr, ...]:
    match expr:
        case Between():
            return (expr.start, expr.end)
        case MonthNotAfter():
            return (expr.first, expr.second)
        case Within():
            return (expr.day, expr.start, expr.end)
        case History():
            asked = (*expr.same_facts, expr.on, expr.level if expr.levels else None)
            return tuple(each for each in asked if each)
        case Ever():
            return (expr.times,)
        case Looked():
            return (*expr.keys, *((expr.on,) if expr.on else ()))
        case EditionOf():
            return (expr.on,)
