"""What changed between two packs, in words for the officers who wrote them?"""

from collections.abc import Iterator, Sequence
from datetime import date

from jineng.policy.language.glossary import Glossary, Kind
from jineng.policy.packs.about import About, Signature
from jineng.policy.packs.cases import SignedCase
from jineng.policy.packs.numbers import Figure, WordList
from jineng.policy.packs.pack import Pack
from jineng.policy.prose.changed_rules import Side, changed_sheets
from jineng.policy.prose.changed_sources import changed_derived, changed_funds, changed_tables
from jineng.policy.prose.changes import Change, became, compared
from jineng.policy.prose.words import figure_in_words, speech_of, value_in_words
from jineng.policy.reading.doubts import Doubt

COVER = (
    "编号", "名称", "文号", "发文机关", "适用地区", "适用期间",
    "状态", "签署", "缺少的文件", "关系",
)  # fmt: skip


def differences(
    old: Pack,
    new: Pack,
    glossary: Glossary,
    cases: tuple[Sequence[SignedCase], Sequence[SignedCase]] = ((), ()),
) -> tuple[Change, ...]:
    """Return what is otherwise in the new pack, part by part; () when both say the same.

    `glossary` is that of the new pack; `cases` are the signed cases of each.
    """
    was, now = Side(old, speech_of(old, glossary)), Side(new, speech_of(new, glossary))
    return (
        *_about(old.about, new.about),
        *changed_sheets(was, now),
        *changed_derived(was, now),
        *changed_tables(was, now),
        *changed_funds(was, now),
        *_figures(old, new),
        *_doubts(old, new),
        *_clauses(old, new),
        *_cases(*cases),
    )


def _about(old: About, new: About) -> Iterator[Change]:
    for what, one, other in zip(
        (
            "编号",
            "名称",
            "文号",
            "发文机关",
            "适用地区",
            "适用期间",
            "状态",
            "签署",
            "缺少的文件",
            "关系",
        ),
        _cover(old),
        _cover(new),
        strict=True,
    ):
        yield from (Change("封面", each) for each in became(what, one, other))
    yield from compared(
        "合称",
        old.groups,
        new.groups,
        says=(_group, _group),
        otherwise=lambda name, one, other: became(f"“{name}”", _group(one), _group(other)),
    )


def _cover(about: About) -> tuple[str, ...]:
    relation = about.relation
    return (
        about.id,
        about.name,
        about.number,
        about.issuer,
        f"{about.region_name} {about.region}",
        f"{_day(about.first_day)}至{_day(about.last_day)}",
        "生效" if about.in_force else "草稿",
        "；".join(_signed(each) for each in about.signatures),
        "；".join(f"{each.name}（用于{each.needed_for}）" for each in about.missing),
        f"{relation.kind} {relation.pack_id}，依据 {relation.clause}，授权 {relation.allowed_by}"
        if relation
        else "",
    )


def _group(raw: object) -> str:
    entry = raw if isinstance(raw, dict) else {}
    return f"{'、'.join(entry['取值'])}（依据 {entry['依据']}）"


def _figures(old: Pack, new: Pack) -> Iterator[Change]:
    yield from compared(
        "数值", old.figures, new.figures, says=(_figure, _figure), otherwise=_changed_figure
    )
    yield from compared(
        "名单", old.lists, new.lists, says=(_list, _list), otherwise=_changed_figure
    )


def _figure(figure: Figure) -> str:
    return f"{figure.title}{figure_in_words(figure)}（依据 {figure.clause}）"


def _list(words: WordList) -> str:
    return f"{words.title}{'、'.join(words.words)}（依据 {words.clause}）"


def _changed_figure(name: str, one: Figure | WordList, other: Figure | WordList) -> Iterator[str]:
    def said(each: Figure | WordList) -> str:
        return figure_in_words(each) if isinstance(each, Figure) else "、".join(each.words)

    title = f"“{other.title or name}”"
    yield from became(title, said(one), said(other))
    yield from became(f"{title}的名称", one.title or name, other.title or name)
    yield from became(f"{title}的依据", one.clause, other.clause)
    yield from became(f"{title}的原文", one.text, other.text)


def _doubts(old: Pack, new: Pack) -> Iterator[Change]:
    yield from compared(
        "疑问",
        {doubt.question: doubt for doubt in old.doubts},
        {doubt.question: doubt for doubt in new.doubts},
        says=(_doubt, _doubt),
        otherwise=lambda name, one, other: (
            *became(f"“{name}”", _doubt(one), _doubt(other)),
            *became(f"“{name}”的文件写法", one.document_says, other.document_says),
        ),
    )


def _doubt(doubt: Doubt) -> str:
    by = f"{doubt.decided_by} {_day(doubt.decided_on)}定" if doubt.decided_on else "未定"
    until = f"，有效至{_day(doubt.until)}" if doubt.until else ""
    return f"暂按：{doubt.reading}（{by}{until}）"


def _clauses(old: Pack, new: Pack) -> Iterator[Change]:
    yield from compared(
        "条款",
        old.clauses,
        new.clauses,
        says=(lambda clause: clause.shown, lambda clause: clause.shown),
        otherwise=lambda name, one, other: (
            *became(f"“{name}”的原文", one.official, other.official),
            *became(f"“{name}”的转述", one.restated, other.restated),
        ),
    )


def _cases(old: Sequence[SignedCase], new: Sequence[SignedCase]) -> Iterator[Change]:
    yield from compared(
        "签署的情形",
        {f"{each.question}：{each.name}": each for each in old},
        {f"{each.question}：{each.name}": each for each in new},
        says=(_case, _case),
        otherwise=lambda name, one, other: (
            *became(f"“{name}”应得", _case(one), _case(other)),
            *([f"“{name}”的事实或历史改了"] if _told(one) != _told(other) else ()),
            *became(f"“{name}”的签署", _signed(one.signature), _signed(other.signature)),
        ),
    )


def _case(case: SignedCase) -> str:
    amount = value_in_words(case.fen, Kind.MONEY) if case.fen else ""
    return f"{case.expected}{amount}，因为 {case.rule}"


def _told(case: SignedCase) -> object:
    return dict(case.facts), case.history


def _signed(signature: Signature) -> str:
    return f"{signature.office}{signature.name}，{_day(signature.on)}"


def _day(day: date | None) -> str:
    return value_in_words(day, Kind.DAY) if day else ""
