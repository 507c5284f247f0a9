"""What does the engine answer, and what does it rest on?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

# What NamedTuple does in Python, at half the price: an answer tells of many rules.
_new = tuple.__new__


class Outcome(StrEnum):
    """SILENT: the document does not say, a person decides. MISSING: a fact must be told first."""

    GRANTED = "granted"
    REFUSED = "refused"
    SILENT = "silent"
    MISSING = "missing"


@dataclass(frozen=True)
class Citation:
    """The words a rule rests on: quoted where the pack carries its document, else restated."""

    rule: str
    clause: str
    text: str
    pack_id: str
    document: str


class RuleTold(NamedTuple):
    """What is told of a rule in every case alike; `names` are those of its inputs."""

    citation: Citation
    kind: str
    says: str
    names: tuple[str, ...]


class RuleResult(NamedTuple):
    """One rule of the sheet on one case. `verdict` None: it cannot be shown either way.

    `kind` is 前提 or 判定; `inputs` are the facts used, by their Chinese names, None where unknown
    and “没有” where known to be absent; `says` is what the rule would do.
    """

    citation: Citation
    kind: str
    verdict: bool | None
    inputs: Mapping[str, object]
    says: str


class Later:
    """Sentences that are worked out once, when somebody first reads them."""

    __slots__ = ("_from", "_made", "_make")

    def __init__(self, make: Callable[..., tuple[str, ...]], made_from: tuple[object, ...]) -> None:
        self._make = make
        self._from = made_from
        self._made: tuple[str, ...] | None = None

    def read(self) -> tuple[str, ...]:
        """Return the sentences."""
        if self._made is None:
            self._made = self._make(*self._from)
        return self._made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Later) and self.read() == other.read()

    def __hash__(self) -> int:
        return hash(self.read())

    def __repr__(self) -> str:
        return repr(self.read())


class Answer(NamedTuple):
    """An answer with everything needed to defend it years later.

    `fen` is 0 unless granted. `because` has the deciding rule first. `missing` names fact ids.
    `rules` are those of the plan; `verdicts` and `inputs` are what this case fills in: whether each
    holds, and the values of its inputs, rule after rule. Read them as `results`.
    """

    outcome: Outcome
    fen: int
    rule: str
    message: str
    because: tuple[Citation, ...]
    rules: tuple[RuleTold, ...]
    verdicts: tuple[bool | None, ...]
    inputs: tuple[object, ...]
    missing: tuple[str, ...]
    payee: str
    share_percent: int | None
    changes: Later

    @property
    def results(self) -> tuple[RuleResult, ...]:
        """Every rule with its citation, whether it holds, and the facts it used by their names."""
        used = iter(self.inputs)
        # As many of the inputs are taken as the rule has names for.
        return tuple(
            [
                _new(
                    RuleResult,
                    (citation, kind, verdict, dict(zip(names, used, strict=False)), says),
                )
                for (citation, kind, says, names), verdict in zip(
                    self.rules, self.verdicts, strict=True
                )
            ]
        )

    @property
    def would_change(self) -> tuple[str, ...]:
        """Sentences: what would change the answer, and to what. Worked out when first read."""
        return self.changes.read()


@dataclass(frozen=True)
class Grant:
    """One subsidy granted to the person before and not reversed. `level` "" where there is none."""

    kind: str
    occupation: str
    level: str
    on: date
    fen: int = 0
    ref: str = ""
