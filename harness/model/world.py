"""What is there in the small world: lines, batches, one fund, one bank, one clock?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from jineng.stages.claims.states import CLAIM_MOVES, LINE_MOVES
from jineng.stages.payments.states import ATTEMPT_MOVES, BATCH_MOVES

Moves = Mapping[str, tuple[str, str]]
ON_ITS_WAY = ("prepared", "sent", "unknown")
NO_BATCH, NO_NOTICE = -1, -1


class Line(NamedTuple):
    """One learner's line with its claim, decision, notice, payment, attempt and the bank's truth.

    Money is in whole shares of a subsidy. `grant` is what stands, `ours` what our books say was
    paid and did not come back, `bank` what the bank's own books say of it.
    """

    claim: str
    state: str
    grant: int = 0
    notice: int = NO_NOTICE  # working days it must still stand; 0 when it has stood
    objection: str = ""
    held: bool = False
    asked: frozenset[str] = frozenset()
    owed: int = 0
    attempt: str = ""
    batch: int = NO_BATCH
    runs: int = 0  # how many copies of its file the bank has carried out
    truth: str = ""  # paid, refused, or back: paid and sent back since
    did: int = 0  # what the bank paid of it, which may not be what was ordered
    word: str = ""  # what a file of the bank that we hold says of this attempt
    owner: bool = False
    ours: int = 0
    bank: int = 0
    back: int = 0  # what the bank sent back and our books do not know yet
    coming: int = 0  # a recovery that one has recorded and nobody confirmed
    aside: int = 0


class Batch(NamedTuple):
    """One order to the bank. `copies` of its file lie at the bank; `lost`: it will not answer."""

    state: str = ""
    copies: int = 0
    marked: bool = False
    lost: bool = False


class Fund(NamedTuple):
    """The five accounts of the fund, moved by the entries that the triggers write."""

    free: int
    held: int = 0
    owed: int = 0
    sent: int = 0
    paid: int = 0


class World(NamedTuple):
    """Everything that is remembered between two steps."""

    lines: tuple[Line, ...]
    batches: tuple[Batch, ...]
    fund: Fund


def plain(moves: Moves) -> Moves:
    """A table of moves in plain words, for states that are compared a million times."""
    return {verb: (str(before), str(after)) for verb, (before, after) in moves.items()}


@dataclass(frozen=True)
class Design:
    """How the world is built and which of its guards are left out, to see that each is needed.

    `detail`: the worker may be killed between its steps and the bank may lose a whole answer;
    `granted`: the lines have been granted when the world begins; `returns`: the bank may send back
    what it paid; `sums`: it may pay another sum; `calendar`: a notice may come to stand longer.
    """

    lines: int = 1
    fund: int = 2
    levels: int = 2
    days: int = 1
    reopened: bool = True
    detail: bool = True
    granted: bool = False
    returns: bool = True
    sums: bool = False
    calendar: bool = False
    without: frozenset[str] = frozenset()
    line: Moves = field(default_factory=lambda: plain(LINE_MOVES))
    claim: Moves = field(default_factory=lambda: plain(CLAIM_MOVES))
    attempt: Moves = field(default_factory=lambda: plain(ATTEMPT_MOVES))
    batch: Moves = field(default_factory=lambda: plain(BATCH_MOVES))

    def keeps(self, guard: str) -> bool:
        """Whether a guard is in place."""
        return guard not in self.without

    def start(self) -> World:
        """Every line waits; one share of the fund is set aside for each, as far as it reaches."""
        begins = next(iter(self.claim.values()))[0], next(iter(self.line.values()))[0]
        aside = 1 if self.fund >= self.lines else 0
        lines = tuple(Line(*begins, aside=aside) for _ in range(self.lines))
        held = aside * self.lines
        if self.granted:
            last, given = list(self.claim.values())[-1][1], self.line["grant"][1]
            lines = tuple(Line(last, given, grant=1) for _ in range(self.lines))
            return World(lines, (Batch(),) * self.lines, Fund(self.fund - held, owed=held))
        return World(lines, (Batch(),) * self.lines, Fund(self.fund - held, held))


# One line with all that may happen to it; one whose bank pays other sums, under a calendar that
# changes; two in one batch; two that one fund cannot both pay.
ONE = Design()
ODD = Design(fund=3, reopened=False, returns=False, sums=True, calendar=True)
ALL = Design(fund=3, sums=True)
TWO = Design(lines=2, levels=1, reopened=False, detail=False, granted=True, returns=False)
TIGHT = replace(TWO, fund=1, granted=False)


def under_way(line: Line) -> int:
    """What of a line is on its way."""
    return line.owed if line.attempt in ON_ITS_WAY else 0


def due(line: Line) -> int:
    """Entitlement, less what was paid and did not come back, less what is on its way."""
    return line.grant - line.ours - under_way(line)
