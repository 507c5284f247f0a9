"""How is it printed as Python how often, or how many fen, were granted before?"""

from jineng.policy.language.tree import History, Measured, Scope
from jineng.policy.python.python_calls import Bound


def history_lines(
    expr: History, name: str, asked: dict[str, str], on: str, bound: Bound
) -> list[str]:
    """Return the lines that leave the count under `name`.

    `asked` are the names of the facts that a grant is compared with, by their ids; `on` is that
    of the day, "" where the whole life counts. The day absent: nothing counts. One of them
    unknown: the count is unknown.
    """
    unknown = " or ".join(f"{each} is None" for each in (*asked.values(), on) if each)
    step = "g.fen" if expr.measured == Measured.FEN else "1"
    count = [
        f"{name} = 0",
        *_before_loop(expr, name, asked, on, bound),
        "for g in history:",
        f"    if {' and '.join(_tests(expr, name, asked, on, bound))}:",
        f"        {name} += {step}",
    ]
    if not unknown:
        return count
    return [
        *([f"if {on} is A:", f"    {name} = 0"] if on else []),
        f"{'elif' if on else 'if'} {unknown}:",
        f"    {name} = None",
        "else:",
        *(f"    {line}" for line in count),
    ]


def _before_loop(
    expr: History, name: str, asked: dict[str, str], on: str, bound: Bound
) -> list[str]:
    lines = []
    if expr.scope == Scope.MONTHS:
        lines.append(f"{name}_after = months_later({on}, -{expr.months})")
    if expr.levels and expr.level:
        own = f"{bound.ranks(expr.levels)}.get({asked[expr.level.id]}, {len(expr.levels)})"
        lines.append(f"{name}_rank = {own}")
    return lines


def _tests(expr: History, name: str, asked: dict[str, str], on: str, bound: Bound) -> list[str]:
    kinds = expr.kinds
    is_kind = f"== {bound.name(kinds[0])}" if len(kinds) == 1 else f"in {bound.name(kinds)}"
    tests = [f"g.kind {is_kind}"]
    tests += [f"g.{each} == {asked[each]}" for each in expr.same]
    if expr.levels:
        tests.append(f"{bound.ranks(expr.levels)}.get(g.level, -1) > {name}_rank")
    if expr.scope == Scope.YEAR:
        tests.append(f"g.on.year == {on}.year")
    if expr.scope == Scope.MONTHS:
        tests.append(f"({name}_after is None or g.on > {name}_after) and g.on <= {on}")
    return tests
