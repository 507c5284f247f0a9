"""Which facts may a rule ask about, of what type are they, and which words may they take?"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from jineng.policy.reading import paper
from jineng.policy.reading.slips import Findings, Slip

FILE = "facts.yaml"


class Kind(StrEnum):
    """The types of values. A fact is declared with any of them but the last."""

    WORD = "词"
    TEXT = "文本"
    DAY = "日期"
    DAYS = "日期列表"
    MONTH = "年月"
    COUNT = "整数"
    MONEY = "金额分"
    FLAG = "是否"
    PERCENT = "比例"
    SHARE = "占比"


@dataclass(frozen=True)
class FactWord:
    """One fact. `nullable`: it may be known that there is none (no pension, no certificate).

    `supposed` holds sentences for “what would change the answer”, by value or under “值”.
    `order` ranks words from low to high (levels).
    """

    name: str
    id: str
    kind: Kind
    words: tuple[str, ...] = ()
    nullable: bool = False
    unit: str = ""
    supposed: Mapping[str, str] | None = None
    order: tuple[str, ...] = ()


@dataclass(frozen=True)
class Glossary:
    """All facts, by their Chinese name and by their id."""

    by_name: Mapping[str, FactWord]
    by_id: Mapping[str, FactWord]

    def words(self, fact_id: str) -> tuple[str, ...]:
        """Return the words a fact may take, such as the known categories of learners."""
        return self.by_id[fact_id].words


def load_glossary(root: Path) -> Glossary:
    """Read facts.yaml. Raises BrokenPack naming every slip in it."""
    findings = Findings()
    facts: list[FactWord] = []
    page: Mapping[str, object] = {}
    with findings.at(FILE):
        page = paper.mapping(paper.read_page(root / FILE), "事实表")
        for name, raw in page.items():
            with findings.at(FILE, name, raw):
                facts.append(_fact(name, paper.mapping(raw, "事实")))
    ids = [fact.id for fact in facts]
    for fact in facts:
        with findings.at(FILE, fact.name, page[fact.name]):
            if ids.count(fact.id) > 1:
                raise Slip(f"编号“{fact.id}”用了两次；请改一个")
    findings.stop_if_any()
    return Glossary({fact.name: fact for fact in facts}, {fact.id: fact for fact in facts})


def _fact(name: str, raw: Mapping[str, object]) -> FactWord:
    may = ("取值", "可空", "单位", "设想", "次序", "说明")
    paper.only(raw, "事实", must=("编号", "类型"), may=may)
    kind = paper.text(raw["类型"], "类型")
    kinds = [each for each in Kind if each != Kind.SHARE]
    if kind not in kinds:
        raise Slip(f"类型“{kind}”不认识；可以写：{'、'.join(kinds)}")
    if (kind == Kind.WORD) != ("取值" in raw):
        raise Slip("类型为“词”的要写“取值”，其他类型不写")
    if "次序" in raw and kind not in (Kind.WORD, Kind.TEXT):
        raise Slip("只有“词”和“文本”能写“次序”，从低到高")
    return FactWord(
        name=name,
        id=paper.identifier(raw["编号"], "编号"),
        kind=Kind(kind),
        words=paper.words(raw["取值"], "取值") if "取值" in raw else (),
        nullable=_yes(raw.get("可空", "否"), "可空"),
        unit=paper.text(raw["单位"], "单位") if "单位" in raw else "",
        supposed=_supposed(raw.get("设想", {})),
        order=paper.words(raw["次序"], "次序") if "次序" in raw else (),
    )


def _supposed(raw: object) -> Mapping[str, str]:
    return {key: paper.text(value, "设想") for key, value in paper.mapping(raw, "设想").items()}


def _yes(value: object, what: str) -> bool:
    if value not in ("是", "否"):
        raise Slip(f"{what}只能写 是 或 否，现为“{value}”")
    return value == "是"
