"""Which file of a season's folder is which, and can each be read before anything is written?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jineng.stages.assessment.papers import read_results
from jineng.stages.attendance.papers import read_punches
from jineng.stages.catalogue.papers import read_catalogue
from jineng.stages.claims.papers import read_earlier_subsidies
from jineng.stages.classes.papers import Application, read_class
from jineng.stages.employment.papers import read_insured, read_pensions
from jineng.stages.enrolment.papers import read_roster
from jineng.stages.institutions.papers import read_assessors, read_institutions
from jineng.values.refusal import Refusal

CATALOGUE = "职业工种目录及补贴标准.xlsx"
INSTITUTIONS = "培训机构.xlsx"
ASSESSORS = "考核评价机构.xlsx"
CLASSES = "开班"
PUNCHES = "考勤打卡.csv"
RESULTS = "评价成绩.xlsx"
INSURED = "社保参保.csv"
PENSIONS = "养老待遇.csv"
EARLIER = "既往补贴.csv"
READERS: dict[str, Callable[[bytes, str], object]] = {
    CATALOGUE: read_catalogue,
    INSTITUTIONS: read_institutions,
    ASSESSORS: read_assessors,
    PUNCHES: read_punches,
    RESULTS: read_results,
    INSURED: read_insured,
    PENSIONS: read_pensions,
    EARLIER: read_earlier_subsidies,
}


class NotASeason(Refusal):
    """The folder does not hold the files of a season."""


@dataclass(frozen=True)
class Paper:
    """One file as it lies in the folder."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Season:
    """Every file of a season; each was read once, so a bad one stops before anything is written.

    `applications` are the application sheets of the class workbooks, `learners` how many good rows
    their rosters have, in the same order.
    """

    papers: dict[str, Paper]
    workbooks: tuple[Paper, ...]
    applications: tuple[Application, ...]
    learners: tuple[int, ...]
    institution_areas: dict[str, str]


def read_season(folder: Path, categories: frozenset[str]) -> Season:
    """Read every file of a season's folder, or refuse with the first that cannot be read."""
    if not folder.is_dir():
        raise NotASeason(f"{folder} 不是文件夹，请写出放这一季文件的文件夹")
    papers = {name: _paper(folder / name) for name in READERS}
    workbooks = tuple(_paper(path) for path in _workbooks(folder / CLASSES))
    read = {name: READERS[name](paper.content, name) for name, paper in papers.items()}
    applications, learners = [], []
    for workbook in workbooks:
        applications.append(read_class(workbook.content, workbook.name).application)
        learners.append(len(read_roster(workbook.content, workbook.name, categories).rows))
    _refuse_twins(workbooks, applications)
    institutions = read[INSTITUTIONS]
    return Season(
        papers=papers,
        workbooks=workbooks,
        applications=tuple(applications),
        learners=tuple(learners),
        institution_areas={row.number: row.area for row in institutions.rows},  # type: ignore[attr-defined]
    )


def _refuse_twins(workbooks: Sequence[Paper], applications: Sequence[Application]) -> None:
    """Refuse two workbooks that bear the same class number: nobody can say which one is meant."""
    first: dict[str, str] = {}
    for workbook, application in zip(workbooks, applications, strict=True):
        if other := first.get(application.number):
            raise NotASeason(
                f"{CLASSES}/{other} 和 {CLASSES}/{workbook.name} 都写着班期编号 "
                f"{application.number}，请核对后留下一份"
            )
        first[application.number] = workbook.name


def _paper(path: Path) -> Paper:
    if not path.is_file():
        raise NotASeason(f"文件夹 {path.parent} 里没有《{path.name}》，请放入后再运行")
    return Paper(path.name, path.read_bytes())


def _workbooks(folder: Path) -> list[Path]:
    found = sorted(path for path in folder.glob("*.xlsx") if not path.name.startswith((".", "~$")))
    if not found:
        raise NotASeason(f"文件夹 {folder} 里没有开班工作簿（KB-….xlsx），请放入后再运行")
    return found
