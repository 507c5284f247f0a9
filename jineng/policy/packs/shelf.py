"""Which documents answer a question, for this place on this day?"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from jineng.policy.language.glossary import FILE, Glossary, load_glossary
from jineng.policy.packs.numbers import Figure, WordList
from jineng.policy.packs.pack import ABOUT, Pack, read_pack
from jineng.policy.packs.plan import Cap, Plan, make_plan
from jineng.policy.packs.relations import REPLACES, SUPPLEMENTS, check_relation
from jineng.policy.reading.slips import Findings, Slip
from jineng.values.refusal import Refusal

__all__ = ["Cap", "Figure", "NoSingleDocument", "Pack", "Plan", "Shelf", "WordList", "stock"]


class NoSingleDocument(Refusal):
    """No document covers the place and day, or more than one does. A person must choose."""


class NoSuchPack(Refusal):
    """No pack of that id is on the shelf."""


@dataclass(frozen=True)
class Shelf:
    """Every pack that may be used, and the plans made from them so far."""

    glossary: Glossary
    packs: tuple[Pack, ...]
    _plans: dict[tuple[object, ...], Plan] = field(default_factory=dict, repr=False, compare=False)

    def pack(self, pack_id: str) -> Pack:
        """Return the pack of that id, or refuse with NoSuchPack."""
        for pack in self.packs:
            if pack.id == pack_id:
                return pack
        raise NoSuchPack(f"架上没有规则包“{pack_id}”；请核对编号，或先放入这份规则包")

    def plan_for(self, question: str, *, region: str, on: date) -> Plan:
        """Return the plan that answers the question in the area on the day.

        The document in force there, or the one that replaces it, with all that supplement it.
        Raises NoSingleDocument when none or more than one would answer.
        """
        asked = [
            p for p in self.packs if question in p.sheets and region.startswith(p.about.region)
        ]
        there = [pack for pack in asked if pack.covers(region, on)]
        mains = [p for p in _not_replaced(there) if not _relates(p, SUPPLEMENTS)]
        if len(mains) != 1:
            raise _no_single(question, region, on, mains)
        base = mains[0]
        extra = [p for p in _not_replaced(there) if _relates(p, SUPPLEMENTS, base.id)]
        extra.sort(key=lambda pack: (len(pack.about.region), pack.id))
        key = (question, region, base.fingerprint, *(pack.fingerprint for pack in extra))
        days = _days_of(asked, on)
        if (key, days) not in self._plans:
            self._plans[(key, days)] = make_plan(
                question, base, extra, self.glossary, region=region, days=days
            )
        return self._plans[(key, days)]

    def plan_of(self, question: str, pack_ids: tuple[str, ...]) -> Plan:
        """Return the plan of exactly these packs, the main one first."""
        key = (question, *(self.pack(pack_id).fingerprint for pack_id in pack_ids))
        if key not in self._plans:
            base, *extra = (self.pack(pack_id) for pack_id in pack_ids)
            self._plans[key] = make_plan(question, base, extra, self.glossary)
        return self._plans[key]

    def figure(self, name: str, *, region: str, on: date) -> Figure:
        """Return one figure a document sets there and then. Raises NoSingleDocument."""
        there = [p for p in self.packs if name in p.figures and p.covers(region, on)]
        found = _not_replaced(there)
        if len(found) != 1:
            raise _no_single(name, region, on, found)
        return found[0].figures[name]

    def word_list(self, name: str, *, region: str, on: date) -> WordList:
        """Return one list of words a document sets there and then. Raises NoSingleDocument."""
        there = [p for p in self.packs if name in p.lists and p.covers(region, on)]
        found = _not_replaced(there)
        if len(found) != 1:
            raise _no_single(name, region, on, found)
        return found[0].lists[name]

    def words(self, fact_id: str) -> tuple[str, ...]:
        """Return the words a fact may take, such as the known categories of learners."""
        return self.glossary.words(fact_id)


def stock(folder: Path, *, drafts: bool = False) -> Shelf:
    """Load every pack under the folder, once, at start-up.

    Drafts are left out unless asked for: they may be tried, never paid on. Raises BrokenPack with
    every slip of every pack, drafts included.
    """
    findings = Findings()
    shelf = read_shelf(folder, findings)
    findings.stop_if_any()
    if drafts:
        return shelf
    return Shelf(shelf.glossary, tuple(pack for pack in shelf.packs if pack.about.in_force))


def read_shelf(folder: Path, findings: Findings) -> Shelf:
    """Read every pack, noting slips of each and of how they stand together."""
    glossary = load_glossary(folder)
    read = [
        read_pack(path.parent, root=folder, glossary=glossary, findings=findings)
        for path in sorted(folder.rglob(ABOUT))
    ]
    packs = tuple(pack for pack in read if pack is not None)
    if not read:
        with findings.at(FILE):
            raise Slip("这个文件夹里没有规则包；请核对路径")
    _no_pages_astray(folder, findings)
    for pack in packs:
        file = f"{pack.folder.relative_to(folder).as_posix()}/{ABOUT}"
        with findings.at(file, "关系", pack.about.page):
            if sum(each.id == pack.id for each in packs) > 1:
                raise Slip(f"编号“{pack.id}”用在两个规则包上；请改一个")
            if not findings.problems:
                check_relation(pack, packs, glossary)
    return Shelf(glossary, packs)


def _no_pages_astray(folder: Path, findings: Findings) -> None:
    """A document whose first page is gone must not leave the shelf unnoticed, its rules with it."""
    pages = {path.parent for path in folder.rglob("*.yaml") if path.parent != folder}
    for place in sorted(pages):
        if not any((each / ABOUT).exists() for each in (place, *place.parents) if each != folder):
            with findings.at(place.relative_to(folder).as_posix()):
                raise Slip(f"有规则，没有封面 {ABOUT}；请补上封面，或移走这个文件夹")


def _relates(pack: Pack, kind: str, to: str = "") -> bool:
    relation = pack.about.relation
    return relation is not None and relation.kind == kind and to in ("", relation.pack_id)


def _not_replaced(packs: list[Pack]) -> list[Pack]:
    replaced = {
        pack.about.relation.pack_id
        for pack in packs
        if pack.about.relation and pack.about.relation.kind == REPLACES
    }
    return [pack for pack in packs if pack.id not in replaced]


def _days_of(asked: list[Pack], on: date) -> tuple[date, date]:
    """The days around `on` for which the same packs answer."""
    one = timedelta(days=1)
    first, last = date.min, date.max
    for pack in asked:
        start, end = pack.about.first_day, pack.about.last_day
        if on < start:
            last = min(last, start - one)
        elif on > end:
            first = max(first, end + one)
        else:
            first, last = max(first, start), min(last, end)
    return first, last


def _no_single(name: str, region: str, on: date, found: list[Pack]) -> NoSingleDocument:
    if not found:
        return NoSingleDocument(f"{region} 在 {on} 没有文件规定“{name}”；请政策人员先放入规则包")
    listed = "、".join(pack.about.number for pack in found)
    return NoSingleDocument(
        f"{region} 在 {on} 有 {len(found)} 份文件都规定“{name}”：{listed}；请政策人员先确定用哪一份"
    )
