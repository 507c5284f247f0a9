"""Is one case said in words by the real command, with what it still waits for?"""

import subprocess
import sys

import pytest

from jineng.cli.main import main
from tests.claims_on_paper import PACK, QUESTION
from tests.cli.seasons import jineng

FACTS = {
    "人员类别": "就业困难人员",
    "证书类型": "职业技能等级证书",
    "发证日期": "2024-06-20",
    "培训开始日": "2024年5月28日",
    "职业（工种）": "养老护理员",
    "等级": "五级",
    "部颁新职业": "否",
    "培训补贴标准": "1600元",
    "养老待遇起始月": "没有",
    "参保起始日": "没有",
}


def words(*more: str, leave_out: str = "", **changed: str) -> list[str]:
    """Return the command for the case, with some facts changed or left out."""
    told = {name: value for name, value in (FACTS | changed).items() if name != leave_out}
    facts = [word for name, value in told.items() for word in ("--fact", f"{name}={value}")]
    return ["explain", PACK, QUESTION, *facts, *more]


@pytest.fixture
def explain(capsys):
    """Return what the command says, run in this process."""

    def said(*more: str, leave_out: str = "", **changed: str) -> str:
        assert main(words(*more, leave_out=leave_out, **changed)) == 0
        return capsys.readouterr().out

    return said


def test_a_case_is_said_with_its_clause_and_what_would_change_it():
    done = jineng(*words())
    said = done.stdout

    assert done.returncode == 0
    assert done.stderr == ""
    assert "结论：准予 1,280.00 元" in said
    assert "青就办字〔2024〕2号 四(五)2" in said
    assert "若在 2024-09-20 前（含当日）就业：1,600.00 元（现 1,280.00 元）" in said


def test_one_case_is_said_without_loading_what_reads_tables():
    listed = "import sys, jineng.cli.explain; print('polars' in sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", listed], capture_output=True, text=True, check=True
    )

    assert done.stdout == "False\n"


def test_what_was_granted_before_is_told_by_its_parts(explain):
    said = explain("--history", "补贴=职业培训补贴，职业=养老护理员，等级=五级，日期=2023-06-01")

    assert "结论：不予" in said
    assert "same_occupation_and_level" in said


def test_a_fact_that_is_not_told_is_asked_for_with_the_words_it_may_take(explain):
    said = explain(leave_out="证书类型")

    assert "结论：缺事实" in said
    assert "证书类型（无、职业技能等级证书、" in said
    assert "如 --fact 证书类型=" in said


def test_unknown_is_not_absent(explain):
    assert "缺“养老待遇起始月”" in explain(养老待遇起始月="未知")


def test_the_documents_of_a_place_and_day_answer_together(capsys):
    assert main(["explain", QUESTION, "--region", "970124", "--on", "2024-06-01"]) == 0

    said = capsys.readouterr().out
    assert "demo-linjiang-2024-shishi-xize" in said
    assert "attendance_below_80" in said


def test_a_draft_may_be_tried_and_is_called_one(capsys):
    assert main(["explain", "cn-hebei-2024-jijiuban-2", QUESTION]) == 0

    assert "草稿，只能试算，不能据此拨付" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nowhere", QUESTION), "架上没有规则包“nowhere”"),
        ((PACK, "no_such"), "没有问题“no_such”；有："),
        ((PACK,), "要写 2 个词：PACK QUESTION，现在写了 1 个"),
        ((PACK, QUESTION, "--fact", "人员类型=企业职工"), "“人员类型”（是不是“人员类别”）"),
        ((PACK, QUESTION, "--fact", "人员类别=企业职公"), "是不是“企业职工”"),
        ((PACK, QUESTION, "--fact", "发证日期=2024-02-30"), "没有 2024年2月30日"),
        ((PACK, QUESTION, "--fact", "发证日期"), "要写成 名=值"),
        ((PACK, QUESTION, "--fact", "发证日期="), "没有写值"),
        ((PACK, QUESTION, *("--fact", "总课时=80") * 2), "写了两次"),
        ((PACK, QUESTION, "--history", "补贴=职业培训补贴"), "缺“职业”"),
        (
            (PACK, QUESTION, "--history", "种类=职业培训补贴"),
            "可以写：补贴、职业、等级、日期、金额",
        ),
        ((QUESTION, "--region", "970124"), "--region 和 --on 要一起写"),
        ((QUESTION, "--region", "970124", "--on", "哪天"), "不是日期"),
        ((QUESTION, "--region", "990000", "--on", "2024-06-01"), "没有文件规定"),
    ],
)
def test_what_is_wrong_is_one_sentence(words, says, capsys):
    status = main(["explain", *words])

    said = capsys.readouterr()
    assert status == 1
    assert says in said.err
    assert said.err.startswith("jineng：")
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_help_gives_an_example():
    assert "例：jineng explain" in jineng("explain", "--help").stdout
