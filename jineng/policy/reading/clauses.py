"""What does each clause of the document say, restated and (where we may show it) official?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jineng.policy.reading.figures import plain
from jineng.policy.reading.paper import read_text
from jineng.policy.reading.slips import Slip

RESTATED = "clauses.md"
OFFICIAL = "text.md"
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True)
class Clause:
    """One clause. `official` is empty where the document itself is not in the pack."""

    id: str
    restated: str
    official: str

    @property
    def shown(self) -> str:
        """The words shown to people."""
        return self.official or self.restated

    @property
    def texts(self) -> tuple[str, ...]:
        """Every wording we have; a figure must stand in each."""
        return tuple(text for text in (self.official, self.restated) if text)

    @cached_property
    def plain_texts(self) -> tuple[str, ...]:
        """The same, as figures are looked for in them."""
        return tuple(plain(text) for text in self.texts)


def read_clauses(folder: Path) -> Mapping[str, Clause]:
    """Read the clauses of a pack by their number, as in 四(五)2."""
    restated = sections(read_text(folder / RESTATED))
    official = sections(read_text(folder / OFFICIAL)) if (folder / OFFICIAL).exists() else {}
    for number in restated:
        if official and number not in official:
            raise Slip(f"{RESTATED} 的“{number}”在 {OFFICIAL} 里没有；两份要分成同样的条款")
    return {
        number: Clause(number, body, official.get(number, "")) for number, body in restated.items()
    }


def sections(page: str) -> dict[str, str]:
    """Cut a Markdown page at its `## ` headings; the heading is the clause number."""
    found: dict[str, str] = {}
    without = COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), page)
    before, *cut = re.split(r"(?m)^## ", without)
    line = before.count("\n") + 1
    for section in cut:
        head, _, body = section.partition("\n")
        number = clause_number(head)
        if number in found:
            raise Slip(f"条款“{number}”写了两次；请合并或改号", line=line)
        if not body.strip():
            raise Slip(f"条款“{number}”没有内容；请补上", line=line)
        line += section.count("\n")
        found[number] = body.strip()
    return found


def clause_number(text: str) -> str:
    """Write a clause number in one way: half-width brackets, no spaces."""
    return re.sub(r"\s+", "", text.replace("（", "(").replace("）", ")"))
