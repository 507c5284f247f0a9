"""What does a row give: a yes, a no, a person's look, a sum of money, or a measure?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jineng.policy.language.conditions import Groups, whole_condition
from jineng.policy.language.glossary import Kind
from jineng.policy.language.rule import (
    NO_MONEY,
    Amount,
    Effect,
    Instalment,
    Measure,
    Rounding,
    Term,
)
from jineng.policy.language.tree import Expr, Literal
from jineng.policy.language.vocabulary import Names
from jineng.policy.reading import paper
from jineng.policy.reading.slips import Slip

BASES = ("标准", "定额", "每份")
COUNTED = ("份数", "每满", "最多")
SPLIT = ("比例", "上浮", "部分", "分期")
KEYS = (*BASES, *COUNTED, *SPLIT, "上浮最高", "全部", "减去", "封顶", "收款")
TERM_KEYS = ("天数", "月数", "年数")
WORDS = tuple(each for each in Effect if each != Effect.MEASURE)
ROUNDINGS = frozenset(Rounding)
UNITS = {"月数": "个月", "年数": "年"}


@dataclass(frozen=True)
class Result:
    """What a row does when it decides. `kind` is what the person's history then keeps."""

    effect: Effect
    amount: Amount = NO_MONEY
    kind: str = ""
    measure: Measure | None = None
    payee: str = ""


def read_result(raw: object, page: Mapping[str, object], names: Names, groups: Groups) -> Result:
    """Read 结果. Raises Slip for a word, a key or a mixture that is not in the grammar."""
    kind = paper.text(page["补贴"], "补贴") if "补贴" in page else ""
    if isinstance(raw, str):
        if raw not in WORDS:
            shown = "、".join(WORDS)
            raise Slip(f"结果“{raw}”不认识；可以写：{shown}，或金额、措施")
        return Result(Effect(raw), kind=kind if raw == Effect.GRANT else "")
    entry = paper.mapping(raw, "结果")
    if "措施" in entry:
        return _measure(entry, page)
    paper.only(entry, "结果", may=KEYS)
    if not kind:
        raise Slip("有金额的问题要写“补贴”和“收款”")
    payee = paper.text(entry["收款"], "收款") if "收款" in entry else ""
    return Result(Effect.GRANT, _Sum(entry, page, names, groups).read(), kind, payee=payee)


def _measure(entry: Mapping[str, object], page: Mapping[str, object]) -> Result:
    paper.only(entry, "结果", must=("措施",), may=("时限",))
    if "补贴" in page:
        raise Slip("有“措施”的问题不写“补贴”和“收款”")
    name = paper.text(entry["措施"], "措施")
    terms = tuple(_term(each) for each in paper.items(entry.get("时限", []), "时限"))
    return Result(Effect.MEASURE, kind=name, measure=Measure(name, terms))


def _term(raw: object) -> Term:
    entry = paper.mapping(raw, "时限")
    keys = [key for key in TERM_KEYS if key in entry]
    if len(keys) != 1:
        raise Slip(f"时限要写且只写一个：{'、'.join(TERM_KEYS)}")
    paper.only(entry, "时限", must=("名称", keys[0]), may=("日类",))
    if ("日类" in entry) != (keys[0] == "天数"):
        raise Slip("时限的“天数”要写“日类”（工作日或自然日），月数、年数不写")
    unit = paper.text(entry["日类"], "日类") if "日类" in entry else UNITS[keys[0]]
    if unit not in ("工作日", "自然日", *UNITS.values()):
        raise Slip(f"日类“{unit}”不认识；可以写：工作日、自然日")
    count = paper.whole(entry[keys[0]], keys[0])
    if not count:
        raise Slip(f"时限的{keys[0]}不能是 0")
    return Term(paper.text(entry["名称"], "时限的“名称”"), count, unit)


@dataclass(frozen=True)
class _Sum:
    entry: Mapping[str, object]
    page: Mapping[str, object]
    names: Names
    groups: Groups

    def read(self) -> Amount:
        """Read one amount: a base, then what multiplies, splits, lessens and limits it."""
        self._fits()
        base = next(key for key in BASES if key in self.entry)
        return Amount(
            base=self._money(base),
            units=self._fact("份数", Kind.COUNT),
            every=self._number("每满", 1),
            most=self._number("最多", 0),
            shares=tuple(self._shares()),
            uplift=self._fact("上浮", Kind.PERCENT),
            uplift_most=self._most_uplift(),
            part=self._fact("部分", Kind.COUNT),
            whole=self._fact("全部", Kind.COUNT),
            minus=self._fact("减去", Kind.MONEY),
            ceiling=self._money("封顶") if "封顶" in self.entry else None,
            rounding=self._rounding(),
            instalments=self._instalments(),
        )

    def _fits(self) -> None:
        given = set(self.entry)
        if len(given & set(BASES)) != 1:
            raise Slip(f"结果要写且只写一个：{'、'.join(BASES)}")
        for one, other in (("每份", "份数"), ("部分", "全部")):
            if (one in given) != (other in given):
                raise Slip(f"“{one}”和“{other}”要同时写")
        if given & set(COUNTED) and "每份" not in given:
            raise Slip("“份数”“每满”“最多”要和“每份”一起写")
        if "上浮最高" in given and "上浮" not in given:
            raise Slip("写了“上浮最高”，没有写“上浮”")

    def _rounding(self) -> Rounding:
        if "尾数" not in self.page:
            if set(self.entry) & {"标准", *SPLIT}:
                raise Slip(f"按比例计算要写“尾数”；可以写：{'、'.join(Rounding)}")
            return Rounding.HALF_UP_FEN
        rounding = paper.text(self.page["尾数"], "尾数")
        if rounding not in ROUNDINGS:
            raise Slip(f"尾数“{rounding}”不认识；可以写：{'、'.join(Rounding)}")
        return Rounding(rounding)

    def _money(self, key: str) -> Expr:
        raw = paper.text(self.entry[key], key)
        if key != "标准" and paper.YUAN.match(raw):
            return Literal(paper.fen(raw), Kind.MONEY)
        if key == "定额":
            return Literal(paper.fen(raw), Kind.MONEY)
        return self._named(raw, key, Kind.MONEY)

    def _fact(self, key: str, kind: Kind) -> Expr | None:
        if key not in self.entry:
            return None
        return self._named(paper.text(self.entry[key], key), key, kind)

    def _named(self, name: str, key: str, kind: Kind) -> Expr:
        found = self.names.find(name)
        if found.kind != kind:
            wants = {Kind.MONEY: "金额", Kind.COUNT: "整数", Kind.PERCENT: "比例"}[kind]
            raise Slip(f"“{found.name}”不是{wants}，不能作{key}")
        return found

    def _number(self, key: str, otherwise: int) -> int:
        if key not in self.entry:
            return otherwise
        found = paper.whole(self.entry[key], key)
        if not found:
            raise Slip(f"{key}不能是 0")
        return found

    def _most_uplift(self) -> int:
        if "上浮最高" not in self.entry:
            return 0
        found = paper.percent(self.entry["上浮最高"])
        if not found:
            raise Slip("上浮最高不能是 0%；不许上浮的，不写“上浮”")
        return found

    def _shares(self) -> Iterator[Expr]:
        raw = self.entry.get("比例", [])
        if raw == [] and "比例" in self.entry:
            raise Slip("比例没有写一个；全额发给的，不写“比例”")
        for each in raw if isinstance(raw, list) else [raw]:
            written = paper.text(each, "比例")
            if paper.PERCENT.match(written):
                yield Literal(paper.percent(written), Kind.PERCENT)
            else:
                yield self._named(written, "比例", Kind.PERCENT)

    def _instalments(self) -> tuple[Instalment, ...]:
        if "分期" not in self.entry:
            return ()
        raw = paper.items(self.entry["分期"], "分期")
        parts = tuple(self._instalment(paper.mapping(line, "分期")) for line in raw)
        total = sum(each.percent for each in parts)
        if total != 100 or len(parts) < 2:
            raise Slip(f"分期要有两期以上，比例合计 100%，现为 {len(parts)} 期、{total}%")
        if len({each.name for each in parts}) != len(parts):
            raise Slip("分期里有两期同名；请改一个")
        return parts

    def _instalment(self, raw: Mapping[str, object]) -> Instalment:
        paper.only(raw, "分期", must=("期", "比例", "条件"))
        percent = paper.percent(raw["比例"])
        if not percent:
            raise Slip("分期的比例不能是 0%")
        condition = whole_condition(raw["条件"], self.names, self.groups)
        return Instalment(paper.text(raw["期"], "期"), percent, condition)
