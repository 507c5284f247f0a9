"""The drafts of Tianjin, told as stories that run across classes, years and the two documents."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from jineng.policy.language.answer import Answer, Grant, Outcome
from jineng.policy.one.decide import decide
from jineng.policy.packs.funds import funds_for
from jineng.policy.packs.plan import Plan
from jineng.policy.packs.shelf import NoSingleDocument, stock
from tests.policy.small_pack import PACKS

SHELF = stock(PACKS, drafts=True)
DISTRICT = "120101"
SUBSIDIES = "cn-tianjin-2022-renshejufa-20"

LEARNER: dict[str, object] = {
    "of_working_age": True,
    "pension_from": None,
    "learner_category": "农村劳动力",
    "in_catalogue": True,
    "lowest_level": False,
    "meets_level_conditions": True,
    "lessons_required": 80,
    "lessons_attended": 80,
    "certificate_kind": "职业技能等级证书",
    "occupation": "养老护理员",
    "level": "四级",
    "scarcity": "紧缺",
    "delivery": "线下集中培训",
    "special_ability_kind": "不是专项",
    "public_service_of_enterprise_centre": False,
    "uplift_percent": None,
    "training_standard_fen": 160_000,
    "assessment_class": "B类",
    "training_started_on": date(2024, 5, 28),
    "training_ended_on": date(2024, 6, 11),
}
INSTITUTION: dict[str, object] = {
    "violation": "课堂秩序混乱",
    "class_attendance_due": None,
    "class_attendance": None,
    "classes_of_year": None,
    "unqualified_classes_of_year": None,
}


def ask(question: str, history: Sequence[Grant] = (), **changed: object) -> Answer:
    """Ask one of the subsidy questions about the learner, some facts changed."""
    facts = LEARNER | changed
    on = facts["training_ended_on"]
    assert isinstance(on, date)
    return decide(plan(question, on), facts, history)


def plan(question: str, on: date) -> Plan:
    """Return the plan that answers in a district of the city on the day."""
    return SHELF.plan_for(question, region=DISTRICT, on=on)


def class_from(start: date, end: date) -> Mapping[str, object]:
    """Return the days of a class as facts."""
    return {"training_started_on": start, "training_ended_on": end}


def edition_of(answer: Answer) -> object:
    """Return the edition of the catalogue that the answer looked into."""
    [row] = [each for each in answer.results if each.citation.rule == "old_catalogue"]
    return row.inputs["评价目录版次"]


def measures_for(days: Sequence[date], violation: str = "课堂秩序混乱") -> list[str]:
    """Handle the same violation on each of the days, each measure being history for the next."""
    history: list[Grant] = []
    for on in days:
        asked = plan("supervision_measure", on)
        facts = INSTITUTION | {"violation": violation, "measure_on": on}
        answer = decide(asked, facts, history)
        [rule] = [each for each in asked.rules if each.id == answer.rule]
        history.append(Grant(rule.kind, "", "", on))
    return [each.kind for each in history]


@pytest.mark.parametrize(
    ("start", "edition"),
    [
        (date(2023, 12, 31), "2021-2022年版"),
        (date(2024, 1, 1), "2024年版"),
        (date(2026, 4, 30), "2024年版"),
        (date(2026, 5, 1), "2026年版"),
    ],
)
def test_the_day_a_class_starts_chooses_the_edition_of_the_catalogue(start: date, edition: str):
    end = date(start.year + 1, 1, 20) if start.month == 12 else date(start.year, 6, 20)

    answer = ask("assessment_subsidy", **class_from(start, end))

    assert edition_of(answer) == edition


def test_a_class_under_the_edition_that_is_not_here_goes_to_a_person_the_next_day_is_paid():
    before = ask("assessment_subsidy", **class_from(date(2023, 12, 31), date(2024, 1, 20)))
    after = ask("assessment_subsidy", **class_from(date(2024, 1, 1), date(2024, 1, 20)))

    assert (before.outcome, before.rule) == (Outcome.SILENT, "old_catalogue")
    assert (after.outcome, after.fen) == (Outcome.GRANTED, 31_000)


@pytest.mark.parametrize(
    ("scarcity", "percent"), [("非常紧缺", 70), ("紧缺", 63), ("一般紧缺", 56)]
)
def test_scarcity_and_delivery_multiply(scarcity: str, percent: int):
    answer = ask("training_subsidy", scarcity=scarcity, delivery="线上线下相结合")

    assert answer.fen == 160_000 * percent // 100


def test_the_shares_are_multiplied_before_the_one_rounding():
    answer = ask("training_subsidy", delivery="线上线下相结合", training_standard_fen=10_005)

    assert answer.fen == 6_303  # rounding after 90 % and again after 70 % would give 6304


def test_a_lower_level_after_a_higher_one_is_refused_in_that_occupation_only():
    higher = [Grant("职业培训补贴", "养老护理员", "三级", date(2022, 9, 1))]
    elsewhere = [Grant("职业培训补贴", "焊工", "三级", date(2022, 9, 1))]

    assert ask("training_subsidy", higher).rule == "higher_level_before"
    assert ask("training_subsidy", higher, level="二级").outcome == Outcome.GRANTED
    assert ask("training_subsidy", elsewhere).outcome == Outcome.GRANTED


def test_a_student_is_paid_once_a_year_and_others_twice():
    once = [Grant("职业培训补贴", "焊工", "五级", date(2024, 1, 1))]
    twice = [*once, Grant("职业培训补贴", "保育师", "五级", date(2024, 3, 1))]

    assert ask("training_subsidy", once, learner_category="院校学生").outcome == Outcome.REFUSED
    assert ask("training_subsidy", once).outcome == Outcome.GRANTED
    assert ask("training_subsidy", twice).outcome == Outcome.REFUSED


def test_the_employer_is_paid_for_its_worker_and_the_school_for_anybody_else():
    worker = ask("training_subsidy", learner_category="企业职工")
    other = ask("training_subsidy")

    assert (worker.payee, other.payee) == ("企业", "培训机构")
    assert worker.fen == other.fen == 144_000
    assert ask("assessment_subsidy", learner_category="企业职工").payee == "培训机构"


def test_no_sum_is_invented_where_the_catalogue_is_not_here():
    answer = ask("training_subsidy", training_standard_fen=None)

    assert (answer.outcome, answer.fen) == (Outcome.SILENT, 0)


def test_the_allowance_waits_for_the_training_subsidy_of_the_same_training():
    told = {"hardship": "就业困难人员", "allowance_applied_on": date(2024, 7, 1)}
    paid = [Grant("职业培训补贴", "养老护理员", "四级", date(2024, 6, 20))]

    assert ask("living_allowance", **told).rule == "no_training_subsidy"
    answer = ask("living_allowance", paid, **told)
    assert (answer.fen, answer.payee) == (100_000, "个人")


def test_the_two_kinds_of_directed_training_share_one_time_a_year():
    job = ask(
        "directed_job_training",
        learner_category="城镇登记失业人员",
        employed_at_start=False,
        institution_kind="职业学校",
        institution_credit="",
        lessons_attended=40,
        city_enterprise_insured_from_days=(date(2024, 7, 1),),
        as_of=date(2025, 2, 28),
    )
    onboarding = ask(
        "directed_onboarding_training",
        [Grant("定向培训补贴", "", "", date(2024, 6, 11), job.fen)],
        learner_category="企业职工",
        hired_by_city_enterprise=True,
        enterprise_pays_pension=True,
        hired_on=date(2024, 7, 1),
        institution_kind="企业培训中心",
        institution_credit="",
        lessons_attended=40,
        **class_from(date(2024, 8, 1), date(2024, 8, 6)),
    )

    assert (job.fen, job.payee) == (50_000, "培训机构")
    assert (onboarding.outcome, onboarding.rule) == (Outcome.REFUSED, "used_this_year")


def test_the_fund_is_named_by_a_person_since_the_document_does_not_say_whose_it_is():
    funds = SHELF.pack(SUBSIDIES).funds

    unknown = funds_for(funds, "职业培训补贴", {})
    named = funds_for(funds, "职业培训补贴", {"fund_decided": "就业补助资金"})

    assert [each.shown for each in unknown] == [None, None, None]
    assert [each.rule.name for each in named] == ["就业补助资金"]


def test_the_second_talk_of_a_year_becomes_a_letter_and_the_third_a_circular():
    days = [date(2023, 1, 10), date(2023, 5, 10), date(2023, 9, 11), date(2023, 12, 29)]

    assert measures_for(days[:2]) == ["约谈", "整改函"]
    assert measures_for(days) == ["约谈", "整改函", "通报", "解除协议"]


def test_the_ladder_begins_again_with_the_year():
    assert measures_for([date(2022, 12, 31), date(2023, 1, 1)]) == ["约谈", "约谈"]


def test_a_letter_bars_new_training_for_six_months():
    letter = [Grant("整改函", "", "", date(2023, 6, 15))]
    asked = plan("application_bar", date(2023, 12, 14))

    def on(day: date) -> Outcome:
        facts = {"under_rectification": False, "opening_applied_on": day}
        return decide(asked, facts, letter).outcome

    assert on(date(2023, 12, 14)) == Outcome.REFUSED
    assert on(date(2023, 12, 15)) == Outcome.GRANTED


def test_a_measure_carries_its_terms():
    [rule] = [r for r in plan("supervision_measure", date(2023, 6, 1)).rules if r.id == "letter"]

    assert rule.measure is not None
    assert [(term.name, term.count, term.unit) for term in rule.measure.terms] == [
        ("整改", 1, "个月"),
        ("不得申报新的补贴培训", 6, "个月"),
    ]


def test_after_the_measure_on_supervision_has_lapsed_no_document_answers():
    with pytest.raises(NoSingleDocument):
        plan("supervision_measure", date(2024, 9, 1))
