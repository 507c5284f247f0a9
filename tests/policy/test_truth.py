"""A fact nobody has told is unknown, never no; one known to be absent is no."""

from datetime import date, datetime

import pytest

from jineng.policy.language.answer import Outcome
from jineng.policy.language.told import WrongFact
from tests.policy.cases_in_hand import ASSESSMENT, FACTS, TRAINING, UNKNOWN, ask, grant


def test_a_missing_fact_stops_and_is_named():
    answer = ask(lessons_attended=UNKNOWN)

    assert answer.outcome == Outcome.MISSING
    assert answer.missing == ("lessons_attended",)
    assert answer.rule == "attendance_below_80"
    assert answer.fen == 0
    assert "出勤课时" in answer.message


def test_none_is_unknown_where_a_fact_cannot_be_absent():
    assert ask(lessons_attended=None).missing == ("lessons_attended",)


def test_none_is_known_absence_where_a_fact_may_be_absent():
    assert ask(pension_from=None).outcome == Outcome.GRANTED


def test_a_fact_that_was_not_looked_up_is_not_an_absence():
    answer = ask(pension_from=UNKNOWN)

    assert answer.outcome == Outcome.MISSING
    assert answer.missing == ("pension_from",)


def test_an_empty_category_is_unknown():
    assert ask(learner_category="").missing == ("learner_category",)


def test_a_rule_refused_by_an_earlier_known_premise_need_not_ask():
    answer = ask(pension_from=date(2024, 5, 1), lessons_attended=UNKNOWN)

    assert (answer.outcome, answer.rule) == (Outcome.REFUSED, "drawing_a_pension")


def test_a_later_refusal_does_not_hide_an_earlier_unknown():
    answer = ask(lessons_attended=UNKNOWN, certificate_kind="无", certificate_issued_on=None)

    assert answer.outcome == Outcome.MISSING


def test_a_fact_that_cannot_matter_is_not_asked_for():
    answer = ask(new_occupation=UNKNOWN)

    assert answer.outcome == Outcome.GRANTED


def test_an_unknown_standard_is_asked_for_and_an_absent_one_goes_to_a_person():
    assert ask(training_standard_fen=UNKNOWN).missing == ("training_standard_fen",)
    assert ask(training_standard_fen=None).outcome == Outcome.SILENT


def test_what_is_lacking_is_said_in_the_words_of_officers_and_not_by_the_id_of_a_rule():
    message = ask(training_standard_fen=UNKNOWN).message

    assert message == "缺“培训补贴标准”，不能判断是否符合“四(五)2”；补齐后再办理"


def test_a_course_of_no_lessons_asks_for_both_figures():
    assert ask(course_lessons=0).missing == ("lessons_attended", "course_lessons")


def test_every_rule_is_shown_with_its_verdict_even_below_the_deciding_one():
    answer = ask(pension_from=date(2024, 5, 1), lessons_attended=UNKNOWN)

    assert [result.citation.rule for result in answer.results] == [
        rule.id for rule in TRAINING.rules
    ]
    assert [result.verdict for result in answer.results][:3] == [False, None, True]
    assert answer.results[1].inputs == {"出勤率": None, "出勤课时": None, "总课时": 80}


def test_absent_facts_are_shown_as_absent():
    inputs = ask().results[0].inputs

    assert inputs["养老待遇起始月"] == "没有"
    assert inputs["开班当月已领养老金"] is False


def test_a_granted_answer_cites_its_row_first_and_then_every_premise():
    answer = ask()

    assert [cited.rule for cited in answer.because] == [
        "certificate_not_employed",
        "drawing_a_pension",
        "attendance_below_80",
        "no_certificate",
        "three_times_used",
        "same_occupation_and_level",
    ]
    assert answer.because[0].clause == "四(五)2"
    assert answer.because[0].text == "没有就业的，按补贴标准的80%发给"
    assert answer.because[0].document == "青就办字〔2024〕2号"
    assert answer.because[2].pack_id == "demo-linjiang-2024-shishi-xize"
    assert (answer.share_percent, answer.payee, answer.fen) == (80, "培训机构", 128_000)


def test_the_assessment_subsidy_pays_the_assessment_body_the_whole_standard():
    answer = ask(ASSESSMENT)

    assert (answer.fen, answer.share_percent, answer.payee) == (26_000, 100, "考核评价机构")


def test_history_of_another_kind_does_not_count():
    assert ask(history=(grant("养老护理员", kind="职业技能评价补贴"),)).fen == 128_000


@pytest.mark.parametrize(
    ("fact", "value", "says"),
    [
        ("learner_category", "待业", "人员类别"),
        ("lessons_attended", "80", "非负整数"),
        ("lessons_attended", -4, "非负整数"),
        ("lessons_attended", True, "非负整数"),
        ("training_standard_fen", 1600.0, "以分为单位"),
        ("training_started_on", "2024-05-28", "应是日期"),
        ("certificate_issued_on", datetime(2024, 6, 20), "应是日期"),  # noqa: DTZ001
        ("insured_from_days", ("2024-06-20",), "一列日期"),
        ("new_occupation", "是", "是或否"),
        ("occupation", 7, "文字"),
    ],
)
def test_a_fact_of_the_wrong_type_is_refused_by_name(fact, value, says):
    assert fact in FACTS
    with pytest.raises(WrongFact, match=says):
        ask(**{fact: value})
