"""How much history does each claim see, when all are decided in turn and a grant uses up a time?

Whether a claim is granted rests only on claims before it. So all of them may be guessed at once and
decided again by what the guess left in the history, until nothing changes: after the n-th time at
the latest the first n claims of everybody are right, and what is right never changes again. Limits
of any kind, nested in any way, come out as if decided one by one; most need two or three times.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from operator import or_

import numpy as np
import polars as pl

from jineng.policy.language.tree import Scope
from jineng.policy.many.amount_columns import FEN
from jineng.policy.many.checked import WrongColumn
from jineng.policy.many.column import through
from jineng.policy.many.columns import Counted
from jineng.policy.many.past import Coded, Codes, Grants, Seen, Vocabulary, dtype_of, total
from jineng.policy.many.persons import Flags, Ints, Persons, run_starts
from jineng.policy.many.rulings import FIRST, GRANTED, LEVEL, MAYBE, OCCUPATION, OUTCOME, Rulings
from jineng.values.money import BEYOND_ANY_SUM

# Claims of others are decided on other cores, if there are so many of them, in so many parts.
PART, MOST_PARTS = 65_536, 4
# So many claims of one person are guessed at together.
TOGETHER = 64
NOT_GRANTED = -1
TEXTS = {OCCUPATION: "occupation", LEVEL: "level"}

Totals = dict[str, Ints]


def totals_of(
    rulings: Rulings,
    table: pl.DataFrame,
    days: pl.Series,
    persons: Persons,
    history: pl.DataFrame,
) -> list[pl.Series]:
    """Decide every claim in its turn, and return the totals of every count for all of them.

    `table` has what `rulings.later` and `rulings.asked` read, and MAYBE, for every claim; `days`
    are their days. `history` are the grants of before, of the kinds that count. Nobody's claims
    touch another's, so each core decides those of some.
    """
    totals: Totals = {
        each.total: np.zeros(len(table), dtype_of(each.node)) for each in rulings.columns.counted
    }
    parts = persons.parts(min(pl.thread_pool_size(), MOST_PARTS, 1 + len(persons.row) // PART))
    with ThreadPoolExecutor(len(parts) or 1) as workers:
        folds = [Fold(rulings, table, days, part, history, totals) for part in parts]
        for done in [workers.submit(fold.decide) for fold in folds]:
            done.result()
    return _series(totals)


class Fold:
    """The claims of persons with several of them, decided in their order.

    A claim is known here by its place among `row`, the rows of those persons' claims. What is found
    stands in `total` in the end, with rows for all claims, of which only these are written.
    """

    def __init__(
        self,
        rulings: Rulings,
        table: pl.DataFrame,
        days: pl.Series,
        persons: Persons,
        history: pl.DataFrame,
        totals: Totals,
    ) -> None:
        self.rulings, self.table, self.persons = rulings, table, persons
        self.counted = sorted(rulings.columns.counted, key=lambda each: each.depth)
        self.words = Vocabulary(Codes(), Codes(), Codes())
        self.kind_of_rule = np.array(
            [*(self.words.kinds.word(rule.kind) for rule in rulings.rules), NOT_GRANTED], np.int32
        )
        self.texts, self.on = self._asked(table.select(rulings.asked[0]))
        self.days = days.to_physical().to_numpy() if self._needs_days() else None
        self.before = self._grants_of(history)
        number = np.bincount(self.before.owner, minlength=persons.count)
        self.stretch = Seen(np.cumsum(number) - number, number)
        several = np.bincount(persons.owner, minlength=persons.count)[persons.owner] > 1
        self.row, self.owner = persons.row[several], persons.owner[several]
        # What was decided of each place: the kind that was granted, and the fen.
        self.kind = np.full(len(self.row), NOT_GRANTED, np.int32)
        self.fen = np.zeros(len(self.row) if "fen" in self.before.more else 0, np.int64)
        self.total = totals

    def decide(self) -> None:
        """Decide the claims of these persons, and put down the totals of every count."""
        self._count_before()
        for here in self._together():
            self._decide(here)
        given = self.kind != NOT_GRANTED
        grants = self._granted(np.flatnonzero(given))
        self._check_sums(grants)
        seen = self._seen(grants, self.owner, given)
        after = np.flatnonzero(seen.number)
        found = self._counts(grants, self.row[after], self.owner[after], seen.only(after))
        for name, column in self.total.items():
            column[self.row[after]] = found[name]

    def _asked(self, asked: pl.DataFrame) -> tuple[dict[str, Coded], Totals]:
        """Read what the counts ask of the claims: texts by name, days by count."""
        texts, on = {}, {}
        for column in asked.iter_columns():
            if column.name in TEXTS:
                self._words(TEXTS[column.name]).word("")
                texts[TEXTS[column.name]] = self._words(TEXTS[column.name]).coded(column)
            else:
                on[column.name] = column.to_numpy()
        return texts, on

    def _words(self, name: str) -> Codes:
        return {"kind": self.words.kinds, "level": self.words.levels}.get(
            name, self.words.occupations
        )

    def _grants_of(self, history: pl.DataFrame) -> Grants:
        grant = self.persons.grant
        texts = {
            name: self._words(name).coded(history[name]).at(grant) for name in ("kind", *self.texts)
        }
        more = {name: texts[name] for name in self.texts}
        if self.days is not None:
            more["on"] = history["on"].to_physical().to_numpy().take(grant)
        if "fen" in history.columns:
            more["fen"] = history["fen"].to_numpy().take(grant)
        return Grants(self.persons.grantee, texts["kind"], more)

    def _needs_days(self) -> bool:
        return any(each.node.scope != Scope.LIFETIME for each in self.counted)

    def _count_before(self) -> None:
        """Count what was granted before, for every claim."""
        places = np.flatnonzero(self.stretch.number[self.persons.owner])
        row, owner = self.persons.row[places], self.persons.owner[places]
        for name, found in self._counts(None, row, owner, self.stretch.only(owner)).items():
            self.total[name][row] = found

    def _granted(self, places: Ints) -> Grants:
        """Return claims as grants; a text nobody has told is kept as an empty one."""
        row = self.row.take(places)
        more = {name: np.maximum(coded.at(row), 0) for name, coded in self.texts.items()}
        if self.days is not None:
            more["on"] = self.days.take(row)
        if "fen" in self.before.more:
            more["fen"] = self.fen.take(places)
        return Grants(self.owner.take(places), self.kind.take(places), more)

    def _seen(self, grants: Grants, owner: Ints, among: Flags) -> Seen:
        """Return what claims of these persons see of `grants`: those before their own turn.

        `among` marks the claims whose grants stand at the end of each person's.
        """
        number = np.bincount(grants.owner, minlength=self.persons.count)
        behind = np.bincount(owner[among], minlength=self.persons.count)
        upto: Ints = np.cumsum(among) - among
        settled = (number - behind) - (np.cumsum(behind) - behind)
        return Seen((np.cumsum(number) - number).take(owner), settled.take(owner) + upto)

    def _together(self) -> Iterator[Ints]:
        """Yield places to be decided together: everybody's first claims, then the next ones.

        Only claims that might be granted matter, and of a person's claims the last never does.
        """
        last = np.append(self.owner[1:] != self.owner[:-1], True)[: len(self.owner)]
        places = np.flatnonzero(self.table[MAYBE].to_numpy()[self.row] & ~last)
        owner = self.owner[places]
        number = np.bincount(owner, minlength=self.persons.count)
        group = (np.arange(len(places)) - (np.cumsum(number) - number)[owner]) // TOGETHER
        for each in range(int(group.max(initial=-1)) + 1):
            yield places[group == each]

    def _decide(self, here: Ints) -> None:
        """Decide the claims at these places again and again, until nothing changes."""
        row, owner = self.row.take(here), self.owner.take(here)
        settled = self._granted(self._settled(owner))
        table = pl.DataFrame([self.table[name] for name in self.rulings.judged()])[row]
        grants = settled.followed_by(self._granted(here), self.persons.count)
        mine = np.flatnonzero(grants.kind == NOT_GRANTED)
        seen = self._seen(grants, owner, np.ones(len(here), bool))
        runs = Runs(owner)
        known = {name: column.take(row) for name, column in self.total.items()}
        if len(settled):
            known = self._counts(grants, row, owner, seen)
        changed = self._judged(table, known, here)
        while len(changed):
            grants.kind[mine[changed]] = self.kind[here[changed]]
            if "fen" in grants.more:
                grants.more["fen"][mine[changed]] = self.fen[here[changed]]
            todo = runs.after(changed)
            totals = self._counts(grants, row[todo], owner[todo], seen.only(todo))
            new = reduce(or_, [known[name][todo] != found for name, found in totals.items()])
            todo, totals = todo[new], {name: found[new] for name, found in totals.items()}
            for name, found in totals.items():
                known[name][todo] = found
            changed = todo[self._judged(table[todo], totals, here[todo])]

    def _settled(self, owner: Ints) -> Ints:
        """Return what was granted to these persons when their first claims were decided."""
        granted = np.flatnonzero(self.kind != NOT_GRANTED)
        theirs = np.zeros(self.persons.count, bool)
        theirs[owner] = True
        return granted[theirs[self.owner[granted]]]

    def _counts(self, grants: Grants | None, row: Ints, owner: Ints, seen: Seen) -> Totals:
        """Count what claims see of `grants` and of those before; None: of those before alone."""
        found: Totals = {}
        asked = {name: coded.at(row) for name, coded in self.texts.items()}
        for each in self.counted:
            on = self._day(each, row, found)
            if grants is None or each.depth:
                before = self.stretch.only(owner)
                found[each.total] = total(each.node, self.words, self.before, asked, before, on)
            else:
                found[each.total] = self.total[each.total].take(row)
            if grants is not None and len(grants):
                found[each.total] += total(each.node, self.words, grants, asked, seen, on)
        return found

    def _day(self, counted: Counted, row: Ints, found: Mapping[str, Ints]) -> Ints | None:
        """Return the day a count asks by; it may itself rest on counts found before."""
        if counted.on is None:
            return None
        if counted.depth == 0:
            return self.on[counted.total].take(row)
        rows = self.table[row].with_columns(_series(found))
        return rows.select(self.rulings.asked[counted.depth])[counted.total].to_numpy()

    def _judged(self, table: pl.DataFrame, totals: Mapping[str, Ints], places: Ints) -> Ints:
        """Decide claims by these totals, and return which of them come out otherwise."""
        rows = table.with_columns(_series(totals))
        wanted = [pl.col(name) for name in (OUTCOME, FIRST, FEN)]
        answers = through(rows, self.rulings.later, wanted).collect()
        granted = answers[OUTCOME].to_numpy() == GRANTED
        kind = np.where(granted, self.kind_of_rule[answers[FIRST].to_numpy()], NOT_GRANTED)
        changed = kind != self.kind[places]
        self.kind[places] = kind
        if "fen" in self.before.more:
            fen = answers[FEN].to_numpy()
            changed |= fen != self.fen[places]
            self.fen[places] = fen
        return np.flatnonzero(changed)

    def _check_sums(self, grants: Grants) -> None:
        """Refuse sums of fen that no count can hold."""
        if "fen" in grants.more:
            fen = np.abs(np.concatenate([self.before.more["fen"], grants.more["fen"]]))
            owner = np.concatenate([self.before.owner, grants.owner])
            most = int(np.bincount(owner).max(initial=0))
            if int(fen.max(initial=0)) * most > BEYOND_ANY_SUM:
                raise WrongColumn("历史和本批发给一个人的金额合计可能超过十万亿元；请核对“fen”列")


class Runs:
    """Where each person's claims begin and end, among claims decided together."""

    def __init__(self, owner: Ints) -> None:
        starts = run_starts(owner)
        self.run = np.cumsum(starts) - 1
        self.end = np.append(np.flatnonzero(starts)[1:], len(owner))

    def after(self, changed: Ints) -> Ints:
        """Return which claims come after a changed one of the same person."""
        first = changed[run_starts(self.run[changed])]
        number = self.end[self.run[first]] - first - 1
        offset = first + 1 - (np.cumsum(number) - number)
        later: Ints = np.arange(int(number.sum())) + np.repeat(offset, number)
        return later


def _series(totals: Mapping[str, Ints]) -> list[pl.Series]:
    return [pl.Series(name, found) for name, found in totals.items()]
