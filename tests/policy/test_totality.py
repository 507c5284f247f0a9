"""Whatever is told of a case, there is one of four answers, and more telling never unsays it."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from jineng.policy.language.answer import Grant, Outcome
from jineng.policy.one.decide import decide
from jineng.policy.one.receipt import receipt, recheck
from tests.policy.cases_in_hand import ASSESSMENT, SHELF, TRAINING

DAYS = st.dates(min_value=date(2023, 12, 1), max_value=date(2025, 3, 31))
OCCUPATIONS = st.sampled_from(["焊工", "养老护理员"])
LEVELS = st.sampled_from(["", "五级", "四级"])
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "learner_category": st.sampled_from(["", *SHELF.words("learner_category")]),
        "certificate_kind": st.sampled_from(SHELF.words("certificate_kind")),
        "certificate_issued_on": st.none() | DAYS,
        "training_started_on": st.none() | DAYS,
        "training_ended_on": DAYS,
        "occupation": OCCUPATIONS,
        "level": LEVELS,
        "new_occupation": st.booleans(),
        "training_standard_fen": st.none() | st.integers(0, 10**7),
        "assessment_standard_fen": st.none() | st.integers(0, 10**6),
        "course_lessons": st.integers(0, 200),
        "lessons_attended": st.integers(0, 200),
        "pension_from": st.none() | DAYS,
        "insured_from_days": st.lists(DAYS, max_size=4).map(tuple),
        "first_sitting": st.none() | st.booleans(),
        "agreement_signed": st.none() | st.booleans(),
    },
)
HISTORY = st.lists(
    st.builds(
        Grant,
        kind=st.sampled_from(["职业培训补贴", "职业技能评价补贴"]),
        occupation=OCCUPATIONS,
        level=LEVELS,
        on=DAYS,
    ),
    max_size=5,
)
PLANS = st.sampled_from([TRAINING, ASSESSMENT])


@given(PLANS, FACTS, HISTORY)
def test_every_case_has_one_answer_that_can_be_made_again(plan, facts, history):
    answer = decide(plan, facts, history)

    assert answer.fen == 0 or answer.outcome == Outcome.GRANTED
    assert bool(answer.missing) == (answer.outcome == Outcome.MISSING)
    assert len(answer.results) == len(plan.rules)
    assert recheck(receipt(plan, facts, history, answer), SHELF) == ()


@given(PLANS, FACTS, HISTORY, st.data())
def test_telling_more_never_unsays_an_answer(plan, facts, history, data):
    whole = decide(plan, facts, history)
    kept = data.draw(st.sets(st.sampled_from(sorted(facts)))) if facts else set()
    part = decide(plan, {name: facts[name] for name in kept}, history)

    if part.outcome != Outcome.MISSING:
        assert (part.outcome, part.rule, part.fen) == (whole.outcome, whole.rule, whole.fen)
    for before, after in zip(part.results, whole.results, strict=True):
        assert before.verdict is None or before.verdict == after.verdict


@given(FACTS, HISTORY)
def test_one_more_grant_never_brings_money(facts, history):
    before = decide(TRAINING, facts, history)
    after = decide(TRAINING, facts, [*history, Grant("职业培训补贴", "焊工", "", date(2024, 1, 1))])

    assert after.fen <= before.fen
