"""A season with a bad file ends with one line that names the file, and nothing is written."""

import contextlib
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from jineng.cli.season_files import (
    ASSESSORS,
    CATALOGUE,
    CLASSES,
    EARLIER,
    INSTITUTIONS,
    INSURED,
    PENSIONS,
    PUNCHES,
    RESULTS,
    read_season,
)
from jineng.policy.packs.shelf import stock
from jineng.values.refusal import Refusal
from tests.cli import bad_papers as bad
from tests.cli.bad_papers import KINDS, WORKBOOK
from tests.cli.seasons import FEW, came_out, rows, season, summary

NEXT = dict(zip(KINDS, KINDS[1:] + KINDS[:1], strict=True))
ROSTER, APPLICATION = "花名册", "开班申请表"
OTHER = "KB-2024-970124-0012"

# Name, the file, what is done to it, and what the sentence must say beside the file's name.
CORPUS = (
    ("no_roster", WORKBOOK, bad.without_sheet(ROSTER), f"没有工作表《{ROSTER}》"),
    ("no_application", WORKBOOK, bad.without_sheet(APPLICATION), f"没有工作表《{APPLICATION}》"),
    ("empty_workbook", RESULTS, bad.replaced_by(b""), "空文件"),
    ("empty_csv", INSURED, bad.replaced_by(b""), "空文件"),
    ("csv_of_blanks", PENSIONS, bad.replaced_by(b"\r\n \r\n"), "空文件"),
    ("utf16_garbage", PUNCHES, bad.replaced_by(b"\xff\xfe\x00\xd8\x00\xd8\x41"), "编码"),
    ("mixed_encodings", PUNCHES, bad.half_in_another_encoding, "第 3 行有读不出的字"),
    ("nul_bytes", PENSIONS, bad.replaced_by(b"\x00\x01\x02" * 100), "空字节"),
    ("corner_cell", CATALOGUE, bad.sparse, "第 1048576 行"),
    ("zip_bomb", INSTITUTIONS, bad.swollen, "展开后过大"),
    ("lying_zip_bomb", INSTITUTIONS, bad.swollen_in_secret, "不是完整的 Excel 工作簿"),
    ("entity_bomb", CATALOGUE, bad.with_entities, "请"),
    ("truncated", WORKBOOK, bad.cut_short, "不是完整的 Excel 工作簿"),
    ("csv_named_xlsx", RESULTS, bad.replaced_by("班期编号,姓名\n".encode()), "不是完整的 Excel"),
    ("html_named_xlsx", RESULTS, bad.replaced_by(b"<html><table/></html>"), "网页"),
    ("old_xls", CATALOGUE, bad.replaced_by(b"\xd0\xcf\x11\xe0" * 200), ".xls"),
    ("pdf", CATALOGUE, bad.replaced_by(b"%PDF-1.7 ..."), "PDF"),
    ("xlsx_named_csv", INSURED, bad.replaced_by(b"PK\x03\x04" + b"\x00" * 60), "Excel"),
    ("no_headings", INSURED, bad.replaced_by(b"1,2,3\n4,5,6\n"), "缺少"),
    ("no_start", WORKBOOK, bad.with_cell(APPLICATION, "B8", None), "开班日期"),
    ("no_day", WORKBOOK, bad.with_cell(APPLICATION, "B8", "6月31日"), "开班日期"),
    ("missing_file", ASSESSORS, bad.missing, "请放入"),
    ("number_too_long", WORKBOOK, bad.with_cell(APPLICATION, "B2", "K" * 300), "班期编号"),
    ("occupation_too_long", WORKBOOK, bad.with_cell(APPLICATION, "B5", "职" * 300), "职业"),
    ("place_too_long", WORKBOOK, bad.with_cell(APPLICATION, "B10", "地" * 3000), "培训地点"),
    ("lessons_beyond_count", WORKBOOK, bad.with_cell(APPLICATION, "B7", "9" * 15), "总课时"),
    ("lessons_squared", WORKBOOK, bad.with_cell(APPLICATION, "B7", "6²"), "总课时"),
    ("lessons_full_width_word", WORKBOOK, bad.with_cell(APPLICATION, "B7", "六十"), "总课时"),
    ("folder_for_a_file", RESULTS, bad.folder_instead, "是文件夹"),
    ("folder_for_a_class", WORKBOOK, bad.folder_instead, "是文件夹"),
    ("class_in_old_excel", WORKBOOK, bad.renamed(".xls"), "不是 .xlsx 工作簿"),
    ("class_of_no_area", WORKBOOK, bad.of_nowhere, "没有六位地区代码"),
    ("number_of_another", WORKBOOK, bad.with_cell(APPLICATION, "B2", OTHER), OTHER),
)


@pytest.fixture
def folder(small: Path, tmp_path: Path) -> Path:
    """A good season to spoil."""
    return shutil.copytree(small, tmp_path / "season")


@pytest.mark.parametrize(
    ("file", "spoil", "says"), [each[1:] for each in CORPUS], ids=[each[0] for each in CORPUS]
)
def test_a_bad_file_is_refused_by_name_before_anything_is_written(
    folder: Path, tmp_path: Path, file: str, spoil: bad.Spoil, says: str
):
    spoil(folder / file)

    line = _refused(folder, tmp_path / "out")

    assert Path(file).stem in line
    assert says in line


def test_a_season_without_its_folder_of_workbooks_is_refused(folder: Path, tmp_path: Path):
    shutil.rmtree(folder / CLASSES)

    assert CLASSES in _refused(folder, tmp_path / "out")


@pytest.mark.parametrize("place", KINDS)
def test_a_file_in_the_place_of_another_is_refused_by_name(
    folder: Path, small: Path, tmp_path: Path, place: str
):
    shutil.copy(small / NEXT[place], folder / place)

    assert Path(place).name in _refused(folder, tmp_path / "out")


@pytest.mark.parametrize("place", KINDS)
def test_no_file_of_a_season_is_taken_for_any_other(small: Path, folder: Path, place: str):
    categories = frozenset(stock(settings.PACKS).words("learner_category"))
    taken = []
    for other in KINDS:
        shutil.copy(small / other, folder / place)
        with contextlib.suppress(Refusal):
            read_season(folder, categories)
            taken.append(other)
    assert taken == [place]


@pytest.mark.parametrize("as_of", ["2025-02-30", "28.02.2025?", "", "明天", "2999-01-01"])
def test_a_day_that_is_none_or_has_not_come_is_refused(small: Path, tmp_path: Path, as_of: str):
    assert "--as-of" in _refused(small, tmp_path / "out", as_of=as_of)


@pytest.mark.parametrize("folder_name", ["nowhere", "a-file"])
def test_a_season_that_is_no_folder_is_refused(tmp_path: Path, folder_name: str):
    (tmp_path / "a-file").write_text("not a folder", "utf-8")

    assert folder_name in _refused(tmp_path / folder_name, tmp_path / "out")


def test_an_empty_folder_is_refused_by_the_first_file_it_lacks(tmp_path: Path):
    (tmp_path / "season").mkdir()

    assert CATALOGUE in _refused(tmp_path / "season", tmp_path / "out")


# A cell of a list that no column can hold: its row stays out, or the file is refused.
ID = "970124196303211972"
TOO_MUCH = (
    ("title", CATALOGUE, bad.with_cell("Sheet", "A1", "目" * 3000)),
    ("standard", CATALOGUE, bad.with_cell("Sheet", "E3", "9" * 20)),
    ("below_zero", CATALOGUE, bad.with_cell("Sheet", "G3", -5)),
    ("end_of_days", CATALOGUE, bad.with_cell("Sheet", "K3", "9999-12-31")),
    ("no_character", WORKBOOK, bad.with_cell(ROSTER, "C4", "某_x0000_某")),
    ("institution", INSTITUTIONS, bad.with_cell("Sheet", "B3", "校" * 3000)),
    ("assessor", ASSESSORS, bad.with_cell("Sheet", "B3", "所" * 3000)),
    ("certificate", RESULTS, bad.with_cell("Sheet", "J5", "证" * 3000)),
    ("device", PUNCHES, bad.with_line(f"{FEW[0]},{ID},2024-06-03 08:00:00,签到,{'D' * 3000}")),
    ("firm", INSURED, bad.with_line(f"{ID},某,{'厂' * 3000},2024-01-01,", "gb18030")),
    ("kind", EARLIER, bad.with_line(f"{ID},某,{'补' * 3000},无,五级,2020-01-01,800")),
    ("sum", EARLIER, bad.with_line(f"{ID},某,职业培训补贴,无,五级,2020-01-01,{'9' * 30}")),
)


@pytest.mark.parametrize(
    ("file", "spoil"), [each[1:] for each in TOO_MUCH], ids=[each[0] for each in TOO_MUCH]
)
def test_a_cell_no_column_can_hold_never_ends_in_a_crash(
    folder: Path, tmp_path: Path, file: str, spoil: bad.Spoil
):
    spoil(folder / file)

    done = season(folder, tmp_path / "out")

    assert "Traceback" not in done.stderr
    assert done.returncode == 0 or (len(done.stderr.splitlines()) == 1 and file in done.stderr)


def test_a_class_in_which_nobody_could_be_enrolled_does_not_stop_the_season(
    folder: Path, tmp_path: Path
):
    bad.without_learners(folder / WORKBOOK)

    done = season(folder, tmp_path / "out")

    assert done.returncode == 0, done.stderr
    assert summary(tmp_path / "out")["批准开班（个）"] == 2
    assert {row["班期编号"] for row in rows(tmp_path / "out/decisions.csv")} == {OTHER}


def test_a_class_whose_file_name_ends_in_capitals_is_not_passed_over(
    small_out: Path, folder: Path, tmp_path: Path
):
    bad.renamed(".XLSX")(folder / WORKBOOK)

    done = season(folder, tmp_path / "out")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out/decisions.csv").read_bytes() == (
        small_out / "decisions.csv"
    ).read_bytes()


@pytest.mark.parametrize("out", ["/dev/null/out", "/proc/out"])
def test_an_out_that_cannot_be_written_is_refused_in_one_line(small: Path, out: str):
    done = season(small, Path(out))

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert out in done.stderr


def test_an_out_within_the_season_goes_on_where_it_was(folder: Path):
    out = folder / "out"
    assert season(folder, out).returncode == 0
    before = came_out(out)
    (folder / "读我.txt").write_text("a note beside the papers", "utf-8")

    again = season(folder, out)

    assert again.returncode == 0, again.stderr
    assert came_out(out) == before


def test_an_out_that_is_a_file_is_refused_and_stays(small: Path, tmp_path: Path):
    (tmp_path / "out").write_text("a letter", "utf-8")

    done = season(small, tmp_path / "out")

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert (tmp_path / "out").read_text("utf-8") == "a letter"


def test_a_register_saved_by_a_chinese_windows_is_read_all_the_same(
    small: Path, small_out: Path, folder: Path, tmp_path: Path
):
    bad.in_gb18030(folder / PUNCHES)

    done = season(folder, tmp_path / "out")

    assert done.returncode == 0, done.stderr
    assert came_out(tmp_path / "out") == came_out(small_out)


def test_a_bad_file_leaves_a_season_that_was_taken_through_as_it_is(
    small: Path, small_out: Path, folder: Path
):
    before = came_out(small_out)
    bad.cut_short(folder / RESULTS)

    refused = season(folder, small_out)

    assert refused.returncode == 1
    assert came_out(small_out) == before


def _refused(folder: Path, out: Path, as_of: str = "2025-02-28") -> str:
    """Run the season, which must be refused in one line and write nothing; return the line."""
    done = season(folder, out, as_of=as_of)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert not out.exists(), "a refused season leaves nothing"
    assert done.stdout == ""
    return lines[0]
