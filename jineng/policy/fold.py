"""How much history does each claim see, when all are decided in turn and a grant uses up a time?

Whether a claim is granted rests only on claims before it. So all of them may be guessed at once and
decided again by what the guess left in the history, until nothing changes: after the n-th time at
the latest the first n claims of everybody are right, and what is right never changes again. Limits
of any kind, nested in any way, come out as if decided one by one; most need two or three times.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np
import polars as pl

from jineng.policy.amount_columns import FEN
from jineng.policy.checked import WrongColumn
from jineng.policy.past import Claimants, Codes, Grants, Vocabulary, total
from jineng.policy.persons import Ints, Persons
from jineng.policy.rulings import (
    FIRST,
    GRANTED,
    LEVEL,
    MAYBE,
    OCCUPATION,
    OUTCOME,
    Rulings,
)
from jineng.policy.tree import Measured
from jineng.values.money import BEYOND_ANY_SUM

# So many claims of one person are guessed at together.
TOGETHER = 64
NOT_GRANTED = -1

Totals = Mapping[str, Ints]


@dataclass
class Decided:
    """What was decided of claims, by place: the kind that was granted, and the fen."""

    kind: Ints
    fen: Ints

    def differs(self, other: "Decided") -> Ints:
        """Return the places where the two differ."""
        return np.flatnonzero((self.kind != other.kind) | (self.fen != other.fen))


class Fold:
    """The claims of persons with a past, decided in their order.

    `table` has what `rulings.later` and `rulings.asked` read, and MAYBE, for every claim; `days`
    are their days. `history` are the grants of before, of the kinds that count.
    """

    def __init__(
        self,
        rulings: Rulings,
        table: pl.DataFrame,
        days: pl.Series,
        persons: Persons,
        history: pl.DataFrame,
    ) -> None:
        self.rulings, self.table, self.persons = rulings, table, persons
        self.counted = sorted(rulings.columns.counted, key=lambda each: each.depth)
        self.words = Vocabulary(Codes(), Codes(), Codes())
        kinds = [self.words.kinds.word(rule.kind) for rule in rulings.rules]
        self.kind_of_rule = np.array([*kinds, NOT_GRANTED])
        asked = table.select(rulings.asked[0])
        self.claimants = Claimants(persons.owner, *self._texts(asked))
        self.on = {
            name: asked[name].gather(persons.row).to_numpy().astype(np.int64)
            for name in asked.columns
            if name not in (OCCUPATION, LEVEL)
        }
        self.days = days.to_physical().gather(persons.row).to_numpy().astype(np.int64)
        self.before = self._grants_of(history)
        self.decided = Decided(np.full(len(persons.row), NOT_GRANTED), np.zeros_like(persons.row))
        self._decide_all()

    def totals(self) -> list[pl.Series]:
        """Return the totals of every count, for every claim of the table."""
        places = np.arange(len(self.persons.row))
        given = np.flatnonzero(self.decided.kind != NOT_GRANTED)
        grants = self.before.followed_by(self._granted(given, self.decided), self.persons.count)
        seen = self._seen(grants, places, given)
        looking = np.flatnonzero(seen[1])
        turn = looking, (seen[0][looking], seen[1][looking])
        self._check_sums(grants, seen[1])
        columns = []
        for name, found in self._counts(grants, *turn).items():
            column = np.zeros(len(self.table), np.int64)
            column[self.persons.row[looking]] = found
            columns.append(pl.Series(name, column))
        return columns

    def _check_sums(self, grants: Grants, seen: Ints) -> None:
        """Refuse sums of fen that no count can hold."""
        if any(each.node.measured == Measured.FEN for each in self.counted):
            greatest = int(np.abs(grants.fen).max(initial=0))
            if greatest * int(seen.max(initial=0)) > BEYOND_ANY_SUM:
                raise WrongColumn("历史和本批发给一个人的金额合计可能超过十万亿元；请核对“fen”列")

    def _texts(self, asked: pl.DataFrame) -> tuple[Ints, Ints]:
        codes = []
        for name, words in ((OCCUPATION, self.words.occupations), (LEVEL, self.words.levels)):
            words.word("")
            if name in asked.columns:
                codes.append(words.of(asked[name].gather(self.persons.row)))
            else:
                codes.append(np.zeros_like(self.persons.row))
        return codes[0], codes[1]

    def _grants_of(self, history: pl.DataFrame) -> Grants:
        grants = history[self.persons.grant]
        none = np.zeros_like(self.persons.grant)
        return Grants(
            owner=self.persons.grantee,
            kind=self.words.kinds.of(grants["kind"]),
            occupation=_codes(grants, "occupation", self.words.occupations, none),
            level=_codes(grants, "level", self.words.levels, none),
            on=grants["on"].to_physical().to_numpy().astype(np.int64),
            fen=grants["fen"].to_numpy().astype(np.int64) if "fen" in grants.columns else none,
        )

    def _granted(self, places: Ints, decided: Decided) -> Grants:
        """Return claims as grants; a text nobody has told is kept as an empty one."""
        asked = self.claimants.only(places)
        return Grants(
            owner=asked.owner,
            kind=decided.kind[places],
            occupation=np.maximum(asked.occupation, 0),
            level=np.maximum(asked.level, 0),
            on=self.days[places],
            fen=decided.fen[places],
        )

    def _seen(self, grants: Grants, places: Ints, among: Ints) -> tuple[Ints, Ints]:
        """Return where the grants of each place's person begin, and how many lie before its turn.

        `among` are the places whose grants stand in `grants`, behind those of before.
        """
        owner, persons = self.persons.owner, self.persons.count
        number = np.bincount(grants.owner, minlength=persons)
        start = np.cumsum(number) - number
        behind = np.bincount(owner[among], minlength=persons)
        first = np.cumsum(behind) - behind
        turn = np.searchsorted(among, places) - first[owner[places]]
        earlier = number - behind
        return start[owner[places]], earlier[owner[places]] + turn

    def _decide_all(self) -> None:
        settled = self.before
        for here in self._together():
            wanted = np.zeros(self.persons.count, bool)
            wanted[self.persons.owner[here]] = True
            settled = settled.only(wanted[settled.owner])
            self._decide(here, settled)
            given = here[self.decided.kind[here] != NOT_GRANTED]
            given_now = self._granted(given, self.decided)
            settled = settled.followed_by(given_now, self.persons.count)

    def _together(self) -> Iterator[Ints]:
        """Yield places to be decided together: everybody's first claims, then the next ones."""
        owner = self.persons.owner
        several = np.bincount(owner, minlength=self.persons.count) > 1
        maybe = self.table[MAYBE].gather(self.persons.row).to_numpy()
        places = np.flatnonzero(maybe & several[owner])
        number = np.bincount(owner[places], minlength=self.persons.count)
        nth = np.arange(len(places)) - (np.cumsum(number) - number)[owner[places]]
        group = nth // TOGETHER
        for each in range(int(group.max(initial=-1)) + 1):
            yield places[group == each]

    def _decide(self, here: Ints, settled: Grants) -> None:
        """Decide the claims at these places again and again, until nothing changes."""
        decided, persons = self.decided, self.persons.count
        table = self.table[self.persons.row[here]]
        grants = settled.followed_by(self._granted(here, decided), persons)
        mine = np.flatnonzero(grants.kind == NOT_GRANTED)
        seen = self._seen(grants, here, here)
        known: dict[str, Ints] = {}
        todo = np.arange(len(here))
        while len(todo):
            totals = self._counts(grants, here[todo], (seen[0][todo], seen[1][todo]))
            if known:
                new = reduce(or_, [known[name][todo] != found for name, found in totals.items()])
                todo, totals = todo[new], {name: found[new] for name, found in totals.items()}
            else:
                known = {name: found.copy() for name, found in totals.items()}
            for name, found in totals.items():
                known[name][todo] = found
            changed = todo[self._judged(table[todo], totals, here[todo])]
            grants.kind[mine[changed]] = decided.kind[here[changed]]
            grants.fen[mine[changed]] = decided.fen[here[changed]]
            todo = self._after(here, changed)

    def _after(self, here: Ints, changed: Ints) -> Ints:
        """Return which claims come after a changed one of the same person."""
        owner = self.persons.owner[here]
        first = np.full(self.persons.count, len(here))
        np.minimum.at(first, owner[changed], changed)
        return np.flatnonzero(np.arange(len(here)) > first[owner])

    def _counts(self, grants: Grants, places: Ints, seen: tuple[Ints, Ints]) -> dict[str, Ints]:
        found: dict[str, Ints] = {}
        claimants = self.claimants.only(places)
        for each in self.counted:
            on = None
            if each.on:
                on = self._day(each.total, each.depth, places, found)
            found[each.total] = total(each, self.words, grants, claimants, seen, on)
        return found

    def _day(self, name: str, depth: int, places: Ints, found: Totals) -> Ints:
        """Return the day a count asks by; it may itself rest on counts found before."""
        if depth == 0:
            return self.on[name][places]
        rows = self.table[self.persons.row[places]].with_columns(_series(found))
        days = rows.select(self.rulings.asked[depth])[name]
        return days.to_numpy().astype(np.int64)

    def _judged(self, table: pl.DataFrame, totals: Totals, places: Ints) -> Ints:
        """Decide claims by these totals, and return which of them come out otherwise."""
        rows = table.lazy().with_columns(_series(totals))
        for step in self.rulings.later:
            rows = rows.with_columns(step)
        answers = rows.select(OUTCOME, FIRST, FEN).collect()
        granted = answers[OUTCOME].to_numpy() == GRANTED
        rule = np.where(granted, answers[FIRST].to_numpy().astype(np.int64), -1)
        kind = self.kind_of_rule[rule]
        new = Decided(kind, answers[FEN].to_numpy().astype(np.int64))
        old = Decided(self.decided.kind[places], self.decided.fen[places])
        self.decided.kind[places], self.decided.fen[places] = new.kind, new.fen
        return new.differs(old)


def _series(totals: Totals) -> list[pl.Series]:
    return [pl.Series(name, found) for name, found in totals.items()]


def _codes(grants: pl.DataFrame, name: str, words: Codes, otherwise: Ints) -> Ints:
    return words.of(grants[name]) if name in grants.columns else otherwise
