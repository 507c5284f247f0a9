"""What does the engine answer, and what does it rest on?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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


@dataclass(frozen=True)
class RuleResult:
    """One rule of the sheet on one case. `verdict` None: it cannot be shown either way.

    `kind` is 前提 or 判定; `inputs` are the facts used, by their Chinese names, None where unknown
    and “没有” where known to be absent; `says` is what the rule would do.
    """

    citation: Citation
    kind: str
    verdict: bool | None
    inputs: Mapping[str, object]
    says: str


@dataclass(frozen=True)
class Answer:
    """An answer with everything needed to defend it years later.

    `fen` is 0 unless granted. `because` has the deciding rule first. `missing` names fact ids.
    `would_change` are sentences: what would change the answer, and to what.
    """

    outcome: Outcome
    fen: int
    rule: str
    message: str
    because: tuple[Citation, ...]
    results: tuple[RuleResult, ...]
    missing: tuple[str, ...]
    would_change: tuple[str, ...]
    payee: str
    share_percent: int | None


@dataclass(frozen=True)
class Grant:
    """One subsidy granted to the person before and not reversed. `level` "" where there is none."""

    kind: str
    occupation: str
    level: str
    on: date
    fen: int = 0
    ref: str = ""
