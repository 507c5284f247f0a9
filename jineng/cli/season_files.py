"""Which file of a season's folder is which, and can each be read before anything is written?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from jineng.stages.assessment.papers import read_results
from jineng.stages.attendance.papers import read_punches
from jineng.stages.catalogue.papers import read_catalogue
from jineng.stages.claims.papers import read_earlier_subsidies
from jineng.stages.classes.actions import NoAreaKnown, area_in
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
# What a spreadsheet may be saved as; a class in such a file must not be passed over in silence.
ALSO_SHEETS = (".xls", ".xlsm", ".xlsb", ".et", ".ods", ".csv", ".zip", ".rar")
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

    def digest(self) -> str:
        """Return what these files are known by: their names and bytes, and nothing beside them."""
        told = sha256()
        for paper in (*self.papers.values(), *self.workbooks):
            told.update(paper.name.encode() + b"\0" + sha256(paper.content).digest())
        return told.hexdigest()


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
    listed = read[INSTITUTIONS].rows  # type: ignore[attr-defined]
    areas = {row.number: row.area for row in listed}
    _refuse_unplaced(workbooks, applications, areas)
    return Season(
        papers=papers,
        workbooks=workbooks,
        applications=tuple(applications),
        learners=tuple(learners),
        institution_areas=areas,
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


def _refuse_unplaced(
    workbooks: Sequence[Paper], applications: Sequence[Application], areas: Mapping[str, str]
) -> None:
    """Refuse a class of which nobody can say in which area it lies."""
    for workbook, application in zip(workbooks, applications, strict=True):
        if application.institution_number not in areas:
            try:
                area_in(application)
            except NoAreaKnown as unknown:
                raise NotASeason(f"{CLASSES}/{workbook.name}：{unknown.message}") from unknown


def _paper(path: Path) -> Paper:
    if path.is_dir():
        raise NotASeason(f"{path.parent} 里的《{path.name}》是文件夹，请换成这份文件")
    if not path.is_file():
        raise NotASeason(f"文件夹 {path.parent} 里没有《{path.name}》，请放入后再运行")
    try:
        path.name.encode()
        return Paper(path.name, path.read_bytes())
    except UnicodeEncodeError as odd:
        raise NotASeason(f"{path.parent} 里有文件名读不出的文件 {path.name!r}，请改名") from odd
    except OSError as closed:
        raise NotASeason(f"{path} 读不了（{closed.strerror}），请检查权限后再运行") from closed


def _workbooks(folder: Path) -> list[Path]:
    """Return the class workbooks; what may hold a class in another form is refused by name."""
    there = [path for path in folder.glob("*") if not path.name.startswith((".", "~$"))]
    for path in sorted(there):
        if path.suffix.lower() in ALSO_SHEETS:
            raise NotASeason(f"{folder}/{path.name} 不是 .xlsx 工作簿，请另存为 .xlsx 后再运行")
        if path.is_dir() and path.suffix.lower() != ".xlsx" and any(path.rglob("*.xlsx")):
            raise NotASeason(f"{path} 是文件夹，请把里面的工作簿直接放在 {folder} 里")
    found = sorted(path for path in there if path.suffix.lower() == ".xlsx")
    if not found:
        raise NotASeason(f"文件夹 {folder} 里没有开班工作簿（KB-….xlsx），请放入后再运行")
    return found
