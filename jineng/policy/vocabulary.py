"""Which facts may a pack derive from others? The closed list: this file is all of it.

To add a word: one entry here, one branch in each reader of the tree, one test.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jineng.policy import paper
from jineng.policy.glossary import Glossary, Kind
from jineng.policy.slips import Slip
from jineng.policy.tree import (
    Between,
    DayStep,
    Ever,
    Expr,
    Fact,
    FirstAfter,
    Literal,
    MonthNotAfter,
    Moved,
    Named,
    Scope,
    Share,
    Span,
    Times,
    Within,
    YearOf,
)

DAYS = (Kind.DAY, Kind.MONTH)
SAME = {"职业": "occupation", "等级": "level"}


class Names:
    """The facts a pack may name: those of facts.yaml, then those it derives, in their order."""

    def __init__(self, glossary: Glossary) -> None:
        self.glossary = glossary
        self._derived: dict[str, Named] = {}

    def add(self, derived: Named) -> None:
        """Let the rules below use a derived fact."""
        if derived.name in self.glossary.by_name or derived.name in self._derived:
            raise Slip(f"“{derived.name}”已经有了；请换一个名称")
        self._derived[derived.name] = derived

    def has(self, name: str) -> bool:
        """Say whether there is such a fact."""
        return name in self._derived or name in self.glossary.by_name

    def find(self, name: str) -> Fact | Named:
        """Return the fact of that name."""
        if name in self._derived:
            return self._derived[name]
        if word := self.glossary.by_name.get(name):
            return Fact(word.id, word.name, word.kind)
        raise Slip(f"用了 facts.yaml 和本规则包推算里都没有的词“{name}”；请改用已有的词，或先登记")


def kind_of(expr: Expr) -> Kind:
    """Return the type of what a part of a rule yields."""
    match expr:
        case Fact() | Literal() | Named():
            return expr.kind
        case Moved() | FirstAfter():
            return Kind.DAY
        case Between() | YearOf() | Times():
            return Kind.COUNT
        case Share():
            return Kind.SHARE
        case MonthNotAfter() | Within() | Ever():
            return Kind.FLAG


@dataclass(frozen=True)
class Reader:
    """Reads the parameters of one derivation."""

    raw: Mapping[str, object]
    names: Names

    def fact(self, key: str, *kinds: Kind) -> Expr:
        """Return the named fact, which must be of one of the kinds."""
        found = self.names.find(paper.text(self.raw[key], key))
        if found.kind not in kinds:
            raise Slip(f"{key}“{found.name}”是{found.kind}，这里要{'或'.join(kinds)}")
        return found

    def day(self, key: str) -> Expr:
        """Return a named day, or a day written out."""
        if isinstance(self.raw[key], str):
            return self.fact(key, *DAYS)
        return Literal(paper.day(self.raw[key], key), Kind.DAY)

    def by_id(self, fact_id: str) -> Fact:
        """Return a fact that the vocabulary itself asks for."""
        if fact_id not in self.names.glossary.by_id:
            raise Slip(f"facts.yaml 里没有编号“{fact_id}”；按次数计算要用它，请补上")
        word = self.names.glossary.by_id[fact_id]
        return Fact(word.id, word.name, word.kind)

    def number(self, key: str) -> int:
        """Return a whole number above zero."""
        found = paper.whole(self.raw[key], key)
        if not 0 < found < 10_000:
            raise Slip(f"{key}应在 1 至 9999 之间，现为 {found}")
        return found


@dataclass(frozen=True)
class Derivation:
    """One word of the vocabulary: the keys it must have, those it may have, how it is built."""

    must: tuple[str, ...]
    build: Callable[[Reader], Expr]
    may: tuple[str, ...] = ()


def derive(name: str, method: str, raw: Mapping[str, object], names: Names, clause: str) -> Named:
    """Build the derived fact. Raises Slip for a word or parameter outside the vocabulary."""
    if method not in DERIVATIONS:
        raise Slip(f"算法“{method}”不认识；可以写：{'、'.join(DERIVATIONS)}")
    derivation = DERIVATIONS[method]
    paper.only(raw, f"算法“{method}”", must=derivation.must, may=derivation.may)
    expr = derivation.build(Reader(raw, names))
    return Named(name, expr, kind_of(expr), clause)


def _moved(key: str, step: DayStep, each: int) -> Derivation:
    return Derivation(("从", key), lambda r: Moved(r.fact("从", *DAYS), r.number(key) * each, step))


def _between(span: Span) -> Derivation:
    return Derivation(("从", "到"), lambda r: Between(r.day("从"), r.day("到"), span))


def _first(inclusive: bool) -> Derivation:
    return Derivation(
        ("列表", "界"),
        lambda r: FirstAfter(r.fact("列表", Kind.DAYS), r.fact("界", *DAYS), inclusive),
    )


def _share(r: Reader) -> Expr:
    part, whole = (r.fact(key, Kind.COUNT, Kind.MONEY) for key in ("部分", "全部"))
    if kind_of(part) != kind_of(whole):
        raise Slip("部分和全部应是同一类型")
    return Share(part, whole)


def _times(r: Reader) -> Times:
    scope = paper.text(r.raw.get("范围", Scope.LIFETIME), "范围")
    if scope not in set(Scope):
        raise Slip(f"范围“{scope}”不认识；可以写：{'、'.join(Scope)}")
    needs = {Scope.LIFETIME: set(), Scope.YEAR: {"按"}, Scope.MONTHS: {"按", "月数"}}[Scope(scope)]
    if needs != {key for key in ("按", "月数") if key in r.raw}:
        raise Slip("范围“同一年度”要写“按”，“近若干月”要写“按”和“月数”，“终身”都不写")
    same = paper.words(r.raw.get("相同", []), "相同")
    if unknown := set(same) - SAME.keys():
        raise Slip(f"相同里的“{'、'.join(sorted(unknown))}”不认识；可以写：{'、'.join(SAME)}")
    return Times(
        kind=paper.text(r.raw["补贴"], "补贴"),
        scope=Scope(scope),
        same_facts=tuple(r.by_id(fact_id) for name, fact_id in SAME.items() if name in same),
        on=r.fact("按", *DAYS) if "按" in r.raw else None,
        months=r.number("月数") if "月数" in r.raw else 0,
    )


DERIVATIONS: Mapping[str, Derivation] = {
    "若干月后的同一日": _moved("月数", DayStep.MONTHS, 1),
    "若干月前的同一日": _moved("月数", DayStep.MONTHS, -1),
    "若干年后的同一日": _moved("年数", DayStep.MONTHS, 12),
    "若干年前的同一日": _moved("年数", DayStep.MONTHS, -12),
    "若干日后": _moved("日数", DayStep.DAYS, 1),
    "若干日前": _moved("日数", DayStep.DAYS, -1),
    "相差日数": _between(Span.DAYS),
    "相差整月数": _between(Span.MONTHS),
    "相差整年数": _between(Span.YEARS),
    "年龄": Derivation(
        ("出生日期", "在"), lambda r: Between(r.day("出生日期"), r.day("在"), Span.YEARS)
    ),
    "年份": Derivation(("从",), lambda r: YearOf(r.fact("从", *DAYS))),
    "之后首日": _first(inclusive=False),
    "当日或之后首日": _first(inclusive=True),
    "占比": Derivation(("部分", "全部"), _share),
    "同月或更早": Derivation(("先", "后"), lambda r: MonthNotAfter(r.day("先"), r.day("后"))),
    "在期间内": Derivation(
        ("日期", "起", "止"), lambda r: Within(r.fact("日期", *DAYS), r.day("起"), r.day("止"))
    ),
    "享受次数": Derivation(("补贴",), _times, ("范围", "相同", "按", "月数")),
    "享受过": Derivation(("补贴",), lambda r: Ever(_times(r)), ("范围", "相同", "按", "月数")),
}
