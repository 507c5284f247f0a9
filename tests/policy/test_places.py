"""The drafts of other places, as a person there would meet them: one story each."""

from datetime import date

import pytest

from jineng.policy.language.answer import Answer, Grant, Outcome
from jineng.policy.one.decide import decide
from jineng.policy.packs.shelf import stock
from tests.policy.small_pack import PACKS

DRAFTS = stock(PACKS, drafts=True)
SHANTOU, QUANZHOU, DONGYING = "440507", "350503", "370502"
NANPING, WUHAN, LULIANG, NOWHERE = "350702", "420106", "141102", "990000"
MONTH = "以工代训补贴"


def ask(question: str, region: str, on: date, history: tuple[Grant, ...] = (), **facts) -> Answer:
    """Decide under whichever draft rules there and then."""
    return decide(DRAFTS.plan_for(question, region=region, on=on), facts, history)


def one_month(
    month: int, history: tuple[Grant, ...] = (), region: str = SHANTOU, **changed
) -> Answer:
    """Ask for one month of 2020 of one person, newly taken on by a small firm."""
    facts: dict[str, object] = {
        "firm_size": "小型企业",
        "firm_trade": "其他行业",
        "on_the_job_setting": "新吸纳劳动者",
        "on_the_job_eligible": True,
        "subsidised_month": date(2020, month, 1),
    }
    on = date(2020, month, 1)
    return ask("on_the_job_subsidy", region, on, history, **facts | changed)


@pytest.mark.parametrize("region", [SHANTOU, QUANZHOU])
def test_six_months_are_paid_and_the_seventh_is_not(region):
    paid: tuple[Grant, ...] = ()
    for month in range(3, 9):
        answer = one_month(month, paid, region)
        assert answer.fen == 50_000
        paid += (Grant(MONTH, "不分职业", "", date(2020, month, 1), answer.fen),)

    seventh = one_month(9, paid, region)

    assert (seventh.outcome, seventh.rule) == (Outcome.REFUSED, "six_months_used")
    assert sum(grant.fen for grant in paid) == 300_000


def test_two_firms_are_not_both_paid_for_one_person_in_one_month():
    first = Grant(MONTH, "不分职业", "", date(2020, 9, 1), 50_000)

    second = one_month(9, (first,))

    assert (second.outcome, second.rule) == (Outcome.REFUSED, "month_already_paid")


def test_a_place_whose_amount_is_not_at_hand_is_silent_and_never_borrows_another_place_s():
    answer = one_month(9, region=DONGYING, on_the_job_month_fen=None)

    assert (answer.outcome, answer.fen) == (Outcome.SILENT, 0)


def test_the_firm_gets_both_subsidies_together_never_more_than_the_larger():
    def difference(stabilisation: int, paid: int) -> int:
        return ask(
            "job_stabilisation_difference",
            QUANZHOU,
            date(2020, 9, 1),
            job_stabilisation_fen=stabilisation,
            on_the_job_paid_fen=paid,
        ).fen

    for stabilisation in (1_999_999, 2_000_000, 2_000_001):
        paid = 2_000_000
        assert paid + difference(stabilisation, paid) == max(stabilisation, paid)


def an_apprentice(*, completed: bool, paid: int, kind: str = "高级工班") -> Answer:
    """Ask for one apprentice and one year in Fujian, where the firm asks for an advance."""
    return ask(
        "apprenticeship_subsidy",
        NANPING,
        date(2023, 8, 17),
        apprentice_class=kind,
        partner_is_technical_school=True,
        advance_applied=True,
        training_completed=completed,
        apprentice_paid_fen=paid,
    )


@pytest.mark.parametrize(("kind", "standard"), [("中级工班", 500_000), ("高级工班", 600_000)])
def test_the_advance_and_the_balance_add_up_to_the_standard(kind, standard):
    advance = an_apprentice(completed=False, paid=0, kind=kind).fen
    balance = an_apprentice(completed=True, paid=advance, kind=kind).fen

    assert (advance, advance + balance) == (standard // 2, standard)
    assert an_apprentice(completed=True, paid=standard, kind=kind).outcome == Outcome.REFUSED


def test_a_class_that_lost_two_of_ten_keeps_the_money_of_eight():
    advance = an_apprentice(completed=False, paid=0).fen
    balance = an_apprentice(completed=True, paid=advance).fen
    clawed_back = ask(
        "apprenticeship_claw_back",
        NANPING,
        date(2023, 8, 17),
        class_advance_fen=10 * advance,
        places_planned=10,
        places_unfinished=2,
    ).fen

    assert 10 * advance + 8 * balance - clawed_back == 8 * 600_000


def test_in_wuhan_an_apprentice_without_the_certificate_earns_less_and_a_dropout_nothing():
    def earned(**changed) -> Answer:
        facts = {
            "learner_category": "企业职工",
            "apprentice_class": "高级工班",
            "apprentice_years": 2,
            "extended_by_exception": False,
            "training_completed": True,
            "certificate_kind": "职业技能等级证书",
            "apprentice_paid_fen": 0,
        }
        return ask("apprenticeship_subsidy", WUHAN, date(2021, 6, 30), **facts | changed)

    assert earned().fen == 1_200_000
    assert earned(certificate_kind="无").fen == 800_000
    assert earned(training_completed=False).outcome == Outcome.REFUSED


@pytest.mark.parametrize(
    ("opens_on", "rule"),
    [
        (date(2021, 6, 14), "from_46_to_60"),
        (date(2021, 6, 15), "from_46_to_60"),
        (date(2022, 6, 14), "from_46_to_60"),
        (date(2022, 6, 15), "above_60"),
    ],
    ids=["the day before the 60th birthday", "on it", "a year less a day later", "on the 61st"],
)
def test_sixty_is_the_last_year_of_the_middle_band(opens_on, rule):
    answer = ask(
        "training_kind",
        LULIANG,
        date(2021, 6, 15),
        born_on=date(1961, 6, 15),
        training_started_on=opens_on,
    )

    assert (answer.outcome, answer.rule) == (Outcome.GRANTED, rule)


@pytest.mark.parametrize(
    ("founded_on", "fen"),
    [(date(2022, 8, 28), 100_000), (date(2022, 8, 29), 50_000), (None, 50_000)],
    ids=["on the last day of the six months", "one day later", "never"],
)
def test_a_founder_within_six_months_earns_the_whole_standard(founded_on, fen):
    answer = ask(
        "startup_training_subsidy",
        NOWHERE,
        date(2022, 2, 28),
        startup_course="SYB",
        course_lessons=70,
        startup_certificate=True,
        training_started_on=date(2022, 2, 14),
        training_ended_on=date(2022, 2, 28),
        business_registered_on=founded_on,
        as_of=date(2022, 12, 31),
    )

    assert (answer.outcome, answer.fen) == (Outcome.GRANTED, fen)


def test_the_national_frame_is_asked_beside_the_province_not_in_its_stead():
    on = date(2024, 6, 11)
    frame = DRAFTS.plan_for("national_training_frame", region="130102", on=on)
    province = DRAFTS.plan_for("training_subsidy", region="130102", on=on)

    assert [pack_id for pack_id, _ in frame.packs] == ["cn-2023-caishe-181"]
    assert [pack_id for pack_id, _ in province.packs] == ["cn-hebei-2024-jijiuban-2"]
