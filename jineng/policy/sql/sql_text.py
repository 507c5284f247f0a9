"""How are the rules of a plan printed as one select, for a table of cases in a database?

The table has a column for each fact, by its id, typed as facts.yaml says (lists of days as lists),
and for prepared counts of the history (`history_0`, `history_1`, … in the order of
`histories_of(plan.rules)`, whole numbers, null where unknown). Null is “known to be absent” where
a fact may be absent, else unknown; a column of yes and no called as the fact with a question mark
says where it is unknown all the same. A column left out is unknown throughout.
"""

from collections.abc import Collection, Iterable, Sequence

from jineng.policy.language.amounts import pieces_of
from jineng.policy.language.answer import Outcome
from jineng.policy.language.glossary import FactWord, Kind
from jineng.policy.language.history import histories_of, history_column
from jineng.policy.language.nullness import may_be_unknown
from jineng.policy.language.rule import NO_MONEY, Effect, Rule
from jineng.policy.one.decide import NO_RULE
from jineng.policy.packs.plan import Plan
from jineng.policy.python.amount_text import Arithmetic, fen_text
from jineng.policy.sql.sql_dialects import WHOLE, Dialect
from jineng.policy.sql.sql_parts import Cell, Columns


def sql_text(
    plan: Plan, dialect: Dialect, *, table: str, columns: Collection[str], number: str = "number"
) -> str:
    """Return one select over the table, without a semicolon.

    `table` is the name as SQL; `columns` are those it has; `number` is the one that tells the
    cases apart. The rows that come out have no order. Their columns: number; holds and unknown,
    whose bit i is of plan.rules[i]; rule, outcome and fen as in an Answer.
    """
    return _Select(plan, dialect, frozenset(columns)).text(table, number)


class _Select:
    def __init__(self, plan: Plan, dialect: Dialect, columns: frozenset[str]) -> None:
        self.plan = plan
        self.dialect = dialect
        self.columns = columns
        self.lowest: list[str] = []
        facts = {word.id: self._fact(n, word) for n, word in enumerate(plan.facts.values())}
        counts = {each: self._count(n) for n, each in enumerate(histories_of(plan.rules))}
        self.parts = Columns(dialect, facts, counts)

    def text(self, table: str, number: str) -> str:
        """Return the select: the facts, what is derived from them, the rules, and who decides."""
        rules = self.plan.rules
        truths = [self.parts.test(rule.condition) for rule in rules]
        pays = [_Pay(n, rule, self.parts) for n, rule in enumerate(rules) if _pays(rule)]
        top = len(self.parts.steps) + 1
        columns = [self.parts.add(each.value, "", top).value for each in truths]
        by = self.parts.add(_deciding(rules, columns), "", top + 1).value
        gone = self.parts.add(_cases(((p.sign(by), p.gone()) for p in pays), "FALSE"), "", top + 2)
        wide = ((each.sign(by), each.fen(self.dialect)) for each in pays)
        fen = self.parts.add(_cases(wide, "0"), "", top + 2)
        decided = _cases(
            ((f"{by} IN ({2 * n}, {2 * n + 1})", f"'{rule.id}'") for n, rule in enumerate(rules)),
            f"'{NO_RULE}'",
        )
        outcome = self.parts.add(_outcome(rules, by, gone.value, fen.value), "", top + 3).value
        granted = f"{outcome} = '{Outcome.GRANTED.value}'"
        return (
            f"SELECT number, {_mask(columns, '{}')} AS holds, {_mask(columns, '{} IS NULL')} "
            f"AS unknown, {decided} AS rule, {outcome} AS outcome, "
            f"CAST(CASE WHEN {granted} THEN {fen.value} ELSE 0 END AS {WHOLE}) AS fen\n"
            f"FROM {self._steps(table, number)} AS decided"
        )

    def _steps(self, table: str, number: str) -> str:
        lowest = ", ".join([f"{self.dialect.column(number)} AS number", *self.lowest])
        text = f"(SELECT {lowest}\nFROM {table}{self.dialect.fence})"
        for n, step in enumerate(self.parts.steps):
            columns, joins = ", ".join([f"s{n}.*", *step.columns]), " ".join(["", *step.joins])
            text = f"(SELECT {columns}\nFROM {text} AS s{n}{joins}{self.dialect.fence})"
        return text

    def _fact(self, n: int, word: FactWord) -> Cell:
        """A fact as the rules use it: typed, an empty word unknown, absence beside it."""
        kind = self.dialect.type_of(word.kind)
        if word.id not in self.columns:
            self.lowest.append(f"CAST(NULL AS {kind}) AS f{n}")
            return Cell(f"f{n}", "", 0)
        column, unknown = self.dialect.column(word.id), "FALSE"
        value = f"CAST({column} AS {kind})"
        if word.kind == Kind.WORD:
            value = f"NULLIF({value}, '')"
        if f"{word.id}?" in self.columns:
            unknown = f"COALESCE({self.dialect.column(f'{word.id}?')}, FALSE)"
            value = f"CASE WHEN {unknown} THEN NULL ELSE {value} END"
        self.lowest.append(f"{value} AS f{n}")
        if not word.nullable:
            return Cell(f"f{n}", "", 0)
        self.lowest.append(f"({column} IS NULL AND NOT {unknown}) AS g{n}")
        return Cell(f"f{n}", f"g{n}", 0)

    def _count(self, n: int) -> Cell:
        name = history_column(n)
        column = self.dialect.column(name) if name in self.columns else "NULL"
        self.lowest.append(f"CAST({column} AS {WHOLE}) AS h{n}")
        return Cell(f"h{n}", "", 0)


class _Pay:
    """What a row pays when it is the one that decides."""

    def __init__(self, n: int, rule: Rule, parts: Columns) -> None:
        self.n = n
        self.amount = rule.amount
        self.pieces = pieces_of(rule.amount)
        self.cells = {place: parts.cell(piece) for place, piece in self.pieces.items()}
        self.due = []
        for each in rule.amount.instalments:
            due = parts.test(each.condition)
            self.due.append(parts.add(due.value, "", due.step + 1).value)

    def sign(self, by: str) -> str:
        """Say that this row decides, and is known to hold."""
        return f"{by} = {2 * self.n}"

    def gone(self) -> str:
        """Say that a piece of the sum is known not to be."""
        gone = [each.gone for each in self.cells.values() if each.gone]
        return f"({' OR '.join(gone)})" if gone else "FALSE"

    def fen(self, dialect: Dialect) -> str:
        """Return the fen, null where a piece is unknown."""
        names = {p: f"CAST({cell.value} AS {dialect.wide})" for p, cell in self.cells.items()}
        asked = [self.cells[p].value for p, piece in self.pieces.items() if may_be_unknown(piece)]
        unknown = [f"{each} IS NULL" for each in (*asked, *self.due)]
        unknown += [f"{self.cells['whole'].value} <= 0"] if "whole" in self.cells else []
        write = Arithmetic(
            over=lambda top, bottom: dialect.over.format(top=top, bottom=bottom),
            least=lambda one, other: f"LEAST({one}, {other})",
            greatest=lambda one, other: f"GREATEST({one}, {other})",
            when=lambda test, value: f"(CASE WHEN {test} THEN {value} ELSE 0 END)",
        )
        fen = fen_text(self.amount, names, self.due, write)
        return f"CASE WHEN {' OR '.join(unknown)} THEN NULL ELSE {fen} END" if unknown else fen


def _pays(rule: Rule) -> bool:
    return rule.effect in (Effect.GRANT, Effect.MEASURE) and rule.amount != NO_MONEY


def _deciding(rules: Sequence[Rule], truths: Sequence[str]) -> str:
    """Twice the number of the first rule that stops, and one more where it is unknown; else -1."""
    cases = []
    for n, (rule, truth) in enumerate(zip(rules, truths, strict=True)):
        stops = f"NOT {truth}" if rule.is_premise else truth
        cases += [(f"{truth} IS NULL", str(2 * n + 1)), (stops, str(2 * n))]
    return _cases(cases, "-1")


def _outcome(rules: Sequence[Rule], by: str, gone: str, fen: str) -> str:
    refuse = [2 * n for n, rule in enumerate(rules) if rule.effect == Effect.REFUSE]
    refer = [2 * n for n, rule in enumerate(rules) if rule.effect == Effect.REFER]
    unknown = [2 * n + 1 for n in range(len(rules))]
    cases = [
        (f"{by} IN ({', '.join(map(str, [-1, *refer]))})", Outcome.SILENT),
        (f"{by} IN ({', '.join(map(str, [-2, *unknown]))})", Outcome.MISSING),
        (f"{by} IN ({', '.join(map(str, [-2, *refuse]))})", Outcome.REFUSED),
        (gone, Outcome.SILENT),
        (f"{fen} IS NULL", Outcome.MISSING),
    ]
    shown = ((test, f"'{outcome.value}'") for test, outcome in cases)
    return _cases(shown, f"'{Outcome.GRANTED.value}'")


def _cases(cases: Iterable[tuple[str, str]], otherwise: str) -> str:
    """The value beside the first test that holds."""
    text = " ".join(f"WHEN {test} THEN {value}" for test, value in cases)
    return f"CASE {text} ELSE {otherwise} END" if text else otherwise


def _mask(truths: Sequence[str], test: str) -> str:
    """A whole number with a bit for each rule of which the test holds."""
    bits = [
        f"CASE WHEN {test.format(truth)} THEN {1 << n} ELSE 0 END" for n, truth in enumerate(truths)
    ]
    return f"({' + '.join([f'CAST(0 AS {WHOLE})', *bits])})"
