"""What do the tables of a document say, edition by edition, key by key?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jineng.policy.language.glossary import Kind
from jineng.policy.language.tree import Edition, Fact, Named, Table
from jineng.policy.reading import paper
from jineng.policy.reading.clauses import Clause
from jineng.policy.reading.figures import Mention, sum_of
from jineng.policy.reading.slips import Slip, within

KEYS = (Kind.WORD, Kind.TEXT, Kind.FLAG, Kind.COUNT)
Value = int | str | date


@dataclass(frozen=True)
class ValueKind:
    """How the values of a table are written, and how a clause would write them."""

    kind: Kind
    read: Callable[[object], Value]
    mention: Callable[[object], Mention]


VALUES: Mapping[str, ValueKind] = {
    "金额": ValueKind(Kind.MONEY, paper.fen, lambda raw: sum_of(paper.fen(raw))),
    "整数": ValueKind(
        Kind.COUNT, lambda raw: paper.whole(raw, "值"), lambda raw: Mention(paper.whole(raw, "值"))
    ),
    "比例": ValueKind(Kind.PERCENT, paper.percent, lambda raw: Mention(paper.percent(raw), "%")),
    "词": ValueKind(
        Kind.TEXT, lambda raw: paper.text(raw, "值"), lambda raw: Mention(paper.text(raw, "值"))
    ),
    "日期": ValueKind(
        Kind.DAY, lambda raw: paper.day(raw, "值"), lambda raw: Mention(paper.day(raw, "值"))
    ),
}


@dataclass(frozen=True)
class DraftEdition:
    """One edition as it stands on the page: keys not yet read, since their types are not known."""

    name: str
    days: tuple[date, date]
    clause: str
    rows: tuple[tuple[tuple[object, ...], Value], ...]
    missing: str


@dataclass(frozen=True)
class DraftTable:
    """A table as it stands on the page, with the names of the facts that are its keys."""

    name: str
    keys: tuple[str, ...]
    kind: Kind
    editions: tuple[DraftEdition, ...]

    @property
    def dated(self) -> bool:
        """Whether a day must be given to know which edition rules."""
        always = (date.min, date.max)
        return len(self.editions) > 1 or self.editions[0].days != always

    def keyed(self, keys: Sequence[tuple[Fact | Named, tuple[str, ...]]]) -> Table:
        """Return the table, its keys read as the facts they are. `keys` come with their words."""
        for key, _ in keys:
            if key.kind not in KEYS:
                raise Slip(f"表“{self.name}”的键“{key.name}”是{key.kind}，不能作键")
        return Table(self.name, tuple(self._keyed(each, keys) for each in self.editions), self.kind)

    def _keyed(
        self, draft: DraftEdition, keys: Sequence[tuple[Fact | Named, tuple[str, ...]]]
    ) -> Edition:
        rows: dict[tuple[str | bool | int, ...], Value] = {}
        for raw, value in draft.rows:
            found = tuple(
                _key(each, key, words) for each, (key, words) in zip(raw, keys, strict=True)
            )
            if found in rows:
                raise Slip(f"表“{self.name}”的“{draft.name}”里，同样的键写了两行；请删去一行")
            rows[found] = value
        first, last = draft.days
        return Edition(draft.name, first, last, draft.clause, tuple(rows.items()), draft.missing)


def _key(raw: object, key: Fact | Named, words: tuple[str, ...]) -> str | bool | int:
    if key.kind == Kind.COUNT:
        return paper.whole(raw, key.name)
    if key.kind == Kind.FLAG:
        if raw not in ("是", "否"):
            raise Slip(f"“{key.name}”只能写 是 或 否，现为“{raw}”")
        return raw == "是"
    found = "" if raw == "" and key.kind == Kind.TEXT else paper.text(raw, key.name)
    if words and found not in words:
        raise Slip(f"“{key.name}”没有“{found}”这个词；可以写：{'、'.join(words)}")
    return found


def read_tables(
    page: Mapping[str, object],
    clause_of: Callable[[Mapping[str, object]], Clause],
    stand: Callable[[Sequence[Mention], Clause], None],
) -> dict[str, DraftTable]:
    """Read tables.yaml. Raises Slip at the first thing that is wrong, naming the table."""
    paper.only(page, "这一页", must=("表",), may=("说明",))
    tables: dict[str, DraftTable] = {}
    for line in paper.items(page["表"], "表"):
        raw = paper.mapping(line, "表")
        name = paper.text(raw.get("名称"), "表的“名称”")
        with within(raw, f"表“{name}”："):
            table = _table(name, raw, clause_of, stand)
            if name in tables:
                raise Slip("写了两次；请改一个名称")
        tables[name] = table
    return tables


def _table(
    name: str,
    raw: Mapping[str, object],
    clause_of: Callable[[Mapping[str, object]], Clause],
    stand: Callable[[Sequence[Mention], Clause], None],
) -> DraftTable:
    paper.only(raw, "表", must=("名称", "键", "值", "版次"), may=("说明",))
    kind = paper.text(raw["值"], "值")
    if kind not in VALUES:
        raise Slip(f"值“{kind}”不认识；可以写：{'、'.join(VALUES)}")
    keys = paper.words(raw["键"], "键")
    editions = tuple(
        _edition(paper.mapping(each, "版次"), len(keys), VALUES[kind], clause_of, stand)
        for each in paper.items(raw["版次"], "版次")
    )
    if not editions:
        raise Slip("至少写一个版次")
    _apart(editions)
    return DraftTable(name, keys, VALUES[kind].kind, editions)


def _edition(
    raw: Mapping[str, object],
    width: int,
    values: ValueKind,
    clause_of: Callable[[Mapping[str, object]], Clause],
    stand: Callable[[Sequence[Mention], Clause], None],
) -> DraftEdition:
    with within(raw):
        return _read_edition(raw, width, values, clause_of, stand)


def _read_edition(
    raw: Mapping[str, object],
    width: int,
    values: ValueKind,
    clause_of: Callable[[Mapping[str, object]], Clause],
    stand: Callable[[Sequence[Mention], Clause], None],
) -> DraftEdition:
    paper.only(raw, "版次", must=("名称", "依据", "行"), may=("起", "止", "缺", "说明"))
    first = paper.day(raw["起"], "起") if "起" in raw else date.min
    last = paper.day(raw["止"], "止") if "止" in raw else date.max
    if first > last:
        raise Slip("版次的“止”早于“起”；请核对")
    rows: list[tuple[tuple[object, ...], Value]] = []
    mentions: list[Mention] = []
    for line in paper.items(raw["行"], "行"):
        with within(line):
            cells = paper.items(line, "行")
            if len(cells) != width + 1:
                raise Slip(f"行“{cells}”应有 {width + 1} 格：{width} 个键，再加一个值")
            rows.append((tuple(cells[:-1]), values.read(cells[-1])))
            mentions.append(values.mention(cells[-1]))
    clause = clause_of(raw)
    # The last day is the next edition's to say; the first stands in this one's own clause.
    stand([*mentions, *([Mention(first)] if "起" in raw else [])], clause)
    missing = paper.text(raw["缺"], "缺") if "缺" in raw else ""
    if not rows and not missing:
        raise Slip("没有一行；手边没有这一版的，写“缺”说明缺什么")
    name = paper.text(raw["名称"], "版次的“名称”")
    return DraftEdition(name, (first, last), clause.id, tuple(rows), missing)


def _apart(editions: Sequence[DraftEdition]) -> None:
    """Two editions may not rule on one day, nor bear one name."""
    if len({each.name for each in editions}) != len(editions):
        raise Slip("两个版次同名；请改一个")
    in_order = sorted(editions, key=lambda each: each.days)
    for before, after in zip(in_order, in_order[1:], strict=False):
        if after.days[0] - before.days[1] < timedelta(days=1):
            raise Slip(f"“{before.name}”和“{after.name}”的日期重叠；请核对起止")
