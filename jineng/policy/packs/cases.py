"""What worked examples did an officer read and sign for a pack?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from jineng.policy.language.answer import Grant
from jineng.policy.language.glossary import FactWord, Glossary, Kind
from jineng.policy.packs.about import Signature, read_signature
from jineng.policy.reading import paper
from jineng.policy.reading.marked import line_of
from jineng.policy.reading.slips import Slip, within

EXPECTED = ("准予", "不予", "转人工", "缺事实")
NONE = "没有"
READERS: Mapping[Kind, Callable[[object, str], object]] = {
    Kind.DAY: paper.day,
    Kind.MONTH: paper.day,
    Kind.COUNT: paper.whole,
    Kind.MONEY: lambda value, _: paper.fen(value),
    Kind.PERCENT: lambda value, _: paper.percent(value),
}
UNKNOWN = "未知"


@dataclass(frozen=True)
class SignedCase:
    """One worked example: facts and history in, and the answer an officer expects.

    `expected` is one of EXPECTED; `fen` is the amount where one is expected; `rule` decides.
    `line` is where it stands in its file.
    """

    file: str
    name: str
    question: str
    facts: Mapping[str, object]
    history: tuple[Grant, ...]
    expected: str
    fen: int
    rule: str
    signature: Signature
    line: int


def read_cases(path: Path, file: str, glossary: Glossary) -> tuple[SignedCase, ...]:
    """Read one page of cases. Raises Slip naming the case that is wrong."""
    page = paper.mapping(paper.read_page(path), "这一页")
    with within(page):
        return _read(page, file, glossary)


def _read(page: Mapping[str, object], file: str, glossary: Glossary) -> tuple[SignedCase, ...]:
    must = ("问题", "签署", "情形")
    paper.only(page, "这一页", must=must, may=("说明", "共同事实", "共同历史"))
    signature = read_signature(page["签署"])
    common = dict(paper.mapping(page.get("共同事实", {}), "共同事实"))
    history = paper.items(page.get("共同历史", []), "共同历史")
    found: list[SignedCase] = []
    for number, line in enumerate(paper.items(page["情形"], "情形"), start=1):
        raw = paper.mapping(line, f"第{number}个情形")
        name = paper.text(raw.get("名称"), f"第{number}个情形的“名称”")
        with within(line, f"情形“{name}”："):
            paper.only(raw, "情形", must=("名称", "应得", "因为"), may=("事实", "历史"))
            if any(each.name == name for each in found):
                raise Slip("写了两次；请改一个名称")
            told = common | dict(paper.mapping(raw.get("事实", {}), "事实"))
            lines = history + paper.items(raw.get("历史", []), "历史")
            expected, amount = _expected(raw["应得"])
            found.append(
                SignedCase(
                    file=file,
                    name=name,
                    question=paper.identifier(page["问题"], "问题"),
                    facts=_facts(told, glossary),
                    history=tuple(_grant(each) for each in lines),
                    expected=expected,
                    fen=amount,
                    rule=paper.identifier(raw["因为"], "因为"),
                    signature=signature,
                    line=line_of(line),
                )
            )
    return tuple(found)


def _expected(raw: object) -> tuple[str, int]:
    if raw in EXPECTED:
        return str(raw), 0
    try:
        return "准予", paper.fen(raw)
    except Slip as slip:
        raise Slip(f"应得写金额（如 1280元）或{'、'.join(EXPECTED)}，现为“{raw}”") from slip


def _facts(told: Mapping[str, object], glossary: Glossary) -> dict[str, object]:
    facts: dict[str, object] = {}
    for name, value in told.items():
        if name not in glossary.by_name:
            raise Slip(f"事实“{name}”不在 facts.yaml 里；请改用已有的词")
        if value != UNKNOWN:
            word = glossary.by_name[name]
            facts[word.id] = fact_value(word, value)
    return facts


def fact_value(word: FactWord, value: object) -> object:
    """Turn a value as officers write it into the fact's own type.

    是/否, 没有 (known to be absent), 1600元, 2024-06-17, a list of days, a whole number or a word.
    """
    if value == NONE and word.kind != Kind.WORD:
        if not word.nullable:
            raise Slip(f"“{word.name}”不能写“没有”")
        return None
    what = f"“{word.name}”"
    match word.kind:
        case Kind.WORD:
            return _word(word, paper.text(value, what))
        case Kind.TEXT:
            return "" if value == "" else paper.text(value, what)
        case Kind.DAYS:
            return tuple(paper.day(each, what) for each in paper.items(value, what))
        case Kind.FLAG:
            return _flag(value, what)
        case _:
            return READERS[word.kind](value, what)


def _flag(value: object, what: str) -> bool:
    if value not in ("是", "否"):
        raise Slip(f"{what}只能写 是 或 否，现为“{value}”")
    return value == "是"


def _word(word: FactWord, value: str) -> str:
    if value not in word.words:
        raise Slip(f"“{word.name}”没有“{value}”这个词；可以写：{'、'.join(word.words)}")
    return value


def _grant(raw: object) -> Grant:
    entry = paper.mapping(raw, "历史")
    paper.only(entry, "历史", must=("补贴", "职业", "日期"), may=("等级", "金额"))
    return Grant(
        kind=paper.text(entry["补贴"], "补贴"),
        occupation=paper.text(entry["职业"], "职业"),
        level=paper.text(entry["等级"], "等级") if "等级" in entry else "",
        on=paper.day(entry["日期"], "日期"),
        fen=paper.fen(entry["金额"]) if "金额" in entry else 0,
    )
