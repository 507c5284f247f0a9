"""How is a condition or a derived fact said in plain Chinese?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from jineng.policy.language.glossary import Glossary, Kind
from jineng.policy.language.mentions import unit_of
from jineng.policy.language.tree import (
    AllOf,
    AnyOf,
    Between,
    Compare,
    Condition,
    DayStep,
    EditionOf,
    Ever,
    Expr,
    Fact,
    FirstAfter,
    History,
    Literal,
    Looked,
    Measured,
    MonthNotAfter,
    Moved,
    Named,
    Not,
    OneOf,
    Op,
    Present,
    Scope,
    Share,
    Span,
    Within,
    YearOf,
)
from jineng.policy.language.vocabulary import kind_of
from jineng.policy.packs.numbers import Figure
from jineng.policy.packs.pack import Pack
from jineng.values.money import yuan_text

DAY_WORDS = {Op.LESS: "早于", Op.AT_MOST: "不晚于", Op.AT_LEAST: "不早于", Op.MORE: "晚于"}
SPANS = {
    Span.DAYS: "日数",
    Span.MONTHS: "整月数",
    Span.YEARS: "整年数",
    Span.WORK_DAYS: "工作日数",
}
BORN, AGE = "born_on", "周岁"
NO_CONDITION = "任何情形"
SUBSIDY = "补贴"


@dataclass(frozen=True)
class Speech:
    """What is needed to say a rule of one pack: the facts, and the collective words by content."""

    glossary: Glossary
    groups: Mapping[frozenset[object], str] = field(default_factory=dict)


def speech_of(pack: Pack, glossary: Glossary) -> Speech:
    """Return how the rules of this pack are said."""
    groups = {
        frozenset(entry["取值"]): name
        for name, entry in pack.about.groups.items()
        if isinstance(entry, dict)
    }
    return Speech(glossary, groups)


def condition_in_words(condition: Condition, speech: Speech) -> str:
    """Say a condition: 证书类型是培训合格证书，并且部颁新职业为“否”."""
    match condition:
        case AllOf(()):
            return NO_CONDITION
        case AllOf(parts):
            return "，并且".join(_grouped(parts, speech))
        case AnyOf(parts):
            return "，或者".join(_bracketed(part, speech) for part in parts)
        case _:
            return _single(condition, speech)


def parts_in_words(condition: Condition, speech: Speech) -> list[str]:
    """Say each thing that must hold on a line of its own; [] where nothing must."""
    parts = condition.parts if isinstance(condition, AllOf) else (condition,)
    return list(_grouped(parts, speech))


def _grouped(parts: tuple[Condition, ...], speech: Speech) -> Iterator[str]:
    """Two limits of one fact are said together: 年龄不少于18周岁、不超过45周岁."""
    said: list[tuple[Expr | None, str]] = []
    for part in parts:
        left = part.left if isinstance(part, Compare) else None
        if left is not None and said and said[-1][0] == left:
            limit = _limit(part, speech) if isinstance(part, Compare) else ""
            said[-1] = (left, f"{said[-1][1]}、{limit}")
        else:
            said.append((left, _bracketed(part, speech)))
    return (words for _, words in said)


def _bracketed(part: Condition, speech: Speech) -> str:
    said = condition_in_words(part, speech)
    return f"（{said}）" if isinstance(part, AllOf | AnyOf) and len(part.parts) > 1 else said


def _single(condition: Condition, speech: Speech) -> str:
    match condition:
        case Compare():
            return f"{named(condition.left)}{_limit(condition, speech)}"
        case OneOf():
            return _one_of(condition, speech, holds=True)
        case Present(left):
            return f"有{named(left)}"
        case Not(OneOf() as one):
            return _one_of(one, speech, holds=False)
        case Not(Present(left)):
            return f"没有{named(left)}"
        case Not(of):
            return f"不满足“{condition_in_words(of, speech)}”"
        case _:
            return condition_in_words(condition, speech)


def _limit(compare: Compare, speech: Speech) -> str:
    is_day = kind_of(compare.left) in (Kind.DAY, Kind.MONTH)
    op = DAY_WORDS[compare.op] if is_day else str(compare.op)
    right = compare.right
    if isinstance(right, Literal):
        return f"{op}{value_in_words(right.value, right.kind, unit_in_words(compare.left, speech))}"
    return f"{op}{named(right)}"


def _one_of(one: OneOf, speech: Speech, *, holds: bool) -> str:
    name = named(one.left)
    if all(isinstance(value, bool) for value in one.values):
        return f"{name}为“{'是' if (True in one.values) == holds else '否'}”"
    no = "" if holds else "不"
    if group := speech.groups.get(frozenset(one.values)):
        return f"{name}{no}属于{group}"
    words = [str(value) or "空白" for value in one.values]
    listed = f"{'、'.join(words[:-1])}或{words[-1]}" if len(words) > 1 else words[0]
    return f"{name}{no}是{listed}"


def unit_in_words(expr: Expr, speech: Speech) -> str:
    """Return the unit in which this is counted; an age is counted in 周岁."""
    within = expr.of if isinstance(expr, Named) else expr
    if isinstance(within, Between) and isinstance(within.start, Fact) and within.start.id == BORN:
        return AGE
    unit = unit_of(expr, speech.glossary)
    return f"个{unit}" if unit == "工作日" else unit


def value_in_words(value: object, kind: Kind, unit: str = "") -> str:
    """Say a value: 1600元, 80%, 2024年8月31日, 是, 3次. `value` of MONEY is in fen."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, tuple | list):
        return "、".join(value_in_words(each, kind) for each in value) or "一个也没有"
    if value is None:
        return "没有"
    if kind == Kind.MONEY and isinstance(value, int):
        return f"{yuan_text(value).removesuffix('.00')}元"
    if kind in (Kind.PERCENT, Kind.SHARE):
        return f"{value}%"
    return f"{value}{unit}" if value != "" else "空白"


def figure_in_words(figure: Figure) -> str:
    """Say a figure with its unit and its bound: 不少于13000人次, 3个工作日, 2024年8月31日止."""
    value = figure.value
    if isinstance(value, date):
        return f"{value_in_words(value, Kind.DAY)}{figure.bound}"
    if figure.unit == "分":
        return value_in_words(value, Kind.MONEY)
    if figure.unit == "词":
        return str(value)
    unit = f"个{figure.unit}" if figure.unit in ("工作日", "自然日") else figure.unit
    return f"{figure.bound}{value}{unit}"


def named(expr: Expr) -> str:
    """Return the name by which people know a part of a rule, or say what it is."""
    match expr:
        case Fact() | Named():
            return expr.name
        case Literal():
            return value_in_words(expr.value, expr.kind)
        case _:
            return definition_in_words(expr)


def definition_in_words(expr: Expr) -> str:
    """Say how a derived fact comes about: 发证日期后3个月的同一日."""
    match expr:
        case Moved():
            return _moved(expr)
        case Between(start, end, span):
            return f"{named(start)}到{named(end)}的{SPANS[span]}"
        case FirstAfter(days, bound, inclusive):
            return f"{named(days)}里{named(bound)}{'当日或' if inclusive else ''}之后的第一日"
        case Looked() | EditionOf():
            return _looked(expr)
        case History() | Ever():
            return _history(expr)
        case _:
            return _of_days(expr)


def _of_days(expr: Expr) -> str:
    match expr:
        case YearOf(day):
            return f"{named(day)}所在的年份"
        case Share(part, whole):
            return f"{named(part)}占{named(whole)}的比例"
        case MonthNotAfter(first, second):
            return f"{named(first)}和{named(second)}在同一个月，或者更早"
        case Within(day, start, end, with_start, with_end):
            begin = f"{named(start)}（{'含' if with_start else '不含'}当日）"
            until = f"{named(end)}（{'含' if with_end else '不含'}当日）"
            return f"{named(day)}在{begin}至{until}之间"
        case _:
            return named(expr)


def _moved(expr: Moved) -> str:
    count, way = abs(expr.by), "后" if expr.by >= 0 else "前"
    if expr.step == DayStep.DAYS:
        return f"{named(expr.day)}{way}{count}日"
    years, months = divmod(count, 12)
    length = f"{years}年" if years and not months else f"{count}个月"
    return f"{named(expr.day)}{way}{length}的同一日"


def _looked(expr: Looked | EditionOf) -> str:
    if isinstance(expr, EditionOf):
        return f"{named(expr.on)}那天“{expr.table.name}”的版次"
    edition = f"{named(expr.on)}那天的版次，" if expr.on else ""
    keys = "、".join(named(key) for key in expr.keys)
    return f"从“{expr.table.name}”查到的值（{edition}按{keys}）"


def _history(expr: History | Ever) -> str:
    times = expr.times if isinstance(expr, Ever) else expr
    on = named(times.on) if times.on else ""
    scope = {
        Scope.LIFETIME: "以前",
        Scope.YEAR: f"{on}所在年度",
        Scope.MONTHS: f"{on}以前{times.months}个月内",
    }[times.scope]
    same = "".join(f"同一{fact.name}" for fact in times.same_facts)
    higher = "更高等级" if times.levels else ""
    what = f"{same}{higher}{'的' if same or higher else ''}{'或'.join(times.kinds)}"
    # A measure of supervision is had, a subsidy is enjoyed.
    had = "享受" if all(kind.endswith(SUBSIDY) for kind in times.kinds) else "有"
    if isinstance(expr, Ever):
        return f"{scope}{had}过{what}"
    return f"{scope}{had}{what}的{'金额' if times.measured == Measured.FEN else '次数'}"
