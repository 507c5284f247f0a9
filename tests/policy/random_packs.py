"""Plans nobody would write, drawn from a seed: every node, condition and amount in any nesting."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from jineng.policy.language.glossary import FactWord, Glossary, Kind
from jineng.policy.language.rule import (
    NO_MONEY,
    Amount,
    Effect,
    Instalment,
    Measure,
    Rounding,
    Rule,
    Sheet,
)
from jineng.policy.language.tree import (
    AllOf,
    AnyOf,
    Between,
    Compare,
    Condition,
    DayStep,
    Edition,
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
    Table,
    Within,
    YearOf,
)
from jineng.policy.packs.about import About
from jineng.policy.packs.pack import Pack
from jineng.policy.packs.plan import Plan, make_plan

LEVELS = ("五级", "四级", "三级")
KINDS = ("培训补贴", "评价补贴", "约谈", "整改函")
# Ends of months and years, where reckoning goes wrong if it goes wrong.
EDGES = (
    date(2023, 11, 30),
    date(2023, 12, 31),
    date(2024, 1, 10),
    date(2024, 1, 31),
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2024, 3, 31),
)
FACTS = (
    FactWord("类别", "category", Kind.WORD, words=("甲", "乙", "丙")),
    FactWord("方式", "delivery", Kind.WORD, words=("线上", "线下"), nullable=True),
    FactWord("职业", "occupation", Kind.TEXT),
    FactWord("等级", "level", Kind.TEXT, order=LEVELS),
    FactWord("地方", "place", Kind.TEXT, nullable=True),
    FactWord("开始日", "started_on", Kind.DAY),
    FactWord("结束日", "ended_on", Kind.DAY, nullable=True),
    FactWord("养老月", "pension_from", Kind.MONTH, nullable=True),
    FactWord("参保日", "insured_from_days", Kind.DAYS),
    FactWord("课时", "lessons", Kind.COUNT),
    FactWord("出勤", "attended", Kind.COUNT),
    FactWord("月数", "months", Kind.COUNT, nullable=True),
    FactWord("标准", "standard_fen", Kind.MONEY, nullable=True),
    FactWord("已付", "paid_fen", Kind.MONEY),
    FactWord("上浮", "uplift", Kind.PERCENT, nullable=True),
    FactWord("新职业", "new", Kind.FLAG),
    FactWord("协议", "agreed", Kind.FLAG, nullable=True),
)
BY_ID = {word.id: word for word in FACTS}
GLOSSARY = Glossary({word.name: word for word in FACTS}, BY_ID)
DAYS = (Kind.DAY, Kind.MONTH)
ROUNDINGS = tuple(Rounding)
THEMES = ("history", "amounts", "days", "tables", "anything")


def fact(fact_id: str) -> Fact:
    """Return a fact of the made-up glossary as a node."""
    word = BY_ID[fact_id]
    return Fact(word.id, word.name, word.kind)


def plan_of(rules: Mapping[str, list[Rule]]) -> Plan:
    """Make a plan of premises and rows."""
    sheet = Sheet("asked", KINDS[0], "本人", tuple(rules["premises"]), tuple(rules["rows"]))
    about = About(
        id="drawn-1",
        name="抽出来的文件",
        number="抽〔2024〕1号",
        issuer="无",
        region="96",
        region_name="某省",
        first_day=date(2024, 1, 1),
        last_day=date(2024, 12, 31),
        in_force=True,
        signatures=(),
        missing=(),
        relation=None,
        groups={},
        page={},
        doubts=(),
    )
    pack = Pack(about, Path("drawn"), "0", {}, {"asked": sheet}, {}, {}, (), ())
    return make_plan("asked", pack, (), GLOSSARY)


def rule(rule_id: str, condition: Condition, effect: Effect, *, kind: str = "", **more) -> Rule:
    """Return a rule as a pack would give it."""
    return Rule(
        id=rule_id,
        condition=condition,
        says="抽到的",
        clause="一1",
        text="",
        pack_id="drawn-1",
        document="抽〔2024〕1号",
        is_premise=more.pop("is_premise", False),
        effect=effect,
        kind=kind,
        **more,
    )


def random_plan(seed: int) -> Plan:
    """Draw a plan, by turns about this and that; the same seed gives the same plan."""
    return _Drawing(random.Random(seed), THEMES[seed % len(THEMES)]).plan()


class _Drawing:
    """What is drawn so far: derived facts are drawn once and used again, as packs do."""

    def __init__(self, chance: random.Random, about: str) -> None:
        self.chance, self.about = chance, about
        self.named: dict[Kind, list[Named]] = {}
        self.depth = chance.choice((1, 1, 2, 3))
        self.nested = chance.choice((0, 0, 1, 2, 3))

    def plan(self) -> Plan:
        """Draw limits and other premises, then rows, and mostly one for the rest that pays."""
        chance = self.chance
        premises = {"history": (0, 0, 1), "amounts": (0, 0, 1), "days": (4, 6, 8)}.get(
            self.about, (2, 4, 6)
        )
        limits = {"history": (1, 2, 2, 3), "anything": (0, 1)}.get(self.about, (0,))
        rows = {"amounts": (3,)}.get(self.about, (0, 1, 2, 3))
        drawn = [
            rule(f"premise_{n}", self.condition(self.nested), Effect.REFUSE, is_premise=True)
            for n in range(chance.choice(premises))
        ]
        drawn += [
            rule(f"limit_{n}", self.limit(), Effect.REFUSE, is_premise=True)
            for n in range(chance.choice(limits))
        ]
        paying = [self.row(n) for n in range(chance.choice(rows))]
        if not paying or chance.random() < 0.8:
            amount = self.amount()
            paying.append(rule("rest", AllOf(()), Effect.GRANT, kind=KINDS[0], amount=amount))
        return plan_of({"premises": drawn, "rows": paying})

    def row(self, n: int) -> Rule:
        chance = self.chance
        condition = self.limit() if chance.random() < 0.2 else self.condition(self.nested)
        if self.about == "amounts":
            condition = OneOf(fact("category"), (BY_ID["category"].words[n],))
        effect = chance.choices(list(Effect), (8, 1, 1, 3))[0]
        effect = Effect.GRANT if self.about == "amounts" else effect
        if effect == Effect.MEASURE:
            kind = chance.choice(KINDS[2:])
            return rule(f"row_{n}", condition, effect, kind=kind, measure=Measure(kind))
        if effect == Effect.GRANT:
            kind, amount = chance.choice(KINDS[:2]), self.amount()
            return rule(f"row_{n}", condition, effect, kind=kind, amount=amount)
        return rule(f"row_{n}", condition, effect)

    def limit(self) -> Condition:
        """A limit as documents set it: so many times, so much money, never for the same again."""
        chance = self.chance
        history = self.history(self.depth)
        op = chance.choice((*(Op.LESS, Op.AT_MOST) * 3, Op.AT_LEAST, Op.MORE))
        if chance.random() < 0.25:
            return OneOf(self.maybe_named(Ever(history), Kind.FLAG), (chance.random() < 0.1,))
        if history.measured == Measured.FEN:
            most = Literal(chance.choice((1, 100, 90_000, 250_000)), Kind.MONEY)
            return Compare(self.maybe_named(history, Kind.MONEY), op, most)
        most = Literal(chance.choice((1, 1, 2, 2, 3)), Kind.COUNT)
        return Compare(self.maybe_named(history, Kind.COUNT), op, most)

    def op(self) -> Op:
        return self.chance.choice(list(Op))

    def condition(self, depth: int) -> Condition:
        chance = self.chance
        if depth > 0 and chance.random() < 0.45:
            parts = tuple(self.condition(depth - 1) for _ in range(chance.randrange(0, 4)))
            return chance.choice((AllOf, AnyOf))(parts)
        if chance.random() < 0.15:
            return Not(self.condition(depth - 1))
        forms = (self.compared, self.shared, self.one_of, self.present, self.limit)
        weights = {"history": (3, 1, 3, 1, 6), "days": (8, 0, 3, 1, 0), "tables": (4, 0, 4, 2, 0)}
        return chance.choices(forms, weights.get(self.about, (6, 2, 5, 2, 2)))[0]()

    def compared(self) -> Condition:
        kinds = [Kind.DAY, Kind.DAY, Kind.COUNT, Kind.COUNT, Kind.MONEY, Kind.PERCENT]
        kind = self.chance.choice(kinds[: 4 if self.about == "days" else 6])
        left = self.expr(kind, self.depth)
        right = self.literal(kind) if self.chance.random() < 0.6 else self.expr(kind, self.depth)
        return Compare(left, self.op(), right)

    def shared(self) -> Condition:
        kind = self.chance.choice((Kind.COUNT, Kind.MONEY))
        share = Share(self.expr(kind, 1), self.expr(kind, 1))
        left = Named("占比", share, Kind.SHARE) if self.chance.random() < 0.5 else share
        return Compare(left, self.op(), Literal(self.chance.choice((50, 80, 100)), Kind.SHARE))

    def one_of(self) -> Condition:
        chance = self.chance
        kind = chance.choice((Kind.WORD, Kind.TEXT, Kind.FLAG, Kind.FLAG))
        left = self.expr(kind, self.depth)
        if kind == Kind.FLAG:
            return OneOf(left, (chance.random() < 0.5,))
        words = ("甲", "乙", "线上", "焊工", "五级", "四级", "津南", "一版", "上等")
        known = left.id if isinstance(left, Fact) else ""
        if known in BY_ID and BY_ID[known].words:
            words = BY_ID[known].words
        return OneOf(left, tuple(chance.sample(words, chance.randrange(1, min(len(words), 4) + 1))))

    def present(self) -> Condition:
        chance = self.chance
        kind = chance.choice((Kind.DAY, Kind.COUNT, Kind.MONEY, Kind.FLAG, Kind.DAYS, Kind.SHARE))
        if kind == Kind.SHARE:
            return Present(Share(self.expr(Kind.COUNT, 1), self.expr(Kind.COUNT, 1)))
        if kind == Kind.DAYS:
            return Present(fact("insured_from_days"))
        return Present(self.expr(kind, self.depth))

    def literal(self, kind: Kind) -> Literal:
        chance = self.chance
        if kind == Kind.DAY:
            return Literal(chance.choice(EDGES) + timedelta(chance.choice((0, 0, 0, 1))), Kind.DAY)
        values = {
            Kind.COUNT: (0, 1, 1, 2, 2, 3, 12, 20, 30, 60, 2024),
            Kind.MONEY: (0, 1, 99_999, 100_000, 150_000),
            Kind.PERCENT: (0, 10, 50, 80),
        }
        return Literal(chance.choice(values[kind]), kind)

    def expr(self, kind: Kind, depth: int) -> Expr:
        """Draw a value of that kind; now and then one that has a name already."""
        chance = self.chance
        if self.named.get(kind) and chance.random() < 0.4:
            return chance.choice(self.named[kind])
        if depth <= 0 or chance.random() < (0.15 if self.about == "days" else 0.35):
            return self.known(kind)
        makers = {
            Kind.DAY: (self.moved, self.first_after, self.looked),
            Kind.COUNT: (self.between, self.between, self.year, self.looked, self.history),
            Kind.MONEY: (self.history, self.looked),
            Kind.PERCENT: (self.looked,),
            Kind.FLAG: (self.within, self.month_not_after, self.ever),
            Kind.TEXT: (self.edition_of, self.looked),
        }
        if kind not in makers:
            return self.known(kind)
        maker = chance.choice(makers[kind])
        if self.about == "tables" and self.looked in makers[kind] and chance.random() < 0.6:
            maker = self.looked
        if maker == self.looked:
            return self.maybe_named(self.looked(depth - 1, kind), kind)
        if maker == self.history:
            return self.maybe_named(self.history(depth - 1, kind), kind)
        return self.maybe_named(maker(depth - 1), kind)

    def maybe_named(self, expr: Expr, kind: Kind) -> Expr:
        if self.chance.random() < 0.3:
            return expr
        named = Named(f"推算{sum(map(len, self.named.values()))}", expr, kind)
        self.named.setdefault(kind, []).append(named)
        return named

    def known(self, kind: Kind) -> Fact:
        kinds = DAYS if kind == Kind.DAY else (kind,)
        return fact(self.chance.choice([word.id for word in FACTS if word.kind in kinds]))

    def day(self, depth: int) -> Expr:
        return self.expr(Kind.DAY, depth)

    def day_or_literal(self, depth: int) -> Expr:
        return self.literal(Kind.DAY) if self.chance.random() < 0.3 else self.day(depth)

    def moved(self, depth: int) -> Moved:
        step = self.chance.choice(list(DayStep))
        many = self.chance.random() < 0.04
        by = 9_000 if many else self.chance.choice((1, 3, 12, 30))
        by = by * 12 if many and step == DayStep.MONTHS else by
        return Moved(self.day(depth), self.chance.choice((by, -by)), step)

    def between(self, depth: int) -> Between:
        span = self.chance.choice((*Span, Span.MONTHS, Span.MONTHS))
        return Between(self.day_or_literal(depth), self.day_or_literal(depth), span)

    def year(self, depth: int) -> YearOf:
        return YearOf(self.day(depth))

    def first_after(self, depth: int) -> FirstAfter:
        return FirstAfter(fact("insured_from_days"), self.day(depth), self.chance.random() < 0.5)

    def within(self, depth: int) -> Within:
        start, end = self.day_or_literal(depth), self.day_or_literal(depth)
        ends = self.chance.random() < 0.5, self.chance.random() < 0.5
        return Within(self.day(depth), start, end, *ends)

    def month_not_after(self, depth: int) -> MonthNotAfter:
        return MonthNotAfter(self.day_or_literal(depth), self.day_or_literal(depth))

    def ever(self, depth: int) -> Ever:
        return Ever(self.history(depth))

    def history(self, depth: int, kind: Kind | None = None) -> History:
        chance = self.chance
        scope = chance.choice((*Scope, Scope.MONTHS))
        kind = kind or chance.choice((Kind.COUNT, Kind.COUNT, Kind.MONEY))
        by_level = chance.random() < 0.25
        same = [fact(each) for each in ("occupation", "level") if chance.random() < 0.3]
        return History(
            kinds=tuple(chance.sample(KINDS, chance.choice((1, 1, 2, 3)))),
            scope=scope,
            same_facts=tuple(same),
            on=None if scope == Scope.LIFETIME else self.window_day(depth - 1),
            months=chance.choice((1, 2, 12)) if scope == Scope.MONTHS else 0,
            measured=Measured.FEN if kind == Kind.MONEY else Measured.TIMES,
            level=fact("level") if by_level else None,
            levels=LEVELS if by_level else (),
        )

    def window_day(self, depth: int) -> Expr:
        return fact("started_on") if self.chance.random() < 0.5 else self.day(depth)

    def table(self, kind: Kind, keys: tuple[Expr, ...], *, dated: bool) -> Table:
        chance = self.chance
        cut = date(2024, 1, 10) if chance.random() < 0.7 else date(2024, 1, 15)
        gap = timedelta(chance.choice((0, 0, 5)))
        spans = [(date(2023, 12, 1), cut), (cut + timedelta(1) + gap, date.max)]
        spans = spans if dated else [(date.min, date.max)]
        editions = [
            Edition(name, first, last, "一1", self.rows(kind, keys))
            for name, (first, last) in zip(("一版", "二版"), spans, strict=False)
        ]
        return Table("表", tuple(editions), kind)

    def rows(self, kind: Kind, keys: tuple[Expr, ...]):
        chance = self.chance
        found = {}
        for _ in range(chance.choice((0, 3, 12, 40))):
            key = tuple(chance.choice(self.keys_of(each)) for each in keys)
            values = {
                Kind.MONEY: lambda: chance.choice((1, 33_333, 100_000, 150_001)),
                Kind.COUNT: lambda: chance.randrange(5),
                Kind.PERCENT: lambda: chance.choice((10, 33, 80)),
                Kind.TEXT: lambda: chance.choice(("上等", "中等")),
                Kind.DAY: lambda: chance.choice(EDGES),
            }
            found[key] = values[kind]()
        return tuple(found.items())

    def keys_of(self, key: Expr) -> tuple:
        if isinstance(key, Fact) and key.id in ("category", "delivery"):
            return BY_ID[key.id].words
        texts = {"occupation": ("焊工", "保育师"), "level": ("", *LEVELS), "place": ("津南", "")}
        if isinstance(key, Fact) and key.id in texts:
            return texts[key.id]
        kinds = {
            Kind.FLAG: (True, False),
            Kind.TEXT: ("一版", "上等", "中等"),
            Kind.COUNT: (*range(4), 80, 2024, 10**6),
        }
        return kinds[key.kind if isinstance(key, Fact | Named) else Kind.COUNT]

    def looked(self, depth: int, kind: Kind) -> Looked:
        chance = self.chance
        kinds = (Kind.WORD, Kind.TEXT, Kind.FLAG, Kind.COUNT)
        keys = tuple(
            self.key(chance.choice(kinds), depth) for _ in range(chance.choice((1, 2, 2, 3)))
        )
        dated = chance.random() < 0.6
        table = self.table(kind, keys, dated=dated)
        return Looked(table, keys, self.day(depth) if dated else None)

    def key(self, kind: Kind, depth: int) -> Expr:
        found = self.expr(kind, depth)
        return found if isinstance(found, Fact | Named) else Named("键", found, kind)

    def edition_of(self, depth: int) -> EditionOf:
        return EditionOf(self.table(Kind.COUNT, (fact("new"),), dated=True), self.day(depth))

    def amount(self) -> Amount:
        chance = self.chance
        if chance.random() < 0.1:
            return NO_MONEY
        if self.about == "history" and chance.random() < 0.6:
            return Amount(Literal(chance.choice((50_000, 100_000)), Kind.MONEY))
        if chance.random() < (0.1 if self.about == "amounts" else 0.4):
            return Amount(self.base(), shares=(self.percent(),), rounding=chance.choice(ROUNDINGS))
        maybe = self.maybe
        part = maybe(0.2, self.number)
        return Amount(
            base=self.base(),
            units=maybe(0.35, self.number),
            every=chance.choice((1, 12)),
            most=chance.choice((0, 0, 2, 36)),
            shares=tuple(self.percent() for _ in range(chance.choice((0, 0, 1, 1, 2)))),
            uplift=maybe(0.3, lambda: self.expr(Kind.PERCENT, 1)),
            uplift_most=chance.choice((0, 25)),
            part=part,
            whole=self.number() if part else None,
            minus=maybe(0.5, lambda: self.expr(Kind.MONEY, 1)),
            ceiling=maybe(0.5, self.base),
            rounding=chance.choice(ROUNDINGS),
            instalments=self.instalments() if chance.random() < 0.3 else (),
        )

    def maybe(self, share: float, draw):
        return draw() if self.chance.random() < share else None

    def base(self) -> Expr:
        if self.chance.random() < 0.4:
            return Literal(self.chance.choice((50_000, 100_001, 33_333)), Kind.MONEY)
        if self.chance.random() < 0.6:
            return fact(self.chance.choice(("standard_fen", "paid_fen")))
        return self.expr(Kind.MONEY, 1)

    def number(self) -> Expr:
        if self.chance.random() < 0.7:
            return fact(self.chance.choice(("lessons", "attended", "months")))
        return self.expr(Kind.COUNT, 1)

    def percent(self) -> Expr:
        if self.chance.random() < 0.6:
            return Literal(self.chance.choice((50, 80, 100, 33)), Kind.PERCENT)
        return self.expr(Kind.PERCENT, 1)

    def instalments(self) -> tuple[Instalment, ...]:
        percents = self.chance.choice(((50, 50), (30, 30, 40), (33, 67)))
        return tuple(
            Instalment(f"第{n}期", percent, self.condition(1))
            for n, percent in enumerate(percents, 1)
        )
