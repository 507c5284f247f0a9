"""What must come out of a season, worked out apart from the system: its rules as plain code.

Only the readers of papers are shared with the program. The rules are those of 青就办字〔2024〕2号
and 临人社发〔2024〕6号, clause by clause, without packs, plans or a database.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from jineng.cli import season_files as files
from jineng.stages.assessment.papers import Result, read_results
from jineng.stages.attendance.papers import IN, read_punches
from jineng.stages.catalogue.papers import Standard, read_catalogue
from jineng.stages.claims.papers import read_earlier_subsidies
from jineng.stages.classes.papers import Application, read_class
from jineng.stages.employment.papers import read_insured, read_pensions
from jineng.stages.enrolment.papers import Learner, read_roster
from jineng.stages.institutions.papers import ALL, Institution, read_institutions
from jineng.values.identity import certificate_number_problem

TRAINING, ASSESSMENT = "职业培训补贴", "职业技能评价补贴"
COMPLETION = "培训合格证书"
SKILLED = {"职业技能等级证书", "职业资格证书", "专项职业能力证书"}
SIX = {
    *("农村转移就业劳动者", "防止返贫监测对象", "城镇登记失业人员"),
    *("未继续升学的应届初高中毕业生", "就业困难人员", "毕业年度高校毕业生"),
}
OPENS, CLOSES = date(2024, 4, 1), date(2024, 8, 31)
Verdict = tuple[str, int, str]
Row = tuple[str, str, str, str, int, str]


@dataclass
class Season:
    """Everything the papers of a season say, by person where they speak of people."""

    classes: list[tuple[Application, tuple[Learner, ...]]]
    institutions: dict[str, Institution]
    standards: tuple[Standard, ...]
    results: tuple[Result, ...]
    half_days: dict[tuple[str, str], int]
    pensions: dict[str, list[date]] = field(default_factory=dict)
    insured: dict[str, list[date]] = field(default_factory=dict)
    granted: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)


def read(folder: Path, categories: frozenset[str], as_of: date) -> Season:
    """Read a season's papers; what happened after the day of the data is not known yet."""

    def content(name: str) -> tuple[bytes, str]:
        return (folder / name).read_bytes(), name

    season = Season(
        classes=[
            (
                read_class(path.read_bytes(), path.name).application,
                read_roster(path.read_bytes(), path.name, categories).rows,
            )
            for path in sorted((folder / files.CLASSES).glob("*.xlsx"))
        ],
        institutions={
            each.number: each for each in read_institutions(*content(files.INSTITUTIONS)).rows
        },
        standards=read_catalogue(*content(files.CATALOGUE)).rows,
        results=read_results(*content(files.RESULTS)).rows,
        half_days=_half_days(folder),
        pensions=defaultdict(list),
        insured=defaultdict(list),
        granted=defaultdict(list),
    )
    for pension in read_pensions(*content(files.PENSIONS)).rows:
        season.pensions[pension.identity].append(pension.from_month)
    for spell in read_insured(*content(files.INSURED)).rows:
        if spell.from_on <= as_of:
            season.insured[spell.identity].append(spell.from_on)
    for each in read_earlier_subsidies(*content(files.EARLIER)).rows:
        season.granted[each.identity, each.kind].append((each.occupation, each.level))
    return season


def decisions(season: Season) -> list[Row]:
    """Return what decisions.csv must say, in its order."""
    found: list[Row] = []
    for application, learners in sorted(
        season.classes, key=lambda each: (each[0].ends_on, each[0].number)
    ):
        standard = _standard(season, application)
        if standard is None or not _opens(season, application):
            continue
        certificates = _certificates(season, application, learners)
        for kind, decide in ((TRAINING, _training), (ASSESSMENT, _assessment)):
            for learner in learners:
                said = decide(season, application, standard, learner, certificates)
                if said is None:
                    continue
                if said[0] == "发放":
                    before = season.granted[learner.identity, kind]
                    before.append((application.occupation, application.level))
                found.append((application.number, learner.identity, kind, *said))
    return sorted(found, key=lambda row: (row[0], row[1], row[2] == ASSESSMENT))


def _opens(season: Season, application: Application) -> bool:
    body = season.institutions.get(application.institution_number)
    if body is None or body.listed_on is None or body.listed_on > application.starts_on:
        return False
    in_scope = body.scope == ALL or application.occupation in body.scope
    in_season = application.starts_on >= OPENS and application.ends_on <= CLOSES
    return in_scope and in_season and bool(application.fund)


def _standard(season: Season, application: Application) -> Standard | None:
    wanted = (application.occupation, application.level)
    for each in season.standards:
        ends = each.last_day or date.max
        if (each.occupation, each.level) == wanted and (
            each.first_day <= application.starts_on <= ends
        ):
            return each
    return None


def _certificates(
    season: Season, application: Application, learners: tuple[Learner, ...]
) -> dict[str, Result]:
    there = {learner.identity for learner in learners}
    found: dict[str, Result] = {}
    for each in season.results:
        kind, number = each.certificate_kind, each.certificate_number or ""
        if each.class_number != application.number or each.identity not in there:
            continue
        if kind and each.issued_on and not certificate_number_problem(kind, number):
            found.setdefault(each.identity, each)
    return found


def _training(
    season: Season,
    application: Application,
    standard: Standard,
    learner: Learner,
    certificates: dict[str, Result],
) -> Verdict | None:
    certificate = certificates.get(learner.identity)
    before = season.granted[learner.identity, TRAINING]
    lessons = min(
        4 * season.half_days.get((application.number, learner.identity), 0), application.lessons
    )
    noes = (
        ("drawing_a_pension", _draws(season, application, learner)),
        ("attendance_below_80", lessons * 100 < 80 * application.lessons),
        ("no_certificate", certificate is None),
        ("three_times_used", len(before) >= 3),
        ("same_occupation_and_level", (application.occupation, application.level) in before),
    )
    for rule, holds in noes:
        if holds:
            return "不予", 0, rule
    if learner.category not in SIX:
        return "转人工", 0, "no_rule_for_category"
    assert certificate is not None
    return _share(season, standard, learner, certificate)


def _share(season: Season, standard: Standard, learner: Learner, certificate: Result) -> Verdict:
    assert certificate.issued_on is not None
    later = [day for day in season.insured[learner.identity] if day > certificate.issued_on]
    if later and min(later) <= three_months_after(certificate.issued_on):
        return "发放", standard.training_fen, "employed_within_three_months"
    if later:
        return "转人工", 0, "employed_after_three_months"
    if certificate.certificate_kind == COMPLETION and not standard.new_occupation:
        return "发放", _part(standard.training_fen, 50), "completion_certificate"
    return "发放", _part(standard.training_fen, 80), "certificate_not_employed"


def _assessment(
    season: Season,
    application: Application,
    standard: Standard,
    learner: Learner,
    certificates: dict[str, Result],
) -> Verdict | None:
    certificate = certificates.get(learner.identity)
    if certificate is None or not standard.assessment_fen:
        return None
    before = season.granted[learner.identity, ASSESSMENT]
    noes = (
        ("drawing_a_pension", _draws(season, application, learner)),
        ("not_one_of_six_categories", learner.category not in SIX),
        ("completion_certificate_excluded", certificate.certificate_kind not in SKILLED),
        ("not_first_assessment", not certificate.first_sitting),
        ("three_times_used", len(before) >= 3),
        ("same_occupation", application.occupation in {what for what, _ in before}),
        ("no_free_assessment_agreement", not certificate.agreement_signed),
    )
    for rule, holds in noes:
        if holds:
            return "不予", 0, rule
    return "发放", standard.assessment_fen, "assessment_granted"


def _draws(season: Season, application: Application, learner: Learner) -> bool:
    began = application.starts_on.replace(day=1)
    return any(month <= began for month in season.pensions[learner.identity])


def _half_days(folder: Path) -> dict[tuple[str, str], int]:
    """Count mornings and afternoons with a check-in and a check-out, by class and person."""
    punches, _ = read_punches((folder / files.PUNCHES).read_bytes(), files.PUNCHES)
    ways: dict[tuple[str, str, date, bool], set[bool]] = defaultdict(set)
    for each in punches:
        key = (each.class_number, each.identity, each.at.date(), each.at.hour < 12)
        ways[key].add(each.direction == IN)
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for number, identity in _both(ways):
        counted[number, identity] += 1
    return counted


def _both(ways: dict[tuple[str, str, date, bool], set[bool]]) -> Iterator[tuple[str, str]]:
    return ((number, who) for (number, who, _, _), met in ways.items() if len(met) == 2)


def _part(fen: int, percent: int) -> int:
    return (fen * percent + 50) // 100


def three_months_after(day: date) -> date:
    """Return the same day three months later, the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + 3, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(number, day.day))
        except ValueError:
            continue
    raise AssertionError(day)
