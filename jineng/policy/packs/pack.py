"""What does one issued document say, as rules, figures and clauses that can be trusted?"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from jineng.policy.language.glossary import Glossary
from jineng.policy.language.rule import Rule, Sheet
from jineng.policy.language.sheets import Desk, doubts_of, read_derived, read_sheet
from jineng.policy.language.tables import DraftTable, read_tables
from jineng.policy.language.vocabulary import Names
from jineng.policy.packs.about import About, read_about, read_groups
from jineng.policy.packs.funds import FundRule, doubts_of_funds, read_funds
from jineng.policy.packs.numbers import Figure, WordList, read_numbers
from jineng.policy.reading import paper
from jineng.policy.reading.clauses import OFFICIAL, RESTATED, Clause, read_clauses
from jineng.policy.reading.doubts import Doubt, check_doubts, read_doubts
from jineng.policy.reading.fingerprint import files_of, fingerprint_of_files
from jineng.policy.reading.slips import Findings, Slip

ABOUT = "pack.yaml"
DOUBTS = "open-questions.yaml"
DERIVED = "derived.yaml"
TABLES = "tables.yaml"
CASES = "cases"
Each = TypeVar("Each")
PAGE = re.compile(r"[a-z0-9][a-z0-9-]*\.yaml\Z")


@dataclass(frozen=True)
class Pack:
    """One document: where and when it rules, its clauses, its questions, its figures."""

    about: About
    folder: Path
    fingerprint: str
    clauses: Mapping[str, Clause]
    sheets: Mapping[str, Sheet]
    figures: Mapping[str, Figure]
    lists: Mapping[str, WordList]
    funds: tuple[FundRule, ...]
    doubts: tuple[Doubt, ...]

    @property
    def id(self) -> str:
        """The id that every decision keeps; it never changes."""
        return self.about.id

    def covers(self, region: str, on: date) -> bool:
        """Say whether the document rules in this area (code by prefix) on this day."""
        about = self.about
        return region.startswith(about.region) and about.first_day <= on <= about.last_day


def load(folder: Path, *, root: Path, glossary: Glossary) -> Pack:
    """Read and check one pack. Raises BrokenPack with every slip, each with file and rule."""
    findings = Findings()
    pack = read_pack(folder, root=root, glossary=glossary, findings=findings)
    findings.stop_if_any()
    if pack is None:
        raise AssertionError("a pack that cannot be read has a slip")
    return pack


def read_pack(folder: Path, *, root: Path, glossary: Glossary, findings: Findings) -> Pack | None:
    """Read one pack, noting slips. None when its first page or its clauses cannot be read."""
    place = folder.relative_to(root).as_posix()
    about: About | None = None
    clauses: Mapping[str, Clause] | None = None
    with findings.at(f"{place}/{ABOUT}") as spot:
        page = spot.reads(paper.mapping(paper.read_page(folder / ABOUT), "规则包"))
        about = read_about(page)
    with findings.at(f"{place}/{RESTATED}"):
        clauses = read_clauses(folder)
    if about is None or clauses is None:
        return None
    desk = Desk(
        pack_id=about.id,
        document=about.number,
        years=range(about.first_day.year, about.last_day.year + 1),
        clauses=clauses,
        names=Names(glossary),
        groups={},
        findings=findings,
        supplements=about.relation is not None and about.relation.kind == "补充",
    )
    return _PackReader(folder, place, about, desk, findings).read()


@dataclass
class _PackReader:
    folder: Path
    place: str
    about: About
    desk: Desk
    findings: Findings
    written_tables: object = None

    @cached_property
    def files(self) -> Mapping[str, Path]:
        """The files of the pack, by their path in its folder."""
        return files_of(self.folder)

    def read(self) -> Pack:
        """Read every page in a fixed order, then check what only the whole can show."""
        self._groups()
        self._tables()
        sheets: dict[str, Sheet] = {}
        figures: dict[str, Figure] = {}
        lists: dict[str, WordList] = {}
        funds: tuple[FundRule, ...] = ()
        named = [*self.about.doubts, *self._derived()]
        self._unused_tables()
        for path in self._pages():
            file = f"{self.place}/{path.name}"
            with self.findings.at(file) as spot:
                page = spot.reads(paper.mapping(paper.read_page(path), "这一页"))
                named.extend(doubts_of(page))
                if "数值" in page:
                    numbers = read_numbers(page, self.desk, file)
                    _join(figures, numbers.figures)
                    _join(lists, numbers.lists)
                    named.extend(numbers.doubts)
                elif "资金" in page:
                    if funds:
                        raise Slip("资金顺序在同一规则包里写了两页；请并成一页")
                    funds = read_funds(page, self.desk, file)
                    named.extend(doubts_of_funds(page))
                else:
                    _join(sheets, self._sheet(page, file))
        named.extend(d for sheet in sheets.values() for r in rules_of(sheet) for d in r.doubts)
        return Pack(
            about=self.about,
            folder=self.folder,
            fingerprint=fingerprint_of_files(self.files),
            clauses=self.desk.clauses,
            sheets=sheets,
            figures=figures,
            lists=lists,
            funds=funds,
            doubts=self._doubts(named),
        )

    def _sheet(self, page: Mapping[str, object], file: str) -> Mapping[str, Sheet]:
        sheet = read_sheet(page, self.desk, file)
        self._different_ids(sheet, file, page)
        return {sheet.question: sheet}

    def _groups(self) -> None:
        with self.findings.at(f"{self.place}/{ABOUT}", "合称", self.about.groups):
            groups = read_groups(self.about.groups, self.desk)
            self.desk = Desk(**{**self.desk.__dict__, "groups": groups})

    def _tables(self) -> None:
        path = self.folder / TABLES
        if not path.exists():
            return
        tables: Mapping[str, DraftTable] = {}
        with self.findings.at(f"{self.place}/{TABLES}") as spot:
            page = spot.reads(paper.mapping(paper.read_page(path), "这一页"))
            self.written_tables = page
            tables = read_tables(page, self.desk.clause, self.desk.stand)
        self.desk.names.tables = tables

    def _derived(self) -> tuple[str, ...]:
        path = self.folder / DERIVED
        if not path.exists():
            return ()
        file = f"{self.place}/{DERIVED}"
        with self.findings.at(file) as spot:
            page = spot.reads(paper.mapping(paper.read_page(path), "这一页"))
            paper.only(page, "这一页", must=("推算",), may=("说明",))
            return read_derived(page["推算"], self.desk, file)
        return ()

    def _unused_tables(self) -> None:
        names = self.desk.names
        for name in names.tables:
            with self.findings.at(f"{self.place}/{TABLES}", name, self.written_tables):
                if name not in names.used:
                    raise Slip(f"没有推算查表“{name}”；请补上推算，或删去这张表")

    def _pages(self) -> Iterator[Path]:
        own = (ABOUT, DOUBTS, DERIVED, TABLES, RESTATED, OFFICIAL)
        for name in sorted(self.files):
            if name in own:
                continue
            inside, _, last = name.rpartition("/")
            if not PAGE.match(last) or inside not in ("", CASES):
                with self.findings.at(f"{self.place}/{name}"):
                    raise Slip("规则包里有不认识的文件；请移走，或改成小写英文名的 .yaml")
            elif not inside:
                yield self.files[name]

    def _different_ids(self, sheet: Sheet, file: str, page: object) -> None:
        ids = [rule.id for rule in rules_of(sheet)]
        for rule_id in dict.fromkeys(ids):
            with self.findings.at(file, rule_id, page):
                if ids.count(rule_id) > 1:
                    raise Slip(f"编号“{rule_id}”用了两次；请改一个")

    def _doubts(self, named: list[str]) -> tuple[Doubt, ...]:
        file = f"{self.place}/{DOUBTS}"
        with self.findings.at(file) as spot:
            path = self.folder / DOUBTS
            page = spot.reads(paper.read_page(path) if path.exists() else None)
            doubts = read_doubts(page)
            check_doubts(doubts, named, in_force=self.about.in_force)
            return doubts
        return ()


def rules_of(sheet: Sheet) -> tuple[Rule, ...]:
    """Return every rule of a sheet in the order in which it is read."""
    return (*sheet.premises, *sheet.rows)


def _join(into: dict[str, Each], more: Mapping[str, Each]) -> None:
    for name, each in more.items():
        if name in into:
            raise Slip(f"“{name}”在同一规则包里有了两次；请并成一处")
        into[name] = each
