"""Which single figures does a document set: last days, numbers of days, targets, lists?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jineng.policy.language.sheets import Desk, doubts_of
from jineng.policy.reading import paper
from jineng.policy.reading.clauses import Clause
from jineng.policy.reading.figures import Mention
from jineng.policy.reading.slips import Slip
from jineng.values.refusal import Refusal

DAY_KEYS = ("起", "止")
COUNT_KEYS = ("数目", "不少于", "不超过")
VALUE_KEYS = (*DAY_KEYS, "天数", "月数", *COUNT_KEYS, "比例", "金额", "取值")
KINDS_OF_DAY = ("工作日", "自然日")


class NotACount(Refusal):
    """A whole number was needed where the document sets a day or a word."""


@dataclass(frozen=True)
class Figure:
    """One figure of one document.

    `unit` is 日期, 工作日, 自然日, 个月, %, 分, 词, or the unit the document counts in.
    `bound` says how it is meant: 起 止 不少于 不超过, or nothing.
    """

    name: str
    value: int | date | str
    unit: str
    clause: str
    pack_id: str
    title: str = ""
    text: str = ""
    bound: str = ""

    @property
    def count(self) -> int:
        """The figure as a whole number of its unit. Raises NotACount when it is a day or a word."""
        if not isinstance(self.value, int):
            raise NotACount(
                f"“{self.name}”应是一个整数，规则包 {self.pack_id} 写的是 {self.value}；请改规则包",
                clause=self.clause,
            )
        return self.value


@dataclass(frozen=True)
class WordList:
    """A list of words that a document sets, in its order, such as funds."""

    name: str
    words: tuple[str, ...]
    clause: str
    pack_id: str
    title: str = ""
    text: str = ""


@dataclass(frozen=True)
class Numbers:
    """The figures and lists of one page, and the doubts it names."""

    figures: Mapping[str, Figure]
    lists: Mapping[str, WordList]
    doubts: tuple[str, ...]


def read_numbers(page: Mapping[str, object], desk: Desk, file: str) -> Numbers:
    """Read a page of figures. Slips go to the findings."""
    paper.only(page, "数值", must=("问题", "数值"), may=("说明",))
    figures: dict[str, Figure] = {}
    lists: dict[str, WordList] = {}
    doubts: list[str] = []
    for number, line in enumerate(paper.items(page["数值"], "数值"), start=1):
        raw = line if isinstance(line, dict) else {}
        with desk.findings.at(file, str(raw.get("编号", f"第{number}条")), line):
            paper.mapping(line, "数值")
            may = ("名称", "日类", "单位", "原文", "疑问", "说明", *VALUE_KEYS)
            paper.only(raw, "数值", must=("编号", "依据"), may=may)
            name = paper.identifier(raw["编号"], "编号")
            if name in figures or name in lists:
                raise Slip(f"编号“{name}”用了两次；请改一个")
            doubts.extend(doubts_of(raw))
            if isinstance(raw.get("取值"), list):
                lists[name] = _word_list(name, raw, desk)
            else:
                figures[name] = _figure(name, raw, desk)
    return Numbers(figures, lists, tuple(doubts))


def _word_list(name: str, raw: Mapping[str, object], desk: Desk) -> WordList:
    _only_key(raw)
    clause = desk.clause(raw)
    found = paper.words(raw["取值"], "取值")
    desk.stand([Mention(word) for word in found], clause)
    title = _title(raw)
    return WordList(name, found, clause.id, desk.pack_id, title, desk.quote(raw, clause))


def _figure(name: str, raw: Mapping[str, object], desk: Desk) -> Figure:
    key = _only_key(raw)
    clause: Clause = desk.clause(raw)
    value, unit, mention = _value(key, raw)
    desk.stand([mention], clause)
    return Figure(
        name=name,
        value=value,
        unit=unit,
        clause=clause.id,
        pack_id=desk.pack_id,
        title=_title(raw),
        text=desk.quote(raw, clause),
        bound=key if key in (*DAY_KEYS, *COUNT_KEYS[1:]) else "",
    )


def _title(raw: Mapping[str, object]) -> str:
    return paper.text(raw["名称"], "名称") if "名称" in raw else ""


def _only_key(raw: Mapping[str, object]) -> str:
    keys = [key for key in VALUE_KEYS if key in raw]
    if len(keys) != 1:
        raise Slip(f"要写且只写一个值：{'、'.join(VALUE_KEYS)}")
    if ("日类" in raw) != (keys[0] == "天数"):
        raise Slip("“天数”要写“日类”（工作日或自然日），其他值不写")
    if ("单位" in raw) != (keys[0] in COUNT_KEYS):
        raise Slip("“数目”“不少于”“不超过”要写“单位”，其他值不写")
    return keys[0]


def _value(key: str, raw: Mapping[str, object]) -> tuple[int | date | str, str, Mention]:
    given = raw[key]
    if key in DAY_KEYS:
        day = paper.day(given, key)
        return day, "日期", Mention(day)
    if key == "天数":
        kind = paper.text(raw["日类"], "日类")
        if kind not in KINDS_OF_DAY:
            raise Slip(f"日类“{kind}”不认识；可以写：{'、'.join(KINDS_OF_DAY)}")
        count = paper.whole(given, key)
        return count, kind, Mention(count, "工作日" if kind == "工作日" else "日")
    if key == "月数":
        return paper.whole(given, key), "个月", Mention(paper.whole(given, key), "个月")
    if key in COUNT_KEYS:
        unit = paper.text(raw["单位"], "单位")
        return paper.whole(given, key), unit, Mention(paper.whole(given, key), unit)
    return _written(key, given)


def _written(key: str, given: object) -> tuple[int | str, str, Mention]:
    if key == "比例":
        return paper.percent(given), "%", Mention(paper.percent(given), "%")
    if key == "金额":
        return paper.fen(given), "分", Mention(paper.text(given, key))
    word = paper.text(given, key)
    return word, "词", Mention(word)
