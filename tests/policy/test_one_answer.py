"""One declaration, one answer: whatever reads the tree says the same, bit for bit."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from jineng.policy.packs.cases import read_cases
from jineng.policy.packs.pack import Pack
from jineng.policy.packs.plan import Plan
from jineng.policy.packs.relations import SUPPLEMENTS
from jineng.policy.packs.shelf import stock
from jineng.policy.python.program import Program
from jineng.policy.python.python_text import printed
from jineng.policy.sql.sql_dialects import DUCKDB
from tests.policy.cases_in_hand import ASSESSMENT, FACTS, TRAINING
from tests.policy.claims_at_random import Claims, claims_for
from tests.policy.engines import (
    differing,
    in_duckdb,
    in_polars,
    in_postgres,
    in_python,
    run_in_duckdb,
    select,
)
from tests.policy.random_packs import random_plan
from tests.policy.rich_pack import CASES, ROUNDINGS, rich_plans
from tests.policy.small_pack import PACKS

# One line for each engine; every one is held against the generated Python.
ENGINES = {
    "duckdb": in_duckdb,
    "postgres": in_postgres,
    "polars": in_polars,
}
DRAFTS = stock(PACKS, drafts=True)
HEBEI = "cn-hebei-2024-jijiuban-2"


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Plan]:
    """The plans of the pack that has every word of the vocabulary, by question."""
    return rich_plans(tmp_path_factory.mktemp("rich") / "packs")


@pytest.fixture(scope="module")
def few(rich: dict[str, Plan]) -> dict[str, Claims]:
    """Some thousand claims for each of them."""
    near = {name: CASES if name.startswith("amounts") else () for name in rich}
    return {name: claims_for(plan, 3_000, near=near[name]) for name, plan in rich.items()}


def test_engines_give_one_answer_on_a_hundred_thousand_claims(rich):
    asked = [
        (TRAINING, 40_000, [FACTS]),
        (ASSESSMENT, 12_000, [FACTS]),
        (DRAFTS.plan_of("training_subsidy", (HEBEI,)), 12_000, [FACTS]),
        (DRAFTS.plan_of("assessment_subsidy", (HEBEI,)), 4_000, [FACTS]),
        (rich["conditions"], 6_000, ()),
        (rich["measures"], 2_000, ()),
        *((rich[f"amounts_{rounding}"], 6_000, CASES) for rounding in ROUNDINGS),
    ]
    assert sum(count for _, count, _ in asked) == 100_000
    found = {}
    for plan, count, near in asked:
        claims = claims_for(plan, count, near=near)
        answers = in_python(plan, claims)
        assert answers["outcome"].n_unique() >= 2
        for name, engine in ENGINES.items():
            if differences := differing(answers, engine(plan, claims)):
                found[(plan.question, name)] = differences
    assert found == {}


def test_engines_give_one_answer_on_every_question_of_every_pack():
    """Claims lie near the signed cases, so that the rules are reached in their own documents."""
    found = {}
    for pack in DRAFTS.packs:
        cases = _signed(pack)
        for question in pack.sheets:
            plan = _plan(question, pack)
            claims = claims_for(plan, 150, near=cases.get(question, ()))
            answers = in_python(plan, claims)
            for name, engine in ENGINES.items():
                if differences := differing(answers, engine(plan, claims)):
                    found[(pack.id, question, name)] = differences
    assert found == {}


@pytest.mark.parametrize("seed", range(20))
def test_engines_give_one_answer_on_plans_nobody_would_write(seed):
    plan = random_plan(seed)
    claims = claims_for(plan, 200, seed=seed)
    answers = in_python(plan, claims)

    for engine in ENGINES.values():
        assert differing(answers, engine(plan, claims)) == {}


def test_the_claims_put_every_word_of_the_vocabulary_to_the_test(rich):
    plan = rich["conditions"]
    masks = in_python(plan, claims_for(plan, 12_000)).select("holds", "unknown").unique()
    never = {
        (rule.id, truth)
        for n, rule in enumerate(plan.rules)
        for truth in (True, False, None)
        if truth not in {_bit(n, holds, unknown) for holds, unknown in masks.iter_rows()}
    }
    # How often in a whole life, and how much, is always known.
    assert never == {("row_23", None), ("row_29", None)}


def test_the_claims_put_every_form_of_an_amount_to_the_test(rich):
    plan = rich["amounts_fen"]
    answers = in_python(plan, claims_for(plan, 9_000, near=CASES))
    granted = answers.filter(outcome="granted")
    paying = [rule.id for rule in plan.rules if rule.kind]

    assert set(granted["rule"]) == set(paying)
    for rule in paying:
        paid = granted.filter(rule=rule)["fen"].n_unique()
        assert paid > 10 or rule in ("row_0", "row_4", "row_11", "row_16", "row_17", "row_20"), rule


@pytest.mark.parametrize("question", ["conditions", "amounts_fen", "measures"])
def test_what_weighs_a_supposition_reads_the_rules_as_what_reads_a_case(rich, question):
    plan = rich[question]
    program, claims = plan.program, claims_for(plan, 3_000)
    for facts, history in zip(claims.facts, claims.histories, strict=True):
        by, values, verdicts, _ = program.read(facts, history)

        assert program.told(facts) == values
        assert program.weigh(values, history) == (by, verdicts)


@pytest.mark.parametrize(
    ("question", "old", "new"),
    [
        ("conditions", "first_after(", "first_from("),
        ("conditions", "months_later(", "days_later("),
        ("conditions", "work_days_between(", "days_between("),
        ("conditions", "full_years_between(", "full_months_between("),
        ("conditions", "[0] * 100 >= ", "[0] * 100 > "),
        ("conditions", " < 2", " <= 2"),
        ("conditions", ".get(g.level, -1) > ", ".get(g.level, -1) >= "),
        ("conditions", "g.on.year == ", "g.on.year <= "),
        ("conditions", "None if n0 is None", "False if n0 is None"),
        ("conditions", "= False if v", "= None if v"),
        ("measures", "n0 = 0", "n0 = 1"),
        ("amounts_fen", "* 2 + 100)", "* 2 + 99)"),
        ("amounts_yuan", " + 50) // ", " + 49) // "),
        ("amounts_fen", "max(", "min("),
        ("amounts_fen", " // 7", " // 8"),
        ("amounts_fen", "return A", "return None"),
    ],
)
def test_a_fault_in_the_printed_python_is_found(rich, few, question, old, new):
    plan, claims = rich[question], few[question]
    text, bound = printed(plan.prepared, plan.facts)
    assert plan.program.text.startswith(text)

    one_case = _changed(text, old, new), bound
    faulty = replace(plan)
    vars(faulty)["program"] = Program(lambda: one_case, lambda: ("", {}))

    assert differing(in_duckdb(plan, claims), in_python(faulty, claims))


@pytest.mark.parametrize(
    ("question", "old", "new"),
    [
        ("conditions", "INTERVAL (3) MONTH", "INTERVAL (92) DAY"),
        ("conditions", "DATE '9999-09-30'", "DATE '9999-12-31'"),
        ("conditions", "THEN 11 ELSE", "THEN 0 ELSE"),
        ("conditions", "<> 1 THEN 1", "<> 1 THEN 0"),
        ("conditions", "<> 1 THEN 1", "<> 0 THEN 1"),
        ("conditions", "lambda d: d > ", "lambda d: d >= "),
        ("conditions", "THEN FALSE ELSE", "THEN NULL ELSE"),
        ("conditions", "AND NOT COALESCE", "OR NOT COALESCE"),
        ("conditions", "NULLIF(", "COALESCE("),
        ("conditions", " END AND CASE", " END OR CASE"),
        ("conditions", "BETWEEN DATE '2024-06-01'", "BETWEEN DATE '2024-06-02'"),
        ("conditions", "IS NULL THEN 2 ", "IS NULL THEN 0 "),
        ("amounts_down_fen", "GREATEST(", "LEAST("),
        ("amounts_down_fen", "// (", "/ ("),
        ("amounts_fen", "AS HUGEINT) * 2 + ", "AS HUGEINT) * 2 - "),
        ("amounts_fen", "WHEN n5_0 THEN 'silent'", ""),
        ("measures", "h0 >= 3", "h0 > 3"),
    ],
)
def test_a_fault_in_the_printed_sql_is_found(rich, few, question, old, new):
    plan, claims = rich[question], few[question]
    faulty = _changed(select(plan, DUCKDB, claims), old, new)

    assert differing(in_python(plan, claims), run_in_duckdb(faulty, claims))


def _signed(pack: Pack) -> dict[str, list[Mapping[str, object]]]:
    found: dict[str, list[Mapping[str, object]]] = {}
    for path in sorted((pack.folder / "cases").glob("*.yaml")):
        for case in read_cases(path, path.name, DRAFTS.glossary):
            found.setdefault(case.question, []).append(case.facts)
    return found


def _plan(question: str, pack: Pack) -> Plan:
    relation = pack.about.relation
    if relation and relation.kind == SUPPLEMENTS:
        return DRAFTS.plan_of(question, (relation.pack_id, pack.id))
    return DRAFTS.plan_of(question, (pack.id,))


def _changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


def _bit(n: int, holds: int, unknown: int) -> bool | None:
    return None if unknown >> n & 1 else bool(holds >> n & 1)
