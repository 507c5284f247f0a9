"""Does the sample season come out exactly as it must, and does a second run change nothing?"""

import csv
import shutil
from pathlib import Path

import psycopg
import pytest

from jineng.foundation.database import launcher
from tests.cli.seasons import (
    SAMPLE,
    begin,
    came_out,
    jineng,
    postmaster,
    rows,
    season,
    summary,
    wait_until,
)

pytestmark = pytest.mark.xdist_group("seasons")
GRANTED = "发放"
PAID = "已付"


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ("decisions.csv", "expected.csv"),
        ("roster_errors.csv", "expected_roster_errors.csv"),
        ("classes_refused.csv", "expected_classes_refused.csv"),
    ],
)
def test_each_list_is_the_expected_one_byte_for_byte(sample_out: Path, made: str, expected: str):
    assert (sample_out / made).read_bytes() == (SAMPLE / expected).read_bytes()


def test_the_classes_of_the_summary_add_up(sample_out: Path):
    told = summary(sample_out)

    assert told["班期（个）"] == len(list((SAMPLE / "开班").iterdir()))
    assert told["批准开班（个）"] + told["不予开班（个）"] == told["班期（个）"]
    assert told["不予开班（个）"] == len(rows(sample_out / "classes_refused.csv"))
    assert told["退回的花名册行（行）"] == len(rows(sample_out / "roster_errors.csv"))


def test_the_decisions_of_the_summary_add_up(sample_out: Path):
    told, decided = summary(sample_out), rows(sample_out / "decisions.csv")

    assert sum(told["核定（笔）"].values()) == len(decided)
    for name, count in told["核定（笔）"].items():
        kind, outcome, rule = name.split(" ")
        like = [(row["补贴种类"], row["结论"], row["理由"]) for row in decided]
        assert like.count((kind, outcome, rule)) == count, name
    assert told["学员（人次）"] == sum(1 for row in decided if row["补贴种类"] == "职业培训补贴")
    assert told["学员（人）"] == len({row["身份证号"] for row in decided})


def test_the_money_of_the_summary_adds_up_to_the_fen(sample_out: Path):
    money, decided = summary(sample_out)["资金"], rows(sample_out / "decisions.csv")
    payments = rows(sample_out / "payments.csv")

    granted = [int(row["金额（分）"]) for row in decided if row["结论"] == GRANTED]
    shown = [_fen(row["金额（元）"]) for row in rows(sample_out / "notice.csv")]
    paid = [int(row["金额（分）"]) for row in payments if row["结果"] == PAID]
    assert money["核定（分）"] == sum(granted)
    assert money["公示（分）"] == sum(shown)
    assert money["已拨付（分）"] == sum(paid)
    assert money["核定（分）"] == money["已拨付（分）"] + money["未拨付（分）"]
    assert money["与银行相差（分）"] == 0


def test_the_bank_of_the_season_paid_what_the_summary_says_and_nothing_twice(sample_out: Path):
    executed = [
        row
        for ledger in sorted((sample_out / "bank/ledger").iterdir())
        for row in csv.reader(ledger.read_text("utf-8").splitlines())
        if row[1] == "成功"
    ]

    assert sum(_fen(row[2]) for row in executed) == summary(sample_out)["资金"]["已拨付（分）"]
    references = [row[6] for row in executed]
    assert len(references) == len(set(references)), "the bank paid one reference twice"


def test_verify_finds_nothing_in_the_sample(sample_out: Path):
    checked = jineng("verify", "--home", sample_out)

    assert checked.returncode == 0, checked.stdout
    assert "0 处不符" in checked.stdout.splitlines()[-1]
    assert f"重算核定 {len(rows(sample_out / 'decisions.csv')) + 17} 件" in checked.stdout


def test_a_second_run_changes_nothing(sample_out: Path):
    before, counted = came_out(sample_out), _rows_in_tables(sample_out)

    again = season(SAMPLE, sample_out)

    assert again.returncode == 0, again.stderr
    assert came_out(sample_out) == before
    assert _rows_in_tables(sample_out) == counted


def test_fresh_begins_again_in_a_new_database(small: Path, small_out: Path, tmp_path: Path):
    out = shutil.copytree(small_out, tmp_path / "out", ignore=shutil.ignore_patterns("database"))
    keys = (out / "keys.json").read_bytes()

    again = season(small, out, "--fresh")

    assert again.returncode == 0, again.stderr
    assert (out / "keys.json").read_bytes() != keys
    assert came_out(out) == came_out(small_out)


def test_a_folder_with_another_season_is_refused_and_stays_as_it_is(small: Path, sample_out: Path):
    before = came_out(sample_out)

    refused = season(small, sample_out)

    assert refused.returncode == 1
    assert "已有另一季" in _one_line(refused.stderr)
    assert came_out(sample_out) == before


def test_the_same_files_of_another_day_are_another_season(small: Path, small_out: Path):
    refused = season(small, small_out, as_of="2025-03-01")

    assert refused.returncode == 1
    assert "截止日不同" in _one_line(refused.stderr)


@pytest.mark.parametrize("more", [(), ("--fresh",)])
def test_a_folder_that_holds_something_else_is_never_emptied(
    small: Path, tmp_path: Path, more: tuple[str, ...]
):
    (tmp_path / "家谱.txt").write_text("不可再得", "utf-8")

    refused = season(small, tmp_path, *more)

    assert refused.returncode == 1
    assert str(tmp_path) in _one_line(refused.stderr)
    assert [path.name for path in tmp_path.iterdir()] == ["家谱.txt"]


def test_two_seasons_at_once_in_two_folders_do_not_meet(
    small: Path, small_out: Path, sample_out: Path, tmp_path: Path
):
    small_again, sample_again = tmp_path / "small", tmp_path / "sample"

    under_way = [begin(small, small_again), begin(SAMPLE, sample_again)]
    wait_until(lambda: bool(postmaster(small_again) and postmaster(sample_again)))
    servers = {postmaster(small_again), postmaster(sample_again)}
    said = [command.communicate(timeout=120)[1] for command in under_way]

    assert len(servers) == 2
    assert [command.returncode for command in under_way] == [0, 0], said
    assert came_out(small_again) == came_out(small_out)
    assert came_out(sample_again) == came_out(sample_out)


def _rows_in_tables(out: Path) -> dict[str, int]:
    with (
        launcher.running(out / "database") as cluster,
        psycopg.connect(cluster.url("jineng", "postgres")) as admin,
    ):
        tables = admin.execute(
            "select relname from pg_class where relkind = 'r'"
            " and relnamespace = 'public'::regnamespace order by 1"
        ).fetchall()
        return {
            name: admin.execute(f'select count(*) from "{name}"').fetchone()[0]
            for (name,) in tables
        }


def _fen(yuan: str) -> int:
    whole, _, part = yuan.replace(",", "").partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def _one_line(stderr: str) -> str:
    lines = stderr.splitlines()
    assert len(lines) == 1, stderr
    return lines[0]
