"""Who issued a document, where and when does it rule, and who signed the pack?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from jineng.policy.language.conditions import Groups
from jineng.policy.language.sheets import Desk, doubts_of
from jineng.policy.reading import paper
from jineng.policy.reading.clauses import clause_number
from jineng.policy.reading.figures import Mention
from jineng.policy.reading.slips import Slip, within

DRAFT, IN_FORCE = "草稿", "生效"
EVERYWHERE = "全国"
MUST = ("编号", "名称", "文号", "发文机关", "适用地区", "适用期间", "状态", "签署")
MAY = ("缺少的文件", "合称", "关系", "说明")


@dataclass(frozen=True)
class Signature:
    """Who read a pack or its cases, and when."""

    name: str
    office: str
    on: date


@dataclass(frozen=True)
class Relation:
    """How a document stands to another: 补充 adds premises, 取代 answers in its place.

    `clause` is of this document; `allowed_by` is the clause of the other that permits it.
    """

    kind: str
    pack_id: str
    clause: str
    allowed_by: str


@dataclass(frozen=True)
class Missing:
    """A paper the document refers to that is not here; `needed_for` says what waits for it."""

    name: str
    needed_for: str


@dataclass(frozen=True)
class About:
    """The first page of a pack. `region` is an area code, the shorter the wider; empty for 全国.

    `page` is the page as it was read, so that a later slip can say on which line it is.
    """

    id: str
    name: str
    number: str
    issuer: str
    region: str
    region_name: str
    first_day: date
    last_day: date
    in_force: bool
    signatures: tuple[Signature, ...]
    missing: tuple[Missing, ...]
    relation: Relation | None
    groups: Mapping[str, object]
    doubts: tuple[str, ...]
    page: Mapping[str, object] = field(default_factory=dict, repr=False, compare=False)


def read_about(page: Mapping[str, object]) -> About:
    """Read pack.yaml. Raises Slip at the first thing that is wrong."""
    paper.only(page, "规则包", must=MUST, may=MAY)
    region = paper.mapping(page["适用地区"], "适用地区")
    paper.only(region, "适用地区", must=("名称", "代码"))
    period = paper.mapping(page["适用期间"], "适用期间")
    paper.only(period, "适用期间", must=("起", "止"), may=("疑问",))
    first, last = paper.day(period["起"], "起"), paper.day(period["止"], "止")
    if first > last:
        raise Slip("适用期间的“止”早于“起”；请核对")
    status = paper.text(page["状态"], "状态")
    signatures = tuple(read_signature(each) for each in paper.items(page["签署"], "签署"))
    if status not in (DRAFT, IN_FORCE):
        raise Slip(f"状态“{status}”不认识；可以写：{DRAFT}、{IN_FORCE}")
    if status == IN_FORCE and not signatures:
        raise Slip("状态是“生效”，但没有人签署；请由政策人员签署，或改为草稿")
    return About(
        id=paper.text(page["编号"], "编号"),
        name=paper.text(page["名称"], "名称"),
        number=paper.text(page["文号"], "文号"),
        issuer=paper.text(page["发文机关"], "发文机关"),
        region=_area_code(region),
        region_name=paper.text(region["名称"], "适用地区的名称"),
        first_day=first,
        last_day=last,
        in_force=status == IN_FORCE,
        signatures=signatures,
        missing=tuple(_missing(each) for each in paper.items(page.get("缺少的文件", []), "缺少")),
        relation=_relation(page["关系"]) if "关系" in page else None,
        groups=paper.mapping(page.get("合称", {}), "合称"),
        doubts=doubts_of(period),
        page=page,
    )


def _area_code(region: Mapping[str, object]) -> str:
    """Return the code of the area; that of the country is empty, so every code begins with it."""
    name = paper.text(region["名称"], "适用地区的名称")
    if (name == EVERYWHERE) != (region["代码"] == ""):
        raise Slip(f"适用地区是“{EVERYWHERE}”的，代码写空文本；其他地区要写代码")
    if name == EVERYWHERE:
        return ""
    code = paper.text(region["代码"], "适用地区的代码")
    if not (code.isascii() and code.isdigit() and len(code) in (2, 4, 6)):
        raise Slip(f"适用地区的代码“{code}”应是 2、4 或 6 位数字")
    return code


def read_signature(raw: object) -> Signature:
    """Read one signature: who, in which office, on which day."""
    with within(raw):
        entry = paper.mapping(raw, "签署")
        paper.only(entry, "签署", must=("姓名", "职务", "日期"))
        return Signature(
            paper.text(entry["姓名"], "姓名"),
            paper.text(entry["职务"], "职务"),
            paper.day(entry["日期"], "签署的日期"),
        )


def _missing(raw: object) -> Missing:
    entry = paper.mapping(raw, "缺少的文件")
    paper.only(entry, "缺少的文件", must=("名称", "用于"))
    return Missing(paper.text(entry["名称"], "名称"), paper.text(entry["用于"], "用于"))


def _relation(raw: object) -> Relation:
    entry = paper.mapping(raw, "关系")
    paper.only(entry, "关系", must=("依据",), may=("补充", "取代", "授权"))
    kinds = [kind for kind in ("补充", "取代") if kind in entry]
    if len(kinds) != 1:
        raise Slip("关系要写且只写“补充”或“取代”之一，值是那份规则包的编号")
    return Relation(
        kind=kinds[0],
        pack_id=paper.text(entry[kinds[0]], kinds[0]),
        clause=clause_number(paper.text(entry["依据"], "依据")),
        allowed_by=clause_number(paper.text(entry["授权"], "授权")) if "授权" in entry else "",
    )


def read_groups(raw: Mapping[str, object], desk: Desk) -> Groups:
    """Read what a collective word such as 六类人员 stands for; each word is in its clause."""
    groups: dict[str, tuple[str, ...]] = {}
    for name, value in raw.items():
        entry = paper.mapping(value, name)
        paper.only(entry, name, must=("取值", "依据"), may=("原文", "疑问"))
        found = paper.words(entry["取值"], name)
        clause = desk.clause(entry)
        desk.stand([Mention(word) for word in found], clause)
        desk.quote(entry, clause)
        groups[name] = found
    return groups
