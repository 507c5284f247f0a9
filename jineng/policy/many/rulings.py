"""Which rule decides each claim of a table, to what outcome, and for how many fen?

What every rule says is kept in two masks, a bit a rule: it holds, it cannot be shown. The rule that
decides is the lowest bit of the two that stops the reading, as when one case is read from the top.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_

import polars as pl

from jineng.policy.language.answer import Outcome
from jineng.policy.language.rule import Effect, Rule
from jineng.policy.many.amount_columns import ABSENT, FEN, fen_steps
from jineng.policy.many.column import WHOLE, Steps, name_of, roots
from jineng.policy.many.columns import Columns
from jineng.policy.many.day_columns import NONE
from jineng.policy.many.truths import truth_of

NO_RULE = "no_rule_says"
OUTCOMES = pl.Enum([str(each) for each in Outcome])
GRANTED, REFUSED, SILENT, MISSING = range(4)
EFFECTS: Mapping[Effect, int] = {
    Effect.GRANT: GRANTED,
    Effect.MEASURE: GRANTED,
    Effect.REFUSE: REFUSED,
    Effect.REFER: SILENT,
}
HOLDS, UNKNOWN, FIRST, STOPS = "~holds", "~unknown", "~first", "~stops"
OUTCOME, MAYBE = "~outcome", "~maybe"
OCCUPATION, LEVEL = "~occupation", "~level"
MASKS = {8: pl.UInt8(), 16: pl.UInt16(), 32: pl.UInt32(), 64: pl.UInt64()}


class Rulings:
    """The rules of a question over one table of claims, as steps of columns.

    `now` settles the rules that do not rest on history, and where a claim may be granted at all;
    `later`, with the totals of `columns.counted` there, which rule decides. `asked` is what the
    counts ask of a claim, by depth. Bit i of a mask belongs to the i-th rule. Raises WrongColumn
    where numbers are too great to be multiplied.
    """

    def __init__(self, rules: Sequence[Rule], columns: Columns) -> None:
        self.rules, self.columns = rules, columns
        self.dtype = next(dtype for bits, dtype in MASKS.items() if bits > len(rules))
        truths = [truth_of(columns, rule.condition) for rule in rules]
        self.known = {n: each.holds for n, each in enumerate(truths) if not each.past}
        self.past = {n: each.holds for n, each in enumerate(truths) if each.past}
        pays = {n: rule.amount for n, rule in enumerate(rules) if self._grants(n)}
        paid = _paid(*fen_steps(columns, pays, pl.col(FIRST), len(rules))) if pays else _unpaid()
        self.asked = _asked(columns)
        none = self.mask(())
        self.now: Steps = [*columns.steps, *self.masks(self.known, none, none), self.maybe()]
        in_all = self.masks(self.past, pl.col(HOLDS), pl.col(UNKNOWN))
        self.later: Steps = [*in_all, *self._decided(), *paid]

    def kept(self) -> list[str]:
        """Return the columns of `now` that are read again."""
        made = {name_of(each) for step in self.now for each in step}
        return sorted(made & (roots(self.later) | roots(self.asked) | {MAYBE}))

    def facts(self) -> list[str]:
        """Return the columns of the claims that `later` reads."""
        read = roots(self.later) | roots(self.asked) | {"number"}
        return sorted(set(self.columns.claims.frame.columns) & read)

    def judged(self) -> list[str]:
        """Return the columns that `later` reads from the claims and from `now`."""
        made = {name_of(each) for step in self.now for each in step}
        return sorted(roots(self.later) & (made | set(self.columns.claims.frame.columns)))

    def _grants(self, place: int) -> bool:
        rule = self.rules[place]
        return not rule.is_premise and EFFECTS[rule.effect] == GRANTED

    def mask(self, places: Iterable[int]) -> pl.Expr:
        """Return the mask of some rules."""
        return pl.lit(sum(1 << place for place in places), dtype=self.dtype)

    def premises(self, among: Iterable[int]) -> pl.Expr:
        """Return the mask of the premises among some rules."""
        return self.mask(place for place in among if self.rules[place].is_premise)

    def masks(self, truths: Mapping[int, pl.Expr], holds: pl.Expr, unknown: pl.Expr) -> Steps:
        """Put truths into the two masks, beside what is in them."""
        names = {place: f"~rule{place}" for place in truths}
        both, none = ([holds], [unknown]), self.mask(())
        for place, name in names.items():
            both[0].append(pl.when(pl.col(name)).then(self.mask([place])).otherwise(none))
            is_unknown = pl.col(name).is_null()
            both[1].append(pl.when(is_unknown).then(self.mask([place])).otherwise(none))
        masks = [reduce(or_, both[0]).alias(HOLDS), reduce(or_, both[1]).alias(UNKNOWN)]
        return [[truth.alias(names[place]) for place, truth in truths.items()], masks]

    def maybe(self) -> list[pl.Expr]:
        """Mark the claims that a rule might grant before a rule without history stops them."""
        stops = (pl.col(HOLDS) ^ self.premises(self.known)) | pl.col(UNKNOWN) | self._end
        lowest = stops & (~stops + 1)
        open_to = pl.col(HOLDS) & self.mask(filter(self._grants, self.known))
        open_to = open_to | self.mask(filter(self._grants, self.past))
        return [((open_to & (lowest | (lowest - 1))) != 0).alias(MAYBE)]

    @property
    def _end(self) -> pl.Expr:
        return self.mask([len(self.rules)])

    def _decided(self) -> Steps:
        """Find the rule that decides: the lowest bit that stops, or the end."""
        every = range(len(self.rules))
        stops = (pl.col(HOLDS) ^ self.premises(every)) | pl.col(UNKNOWN) | self._end
        lowest = pl.col(STOPS) & (~pl.col(STOPS) + 1)
        first = pl.col(STOPS).bitwise_trailing_zeros().cast(pl.UInt8)
        effects = [REFUSED if each.is_premise else EFFECTS[each.effect] for each in self.rules]
        effect = pl.lit(pl.Series([*effects, SILENT], dtype=pl.UInt8)).gather(pl.col(FIRST))
        missing = (pl.col(UNKNOWN) & lowest) != 0
        outcome = pl.when(missing).then(pl.lit(MISSING, pl.UInt8)).otherwise(effect)
        return [[stops.alias(STOPS)], [first.alias(FIRST)], [outcome.alias(OUTCOME)]]


def _asked(columns: Columns) -> list[list[pl.Expr]]:
    """Return, by depth, the days counts ask by; with the first also the texts they compare."""
    nodes = [each.node for each in columns.counted]
    depths = 1 + max((each.depth for each in columns.counted), default=0)
    asked: list[list[pl.Expr]] = [[] for _ in range(depths)]
    if any("occupation" in node.same for node in nodes):
        asked[0].append(columns.fact("occupation").value.alias(OCCUPATION))
    if any("level" in node.same or node.levels for node in nodes):
        asked[0].append(columns.fact("level").value.alias(LEVEL))
    for each in columns.counted:
        if each.on:
            asked[each.depth].append(each.on.day.fill_null(NONE).alias(each.total))
    return asked


def _unpaid() -> Steps:
    return [[pl.lit(0, WHOLE).alias(FEN)]]


def _paid(steps: Steps, may_be_absent: bool) -> Steps:
    """Work out the fen; a sum that is absent is left to a person, an unknown one must be told."""
    granted, fen = pl.col(OUTCOME) == GRANTED, pl.col(FEN)
    silent = granted & pl.col(ABSENT) if may_be_absent else pl.lit(False)
    outcome = (
        pl.when(silent)
        .then(pl.lit(SILENT, pl.UInt8))
        .when(granted & fen.is_null())
        .then(pl.lit(MISSING, pl.UInt8))
        .otherwise(pl.col(OUTCOME))
    )
    only = pl.when(granted).then(fen).otherwise(pl.lit(0, WHOLE))
    return [*steps, [outcome.alias(OUTCOME)], [only.alias(FEN)]]


def answers(rules: Sequence[Rule]) -> list[pl.Expr]:
    """Return the columns of the answers, out of those that `later` ends in."""
    names = pl.Enum([*(rule.id for rule in rules), NO_RULE])
    return [
        pl.col("number"),
        pl.col(OUTCOME).cat.to(OUTCOMES).alias("outcome"),
        pl.col(FEN).alias("fen"),
        pl.col(FIRST).cat.to(names).alias("rule"),
        pl.col(HOLDS).cast(pl.UInt64).alias("holds"),
        pl.col(UNKNOWN).cast(pl.UInt64).alias("unknown"),
    ]
