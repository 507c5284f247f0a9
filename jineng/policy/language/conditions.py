"""What does a rule's condition mean? Words, lists and limits become parts of the tree."""

from collections.abc import Mapping
from datetime import date

from jineng.policy.language.glossary import Kind
from jineng.policy.language.tree import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Expr,
    Fact,
    Literal,
    Named,
    Not,
    OneOf,
    Op,
    Present,
)
from jineng.policy.language.vocabulary import DAYS, Names
from jineng.policy.reading import paper
from jineng.policy.reading.slips import Slip

ANY = "任一"
FLAGS = {"是": True, "否": False}
DAY_OPS = {"早于": Op.LESS, "不晚于": Op.AT_MOST, "不早于": Op.AT_LEAST, "晚于": Op.MORE}
OPS = {**{str(op): op for op in Op}, **DAY_OPS}
WORDY = (Kind.WORD, Kind.TEXT, Kind.FLAG)

Groups = Mapping[str, tuple[str, ...]]


def read_condition(raw: object, names: Names, groups: Groups) -> Condition:
    """Read a mapping of facts to what is wanted of them; all must hold."""
    parts: list[Condition] = []
    for name, wanted in paper.mapping(raw, "条件").items():
        if name == ANY:
            options = tuple(read_condition(o, names, groups) for o in paper.items(wanted, ANY))
            if len(options) < 2:
                raise Slip("“任一”下要列两项以上")
            parts.append(AnyOf(options))
        else:
            parts.extend(_wanted(names.find(name), wanted, names, groups))
    return AllOf(tuple(parts))


def whole_condition(raw: object, names: Names, groups: Groups) -> Condition:
    """Read a condition with its words checked; a single part stands for itself."""
    condition = read_condition(raw, names, groups)
    check_words(condition, names)
    if isinstance(condition, AllOf) and len(condition.parts) == 1:
        return condition.parts[0]
    return condition


def _wanted(left: Fact | Named, wanted: object, names: Names, groups: Groups) -> list[Condition]:
    if isinstance(wanted, dict):
        if not wanted:
            raise Slip(f"“{left.name}”没有写要求")
        return [_limit(left, key, limit, names, groups) for key, limit in wanted.items()]
    if wanted in ("有", "没有") and left.kind not in (Kind.WORD, Kind.TEXT):
        present = Present(left)
        return [present if wanted == "有" else Not(present)]
    return [_one_of(left, wanted, groups)]


def _limit(left: Fact | Named, key: str, limit: object, names: Names, groups: Groups) -> Condition:
    if key == "是":
        return _one_of(left, limit, groups)
    if key == "不是":
        return Not(_one_of(left, limit, groups))
    if key not in OPS:
        raise Slip(f"比较词“{key}”不认识；可以写：是、不是、{'、'.join(OPS)}")
    if (key in DAY_OPS) and left.kind not in DAYS:
        raise Slip(f"“{left.name}”不是日期，不能用“{key}”")
    if left.kind in (*WORDY, Kind.DAYS):
        raise Slip(f"“{left.name}”是{left.kind}，不能比大小")
    return Compare(left, OPS[key], _right(left, limit, names))


def _right(left: Fact | Named, limit: object, names: Names) -> Expr:
    if isinstance(limit, str) and names.has(limit):
        right = names.find(limit)
        if right.kind != left.kind and not (right.kind in DAYS and left.kind in DAYS):
            raise Slip(f"“{left.name}”是{left.kind}，“{right.name}”是{right.kind}，不能相比")
        if left.kind == Kind.SHARE:
            raise Slip(f"“{left.name}”只能与百分数相比，如 80%")
        return right
    return Literal(_literal(left, limit), left.kind)


def _literal(left: Fact | Named, limit: object) -> int | date:
    match left.kind:
        case Kind.SHARE | Kind.PERCENT:
            return paper.percent(limit)
        case Kind.MONEY:
            return paper.fen(limit)
        case Kind.COUNT:
            return paper.whole(limit, f"“{left.name}”的限值")
        case _:
            return paper.day(limit, f"“{left.name}”的限值")


def _one_of(left: Fact | Named, wanted: object, groups: Groups) -> OneOf:
    if left.kind == Kind.FLAG:
        if not isinstance(wanted, str) or wanted not in FLAGS:
            raise Slip(f"“{left.name}”只能写 是 或 否，现为“{wanted}”")
        return OneOf(left, (FLAGS[wanted],))
    if left.kind not in WORDY:
        raise Slip(f"“{left.name}”是{left.kind}，要写比较词，如 {{不少于: …}}")
    listed = [wanted] if isinstance(wanted, str) else paper.items(wanted, left.name)
    if not listed:
        raise Slip(f"“{left.name}”后面没有写一个词；请写明要哪些")
    found: list[str] = []
    for each in listed:
        word = paper.text(each, left.name)
        found.extend(groups.get(word, (word,)))
    return OneOf(left, tuple(dict.fromkeys(found)))


def check_words(condition: Condition, names: Names) -> None:
    """Stop at a word that the fact cannot take."""
    match condition:
        case AllOf() | AnyOf():
            for part in condition.parts:
                check_words(part, names)
        case Not():
            check_words(condition.of, names)
        case OneOf(Fact() as fact, values) if fact.kind == Kind.WORD:
            allowed = names.glossary.by_id[fact.id].words
            for value in values:
                if value not in allowed:
                    raise Slip(f"“{fact.name}”没有“{value}”这个词；可以写：{'、'.join(allowed)}")
        case _:
            return
