"""Decide one case and say it in words: the answer, its basis, and what would change it."""

import argparse
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jineng.cli import plan_asked
from jineng.policy.claims.grant_words import FEN, LEVEL, OCCUPATION, ON
from jineng.policy.claims.written import UNKNOWN, Unfit, nearest, written
from jineng.policy.language.answer import Answer, Grant
from jineng.policy.language.glossary import FactWord, Glossary, Kind
from jineng.policy.one.decide import decide
from jineng.policy.one.explain import explain
from jineng.values.refusal import Refusal

EXAMPLE = (
    "jineng explain demo-qingchuan-2024-jijiuban-2 training_subsidy"
    " --fact 人员类别=就业困难人员 --fact 证书类型=职业技能等级证书 --fact 发证日期=2024-06-20"
)
KIND = FactWord("补贴", "kind", Kind.TEXT)
OF_A_GRANT = {word.name: word for word in (KIND, OCCUPATION, LEVEL, ON, FEN)}
NEEDED = (KIND, OCCUPATION, ON)


class WrongFact(Refusal):
    """A fact that is not 名=值, that nobody knows, or whose value does not fit."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The rules, the facts and the person's earlier grants."""
    plan_asked.add_arguments(parser, rest="")
    parser.add_argument(
        "--fact",
        action="append",
        default=[],
        metavar="名=值",
        help="一个事实，可写多次：是/否、没有、2024-06-17、1600元、日期、日期；不写的就是未知",
    )
    parser.add_argument(
        "--history",
        action="append",
        default=[],
        metavar="补贴=…,职业=…,等级=…,日期=…,金额=…",
        help="一笔既往补贴，可写多次；等级、金额可不写",
    )


def run(args: argparse.Namespace) -> int:
    """Print the case in words; 0 whatever the answer is."""
    asked = plan_asked.asked(args, rest=0)
    facts = _facts(args.fact, asked.shelf.glossary)
    history = tuple(_grant(each) for each in args.history)
    answer = decide(asked.plan, facts, history)
    print(asked.said())
    idle = [asked.shelf.glossary.by_id[each].name for each in facts if each not in asked.plan.facts]
    if idle:
        print(f"这个问题不看：{'、'.join(idle)}")
    print(explain(answer))
    for line in _missing(answer, asked.plan.facts, facts):
        print(line)
    return 0


def _facts(told: Iterable[str], glossary: Glossary) -> dict[str, object]:
    """Read the facts as written; 未知 is the same as not telling it."""
    facts: dict[str, object] = {}
    for each in told:
        name, value = _parted(each, "--fact")
        word = glossary.by_name.get(name) or glossary.by_id.get(name)
        if word is None:
            hint = nearest(name, glossary.by_name)
            raise WrongFact(
                f"没有事实“{name}”{hint and f'（{hint}）'}；事实的名称在 packs/facts.yaml 里"
            )
        if word.id in facts:
            raise WrongFact(f"“{word.name}”写了两次，请留一个")
        if value != UNKNOWN:
            facts[word.id] = _value(word, value)
    return facts


def _value(word: FactWord, text: str) -> object:
    if text == "":
        raise WrongFact(f"“{word.name}”没有写值；知道没有就写 没有，不知道就不写这一项")
    try:
        return written(word, text)
    except Unfit as unfit:
        raise WrongFact(f"“{word.name}”：{unfit.message}") from unfit


def _grant(told: str) -> Grant:
    """Read one earlier grant: 补贴=职业培训补贴,职业=保育师,日期=2023-05-01."""
    values: dict[str, Any] = {}
    for part in told.replace("，", ",").split(","):
        name, value = _parted(part, "--history")
        if name not in OF_A_GRANT:
            raise WrongFact(f"--history 里没有“{name}”；可以写：{'、'.join(OF_A_GRANT)}")
        values[OF_A_GRANT[name].id] = _value(OF_A_GRANT[name], value)
    for word in NEEDED:
        if word.id not in values:
            raise WrongFact(f"--history {told} 缺“{word.name}”，请写成 补贴=…,职业=…,日期=…")
    return Grant(**{"level": "", **values})


def _parted(text: str, option: str) -> tuple[str, str]:
    name, sign, value = text.replace("＝", "=").partition("=")
    if not sign or not name.strip():
        raise WrongFact(f"{option} {text} 要写成 名=值，如 人员类别=企业职工")
    return name.strip(), value.strip()


def _missing(
    answer: Answer, words: Mapping[str, FactWord], told: Mapping[str, object]
) -> Iterator[str]:
    """Say which facts the answer waits for, what may be written, and what else was not told."""
    if answer.missing:
        yield "还缺："
    for fact_id in answer.missing:
        word = words[fact_id]
        yield f"  {word.name}（{_may_be(word)}）　如 --fact {word.name}={_such_as(word)}"
    others = [word.name for fact_id, word in words.items() if fact_id not in told]
    others = [name for name in others if name not in {words[each].name for each in answer.missing}]
    if others:
        yield f"没有写的其他事实，用到时才问：{'、'.join(others)}"


def _may_be(word: FactWord) -> str:
    forms = {
        Kind.WORD: "、".join(word.words),
        Kind.TEXT: "文字",
        Kind.DAY: "日期",
        Kind.MONTH: "年月",
        Kind.DAYS: "几个日期，一个也没有就写 没有",
        Kind.COUNT: f"整数{word.unit and '，' + word.unit}",
        Kind.MONEY: "金额",
        Kind.PERCENT: "百分数",
        Kind.FLAG: "是、否",
    }
    absent = "；可以写 没有" if word.nullable else ""
    return forms[word.kind] + absent


def _such_as(word: FactWord) -> str:
    examples = {
        Kind.TEXT: "保育师",
        Kind.DAY: "2024-06-17",
        Kind.MONTH: "2024-04",
        Kind.DAYS: "2024-06-17、2024-08-01",
        Kind.COUNT: "80",
        Kind.MONEY: "1600元",
        Kind.PERCENT: "25%",
        Kind.FLAG: "是",
    }
    return examples.get(word.kind) or word.words[0]
