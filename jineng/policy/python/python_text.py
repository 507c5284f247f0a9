"""How are the rules of a plan printed as one Python text, and what does it define?"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from jineng.policy.language.absence import ABSENT, Truth
from jineng.policy.language.amounts import pieces_of
from jineng.policy.language.answer import Grant
from jineng.policy.language.glossary import FactWord, Kind
from jineng.policy.language.history import histories_of
from jineng.policy.language.nullness import may_be_absent, may_be_unknown
from jineng.policy.language.prepared import PreparedRule
from jineng.policy.language.rule import NO_MONEY, Amount
from jineng.policy.language.tree import Condition, Expr, Fact, Named
from jineng.policy.python.amount_text import Arithmetic, fen_text
from jineng.policy.python.program import Printed, run
from jineng.policy.python.python_calls import Bound
from jineng.policy.python.python_parts import Body
from jineng.policy.python.python_told import told_lines

PYTHON = Arithmetic(
    over=lambda top, bottom: f"({top} // {bottom})",
    least=lambda one, other: f"min({one}, {other})",
    greatest=lambda one, other: f"max({one}, {other})",
    when=lambda test, value: f"({value} if {test} else 0)",
)
# From so many facts on, a function opens all of them at once.
MANY = 4


def printed(prepared: Sequence[PreparedRule], words: Mapping[str, FactWord]) -> Printed:
    """Print what one case is decided with; return the text, and the values it calls by name.

    `words` are the facts of the plan by id.
    """
    printer = _Printer(prepared, words)
    return printer.one_case(), printer.bound.values


def printed_beside(
    prepared: Sequence[PreparedRule],
    words: Mapping[str, FactWord],
    asked: Sequence[Sequence[Expr]],
) -> Printed:
    """Print what only suppositions and tables of cases want, as `printed` does the rest.

    `asked` is what each supposition wants to be told.
    """
    printer = _Printer(prepared, words)
    return printer.beside(asked), printer.bound.values


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
        self.facts = _tuple(f"v{number}" for number in self.places.values())

    def one_case(self) -> str:
        """Return the functions that one case is decided with."""
        amounts = [(n, each.rule.amount) for n, each in enumerate(self.prepared)]
        paying = [(n, amount) for n, amount in amounts if amount != NO_MONEY]
        functions = [
            self._read(),
            *(self._fen(number, amount) for number, amount in paying),
            *(self._due(number, amount) for number, amount in paying if amount.instalments),
        ]
        return "\n\n".join(functions) + "\n"

    def beside(self, asked: Sequence[Sequence[Expr]]) -> str:
        """Return the functions that only suppositions and tables of cases want."""
        functions = [self.told(), self._weigh(), self._asked(asked), self._histories()]
        return "\n\n".join(functions) + "\n"

    def told(self) -> str:
        """Return the function that checks facts by id and yields their values."""
        lines = told_lines(self.words, self.bound)
        return _function("told(facts)", [*lines, f"return {self.facts}"])

    def tests(self, conditions: Sequence[Condition]) -> str:
        """Return the function that yields whether each of some conditions holds."""
        body = self._body()
        truths = [body.test(each) for each in conditions]
        return self._opened("tests", body, f"return {_tuple(truths)}")

    def _read(self) -> str:
        """Every rule is read, whether or not one above it has decided: people see them all."""
        body = self._body()
        told = told_lines(self.words, self.bound)
        verdicts = self._decided(body)
        inputs = [self._shown(part, body) for each in self.prepared for part in each.inputs]
        answer = f"return by, {self.facts}, {_tuple(verdicts)}, {_tuple(inputs)}"
        return _function("read(facts, history)", [*told, *body.lines, answer])

    def _weigh(self) -> str:
        body = self._body()
        return self._opened("weigh", body, f"return by, {_tuple(self._decided(body))}")

    def _decided(self, body: Body) -> list[str]:
        """Print whether each rule holds, and which one decides; return the names of the first."""
        verdicts = [body.test(each.rule.condition) for each in self.prepared]
        for number, (each, verdict) in enumerate(zip(self.prepared, verdicts, strict=True)):
            passed = "True" if each.rule.is_premise else "False"
            body.lines += [f"{'elif' if number else 'if'} {verdict} is not {passed}:"]
            body.lines += [f"    by = {number}"]
        body.lines += ["else:", "    by = -1"] if verdicts else ["by = -1"]
        return verdicts

    def _shown(self, part: Fact | Named, body: Body) -> str:
        """Return the name of a value as people see it, printing once what makes it so."""
        v = shown = body.value(part)
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
        answer = f"return {fen_text(amount, names, due, PYTHON)}"
        return self._opened(f"fen_{number}", body, answer)

    def _due(self, number: int, amount: Amount) -> str:
        body = self._body()
        due = [body.test(each.condition) for each in amount.instalments]
        return self._opened(f"due_{number}", body, f"return {_tuple(due)}")

    def _asked(self, asked: Sequence[Sequence[Expr]]) -> str:
        body = self._body()
        wanted = [_tuple([body.value(part) for part in each]) for each in asked]
        return self._opened("asked", body, f"return {_tuple(wanted)}")

    def _histories(self) -> str:
        body = self._body()
        counts = [body.value(each) for each in histories_of(r.rule for r in self.prepared)]
        return self._opened("histories", body, f"return {_tuple(counts)}")

    def _body(self) -> Body:
        return Body(self.bound, self.words, self.places)

    def _opened(self, name: str, body: Body, answer: str) -> str:
        """Return a function over values and a history, which opens the values that it uses."""
        opened = [f"{self.facts} = values"]
        if len(body.used) < MANY:
            opened = [f"v{place} = values[{place}]" for place in sorted(body.used)]
        return _function(f"{name}(values, history)", [*opened, *body.lines, answer])


def _unless(answer: str, tests: Sequence[str]) -> list[str]:
    return [f"if {' or '.join(tests)}:", f"    return {answer}"] if tests else []


def _tuple(names: Iterable[str]) -> str:
    return f"({''.join(f'{each}, ' for each in names)})"


def _function(head: str, lines: Iterable[str]) -> str:
    return "\n".join([f"def {head}:", *(f"    {line}" for line in lines)])
