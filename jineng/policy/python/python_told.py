"""How is it printed as Python that the facts of a case are of the declared types and words?

What is as it mostly is passes at once; anything else goes to `checked`, which refuses or reads it.
"""

from collections.abc import Mapping
from datetime import date

from jineng.policy.language.glossary import FactWord, Kind
from jineng.policy.language.told import NOT_TOLD, checked
from jineng.policy.python.python_calls import Bound

ODD = {
    Kind.TEXT: "type({v}) is not str",
    Kind.DAY: "type({v}) is not date",
    Kind.MONTH: "type({v}) is not date",
    Kind.DAYS: "type({v}) is not tuple or not only_days(map(type, {v}))",
    Kind.COUNT: "type({v}) is not int or {v} < 0",
    Kind.MONEY: "type({v}) is not int or {v} < 0",
    Kind.PERCENT: "type({v}) is not int or {v} < 0",
    Kind.FLAG: "{v} is not True and {v} is not False",
}


def told_lines(words: Mapping[str, FactWord], bound: Bound) -> list[str]:
    """Return the lines that leave each fact under `v0`, `v1`, …, in the order of the words."""
    only_days = frozenset({date}).issuperset
    bound.values.update(checked=checked, only_days=only_days, date=date, str=str, int=int)
    bound.values.update(tuple=tuple, map=map, type=type)
    lines = ["get = facts.get"]
    for number, word in enumerate(words.values()):
        lines += _fact(f"v{number}", word, bound)
    return lines


def _fact(v: str, word: FactWord, bound: Bound) -> list[str]:
    fact_id = bound.name(word.id)
    check = f"{v} = checked({bound.apart(word)}, {v})"
    odd = _odd(v, word, bound)
    if not word.nullable:
        return [f"{v} = get({fact_id})", f"if {v} is not None and ({odd}):", f"    {check}"]
    not_told = bound.name(NOT_TOLD)
    return [
        f"{v} = get({fact_id}, {not_told})",
        f"if {v} is None:",
        f"    {v} = A",
        f"elif {odd}:",
        f"    {check}",
    ]


def _odd(v: str, word: FactWord, bound: Bound) -> str:
    if word.kind == Kind.WORD:
        return f"type({v}) is not str or {v} not in {bound.name(frozenset(word.words))}"
    return ODD[word.kind].format(v=v)
