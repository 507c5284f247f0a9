"""Where is the document unclear, what is done meanwhile, and who decided so?"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from jineng.policy.reading import paper
from jineng.policy.reading.slips import Slip, within

UNDECIDED = "未定"


@dataclass(frozen=True)
class Doubt:
    """One open question with the reading chosen for now."""

    question: str
    document_says: str
    reading: str
    decided_by: str
    decided_on: date | None
    until: date | None

    @property
    def is_decided(self) -> bool:
        """Whether somebody answers for the reading."""
        return self.decided_by != UNDECIDED


def read_doubts(page: object) -> tuple[Doubt, ...]:
    """Read open-questions.yaml; an empty page means that there are none."""
    doubts = tuple(_doubt(raw) for raw in paper.items([] if page is None else page, "疑问清单"))
    for question, times in Counter(doubt.question for doubt in doubts).items():
        if times > 1:
            raise Slip(f"疑问“{question}”列了两次；请删去一处")
    return doubts


def check_doubts(doubts: Collection[Doubt], named: Collection[str], *, in_force: bool) -> None:
    """Every doubt a rule names is listed; none is undecided in a pack that is in force."""
    listed = {doubt.question for doubt in doubts}
    if unlisted := [question for question in named if question not in listed]:
        raise Slip(f"规则里的疑问“{unlisted[0]}”没有列在疑问清单里；请补上")
    undecided = [doubt.question for doubt in doubts if not doubt.is_decided]
    if in_force and undecided:
        raise Slip(f"规则包已标为“生效”，但疑问“{undecided[0]}”还未定；请先定，或改为草稿")


def _doubt(raw: object) -> Doubt:
    with within(raw):
        return _read(paper.mapping(raw, "疑问"))


def _read(entry: Mapping[str, object]) -> Doubt:
    must = ("疑问", "文件怎么写", "暂按", "由谁定")
    paper.only(entry, "疑问", must=must, may=("定于", "有效至"))
    decided_by = paper.text(entry["由谁定"], "由谁定")
    if (decided_by == UNDECIDED) == ("定于" in entry):
        raise Slip("已定的疑问要写“定于”（日期），未定的不写")
    return Doubt(
        question=paper.text(entry["疑问"], "疑问"),
        document_says=paper.text(entry["文件怎么写"], "文件怎么写"),
        reading=paper.text(entry["暂按"], "暂按"),
        decided_by=decided_by,
        decided_on=paper.day(entry["定于"], "定于") if "定于" in entry else None,
        until=paper.day(entry["有效至"], "有效至") if "有效至" in entry else None,
    )
