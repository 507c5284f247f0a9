"""How are the parts of a rule printed as the columns of a select, step by step?

Three values: null is unknown; a part that may be known to be absent has a second column, never
null, that says so. Each step reads the columns of those below it, so nothing is worked out twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

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
    Op,
    Present,
    Share,
    Span,
    Table,
    Within,
    YearOf,
)
from jineng.policy.language.walk import parts, unwrapped
from jineng.policy.python.python_parts import window
from jineng.policy.sql.sql_days import (
    between,
    month_number,
    months_of_work,
    moved,
    work_days_to,
    work_days_until,
    year_of,
)
from jineng.policy.sql.sql_dialects import Dialect

OPERATORS = {Op.LESS: "<", Op.AT_MOST: "<=", Op.AT_LEAST: ">=", Op.MORE: ">"}


class Cell(NamedTuple):
    """A value as SQL, whether it is absent as SQL ("": never), and the step it stands in."""

    value: str
    gone: str
    step: int


@dataclass
class Step:
    """What one select adds to the one below it: columns, and tables joined to it."""

    columns: list[str] = field(default_factory=list)
    joins: list[str] = field(default_factory=list)


@dataclass
class Columns:
    """The steps printed so far, and the columns in which the parts of the rules stand.

    `facts` and `histories` are the cells of the lowest step.
    """

    dialect: Dialect
    facts: Mapping[str, Cell]
    histories: Mapping[History, Cell]
    steps: list[Step] = field(default_factory=list)
    _cells: dict[int, Cell] = field(default_factory=dict)

    def cell(self, expr: Expr) -> Cell:
        """Return where the value of a part stands, adding the columns it needs."""
        match expr:
            case Fact():
                return self.facts[expr.id]
            case Literal(value):
                return Cell(self.dialect.literal(value), "", 0)
            case History():
                return self.histories[expr]
            case Named():
                if id(expr) not in self._cells:
                    self._cells[id(expr)] = self.cell(expr.of)
                return self._cells[id(expr)]
            case FirstAfter() | Looked() | EditionOf():
                return self._found(expr)
            case Within():
                inside = self.test(window(expr))
                return self.add(inside.value, "", inside.step + 1)
            case _:
                return self._reckoned(expr, [self.cell(each) for each in parts(expr)])

    def add(self, text: str, gone: str, step: int) -> Cell:
        """Add a column in a step; return its cell."""
        columns = self._step_of(step).columns
        name = f"n{step}_{len(columns)}"
        columns.append(f"{text} AS {name}")
        return Cell(name, gone, step)

    def test(self, condition: Condition) -> Cell:
        """Return whether a condition holds, as SQL of three values over columns below a step."""
        match condition:
            case AllOf(listed) | AnyOf(listed):
                cells = [self.test(each) for each in listed]
                word, none = ("AND", "TRUE") if isinstance(condition, AllOf) else ("OR", "FALSE")
                text = f"({f' {word} '.join(each.value for each in cells)})" if cells else none
                return Cell(text, "", _step(cells))
            case Not(of):
                inner = self.test(of)
                return Cell(f"(NOT {inner.value})", "", inner.step)
            case Present(left):
                cell = self.cell(left)
                known = f"CASE WHEN {cell.value} IS NOT NULL THEN TRUE END"
                return _false_where_gone(known, [cell])
            case OneOf(left, values):
                cell = self.cell(left)
                return _false_where_gone(self._one_of(cell, values), [cell])
            case Compare():
                return self._compared(condition)

    def _reckoned(self, expr: Expr, of: list[Cell]) -> Cell:
        """A value worked out from others, absent where one of those is."""
        first, *rest = [each.value for each in of]
        match expr:
            case Moved(_, by, step):
                text = moved(first, by, step, self.dialect)
            case Between(span=Span.WORK_DAYS):
                to_start, to_end = (
                    self._counted(each, cell.value, _step(of) + 1)
                    for each, cell in zip(parts(expr), of, strict=True)
                )
                text = f"({to_end} - {to_start})"
            case Between(span=span):
                text = between(first, rest[0], span, self.dialect)
            case YearOf():
                text = year_of(first)
            case Ever():
                text = f"({first} > 0)"
            case Share():
                # Only whether there is such a share is asked of it as a value; see _compared.
                text = f"CASE WHEN {rest[0]} > 0 THEN {first} END"
            case MonthNotAfter():
                text = f"({month_number(first)} <= {month_number(rest[0])})"
                return self.add(_false_where_gone(text, of).value, "", _step(of) + 1)
            case _:
                raise AssertionError(f"no column for {type(expr).__name__}")
        return self.add(text, _any_gone(of), _step(of) + 1)

    def _found(self, expr: FirstAfter | Looked | EditionOf) -> Cell:
        """A value that is looked for: absent where it is not found, all that is asked known."""
        asked = [self.cell(each) for each in parts(expr)]
        step = _step(asked) + 1
        match expr:
            case FirstAfter(inclusive=inclusive):
                days, bound = (each.value for each in asked)
                later = ">=" if inclusive else ">"
                text = self.dialect.first.format(days=days, bound=bound, later=later)
            case EditionOf(table):
                text = self._edition(table, asked[0].value)
            case Looked(table):
                text = self._joined(expr, [each.value for each in asked], step)
        found = self.add(text, "", step)
        known = " AND ".join(f"{each.value} IS NOT NULL" for each in asked)
        gone = f"({known or 'TRUE'} AND {found.value} IS NULL)"
        if any_gone := _any_gone(asked):
            gone = f"({any_gone} OR {gone})"
        return Cell(found.value, self.add(gone, "", step + 1).value, step + 1)

    def _edition(self, table: Table, on: str) -> str:
        cases = " ".join(
            f"WHEN {on} BETWEEN {self.dialect.literal(each.first_day)} "
            f"AND {self.dialect.literal(each.last_day)} THEN {self.dialect.literal(each.name)}"
            for each in table.editions
        )
        return f"CASE {cases} END"

    def _joined(self, expr: Looked, asked: list[str], step: int) -> str:
        """Join the rows of a table in a step; return the column of the value found."""
        rows = [
            (each.first_day, each.last_day, *key, value)
            for each in expr.table.editions
            for key, value in each.rows
        ]
        if not rows:
            return f"CAST(NULL AS {self.dialect.type_of(expr.table.kind)})"
        keys = [f"key{n}" for n in range(len(expr.keys))]
        columns = self._names(step, ["first", "last", *keys, "value"])
        values = ", ".join(f"({', '.join(map(self.dialect.literal, row))})" for row in rows)
        tests = [f"{key} = {column}" for key, column in zip(asked, columns[2:-1], strict=False)]
        if expr.on:
            tests.append(f"{asked[-1]} BETWEEN {columns[0]} AND {columns[1]}")
        self._join(step, values, columns, " AND ".join(tests) or "TRUE")
        return f"CAST({columns[-1]} AS {self.dialect.type_of(expr.table.kind)})"

    def _counted(self, expr: Expr, day: str, step: int) -> str:
        """Return the working days up to a day; joins those of the months, if it is not written."""
        if isinstance(expr, Literal) and isinstance(expr.value, date):
            return work_days_until(expr.value)
        month, before, within = columns = self._names(step, ("month", "before", "within"))
        self._join(step, months_of_work(), columns, f"{month_number(day)} = {month}")
        return work_days_to(day, before, within)

    def _names(self, step: int, columns: Sequence[str]) -> list[str]:
        """Return the names of the columns of the next table to be joined in a step."""
        return [f"t{step}_{len(self._step_of(step).joins)}_{each}" for each in columns]

    def _join(self, step: int, values: str, columns: Sequence[str], on: str) -> None:
        table = columns[0].rsplit("_", 1)[0]
        self._step_of(step).joins.append(
            f"LEFT JOIN (VALUES {values}) AS {table}({', '.join(columns)}) ON {on}"
        )

    def _step_of(self, step: int) -> Step:
        while len(self.steps) < step:
            self.steps.append(Step())
        return self.steps[step - 1]

    def _one_of(self, cell: Cell, values: tuple[str | bool, ...]) -> str:
        if not values:
            return f"CASE WHEN {cell.value} IS NOT NULL THEN FALSE END"
        listed = ", ".join(self.dialect.literal(each) for each in values)
        return self.dialect.one_of.format(value=cell.value, values=listed)

    def _compared(self, condition: Compare) -> Cell:
        left, right = unwrapped(condition.left), self.cell(condition.right)
        sign = OPERATORS[condition.op]
        if isinstance(left, Share):
            part, whole = self.cell(left.part), self.cell(left.whole)
            bottom = f"CASE WHEN {whole.value} > 0 THEN {whole.value} END"
            text = f"({part.value} * 100 {sign} {bottom} * {right.value})"
            return _false_where_gone(text, [part, whole, right])
        cell = self.cell(left)
        return _false_where_gone(f"({cell.value} {sign} {right.value})", [cell, right])


def _step(cells: Sequence[Cell]) -> int:
    """The highest step that something rests on."""
    return max((each.step for each in cells), default=0)


def _any_gone(cells: Sequence[Cell]) -> str:
    gone = [each.gone for each in cells if each.gone]
    return f"({' OR '.join(gone)})" if len(gone) > 1 else "".join(gone)


def _false_where_gone(text: str, cells: Sequence[Cell]) -> Cell:
    """A comparison: no where a side is absent, which is asked before whether it is known."""
    gone = _any_gone(cells)
    return Cell(f"CASE WHEN {gone} THEN FALSE ELSE {text} END" if gone else text, "", _step(cells))
