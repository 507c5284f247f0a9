"""Which rules of one question were added, removed, moved or changed between two packs?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jineng.policy.language.rule import Rule, Sheet
from jineng.policy.packs.pack import Pack, rules_of
from jineng.policy.prose.changes import Change, became, compared, moved
from jineng.policy.prose.results_in_words import result_in_words
from jineng.policy.prose.words import Speech, condition_in_words
from jineng.policy.reading.clauses import Clause


@dataclass(frozen=True)
class Side:
    """One of two packs, and how its rules are said."""

    pack: Pack
    speech: Speech

    def tells(self, rule: Rule) -> str:
        """Say a whole rule with its clause."""
        return (
            f"{_kind(rule)}，条件是{self.condition(rule)}；"
            f"{result_in_words(rule, self.speech)}（依据 {rule.clause}）"
        )

    def condition(self, rule: Rule) -> str:
        """Say the condition of a rule."""
        return condition_in_words(rule.condition, self.speech)

    def quote(self, rule: Rule) -> str:
        """Return the words the rule quotes, "" where it rests on the whole clause."""
        clause: Clause = self.pack.clauses[rule.clause]
        return "" if rule.text == clause.shown else rule.text


def changed_sheets(old: Side, new: Side) -> Iterator[Change]:
    """Yield what is otherwise in the questions of two packs, rule by rule."""
    was, now = old.pack.sheets, new.pack.sheets
    yield from compared(
        "问题", was, now, says=(_sheet_in_words, _sheet_in_words), otherwise=lambda *_: ()
    )
    for question in now:
        if question in was and was[question] != now[question]:
            yield from _changed_sheet(was[question], now[question], old, new)


def _sheet_in_words(sheet: Sheet) -> str:
    what = f"{sheet.kind}，收款{sheet.payee}，" if sheet.kind else ""
    return f"{what}前提 {len(sheet.premises)} 条，判定 {len(sheet.rows)} 条"


def _changed_sheet(was: Sheet, now: Sheet, old: Side, new: Side) -> Iterator[Change]:
    for what in (
        became("说明", was.about, now.about),
        became("补贴", was.kind, now.kind),
        became("收款", was.payee, now.payee),
    ):
        yield from (Change(f"问题 {now.question}", each) for each in what)
    before, after = _by_id(rules_of(was)), _by_id(rules_of(now))
    elsewhere = moved(list(before), list(after))
    for rule_id, rule in before.items():
        if rule_id not in after:
            yield Change(_heading(was, rule), f"删去这一条：{old.tells(rule)}")
    for rule_id, rule in after.items():
        place = _place(rule_id, list(after))
        sentences = (
            _changed_rule(before[rule_id], rule, old, new)
            if rule_id in before
            else [f"增加这一条，{place}：{new.tells(rule)}"]
        )
        if rule_id in elsewhere:
            sentences.append(f"换了位置，现在{place}")
        yield from (Change(_heading(now, rule), each) for each in sentences)


def _heading(sheet: Sheet, rule: Rule) -> str:
    return f"问题 {sheet.question}「{rule.id}」{rule.says}"


def _changed_rule(was: Rule, now: Rule, old: Side, new: Side) -> list[str]:
    said = result_in_words(was, old.speech), result_in_words(now, new.speech)
    if was.is_premise and now.is_premise:
        said = "", ""
    return [
        *became("类别", _kind(was), _kind(now)),
        *became("条件", old.condition(was), new.condition(now)),
        *became("结果", *said),
        *became("不满足时" if now.is_premise else "说明", was.says, now.says),
        *became("依据", was.clause, now.clause),
        *became("原文", old.quote(was), new.quote(now)),
        *became("疑问", "、".join(was.doubts), "、".join(now.doubts)),
        *became("接在哪一条之后", was.after, now.after),
        *became("记入的补贴种类", was.kind, now.kind),
    ]


def _by_id(rules: Sequence[Rule]) -> Mapping[str, Rule]:
    return {rule.id: rule for rule in rules}


def _place(rule_id: str, order: list[str]) -> str:
    at = order.index(rule_id)
    return f"排在“{order[at - 1]}”之后" if at else "排在最前"


def _kind(rule: Rule) -> str:
    return "前提" if rule.is_premise else "判定"
