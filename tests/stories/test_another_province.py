"""Another province's policy is written by its officers; the program does not change.

The pack is the worked example of packs/README.md, which officers read, made complete for a season.
"""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from openpyxl import load_workbook

from jineng.cli.season_files import CLASSES, INSTITUTIONS, PUNCHES, read_season
from jineng.cli.season_run import Run
from jineng.cli.season_steps import STEPS
from jineng.foundation.notices.models import Notice
from jineng.policy.one.check import check, run_cases
from jineng.policy.packs.shelf import stock
from jineng.stages.claims.models import Decision
from jineng.stages.funds.models import Fund
from tests.cli.seasons import AS_OF, cut
from tests.conftest import Database
from tests.policy.small_pack import copy_of_packs
from tests.stages.asking import look

GUIDE = Path(settings.PACKS) / "README.md"
PAGE = re.compile(r"^`([\w./-]+)`\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
OURS, THEIRS = "9701", "9601"
OPENING = """\
问题: class_opening
判定:
  - 编号: may_open
    条件: {机构公布日期: {不晚于: 开班日期}}
    结果: 准予
    说明: 可以开班
    依据: 一1
"""
OPENING_CASES = """\
问题: class_opening
签署: {姓名: 白露, 职务: 示例省人力资源和社会保障厅职业能力建设处处长, 日期: 2024-01-02}
共同事实: {开班日期: 2024-06-03}
情形:
  - {名称: 已公布, 事实: {机构公布日期: 2024-05-13}, 应得: 准予, 因为: may_open}
"""
FIGURES = """\
问题: figures
说明: 时限和课时
数值:
  - {编号: on_public_notice_for, 名称: 公示, 天数: 5, 日类: 工作日, 依据: 一3}
  - {编号: lessons_per_half_day, 名称: 半天课时, 数目: 4, 单位: 课时, 依据: 一3}
"""
CLAUSE = "\n## 一3\n\n公示5个工作日，半天计4课时。\n"
SIGNED = "[{姓名: 白露, 职务: 职业能力建设处处长, 日期: 2024-01-02}]"


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """The packs of the project with the example of the guide beside them."""
    root = copy_of_packs(tmp_path)
    folder = root / "demo-shili" / "2024-banfa"
    told = dict(PAGE.findall(GUIDE.read_text("utf-8")))
    for name, text in told.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.replace("2025", "2024"), "utf-8")
    about = (folder / "pack.yaml").read_text("utf-8")
    about = about.replace("状态: 草稿", "状态: 生效").replace("签署: []", f"签署: {SIGNED}")
    (folder / "pack.yaml").write_text(about, "utf-8")
    with (folder / "clauses.md").open("a", encoding="utf-8") as clauses:
        clauses.write(CLAUSE)
    (folder / "class-opening.yaml").write_text(OPENING, "utf-8")
    (folder / "cases" / "class-opening.yaml").write_text(OPENING_CASES, "utf-8")
    (folder / "figures.yaml").write_text(FIGURES, "utf-8")
    return root


def test_the_example_of_the_guide_has_no_slip_and_its_cases_agree(packs: Path) -> None:
    assert check(packs) == []
    assert [case.message for case in run_cases(packs) if not case.passed] == []


def test_a_season_is_decided_noticed_and_paid_by_its_rules_alone(
    own_database: Database, packs: Path, tmp_path: Path
) -> None:
    season = _moved(cut(tmp_path / "season"))
    shelf, bank = stock(packs), tmp_path / "bank"
    bank.mkdir()
    categories = frozenset(shelf.words("learner_category"))
    run = Run(read_season(season, categories), shelf, categories, date.fromisoformat(AS_OF), bank)
    for _, step in STEPS:
        step(run)

    made = look(lambda: Decision.objects.select_related("line__claim"))
    assert {each.line.claim.kind for each in made} == {"职业培训补贴"}
    assert {each.fen for each in made if each.outcome == "granted"} == {50_000}
    rules = Counter(each.rule for each in made)
    assert rules["certified"] > 20
    assert set(rules) <= {"certified", "attendance_too_low", "granted_before", "no_rule_says"}
    (notice,) = look(lambda: Notice.objects.all())
    assert (notice.area, notice.work_days, notice.clause) == (f"{THEIRS}24", 5, "一3")
    funds = look(lambda: Fund.objects.all())
    assert sum(each.paid_fen for each in funds) == 50_000 * rules["certified"]
    assert [each for each in run.left if "没有规定" in each] == run.left


def _moved(season: Path) -> Path:
    """Let the season happen in a county of the other province: its area codes, nothing else."""
    for path in (season / CLASSES).iterdir():
        _rewrite(path, lambda text: text.replace(f"-{OURS}", f"-{THEIRS}"))
        path.rename(path.with_name(path.name.replace(f"-{OURS}", f"-{THEIRS}")))
    _rewrite(season / INSTITUTIONS, lambda text: re.sub(rf"^{OURS}(\d\d)$", rf"{THEIRS}\1", text))
    punches = season / PUNCHES
    punches.write_bytes(punches.read_bytes().replace(f"-{OURS}".encode(), f"-{THEIRS}".encode()))
    _rewrite(season / "评价成绩.xlsx", lambda text: text.replace(f"-{OURS}", f"-{THEIRS}"))
    return season


def _rewrite(path: Path, change: Callable[[str], str]) -> None:
    book = load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = change(cell.value)
    book.save(path)
