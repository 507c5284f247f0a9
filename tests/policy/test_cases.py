"""Every pack is in order and answers each signed case as it was signed."""

import pytest

from jineng.policy.one.check import check, run_cases
from tests.policy.small_pack import PACKS, copy_of_packs

RESULTS = run_cases(PACKS)


@pytest.mark.parametrize(
    "result", RESULTS, ids=[f"{each.pack_id}:{each.case.name}" for each in RESULTS]
)
def test_a_signed_case_gets_the_answer_that_was_signed(result):
    assert result.passed, result.message


def test_the_packs_have_no_problem_and_a_case_for_every_rule():
    assert check(PACKS) == []


def test_a_rule_without_a_signed_case_is_a_problem(tmp_path):
    root = copy_of_packs(tmp_path)
    cases = root / "demo-qingchuan/2024-jijiuban-2/cases/class-opening.yaml"
    kept = [line for line in cases.read_text("utf-8").splitlines() if "fund_not_named" not in line]
    cases.write_text("\n".join(kept), "utf-8")

    [problem] = check(root)

    assert problem.place == "fund_not_named"
    assert "没有签署的情形" in problem.message


def test_a_case_that_no_longer_comes_out_is_a_problem_naming_the_case(tmp_path):
    root = copy_of_packs(tmp_path)
    cases = root / "demo-linjiang/2024-shishi-xize/cases/training-subsidy.yaml"
    text = cases.read_text("utf-8").replace(
        "出勤课时: 64}, 应得: 1280元", "出勤课时: 64}, 应得: 1600元"
    )
    cases.write_text(text, "utf-8")

    [problem] = check(root)

    assert problem.place == "出勤正好80%"
    assert "128000 分" in problem.message


def test_checking_one_pack_shows_only_its_own_problems(tmp_path):
    root = copy_of_packs(tmp_path)
    (root / "cn-hebei/2024-jijiuban-2/deadlines.yaml").write_text("数值: [", "utf-8")

    assert check(root / "demo-linjiang") == []
    assert [each.file for each in check(root)] == ["cn-hebei/2024-jijiuban-2/deadlines.yaml"]


def test_running_the_cases_of_one_pack_runs_only_those():
    results = run_cases(PACKS / "demo-linjiang")

    assert {result.pack_id for result in results} == {"demo-linjiang-2024-shishi-xize"}
    assert len(results) == 8
