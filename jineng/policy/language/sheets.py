"""How is one question of a document read: its premises, its rows, its derived facts?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from jineng.policy.language import mentions
from jineng.policy.language.conditions import Groups, whole_condition
from jineng.policy.language.results import Result, read_result
from jineng.policy.language.rule import Effect, Rule, Sheet
from jineng.policy.language.vocabulary import Names, derive
from jineng.policy.reading import paper
from jineng.policy.reading.clauses import Clause, clause_number
from jineng.policy.reading.figures import Mention, stands_in_plain
from jineng.policy.reading.slips import Findings, Slip

PREMISE = ("编号", "条件", "不满足时", "依据")
ROW = ("编号", "条件", "结果", "依据")
EXTRA = ("原文", "疑问", "说明")
REFUSED = Result(Effect.REFUSE)


@dataclass(frozen=True)
class Desk:
    """What lies open while one pack is read."""

    pack_id: str
    document: str
    years: Collection[int]
    clauses: Mapping[str, Clause]
    names: Names
    groups: Groups
    findings: Findings
    supplements: bool

    def clause(self, raw: Mapping[str, object]) -> Clause:
        """Return the clause that a rule cites."""
        written = paper.text(raw["依据"], "依据")
        number = written if written in self.clauses else clause_number(written)
        if number not in self.clauses:
            raise Slip(f"依据“{number}”在 clauses.md 里没有；请改成有的条款，或补上这一条")
        return self.clauses[number]

    def stand(self, figures: Collection[Mention], clause: Clause) -> None:
        """Every figure of a rule stands in every wording of the clause it cites."""
        for figure in figures:
            if not all(stands_in_plain(figure, text, self.years) for text in clause.plain_texts):
                raise Slip(f"数值“{figure}”在所引的“{clause.id}”里找不到；请核对数值或依据")

    def quote(self, raw: Mapping[str, object], clause: Clause) -> str:
        """Return the words shown for a rule: its quote, word for word, or the whole clause."""
        if "原文" not in raw:
            return clause.shown
        quoted = paper.text(raw["原文"], "原文")
        if quoted not in clause.official:
            raise Slip(f"原文“{quoted}”不在 text.md 的“{clause.id}”里；请逐字核对")
        return quoted


def doubts_of(raw: Mapping[str, object]) -> tuple[str, ...]:
    """Return the doubts a rule names: one text or a list."""
    if "疑问" not in raw:
        return ()
    doubts = raw["疑问"]
    return (doubts,) if isinstance(doubts, str) else paper.words(doubts, "疑问")


def read_derived(raw: object, desk: Desk, file: str) -> tuple[str, ...]:
    """Read the derived facts of a pack into its names; return the doubts they name."""
    doubts: list[str] = []
    for line in paper.items(raw, "推算"):
        entry = dict(paper.mapping(line, "推算"))
        name = paper.text(entry.pop("名称", None), "推算的“名称”")
        with desk.findings.at(file, name, line):
            named = doubts_of(entry)
            doubts.extend(named)
            method = paper.text(entry.pop("算法", None), "算法")
            cited = {key: entry.pop(key) for key in ("依据", *EXTRA) if key in entry}
            clause = desk.clause(cited) if "依据" in cited else None
            derived = derive(name, method, entry, desk.names, clause.id if clause else "")
            figures = list(mentions.in_derived(derived.of))
            if figures and not clause:
                raise Slip(f"推算里有数值“{figures[0]}”，要写“依据”")
            if clause:
                desk.stand(figures, clause)
                desk.quote(cited, clause)
            desk.names.add(replace(derived, doubts=named))
    return tuple(doubts)


def read_sheet(page: Mapping[str, object], desk: Desk, file: str) -> Sheet:
    """Read one question. Slips go to the findings; what could be read is returned."""
    may = ("说明", "补贴", "收款", "尾数", "疑问", "前提", "判定")
    paper.only(page, "问题", must=("问题",), may=may)
    if ("补贴" in page) != ("收款" in page):
        raise Slip("“补贴”和“收款”要同时写：补贴写种类，收款写拨付给谁")
    premises = _rules(page.get("前提", []), desk, file, page, is_premise=True)
    rows = _rules(page.get("判定", []), desk, file, page, is_premise=False)
    if desk.supplements and ("判定" in page or "补贴" in page or "尾数" in page):
        raise Slip("补充上级文件的规则只加“前提”；要改判定或补贴请另写取代的文件")
    if not desk.supplements and not rows:
        raise Slip("没有“判定”；至少写一条")
    return Sheet(
        question=paper.identifier(page["问题"], "问题"),
        kind=paper.text(page["补贴"], "补贴") if "补贴" in page else "",
        payee=paper.text(page["收款"], "收款") if "收款" in page else "",
        premises=premises,
        rows=rows,
        about=paper.text(page["说明"], "说明") if "说明" in page else "",
    )


def _rules(
    raw: object, desk: Desk, file: str, page: Mapping[str, object], *, is_premise: bool
) -> tuple[Rule, ...]:
    rules: list[Rule] = []
    for number, line in enumerate(paper.items(raw, "前提" if is_premise else "判定"), start=1):
        place = f"第{number}条"
        if isinstance(line, dict) and isinstance(line.get("编号"), str):
            place = line["编号"]
        with desk.findings.at(file, place, line):
            entry = paper.mapping(line, "规则")
            rules.append(_premise(entry, desk) if is_premise else _row(entry, desk, page))
    return tuple(rules)


def _premise(raw: Mapping[str, object], desk: Desk) -> Rule:
    extra = (*EXTRA, "接在") if desk.supplements else EXTRA
    paper.only(raw, "前提", must=PREMISE, may=extra)
    after = paper.text(raw["接在"], "接在") if "接在" in raw else ""
    says = paper.text(raw["不满足时"], "不满足时")
    return _rule(raw, desk, REFUSED, says=says, is_premise=True, after=after)


def _row(raw: Mapping[str, object], desk: Desk, page: Mapping[str, object]) -> Rule:
    paper.only(raw, "判定", must=ROW, may=EXTRA)
    says = paper.text(raw["说明"], "说明") if "说明" in raw else ""
    result = read_result(raw["结果"], page, desk.names, desk.groups)
    if result.effect in (Effect.REFUSE, Effect.REFER) and not says:
        raise Slip(f"结果是“{result.effect}”的要写“说明”，告诉当事人为什么")
    return _rule(raw, desk, result, says=says, is_premise=False)


def _rule(
    raw: Mapping[str, object],
    desk: Desk,
    result: Result,
    *,
    says: str,
    is_premise: bool,
    after: str = "",
) -> Rule:
    condition = whole_condition(raw["条件"], desk.names, desk.groups)
    clause = desk.clause(raw)
    glossary = desk.names.glossary
    desk.stand(
        [
            *mentions.in_condition(condition, glossary),
            *mentions.in_amount(result.amount, glossary),
            *(mentions.in_measure(result.measure) if result.measure else ()),
        ],
        clause,
    )
    return Rule(
        id=paper.identifier(raw["编号"], "编号"),
        condition=condition,
        says=says,
        clause=clause.id,
        text=desk.quote(raw, clause),
        pack_id=desk.pack_id,
        document=desk.document,
        is_premise=is_premise,
        effect=result.effect,
        amount=result.amount,
        kind=result.kind,
        measure=result.measure,
        payee=result.payee,
        after=after,
        doubts=doubts_of(raw),
    )
