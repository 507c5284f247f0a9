"""The answer says what would change it, at the limits the rules name, and to what amount."""

from datetime import date

from jineng.policy.one.explain import explain
from tests.policy.cases_in_hand import ASSESSMENT, ask


def test_employment_by_the_last_day_would_raise_the_share():
    assert ask().would_change == (
        "若在 2024-09-20 前（含当日）就业：1,600.00 元（现 1,280.00 元）",
    )


def test_the_supposed_day_gets_the_supposed_amount():
    assert ask(insured_from_days=(date(2024, 9, 20),)).fen == 160_000
    assert ask(insured_from_days=(date(2024, 9, 20),)).would_change == ()


def test_missing_lessons_would_turn_a_refusal():
    answer = ask(lessons_attended=60)

    assert answer.would_change == ("若出勤满 64 课时：1,280.00 元（现 不予）",)
    assert ask(lessons_attended=64).fen == 128_000


def test_a_signed_agreement_would_turn_a_refusal():
    answer = ask(ASSESSMENT, agreement_signed=False)

    assert answer.would_change == ("若已签订免费技能评价协议书：260.00 元（现 不予）",)


def test_nothing_is_promised_that_one_change_alone_does_not_bring():
    assert ask(ASSESSMENT, agreement_signed=False, first_sitting=False).would_change == ()


def test_an_explanation_names_every_rule_its_clause_and_its_facts():
    told = explain(ask())

    assert told.startswith("结论：准予 1,280.00 元")
    assert "依据：青就办字〔2024〕2号 四(五)2：“没有就业的，按补贴标准的80%发给”" in told
    assert "前提 attendance_below_80（临人社发〔2024〕6号 二1）：符合；出勤率＝80/80" in told
    assert "certificate_not_employed（青就办字〔2024〕2号 四(五)2）：符合（由此决定）" in told
    assert "首次就业日＝没有" in told
    assert "若在 2024-09-20 前（含当日）就业：1,600.00 元" in told


def test_a_refusal_is_explained_with_the_sentence_of_its_rule():
    told = explain(ask(pension_from=date(2023, 12, 1)))

    assert "结论：不予补贴" in told
    assert "理由：培训开始的当月已经领取基本养老金，不享受补贴。" in told
