"""What an officer types to try a draft, on a table and on a whole year, and what comes of it."""

import csv
import io
import re
import shutil
from pathlib import Path

import polars as pl
import psycopg
import pytest
from openpyxl import load_workbook

from jineng.foundation.database import launcher
from tests.cli.seasons import copied, jineng, rows
from tests.policy.small_pack import PACKS

pytestmark = pytest.mark.xdist_group("seasons")
IN_FORCE, CITY = "demo-qingchuan-2024-jijiuban-2", "demo-linjiang-2024-shishi-xize"
LIMIT = "职业培训补贴每人一生累计不超过3次"
HEADS = (
    "编号", "人员", "日期", "地区", "机构", "人员类别", "证书类型", "发证日期", "培训开始日",
    "职业（工种）", "等级", "部颁新职业", "培训补贴标准", "养老待遇起始月", "参保起始日",
)  # fmt: skip
LEARNER = (
    "2024-06-11", "970124", "晨光学校", "就业困难人员", "职业技能等级证书", "2024-06-20",
    "2024-05-28", "焊工", "五级", "否", "1600元", "没有", "没有",
)  # fmt: skip


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A draft on somebody's desk: those without work get 85%, and a fourth time is granted."""
    folder = tmp_path / "draft"
    shutil.copytree(PACKS / "demo-qingchuan/2024-jijiuban-2", folder)
    changes = {
        "training-subsidy.yaml": (
            "标准的80%发给",
            "比例: 80%",
            "{少于: 3}",
            "每人一生累计不超过3次",
        ),
        "clauses.md": ("没有就业的发80%", "每人一生最多3次"),
        "text.md": ("按补贴标准的80%发给", "职业培训补贴每人一生累计不超过3次"),
    }
    for name, found in changes.items():
        text = (folder / name).read_text("utf-8")
        for was in found:
            assert was in text, (name, was)
            text = text.replace(was, was.replace("80%", "85%").replace("3", "4"), 1)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Five claims: four of one learner, one of another who has found work."""
    path = tmp_path / "claims.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADS)
        for number in range(1, 5):
            day, *rest = LEARNER
            rest[6] = ("焊工", "保育师", "电工", "茶艺师")[number - 1]
            writer.writerow([number, "110101199003070038", f"2024-06-{10 + number}", *rest])
        writer.writerow([5, "乙", *LEARNER[:-1], "2024-07-01"])
    return path


def _without_seconds(text: str) -> str:
    return re.sub(r"\d+\.\d 秒", "", text)


def test_a_table_is_tried_and_the_changed_lines_are_listed(
    draft: Path, table: Path, tmp_path: Path
):
    done = jineng(
        "replay", "--draft", draft, "--against", IN_FORCE, table, "-o", tmp_path / "list.csv"
    )

    assert done.returncode == 0, done.stderr
    assert "试算 5 件，结论、金额或收款变化 4 件" in done.stdout
    assert "人：多得 1，少得 0" in done.stdout
    assert "差额 +1,600.00 元" in done.stdout
    listed = _listed(tmp_path / "list.csv")
    assert [row["编号"] for row in listed] == ["1", "2", "3", "4"]
    assert listed[0]["由哪条规则变的"] == "certificate_not_employed"
    assert listed[3]["由哪条规则变的"] == "three_times_used"
    assert listed[3]["怎么变的"] == "这一条的条件改了，不再由它决定"
    assert [listed[3][head] for head in ("原结论", "新结论", "差额（分）")] == [
        "不予",
        "准予",
        "136000",
    ]
    assert "19900307" not in (tmp_path / "list.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_the_list_is_the_same_in_every_kind_of_file(
    draft: Path, table: Path, tmp_path: Path, kind: str
):
    out = tmp_path / f"list.{kind}"
    done = jineng("replay", "--draft", draft, "--against", IN_FORCE, table, "-o", out)

    assert done.returncode == 0, done.stderr
    if kind == "parquet":
        changes = pl.read_parquet(out)["fen_change"].to_list()
    else:
        heads, *lines = load_workbook(out).active.iter_rows(values_only=True)
        changes = [line[heads.index("差额（分）")] for line in lines]
    assert changes == [8_000, 8_000, 8_000, 136_000]


def test_a_replay_of_a_table_comes_out_the_same_each_time(draft: Path, table: Path, tmp_path: Path):
    once, again = (
        jineng("replay", "--draft", draft, "--against", IN_FORCE, table, "-o", tmp_path / name)
        for name in ("one.csv", "two.csv")
    )

    told = _without_seconds(once.stdout).replace("one.csv", "two.csv")
    assert told == _without_seconds(again.stdout)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_a_citys_draft_adds_its_condition_to_the_province(table: Path):
    done = jineng("replay", "--draft", CITY, "--against", IN_FORCE, table)

    assert done.returncode == 0, done.stderr
    assert "每一行都按未知办：总课时、出勤课时" in done.stdout
    assert "attendance_below_80" in done.stdout


def test_rows_that_cannot_be_read_are_named_and_not_tried(draft: Path, table: Path):
    text = table.read_text("utf-8").replace("1600元", "很多", 1)
    table.write_text(text, "utf-8")

    done = jineng("replay", "--draft", draft, "--against", IN_FORCE, table)

    assert done.returncode == 3
    assert "没有试算：1 行，1 处错误" in done.stdout
    assert "claims.csv 第 2 行 培训补贴标准 很多" in done.stdout


def test_a_pack_against_itself_changes_nothing_on_the_sample_season(sample_out: Path):
    done = jineng("replay", "--draft", IN_FORCE, "--year", 2024, "--home", sample_out)

    assert done.returncode == 0, done.stderr
    counts = re.findall(r"试算 ([\d,]+) 件，结论、金额或收款变化 (\d+) 件", done.stdout)
    assert [changed for _, changed in counts] == ["0", "0"]
    decided = len(rows(sample_out / "decisions.csv"))
    assert sum(int(lines.replace(",", "")) for lines, _ in counts) == decided
    assert "按日期先后重算" not in done.stdout, "as decided then, so decided now"


def test_a_draft_on_a_whole_year_changes_those_it_concerns_and_writes_nothing(
    small_out: Path, draft: Path, tmp_path: Path
):
    out = copied(small_out, tmp_path / "out")
    before = _trail(out)

    done = jineng(
        "replay", "--draft", draft, "--year", 2024, "--home", out, "-o", tmp_path / "c.csv"
    )

    assert done.returncode == 0, done.stderr
    changed = _listed(tmp_path / "c-training_subsidy.csv")
    assert {row["由哪条规则变的"] for row in changed} <= {
        "certificate_not_employed",
        "three_times_used",
    }
    more = [row for row in changed if row["由哪条规则变的"] == "certificate_not_employed"]
    assert more
    for row in more:
        assert int(row["新金额（分）"]) * 80 == int(row["原金额（分）"]) * 85
    assert _trail(out) == before
    assert jineng("verify", "--receipts", "--home", out).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "只写一个"),
        (["FILE", "--year", 2024], "只写一个"),
        (["FILE"], "--against"),
        (["--year", 2024], "没有数据库"),
        (["--year", 2024, "--history", "FILE"], "--history"),
        (["FILE", "--against", "gone"], "架上没有规则包“gone”"),
        (["FILE", "--against", CITY], "不能站在"),
        (["FILE", "--against", IN_FORCE, "--question", "pensions"], "没有都回答“pensions”"),
        (["NONE", "--against", IN_FORCE], "没有文件"),
        (["FILE", "--against", IN_FORCE, "-o", "list.doc"], "list.doc"),
    ],
)
def test_each_no_is_one_sentence(
    draft: Path, table: Path, tmp_path: Path, arguments: list, says: str
):
    paths = {"FILE": table, "NONE": tmp_path / "none.csv"}
    words = [paths.get(each, each) for each in arguments]

    done = jineng("replay", "--draft", draft, *words, "--home", tmp_path / "nothing")

    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert not (tmp_path / "nothing").exists()


def test_help_has_an_example_of_each_way():
    done = jineng("replay", "--help")

    assert done.returncode == 0
    assert "jineng replay --draft" in done.stdout
    assert "--year 2024 --home OUT" in done.stdout.replace("\n", " ")


def _listed(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def _trail(out: Path) -> list[tuple[object, ...]]:
    """How much the trail has written, and how many decisions there are."""
    with (
        launcher.running(out / "database") as cluster,
        psycopg.connect(cluster.url("jineng", "postgres")) as admin,
    ):
        return admin.execute(
            "select (select count(*) from audit_change), (select count(*) from audit_entry),"
            " (select count(*) from claims_decision)"
        ).fetchall()
