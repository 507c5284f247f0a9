"""Which funds may pay a subsidy in this case, and in which order are they asked?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from jineng.policy.language import mentions
from jineng.policy.language.absence import Truth
from jineng.policy.language.answer import Grant
from jineng.policy.language.conditions import whole_condition
from jineng.policy.language.glossary import FactWord
from jineng.policy.language.prepared import named_in
from jineng.policy.language.sheets import Desk, doubts_of
from jineng.policy.language.tree import Condition, Fact
from jineng.policy.python.python_text import tests_of
from jineng.policy.reading import paper
from jineng.policy.reading.slips import Slip


@dataclass(frozen=True)
class FundRule:
    """One fund in the order of the document: what kinds it may pay, and for whom.

    `words` are the facts its condition asks for.
    """

    id: str
    name: str
    kinds: tuple[str, ...]
    condition: Condition
    clause: str
    text: str
    pack_id: str
    words: tuple[FactWord, ...] = field(repr=False, compare=False)


@dataclass(frozen=True)
class FundChoice:
    """A fund that may pay in a case, or (`shown` None) one of which it is not known."""

    rule: FundRule
    shown: Truth


def read_funds(page: Mapping[str, object], desk: Desk, file: str) -> tuple[FundRule, ...]:
    """Read 资金 in its order. Slips go to the findings."""
    paper.only(page, "资金顺序", must=("问题", "资金"), may=("说明", "疑问"))
    found: list[FundRule] = []
    for number, line in enumerate(paper.items(page["资金"], "资金"), start=1):
        raw = line if isinstance(line, dict) else {}
        with desk.findings.at(file, str(raw.get("编号", f"第{number}条")), line):
            entry = paper.mapping(line, "资金")
            rule = _fund(entry, desk)
            if any(each.id == rule.id for each in found):
                raise Slip(f"编号“{rule.id}”用了两次；请改一个")
            found.append(rule)
    if not page["资金"]:
        raise Slip("资金没有写一项；请从先到后列出")
    return tuple(found)


def doubts_of_funds(page: Mapping[str, object]) -> tuple[str, ...]:
    """Return the doubts that the lines of a page of funds name."""
    lines = page["资金"] if isinstance(page["资金"], list) else []
    return tuple(d for line in lines if isinstance(line, dict) for d in doubts_of(line))


def funds_for(
    rules: Sequence[FundRule],
    kind: str,
    facts: Mapping[str, object],
    history: Sequence[Grant] = (),
) -> tuple[FundChoice, ...]:
    """Return the funds that may pay this kind in this case, in the document's order.

    `facts` and `history` are as `decide` takes them. A fund whose condition cannot be shown
    either way stays in the list with `shown` None: a person looks. Raises WrongFact.
    """
    able = tuple(rule for rule in rules if kind in rule.kinds)
    truths = _tests(able)(facts, tuple(history))
    asked = zip(able, truths, strict=True)
    return tuple(FundChoice(rule, shown) for rule, shown in asked if shown is not False)


@lru_cache(maxsize=256)
def _tests(
    rules: tuple[FundRule, ...],
) -> Callable[[Mapping[str, object], Sequence[Grant]], tuple[Truth, ...]]:
    words = {word.id: word for rule in rules for word in rule.words}
    return tests_of([rule.condition for rule in rules], words)


def _fund(entry: Mapping[str, object], desk: Desk) -> FundRule:
    must = ("编号", "名称", "可付", "条件", "依据")
    paper.only(entry, "资金", must=must, may=("原文", "疑问", "说明"))
    clause = desk.clause(entry)
    kinds = paper.words(entry["可付"], "可付")
    if not kinds:
        raise Slip("可付没有写一种补贴；请写明这项资金能付哪些")
    condition = whole_condition(entry["条件"], desk.names, desk.groups)
    desk.stand(list(mentions.in_condition(condition, desk.names.glossary)), clause)
    facts = [each.id for each in named_in(condition).values() if isinstance(each, Fact)]
    return FundRule(
        id=paper.identifier(entry["编号"], "编号"),
        name=paper.text(entry["名称"], "名称"),
        kinds=kinds,
        condition=condition,
        clause=clause.id,
        text=desk.quote(entry, clause),
        pack_id=desk.pack_id,
        words=tuple(desk.names.glossary.by_id[fact_id] for fact_id in facts),
    )
