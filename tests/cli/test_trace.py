"""Does every paid fen lead to its clause and learner, and back, and is a missing link said?"""

from pathlib import Path

import psycopg
import pytest

from jineng.foundation.database import launcher
from tests.cli.seasons import copied, jineng

pytestmark = pytest.mark.xdist_group("seasons")


def test_all_that_was_paid_traces_completely(small_out: Path):
    proved = jineng("trace", "--home", small_out, "--all")

    assert proved.returncode == 0, proved.stdout + proved.stderr
    assert "100.0000 %；缺环 0 处" in proved.stdout


def test_a_fen_leads_to_its_clause_and_learner_and_the_clause_back_to_the_bank(small_out: Path):
    fund = ("--fund", "就业补助资金", "--year", "2024")
    there = jineng("trace", "--home", small_out, "--fen", "1", *fund)
    told = [line.split() for line in there.stdout.splitlines() if line.startswith("  ")]
    names = [each[1].split("　")[0] for each in told if each[1].split("　")[0] != "留痕"]
    [decision] = [line for line in there.stdout.splitlines() if "核定　第" in line]

    back = jineng("trace", "--home", small_out, "--decision", decision.split(" ")[4])
    told_back = [line.split() for line in back.stdout.splitlines() if line.startswith("  ")]
    names_back = [each[1].split("　")[0] for each in told_back if "留痕" not in each[1]]

    assert there.returncode == back.returncode == 0, there.stdout + back.stdout
    assert names[0] == "银行明细"
    assert names[-1] == "学员"
    assert names_back == names[::-1]


def test_a_link_that_is_missing_is_said(small_out: Path, tmp_path: Path):
    home = copied(small_out, tmp_path / "out")
    with (
        launcher.running(home / "database") as cluster,
        psycopg.connect(cluster.url("jineng", "postgres")) as admin,
    ):
        admin.execute("set session_replication_role = replica")
        posting = admin.execute("select min(decision_id) from claims_posting").fetchone()
        admin.execute("delete from claims_posting where decision_id = %s", posting)

    proved = jineng("trace", "--home", home, "--all")

    assert proved.returncode == 1
    assert f"核定 {posting[0]}：缺 公示" in proved.stdout


def test_what_was_never_paid_is_one_sentence(small_out: Path):
    asked = jineng("trace", "--home", small_out, "--bank", "没有这一笔")

    assert asked.returncode == 1
    assert len(asked.stderr.splitlines()) == 1
