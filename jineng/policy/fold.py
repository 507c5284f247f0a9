"""How much history does each claim see, when all are decided in turn and a grant uses up a time?

Whether a claim is granted rests only on claims before it. So all of them may be guessed at once and
decided again by what the guess left in the history, until nothing changes: after the n-th time at
the latest the first n claims of everybody are right, and what is right never changes again. Limits
of any kind, nested in any way, come out as if decided one by one; most need two or three times.
"""

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import or_

import numpy as np
import polars as pl

from jineng.policy.amount_columns import FEN
from jineng.policy.checked import WrongColumn
from jineng.policy.columns import Counted
from jineng.policy.past import Codes, Grants, Seen, Vocabulary, total
from jineng.policy.persons import Flags, Ints, Persons, run_starts
from jineng.policy.rulings import FIRST, GRANTED, LEVEL, MAYBE, OCCUPATION, OUTCOME, Rulings
from jineng.values.money import BEYOND_ANY_SUM

# So many claims of one person are guessed at together.
TOGETHER = 64
NOT_GRANTED = -1
TEXTS = {OCCUPATION: "occupation", LEVEL: "level"}

Totals = dict[str, Ints]


class Fold:
    """The claims of persons with a past, decided in their order.

    `table` has what `rulings.later` and `rulings.asked` read, and MAYBE, for every claim; `days`
    are their days. `history` are the grants of before, of the kinds that count. A claim is known
    here by its place among `persons.row`.
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
        self.kind_of_rule = np.array(
            [*(self.words.kinds.word(rule.kind) for rule in rulings.rules), NOT_GRANTED]
        )
        self.asked, self.on = self._asked(table.select(rulings.asked[0]))
        self.days = days.to_physical().to_numpy()[persons.row].astype(np.int64)
        self.before = self._grants_of(history)
        # What was decided of each place: the kind that was granted, and the fen.
        self.kind, self.fen = np.full(len(persons.row), NOT_GRANTED), np.zeros_like(persons.row)
        number = np.bincount(self.before.owner, minlength=persons.count)
        start = np.cumsum(number) - number
        self.seen_before = Seen(start[persons.owner], number[persons.owner])
        self.prior = self._prior()

    def totals(self) -> list[pl.Series]:
        """Decide everything, and return the totals of every count for every claim of the table."""
        owner = self.persons.owner
        claims = np.bincount(owner, minlength=self.persons.count)
        several = np.flatnonzero(claims[owner] > 1)
        self._decide_all(several)
        given = self.kind[several] != NOT_GRANTED
        grants = self._granted(several[given])
        self._check_sums(grants)
        seen = self._seen(grants, several, given)
        after = several[seen.number > 0]
        found = self._counts(grants, after, seen.only(seen.number > 0))
        columns = []
        for each in self.counted:
            column = np.zeros(len(self.table), np.int64)
            column[self.persons.row] = self.prior[each.total]
            column[self.persons.row[after]] = found[each.total]
            columns.append(pl.Series(each.total, column))
        return columns

    def _asked(self, asked: pl.DataFrame) -> tuple[Totals, Totals]:
        """Read what the counts ask of the claims: codes of texts by name, days by count."""
        texts, on = {}, {}
        for column in asked.iter_columns():
            if column.name in TEXTS:
                name, words = TEXTS[column.name], self._words(TEXTS[column.name])
                words.word("")
                texts[name] = words.of(column)[self.persons.row]
            else:
                on[column.name] = column.to_numpy()[self.persons.row].astype(np.int64)
        return texts, on

    def _words(self, name: str) -> Codes:
        return self.words.occupations if name == "occupation" else self.words.levels

    def _grants_of(self, history: pl.DataFrame) -> Grants:
        grant = self.persons.grant
        more = {name: self._words(name).of(history[name])[grant] for name in self.asked}
        more["on"] = history["on"].to_physical().to_numpy()[grant].astype(np.int64)
        if "fen" in history.columns:
            more["fen"] = history["fen"].to_numpy()[grant]
        return Grants(self.persons.grantee, self.words.kinds.of(history["kind"])[grant], more)

    def _prior(self) -> Totals:
        """Count what was granted before, for every place."""
        prior = {each.total: np.zeros_like(self.persons.row) for each in self.counted}
        places = np.flatnonzero(self.seen_before.number)
        nobody = self._granted(places[:0])
        nothing = self.seen_before.only(places)
        for name, found in self._counts(nobody, places, nothing, first=True).items():
            prior[name][places] = found
        return prior

    def _granted(self, places: Ints) -> Grants:
        """Return claims as grants; a text nobody has told is kept as an empty one."""
        more = {name: np.maximum(codes[places], 0) for name, codes in self.asked.items()}
        more["on"] = self.days[places]
        if "fen" in self.before.more:
            more["fen"] = self.fen[places]
        return Grants(self.persons.owner[places], self.kind[places], more)

    def _seen(self, grants: Grants, places: Ints, among: Flags) -> Seen:
        """Return what the places see of `grants`: those of their person before their turn.

        `among` marks the places whose grants stand at the end of each person's.
        """
        owner, persons = self.persons.owner[places], self.persons.count
        number = np.bincount(grants.owner, minlength=persons)
        behind = np.bincount(owner[among], minlength=persons)
        upto: Ints = np.cumsum(among) - among
        turn = upto - (np.cumsum(behind) - behind)[owner]
        return Seen((np.cumsum(number) - number)[owner], (number - behind)[owner] + turn)

    def _decide_all(self, several: Ints) -> None:
        settled = self._granted(several[:0])
        for here in self._together(several):
            wanted = np.zeros(self.persons.count, bool)
            wanted[self.persons.owner[here]] = True
            settled = settled.only(wanted[settled.owner])
            self._decide(here, settled)
            given = self._granted(here[self.kind[here] != NOT_GRANTED])
            settled = settled.followed_by(given, self.persons.count)

    def _together(self, several: Ints) -> Iterator[Ints]:
        """Yield places to be decided together: everybody's first claims, then the next ones.

        Only claims that might be granted matter, and of a person's claims the last never does.
        """
        owner = self.persons.owner[several]
        last = np.append(owner[1:] != owner[:-1], True)
        maybe = self.table[MAYBE].to_numpy()[self.persons.row[several]]
        places, owner = several[maybe & ~last], owner[maybe & ~last]
        number = np.bincount(owner, minlength=self.persons.count)
        group = (np.arange(len(places)) - (np.cumsum(number) - number)[owner]) // TOGETHER
        for each in range(int(group.max(initial=-1)) + 1):
            yield places[group == each]

    def _decide(self, here: Ints, settled: Grants) -> None:
        """Decide the claims at these places again and again, until nothing changes."""
        table = self.table.select(self.rulings.judged())[self.persons.row[here]]
        grants = settled.followed_by(self._granted(here), self.persons.count)
        mine = np.flatnonzero(grants.kind == NOT_GRANTED)
        seen = self._seen(grants, here, np.ones(len(here), bool))
        runs = _Runs(self.persons.owner[here])
        known = self._counts(grants if len(settled) else settled, here, seen)
        todo = np.arange(len(here))
        changed = todo[self._judged(table, known, here)]
        while len(changed):
            grants.kind[mine[changed]] = self.kind[here[changed]]
            if "fen" in grants.more:
                grants.more["fen"][mine[changed]] = self.fen[here[changed]]
            todo = runs.after(changed)
            totals = self._counts(grants, here[todo], seen.only(todo))
            new = reduce(or_, [known[name][todo] != found for name, found in totals.items()])
            todo, totals = todo[new], {name: found[new] for name, found in totals.items()}
            for name, found in totals.items():
                known[name][todo] = found
            changed = todo[self._judged(table[todo], totals, here[todo])]

    def _counts(self, grants: Grants, places: Ints, seen: Seen, *, first: bool = False) -> Totals:
        """Count what the places see of `grants`, beside what was granted before."""
        found: Totals = {}
        asked = {name: codes[places] for name, codes in self.asked.items()}
        for each in self.counted:
            on = self._day(each, places, found)
            if first or each.depth:
                before = self.seen_before.only(places)
                prior = total(each.node, self.words, self.before, asked, before, on)
            else:
                prior = self.prior[each.total][places]
            found[each.total] = prior
            if len(grants):
                found[each.total] = prior + total(each.node, self.words, grants, asked, seen, on)
        return found

    def _day(self, counted: Counted, places: Ints, found: Mapping[str, Ints]) -> Ints | None:
        """Return the day a count asks by; it may itself rest on counts found before."""
        if counted.on is None:
            return None
        if counted.depth == 0:
            return self.on[counted.total][places]
        rows = self.table[self.persons.row[places]].with_columns(_series(found))
        return rows.select(self.rulings.asked[counted.depth])[counted.total].to_numpy()

    def _judged(self, table: pl.DataFrame, totals: Mapping[str, Ints], places: Ints) -> Ints:
        """Decide claims by these totals, and return which of them come out otherwise."""
        rows = table.lazy().with_columns(_series(totals))
        for step in self.rulings.later:
            rows = rows.with_columns(step)
        answers = rows.select(OUTCOME, FIRST, FEN).collect()
        granted = answers[OUTCOME].to_numpy() == GRANTED
        rule = np.where(granted, answers[FIRST].to_numpy().astype(np.int64), NOT_GRANTED)
        kind = self.kind_of_rule[rule]
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


class _Runs:
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
