"""Which facts may a pack derive from others? The closed list: this file is all of it.

To add a word: one entry here, one branch in each reader of the tree, one test.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jineng.policy.language.glossary import Glossary, Kind
from jineng.policy.language.tables import DraftTable
from jineng.policy.language.tree import (
    Between,
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
    Scope,
    Share,
    Span,
    Within,
    YearOf,
)
from jineng.policy.reading import paper
from jineng.policy.reading.slips import Slip

DAYS = (Kind.DAY, Kind.MONTH)
SAME = {"职业": "occupation", "等级": "level"}


class Names:
    """The facts a pack may name: those of facts.yaml, then those it derives, in their order.

    `tables` are the tables of the pack by name; `used` those that a derived fact reads.
    """

    def __init__(self, glossary: Glossary, tables: Mapping[str, DraftTable] | None = None) -> None:
        self.glossary = glossary
        self.tables = tables or {}
        self.used: set[str] = set()
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

    def table(self, name: str) -> DraftTable:
        """Return the table of that name."""
        if name not in self.tables:
            raise Slip(f"tables.yaml 里没有表“{name}”；请核对名称，或补上这张表")
        self.used.add(name)
        return self.tables[name]


KINDS: Mapping[type, Kind] = {
    Moved: Kind.DAY,
    FirstAfter: Kind.DAY,
    Between: Kind.COUNT,
    YearOf: Kind.COUNT,
    Share: Kind.SHARE,
    EditionOf: Kind.TEXT,
    MonthNotAfter: Kind.FLAG,
    Within: Kind.FLAG,
    Ever: Kind.FLAG,
}


def kind_of(expr: Expr) -> Kind:
    """Return the type of what a part of a rule yields."""
    match expr:
        case Fact() | Literal() | Named():
            return expr.kind
        case History():
            return Kind.MONEY if expr.measured == Measured.FEN else Kind.COUNT
        case Looked():
            return expr.table.kind
        case _:
            return KINDS[type(expr)]


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

    def flag(self, key: str) -> bool:
        """Return 是 as true, which is also what a key left out means."""
        value = self.raw.get(key, "是")
        if value not in ("是", "否"):
            raise Slip(f"{key}只能写 是 或 否，现为“{value}”")
        return value == "是"

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


def _within(r: Reader) -> Expr:
    day, start, end = r.fact("日期", *DAYS), r.day("起"), r.day("止")
    return Within(day, start, end, with_start=r.flag("含起日"), with_end=r.flag("含止日"))


def _looked(r: Reader) -> Expr:
    draft = r.names.table(paper.text(r.raw["表"], "表"))
    keys = tuple(r.names.find(name) for name in draft.keys)
    on = r.fact("按", *DAYS) if "按" in r.raw else None
    if draft.dated and on is None:
        raise Slip(f"表“{draft.name}”分版次，查表要写“按”哪一天")
    return Looked(draft.keyed([(key, _words(key, r.names)) for key in keys]), keys, on)


def _words(key: Fact | Named, names: Names) -> tuple[str, ...]:
    return names.glossary.by_id[key.id].words if isinstance(key, Fact) else ()


def _edition(r: Reader) -> Expr:
    draft = r.names.table(paper.text(r.raw["表"], "表"))
    keys = [r.names.find(name) for name in draft.keys]
    return EditionOf(
        draft.keyed([(key, _words(key, r.names)) for key in keys]), r.fact("按", *DAYS)
    )


def _history(r: Reader, measured: Measured = Measured.TIMES) -> History:
    scope = paper.text(r.raw.get("范围", Scope.LIFETIME), "范围")
    if scope not in set(Scope):
        raise Slip(f"范围“{scope}”不认识；可以写：{'、'.join(Scope)}")
    needs = {Scope.LIFETIME: set(), Scope.YEAR: {"按"}, Scope.MONTHS: {"按", "月数"}}[Scope(scope)]
    if needs != {key for key in ("按", "月数") if key in r.raw}:
        raise Slip("范围“同一年度”要写“按”，“近若干月”要写“按”和“月数”，“终身”都不写")
    same = paper.words(r.raw.get("相同", []), "相同")
    if unknown := set(same) - SAME.keys():
        raise Slip(f"相同里的“{'、'.join(sorted(unknown))}”不认识；可以写：{'、'.join(SAME)}")
    level, levels = _levels(r)
    if levels and "等级" in same:
        raise Slip("写了“高于: 等级”，“相同”就不能再写等级")
    return History(
        kinds=_kinds(r.raw["补贴"]),
        scope=Scope(scope),
        same_facts=tuple(r.by_id(fact_id) for name, fact_id in SAME.items() if name in same),
        on=r.fact("按", *DAYS) if "按" in r.raw else None,
        months=r.number("月数") if "月数" in r.raw else 0,
        measured=measured,
        level=level,
        levels=levels,
    )


def _kinds(raw: object) -> tuple[str, ...]:
    found = paper.words(raw, "补贴") if isinstance(raw, list) else (paper.text(raw, "补贴"),)
    if not found:
        raise Slip("补贴没有写一种；请写补贴的种类，或措施的名称")
    return found


def _levels(r: Reader) -> tuple[Fact | None, tuple[str, ...]]:
    """Return the level and the order of levels, where only higher ones count."""
    if "高于" not in r.raw:
        return None, ()
    if r.raw["高于"] != "等级":
        raise Slip(f"高于只能写 等级，现为“{r.raw['高于']}”")
    level = r.by_id(SAME["等级"])
    order = r.names.glossary.by_id[level.id].order
    if not order:
        raise Slip("facts.yaml 的“等级”没有写“次序”，比不出高低；请补上，从低到高")
    return level, order


PAST = ("范围", "相同", "按", "月数", "高于")
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
    "相差工作日数": _between(Span.WORK_DAYS),
    "年龄": Derivation(
        ("出生日期", "在"), lambda r: Between(r.day("出生日期"), r.day("在"), Span.YEARS)
    ),
    "年份": Derivation(("从",), lambda r: YearOf(r.fact("从", *DAYS))),
    "之后首日": _first(inclusive=False),
    "当日或之后首日": _first(inclusive=True),
    "占比": Derivation(("部分", "全部"), _share),
    "同月或更早": Derivation(("先", "后"), lambda r: MonthNotAfter(r.day("先"), r.day("后"))),
    "在期间内": Derivation(("日期", "起", "止"), _within, ("含起日", "含止日")),
    "享受次数": Derivation(("补贴",), _history, PAST),
    "享受金额": Derivation(("补贴",), lambda r: _history(r, Measured.FEN), PAST),
    "享受过": Derivation(("补贴",), lambda r: Ever(_history(r)), PAST),
    "查表": Derivation(("表",), _looked, ("按",)),
    "版次": Derivation(("表", "按"), _edition),
}
