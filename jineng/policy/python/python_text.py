"""How are the rules of a plan printed as one Python text, and what does it define?"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from jineng.policy.language.absence import ABSENT, Truth
from jineng.policy.language.amounts import pieces_of
from jineng.policy.language.answer import Grant, RuleResult
from jineng.policy.language.glossary import FactWord, Kind
from jineng.policy.language.history import histories_of
from jineng.policy.language.nullness import may_be_absent, may_be_unknown
from jineng.policy.language.prepared import PreparedRule
from jineng.policy.language.rule import NO_MONEY, Amount
from jineng.policy.language.tree import Condition, Expr, Fact, Named
from jineng.policy.python.amount_text import Arithmetic, fen_text
from jineng.policy.python.program import run
from jineng.policy.python.python_calls import Bound
from jineng.policy.python.python_parts import Body
from jineng.policy.python.python_told import told_lines

PYTHON = Arithmetic(
    over=lambda top, bottom: f"({top} // {bottom})",
    least=lambda one, other: f"min({one}, {other})",
    greatest=lambda one, other: f"max({one}, {other})",
    when=lambda test, value: f"({value} if {test} else 0)",
)
PREMISE, ROW = "前提", "判定"


def printed(
    prepared: Sequence[PreparedRule],
    words: Mapping[str, FactWord],
    asked: Sequence[Sequence[Expr]],
) -> tuple[str, Mapping[str, object]]:
    """Print the functions of a Program; return the text, and the values it calls by name.

    `words` are the facts of the plan by id, `asked` what each supposition wants to be told.
    """
    printer = _Printer(prepared, words)
    return printer.text(asked), printer.bound.values


def tests_of(
    conditions: Sequence[Condition], words: Mapping[str, FactWord]
) -> Callable[[Mapping[str, object], Sequence[Grant]], tuple[Truth, ...]]:
    """Print and compile conditions outside a plan; facts and history as `decide` takes them."""
    printer = _Printer((), words)
    defined = run(f"{printer.told()}\n\n{printer.tests(conditions)}\n", printer.bound.values)
    told, tests = defined["told"], defined["tests"]
    return lambda facts, history: tests(told(facts), history)


class _Printer:
    def __init__(self, prepared: Sequence[PreparedRule], words: Mapping[str, FactWord]) -> None:
        self.prepared = prepared
        self.words = words
        self.places = {fact_id: number for number, fact_id in enumerate(words)}
        self.bound = Bound()
        self.derived: dict[int, str] = {}

    def text(self, asked: Sequence[Sequence[Expr]]) -> str:
        """Return every function, one after the other."""
        amounts = [(n, each.rule.amount) for n, each in enumerate(self.prepared)]
        paying = [(n, amount) for n, amount in amounts if amount != NO_MONEY]
        functions = [
            self.told(),
            self._weigh(),
            self._results(),
            *(self._fen(number, amount) for number, amount in paying),
            *(self._due(number, amount) for number, amount in paying if amount.instalments),
            self._asked(asked),
            self._histories(),
        ]
        return "\n\n".join(functions) + "\n"

    def told(self) -> str:
        """Return the function that checks facts by id and yields their values."""
        lines = told_lines(self.words, self.bound)
        facts = [f"v{number}" for number in self.places.values()]
        return _function("told(facts)", [*lines, f"return {_tuple(facts)}"])

    def tests(self, conditions: Sequence[Condition]) -> str:
        """Return the function that yields whether each of some conditions holds."""
        body = self._body()
        truths = [body.test(each) for each in conditions]
        return _function("tests(values, history)", [*body.lines, f"return {_tuple(truths)}"])

    def _weigh(self) -> str:
        """Every rule is read, whether or not one above it has decided: people see them all."""
        body = self._body()
        verdicts = [body.test(each.rule.condition) for each in self.prepared]
        for each in self.prepared:
            named = [part for part in each.inputs if isinstance(part, Named)]
            self.derived.update((id(part), body.value(part)) for part in named)
        lines = ["by = -1"]
        for number, (each, verdict) in enumerate(zip(self.prepared, verdicts, strict=True)):
            passed = "True" if each.rule.is_premise else "False"
            lines += [f"{'elif' if number else 'if'} {verdict} is not {passed}:"]
            lines += [f"    by = {number}"]
        lines.append(f"return by, {_tuple(verdicts)}, {_tuple(self._kept())}")
        return _function("weigh(values, history)", [*body.lines, *lines])

    def _kept(self) -> list[str]:
        return list(dict.fromkeys(self.derived.values()))

    def _results(self) -> str:
        body = self._body()
        verdicts = [f"r{number}" for number in range(len(self.prepared))]
        body.lines.append(f"_, {_tuple(verdicts)}, {_tuple(self._kept())} = weighed")
        results = []
        for each, verdict in zip(self.prepared, verdicts, strict=True):
            told = ", ".join(
                f"{self.bound.name(part.name)}: {self._shown(part, body)}" for part in each.inputs
            )
            cited, says = self.bound.apart(each.citation), self.bound.name(each.says)
            kind = self.bound.name(PREMISE if each.rule.is_premise else ROW)
            results.append(f"new(RuleResult, ({cited}, {kind}, {verdict}, {{{told}}}, {says}))")
        self.bound.values.update(new=tuple.__new__, RuleResult=RuleResult)
        return _function("results(values, weighed)", [*body.lines, f"return {_tuple(results)}"])

    def _shown(self, part: Fact | Named, body: Body) -> str:
        """Return the name of a value as people see it, printing once what makes it so."""
        v = body.value(part) if isinstance(part, Fact) else self.derived[id(part)]
        shown = v
        if part.kind == Kind.SHARE:
            shown = f"None if {v} is None else f'{{{v}[0]}}/{{{v}[1]}}'"
        if may_be_absent(part, self.words):
            shown = f"{self.bound.name(ABSENT.value)} if {v} is A else {shown}"
        if shown == v:
            return v
        if (line := f"s{v} = {shown}") not in body.lines:
            body.lines.append(line)
        return f"s{v}"

    def _fen(self, number: int, amount: Amount) -> str:
        body = self._body()
        pieces = pieces_of(amount)
        names = {place: body.value(piece) for place, piece in pieces.items()}
        gone = [names[p] for p, piece in pieces.items() if may_be_absent(piece, self.words)]
        open_ = [names[p] for p, piece in pieces.items() if may_be_unknown(piece)]
        due = [body.test(each.condition) for each in amount.instalments]
        unknown = [f"{each} is None" for each in (*open_, *due)]
        unknown += [f"{names['whole']} <= 0"] if "whole" in names else []
        body.lines += _unless("A", [f"{each} is A" for each in gone])
        body.lines += _unless("None", unknown)
        body.lines.append(f"return {fen_text(amount, names, due, PYTHON)}")
        return _function(f"fen_{number}(values, history)", body.lines)

    def _due(self, number: int, amount: Amount) -> str:
        body = self._body()
        due = [body.test(each.condition) for each in amount.instalments]
        return _function(f"due_{number}(values, history)", [*body.lines, f"return {_tuple(due)}"])

    def _asked(self, asked: Sequence[Sequence[Expr]]) -> str:
        body = self._body()
        wanted = [_tuple([body.value(part) for part in each]) for each in asked]
        return _function("asked(values, history)", [*body.lines, f"return {_tuple(wanted)}"])

    def _histories(self) -> str:
        body = self._body()
        counts = [body.value(each) for each in histories_of(r.rule for r in self.prepared)]
        return _function("histories(values, history)", [*body.lines, f"return {_tuple(counts)}"])

    def _body(self) -> Body:
        body = Body(self.bound, self.words, self.places)
        body.lines.append(f"{_tuple([f'v{n}' for n in self.places.values()])} = values")
        return body


def _unless(answer: str, tests: Sequence[str]) -> list[str]:
    return [f"if {' or '.join(tests)}:", f"    return {answer}"] if tests else []


def _tuple(names: Iterable[str]) -> str:
    return f"({''.join(f'{each}, ' for each in names)})"


def _function(head: str, lines: Iterable[str]) -> str:
    return "\n".join([f"def {head}:", *(f"    {line}" for line in lines)])
