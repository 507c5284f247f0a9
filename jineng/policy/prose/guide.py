"""What does somebody need to know who wants a subsidy: who, how much, with what, by when, why?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from jineng.policy.language.glossary import Kind
from jineng.policy.language.rule import Effect, Rule
from jineng.policy.language.tree import Named
from jineng.policy.language.under_rules import under_rule
from jineng.policy.one.check import cases_of
from jineng.policy.packs.cases import SignedCase
from jineng.policy.packs.numbers import Figure
from jineng.policy.packs.pack import Pack
from jineng.policy.packs.plan import Plan
from jineng.policy.packs.relations import SUPPLEMENTS
from jineng.policy.packs.shelf import Shelf
from jineng.policy.prose.guide_examples import examples
from jineng.policy.prose.guide_tables import tables_in_words
from jineng.policy.prose.results_in_words import result_in_words
from jineng.policy.prose.sections import Listed, Paper, Part, Says, Section, Tabled
from jineng.policy.prose.words import (
    Speech,
    condition_in_words,
    definition_in_words,
    figure_in_words,
    speech_of,
    value_in_words,
)
from jineng.policy.reading.doubts import Doubt
from jineng.values.refusal import Refusal

PAPERS = "材料"
TIMES = ("日期", "工作日", "自然日", "个月")


@dataclass(frozen=True)
class Item:
    """One question of a pack with all that its guide is made of.

    `packs` are the document and what supplements it; `cases` those signed for this question.
    """

    plan: Plan
    packs: tuple[Pack, ...]
    speech: Speech
    cases: tuple[SignedCase, ...]

    @property
    def main(self) -> Pack:
        """The document that answers the question."""
        return self.packs[0]

    @property
    def about(self) -> str:
        """What is asked, in a sentence."""
        return self.main.sheets[self.plan.question].about


class NoSuchQuestion(Refusal):
    """The pack does not answer this question."""


def item_of(shelf: Shelf, pack: Pack, question: str) -> Item:
    """Return one question of a pack; of one that supplements, with the document it adds to."""
    if question not in pack.sheets:
        listed = "、".join(pack.sheets) or "一个也没有"
        raise NoSuchQuestion(f"规则包“{pack.id}”没有问题“{question}”；它的问题有：{listed}")
    relation = pack.about.relation
    adds_to = [relation.pack_id] if relation and relation.kind == SUPPLEMENTS else []
    packs = tuple(shelf.pack(each) for each in (*adds_to, pack.id))
    plan = shelf.plan_of(question, tuple(each.id for each in packs))
    cases = tuple(case for case in cases_of(pack, shelf.glossary) if case.question == question)
    return Item(plan, packs, speech_of(packs[0], shelf.glossary), cases)


def guide(item: Item) -> Paper:
    """Write the 办事指南 of one question, from the rules themselves."""
    sections = (
        _what_it_is(item),
        _who(item),
        _what_is_given(item),
        Section("标准表", tuple(tables_in_words(item.plan.rules))),
        Section("举几个例子", examples(item.plan, item.cases, item.speech)),
        _words(item),
        _papers(item),
        _times(item),
        _objection(item),
        _basis(item),
        _open(item),
    )
    kept = tuple(section for section in sections if section.parts)
    title = item.plan.kind or f"{item.about or item.plan.question}："
    return Paper(f"{title}办事指南", kept)


def _what_it_is(item: Item) -> Section:
    about = item.main.about
    undecided = [d for pack in item.packs for d in pack.doubts if not d.is_decided]
    is_draft = not all(pack.about.in_force for pack in item.packs)
    parts: list[Part] = [Says(item.about)] if item.about else []
    if is_draft:
        left = f"，还有 {len(undecided)} 处疑问没有人定" if undecided else ""
        parts.insert(0, Says(f"这份指南出自草稿规则{left}，只供试看，不能据以办理。", warns=True))
    days = f"{_day(about.first_day)}至{_day(about.last_day)}"
    rows = [("依据的文件", "\n".join(f"{p.about.name}（{p.about.number}）" for p in item.packs))]
    rows += [("发文机关", "\n".join(dict.fromkeys(pack.about.issuer for pack in item.packs)))]
    rows += [("适用", f"{item.packs[-1].about.region_name}，{days}")]
    rows += [("补贴种类", item.plan.kind), ("钱发给", item.plan.payee)] if item.plan.kind else []
    return Section("这是什么", (*parts, Tabled(("项目", "内容"), tuple(rows))))


def _who(item: Item) -> Section:
    premises = [rule for rule in item.plan.rules if rule.is_premise]
    rows = tuple(
        (f"{n}. {_condition(rule, item)}", rule.says, _cited(rule, item))
        for n, rule in enumerate(premises, start=1)
    )
    if not rows:
        return Section("", ())
    says = Says("下面每一条都要满足；从上往下看，有一条不满足就不予，告知书上写的就是那一条。")
    return Section("谁可以享受", (says, Tabled(("要满足的条件", "不满足时", "依据"), rows)))


def _what_is_given(item: Item) -> Section:
    rows = tuple(
        (f"{n}. {_condition(rule, item)}", _given(rule, item.speech), _cited(rule, item))
        for n, rule in enumerate((r for r in item.plan.rules if not r.is_premise), start=1)
    )
    pays = any(rule.effect == Effect.GRANT and rule.kind for rule in item.plan.rules)
    heading = "发多少" if pays and item.plan.kind else "怎样答复"
    says = Says(
        "从上往下看，用第一条符合的。“任何情形”是指上面各条都不符合时。"
        "都不符合的，就是文件没有规定，由人核定；要用的事实还没有查清的，补齐后再办。"
    )
    return Section(heading, (says, Tabled(("情形", "结果", "依据"), rows)))


def _condition(rule: Rule, item: Item) -> str:
    """The condition, and under it the words of the document where the rule quotes them."""
    said = condition_in_words(rule.condition, item.speech)
    pack = next(pack for pack in item.packs if pack.id == rule.pack_id)
    quoted = "" if rule.text == pack.clauses[rule.clause].shown else f"\n“{rule.text}”"
    return f"{said}{quoted}"


def _given(rule: Rule, speech: Speech) -> str:
    result = result_in_words(rule, speech)
    return result if not rule.says or rule.says in result else f"{result}\n（{rule.says}）"


def _words(item: Item) -> Section:
    derived = {each.name: each for each in _named_in(item.plan.rules)}
    rows = [(name, definition_in_words(each.of), each.clause) for name, each in derived.items()]
    groups = [
        (name, "、".join(raw["取值"]), str(raw["依据"]))
        for pack in item.packs
        for name, raw in pack.about.groups.items()
        if isinstance(raw, dict) and _speaks_of(item, name)
    ]
    table = Tabled(("词语", "意思", "依据"), (*groups, *rows))
    return Section("词语怎么理解", (table,) if table.rows else ())


def _speaks_of(item: Item, group: str) -> bool:
    return any(group in condition_in_words(rule.condition, item.speech) for rule in item.plan.rules)


def _papers(item: Item) -> Section:
    lists = [each for pack in item.packs for each in pack.lists.values() if PAPERS in each.title]
    facts = [
        f"{word.name}{f'（{word.unit}）' if word.unit else ''}" for word in item.plan.facts.values()
    ]
    parts: list[Part] = [
        Tabled(("材料", "依据"), tuple((word, each.clause) for word in each.words))
        for each in lists
    ]
    none = Says("文件没有列出材料清单；要交哪些材料，以受理部门公布的为准。")
    told = Says(f"办理时要核对下列事实，系统里已经有的不用再交：{'、'.join(facts)}。")
    return Section("要带的材料和要核对的事实", (*(parts or [none]), *([told] if facts else ())))


def _times(item: Item) -> Section:
    figures = [
        figure
        for pack in item.packs
        for figure in pack.figures.values()
        if figure.unit in TIMES and figure.title
    ]
    chain = Says(
        "申领以后由两个人先后办理：一人初审，另一人复核并核定；"
        "准予的张榜公示，公示期满没有异议的再拨付。每一步都留痕，答复写明依据的条款。"
    )
    table = Tabled(("事项", "时限", "依据"), tuple(_time(figure) for figure in figures))
    parts = (*([chain] if item.plan.kind else ()), *([table] if table.rows else ()))
    return Section("怎么办、什么时候办", parts)


def _time(figure: Figure) -> tuple[str, str, str]:
    return figure.title, figure_in_words(figure), figure.clause


def _objection(item: Item) -> Section:
    said = tuple(
        f"{clause.shown}（{pack.about.number} {clause.id}）"
        for pack in item.packs
        for clause in pack.clauses.values()
        if "异议" in clause.shown
    )
    ways = (
        "先看答复：答复写明由哪一条决定、依据哪个条款、用了哪些事实，也写明什么变了答复会变。",
        "事实登记错了的，带上能说明的材料，请受理部门更正后重新办理。",
        "对公示名单有异议的，在公示期内向公示的单位提出；答复异议的人不能是原来办理的人。",
        "对答复仍有不同意见的，可以依法申请行政复议或者提起行政诉讼。",
    )
    return Section("有不同意见怎么办", (Listed(ways), *([Listed(said)] if said else ())))


def _basis(item: Item) -> Section:
    cited = {(rule.pack_id, rule.clause) for rule in item.plan.rules}
    rows = tuple(
        (clause.id, clause.shown.replace("\n\n", "\n"), "原文" if clause.official else "转述")
        for pack in item.packs
        for clause in pack.clauses.values()
        if (pack.id, clause.id) in cited
    )
    return Section("条款", (Tabled(("条款", "内容", "来自"), rows),))


def _open(item: Item) -> Section:
    asked = set(_doubts_of(item.plan.rules))
    rows = tuple(
        (doubt.question, doubt.document_says, doubt.reading, _decided(doubt))
        for pack in item.packs
        for doubt in pack.doubts
        if doubt.question in asked
    )
    missing = tuple(
        f"{each.name}：用于{each.needed_for}" for pack in item.packs for each in pack.about.missing
    )
    parts = (
        *([Tabled(("疑问", "文件怎么写", "现在按什么办", "谁定的"), rows)] if rows else ()),
        *([Says("手边还没有这些文件："), Listed(missing)] if missing else ()),
    )
    return Section("文件没有说清的地方", parts)


def _doubts_of(rules: Iterable[Rule]) -> Iterator[str]:
    for rule in rules:
        yield from rule.doubts
    for derived in _named_in(rules):
        yield from derived.doubts


def _decided(doubt: Doubt) -> str:
    if not doubt.is_decided:
        return "还没有人定"
    return f"{doubt.decided_by}，{_day(doubt.decided_on)}"


def _named_in(rules: Iterable[Rule]) -> Iterator[Named]:
    for rule in rules:
        yield from (each for each in under_rule(rule) if isinstance(each, Named))


def _cited(rule: Rule, item: Item) -> str:
    is_main = rule.pack_id == item.main.id
    return rule.clause if is_main else f"{rule.document}\n{rule.clause}"


def _day(day: date | None) -> str:
    return value_in_words(day, Kind.DAY) if day else ""
