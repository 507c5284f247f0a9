"""How is a part of a rule printed as lines of Python?

Three values: None is unknown, A is known to be absent, anything else is known. What is printed
holds our own words only; every value of a pack is bound to a name beside the text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jineng.policy.language.glossary import FactWord
from jineng.policy.language.nullness import may_be_absent, may_be_unknown
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
    Op,
    Present,
    Share,
    Span,
    Within,
    YearOf,
)
from jineng.policy.language.walk import unwrapped
from jineng.policy.python.python_calls import Bound
from jineng.policy.python.python_history import history_lines

OPERATORS = {Op.LESS: "<", Op.AT_MOST: "<=", Op.AT_LEAST: ">=", Op.MORE: ">"}
SPANS = {
    Span.DAYS: "days_between",
    Span.MONTHS: "full_months_between",
    Span.YEARS: "full_years_between",
    Span.WORK_DAYS: "work_days_between",
}


@dataclass
class Body:
    """The lines of one function, and the names under which the parts of the rules stand in it.

    Facts are `v0`, `v1`, … by their `places`; `words` are the same facts, by id. `used` are the
    places of those that the lines name.
    """

    bound: Bound
    words: Mapping[str, FactWord]
    places: Mapping[str, int]
    lines: list[str] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    _parts: dict[object, str] = field(default_factory=dict)

    def keep(self, text: str) -> str:
        """Print a line that keeps what the text yields; return its name."""
        name = f"n{len(self.lines)}"
        self.lines.append(f"{name} = {text}")
        return name

    def value(self, expr: Expr) -> str:
        """Return the name under which a value stands, printing once what yields it."""
        match expr:
            case Fact():
                place = self.places[expr.id]
                self.used.add(place)
                return f"v{place}"
            case Literal(value):
                return repr(value) if type(value) in (int, bool) else self.bound.name(value)
            case _:
                # Derived facts are one object each; counts of the history compare by value.
                key = expr if isinstance(expr, History) else id(expr)
                if key not in self._parts:
                    self._parts[key] = self._printed(expr)
                return self._parts[key]

    def test(self, condition: Condition) -> str:
        """Return the name under which it stands whether a condition holds: yes, no or unknown."""
        match condition:
            case AllOf() | AnyOf():
                return self._joined(condition)
            case Not(of):
                inner = self.test(of)
                unknown = f"None if {inner} is None else " if may_be_unknown(of) else ""
                return self.keep(f"{unknown}not {inner}")
            case Present(left):
                return self.keep(self._unless("True", "False", left))
            case OneOf(left, values):
                return self.keep(self._unless(self._one_of(left, values), "False", left))
            case Compare(left, op, right):
                text = f"{self.value(left)} {OPERATORS[op]} {self.value(right)}"
                if isinstance(unwrapped(left), Share):
                    share, percent = self.value(left), self.value(right)
                    text = f"{share}[0] * 100 {OPERATORS[op]} {share}[1] * {percent}"
                return self.keep(self._unless(text, "False", left, right))

    def _printed(self, expr: Expr) -> str:
        match expr:
            case Named():
                return self.value(expr.of)
            case History():
                return self._history(expr)
            case Within():
                return self.test(window(expr))
            case Looked():
                return self._looked(expr)
            case Share(part, whole):
                top, bottom = self.value(part), self.value(whole)
                text = f"({top}, {bottom}) if {bottom} > 0 else None"
                return self.keep(self._unless(text, "A", part, whole))
            case _:
                return self.keep(self._of_days(expr))

    def _of_days(self, expr: Expr) -> str:
        match expr:
            case Moved(day, by, step):
                later = "months_later" if step == DayStep.MONTHS else "days_later"
                return self._unless(f"{later}({self.value(day)}, {by})", "A", day)
            case Between(start, end, span):
                text = f"{SPANS[span]}({self.value(start)}, {self.value(end)})"
                return self._unless(text, "A", start, end)
            case YearOf(day):
                return self._unless(f"{self.value(day)}.year", "A", day)
            case FirstAfter(days, bound, inclusive):
                first = "first_from" if inclusive else "first_after"
                text = f"{first}({self.value(days)}, {self.value(bound)})"
                return self._unless(text, "A", days, bound)
            case MonthNotAfter(first, second):
                text = f"same_month_or_earlier({self.value(first)}, {self.value(second)})"
                return self._unless(text, "False", first, second)
            case EditionOf(table, on):
                text = f"edition_on({self.bound.editions(table)}, {self.value(on)})"
                return self._unless(text, "A", on)
            case Ever(times):
                return self._unless(f"{self.value(times)} > 0", "False", times)
            case _:
                raise AssertionError(f"no words of Python for {type(expr).__name__}")

    def _unless(self, text: str, if_absent: str, *parts: Expr) -> str:
        """Return the text, for parts that are all known: absence is asked before the unknown."""
        unknown = [self.value(each) for each in parts if may_be_unknown(each)]
        gone = [self.value(each) for each in parts if may_be_absent(each, self.words)]
        if unknown:
            text = f"None if {' or '.join(f'{each} is None' for each in unknown)} else {text}"
        if gone:
            text = f"{if_absent} if {' or '.join(f'{each} is A' for each in gone)} else {text}"
        return text

    def _one_of(self, left: Expr, values: tuple[str | bool, ...]) -> str:
        name = self.value(left)
        if len(values) != 1:
            return f"{name} in {self.bound.name(frozenset(values))}"
        [value] = values
        if isinstance(value, bool):
            return name if value else f"not {name}"
        return f"{name} == {self.bound.name(value)}"

    def _joined(self, condition: AllOf | AnyOf) -> str:
        stop, otherwise = ("False", "True") if isinstance(condition, AllOf) else ("True", "False")
        parts = [self.test(each) for each in condition.parts]
        if not parts:
            return otherwise
        text = f"{stop} if {' or '.join(f'{each} is {stop}' for each in parts)} else "
        if may_be_unknown(condition):
            text += f"None if {' or '.join(f'{each} is None' for each in parts)} else "
        return self.keep(text + otherwise)

    def _history(self, expr: History) -> str:
        asked = [*expr.same_facts, *([expr.level] if expr.level and expr.levels else [])]
        names = {each.id: self.value(each) for each in asked}
        on = self.value(expr.on) if expr.on else ""
        name = f"n{len(self.lines)}"
        self.lines += history_lines(expr, name, names, on, self.bound)
        return name

    def _looked(self, expr: Looked) -> str:
        key = f"({''.join(f'{self.value(each)}, ' for each in expr.keys)})"
        rows = self.bound.rows(expr.table)
        if expr.on:
            text = f"looked({rows}, {self.value(expr.on)}, {key})"
            return self.keep(self._unless(text, "A", *expr.keys, expr.on))
        return self.keep(self._unless(f"{rows}[0][2].get({key}, A)", "A", *expr.keys))


def window(expr: Within) -> Condition:
    """Return what being in a window means: not before its start, and not after its end."""
    from_start = Op.AT_LEAST if expr.with_start else Op.MORE
    to_end = Op.AT_MOST if expr.with_end else Op.LESS
    start = Compare(expr.day, from_start, expr.start)
    return AllOf((start, Compare(expr.day, to_end, expr.end)))
