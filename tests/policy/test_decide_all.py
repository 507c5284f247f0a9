"""Millions at once are decided as one by one: the same outcome, fen, rule and masks, in order."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from jineng.policy.language.answer import Grant
from jineng.policy.language.glossary import Kind
from jineng.policy.language.rule import Amount, Effect
from jineng.policy.language.tree import (
    AllOf,
    Compare,
    Edition,
    History,
    Literal,
    Looked,
    Measured,
    Named,
    OneOf,
    Op,
    Scope,
    Table,
)
from jineng.policy.many import fold, past, persons
from jineng.policy.many.decide_all import decide_all
from jineng.policy.one.check import run_cases
from jineng.policy.packs.cases import SignedCase
from jineng.policy.packs.shelf import stock
from tests.policy.random_claims import Batch, Claim, one_by_one, random_batch, tables_of
from tests.policy.random_packs import KINDS, THEMES, fact, plan_of, random_plan, rule
from tests.policy.small_pack import PACKS

SUBSIDY = KINDS[0]
GRANTED = rule("granted", AllOf(()), Effect.GRANT, kind=SUBSIDY)
DAY = date(2024, 1, 10)


def paying(base: int, *premises, **more):
    """A plan of some premises that pays so many fen."""
    amount = Amount(Literal(base, Kind.MONEY), **more)
    granted = rule("granted", AllOf(()), Effect.GRANT, kind=SUBSIDY, amount=amount)
    return plan_of({"premises": list(premises), "rows": [granted]})


def limit(history: History, op: Op, most: int, kind: Kind = Kind.COUNT):
    """A premise that allows so much history."""
    condition = Compare(history, op, Literal(most, kind))
    return rule("limit", condition, Effect.REFUSE, is_premise=True)


def table(*rows, **columns) -> pl.DataFrame:
    """Claims by person and day, numbered as they come, with columns of facts."""
    return pl.DataFrame(
        {
            "number": range(1, len(rows) + 1),
            "person": [person for person, _ in rows],
            "on": [on for _, on in rows],
            **columns,
        },
        schema_overrides={"number": pl.Int64},
    )


@pytest.mark.parametrize("about", THEMES)
def test_all_at_once_is_as_one_by_one(about):
    for seed in range(THEMES.index(about), 200, len(THEMES)):
        plan, batch = random_plan(seed), random_batch(seed)

        assert decide_all(plan, *tables_of(batch, seed)).rows() == one_by_one(plan, batch), seed


@pytest.mark.soak
@pytest.mark.parametrize("first", range(1000, 9000, 500))
def test_all_at_once_is_as_one_by_one_for_thousands_of_plans(first):
    for seed in range(first, first + 500):
        plan, batch = random_plan(seed), random_batch(seed, claims=20 + seed % 200)

        assert decide_all(plan, *tables_of(batch, seed)).rows() == one_by_one(plan, batch), seed


def test_every_signed_case_of_every_pack_comes_out_as_for_one():
    shelf = stock(PACKS, drafts=True)
    cases: dict[tuple[str, str], list[SignedCase]] = {}
    for each in run_cases(PACKS):
        cases.setdefault((each.pack_id, each.case.question), []).append(each.case)
    for (pack_id, question), signed in cases.items():
        pack = shelf.pack(pack_id)
        relation = pack.about.relation
        base = (relation.pack_id,) if relation and relation.kind == "补充" else ()
        if question not in pack.sheets:
            continue
        plan = shelf.plan_of(question, (*base, pack_id))
        claims = [Claim(n, n, DAY, case.facts) for n, case in enumerate(signed)]
        batch = Batch(claims, {n: case.history for n, case in enumerate(signed)})
        words = tuple(plan.facts.values())

        answers = decide_all(plan, *tables_of(batch, 1, words)).rows()

        assert answers == one_by_one(plan, batch), (pack_id, question)
    assert len(cases) > 10


def test_a_person_with_hundreds_of_claims_is_decided_in_turn():
    within = History((SUBSIDY,), Scope.MONTHS, on=fact("started_on"), months=1)
    level = History((SUBSIDY,), same_facts=(fact("level"),))
    plan = paying(
        100,
        limit(within, Op.LESS, 2),
        rule(
            "level",
            Compare(level, Op.AT_MOST, Literal(7, Kind.COUNT)),
            Effect.REFUSE,
            is_premise=True,
        ),
    )
    days = [date(2020, 1 + n % 12, 1 + n % 28) for n in range(700)]
    claims = [
        Claim(n, 1, day, {"started_on": day, "level": f"{n % 9}级"}) for n, day in enumerate(days)
    ]
    batch = Batch(claims, {1: (Grant(SUBSIDY, "", "3级", DAY),)})

    answers = decide_all(plan, *tables_of(batch, 3)).rows()

    assert answers == one_by_one(plan, batch)
    assert 10 < sum(outcome == "granted" for _, outcome, *_ in answers) < 60


def test_a_limit_on_money_is_used_up_in_the_order_of_day_then_number():
    paid = History((SUBSIDY,), Scope.YEAR, on=fact("started_on"), measured=Measured.FEN)
    plan = paying(200_000, limit(paid, Op.LESS, 500_000, Kind.MONEY))
    days = [date(2024, 3, 1), date(2024, 2, 1), date(2024, 2, 1), date(2024, 2, 2)]
    claims = table(*((7, day) for day in days), started_on=days)
    claims = claims.with_columns(pl.Series("number", [4, 2, 1, 3]))

    answers = decide_all(plan, claims)

    assert answers["number"].to_list() == [4, 2, 1, 3]
    assert answers["outcome"].to_list() == ["refused", "granted", "granted", "granted"]
    assert answers["fen"].to_list() == [0, 200_000, 200_000, 200_000]


def test_a_ladder_of_measures_climbs_with_every_claim():
    talks = History(("约谈",))
    letters = History(("整改函",))
    rows = [
        rule(
            "letter",
            Compare(talks, Op.AT_LEAST, Literal(2, Kind.COUNT)),
            Effect.MEASURE,
            kind="整改函",
        ),
        rule(
            "talk", Compare(letters, Op.LESS, Literal(1, Kind.COUNT)), Effect.MEASURE, kind="约谈"
        ),
    ]
    plan = plan_of({"premises": [], "rows": rows})

    answers = decide_all(plan, table(*((1, date(2024, 1, day)) for day in (1, 2, 3, 4))))

    assert answers["rule"].to_list() == ["talk", "talk", "letter", "letter"]


def test_a_day_that_a_table_gives_by_the_times_granted_may_itself_limit_a_window():
    """Nobody writes this, but it can be written: history within history."""
    times = Named("次数", History((SUBSIDY,)), Kind.COUNT)
    edition = Edition(
        "一版", date.min, date.max, "一1", (((0,), DAY), ((1,), date(2024, 3, 1)), ((2,), DAY))
    )
    day = Looked(Table("表", (edition,), Kind.DAY), (times,), None)
    within = History((SUBSIDY,), Scope.MONTHS, on=day, months=1)
    plan = paying(100, limit(within, Op.LESS, 1))
    days = [date(2024, 1, 1), date(2024, 1, 2), date(2024, 2, 20), date(2024, 2, 21), DAY]
    batch = Batch(
        [Claim(n, 1, each, {}) for n, each in enumerate(days)],
        {1: (Grant(SUBSIDY, "", "", date(2023, 12, 30)),)},
    )

    assert decide_all(plan, *tables_of(batch, 5)).rows() == one_by_one(plan, batch)


def test_a_grant_for_an_occupation_nobody_has_told_is_kept_with_an_empty_one():
    same = Compare(
        History((SUBSIDY,), same_facts=(fact("occupation"),)), Op.AT_LEAST, Literal(1, Kind.COUNT)
    )
    rows = [
        rule("first", OneOf(fact("category"), ("甲",)), Effect.GRANT, kind=SUBSIDY),
        rule("again", same, Effect.REFUSE),
    ]
    plan = plan_of({"premises": [], "rows": rows})
    facts = [{"category": "甲"}, {"category": "乙", "occupation": ""}, {"category": "乙"}]
    claims = [Claim(n, 1, DAY, told) for n, told in enumerate(facts)]
    batch = Batch(claims, {1: ()})

    answers = decide_all(plan, *tables_of(batch, 1))

    assert answers["outcome"].to_list() == ["granted", "refused", "missing"]
    assert answers.rows() == one_by_one(plan, batch)


@pytest.mark.parametrize(("together", "pairs"), [(1, 3), (3, 50)])
def test_how_many_are_decided_together_makes_no_difference(monkeypatch, together, pairs):
    monkeypatch.setattr(fold, "TOGETHER", together)
    monkeypatch.setattr(past, "PAIRS", pairs)
    for seed in range(300, 360, len(THEMES)):
        plan, batch = random_plan(seed), random_batch(seed)

        assert decide_all(plan, *tables_of(batch, seed)).rows() == one_by_one(plan, batch), seed


def test_persons_that_look_alike_in_the_bits_compared_are_told_apart(monkeypatch):
    """Scattered numbers of persons that differ in their last bits only, and claims between them."""
    monkeypatch.setattr(persons, "SCATTER", np.uint64(1))
    plan, batch = random_plan(5), random_batch(5)
    claims, history = tables_of(batch, 5)
    expected = decide_all(plan, claims, history)

    assert expected.rows() == one_by_one(plan, batch)


def test_the_columns_are_of_the_types_that_were_promised():
    answers = decide_all(plan_of({"premises": [], "rows": [GRANTED]}), table((1, DAY), (2, DAY)))

    assert answers.schema == {
        "number": pl.Int64,
        "outcome": pl.Enum(["granted", "refused", "silent", "missing"]),
        "fen": pl.Int64,
        "rule": pl.Enum(["granted", "no_rule_says"]),
        "holds": pl.UInt64,
        "unknown": pl.UInt64,
    }


def test_no_claims_have_no_answers():
    paid = History((SUBSIDY,))
    plan = paying(1, limit(paid, Op.LESS, 1))

    assert decide_all(plan, table()[:0].cast({"person": pl.Int64, "on": pl.Date})).height == 0


def test_sixty_three_rules_fill_the_masks():
    rows = [
        rule(f"row_{n}", Compare(fact("lessons"), Op.LESS, Literal(n, Kind.COUNT)), Effect.GRANT)
        for n in range(63)
    ]
    plan = plan_of({"premises": [], "rows": rows})

    answers = decide_all(plan, table((1, DAY), (2, DAY), lessons=[61, 62]))

    assert answers["rule"].to_list() == ["row_62", "no_rule_says"]
    assert answers["holds"].to_list() == [1 << 62, 0]


def test_sums_beyond_64_bits_on_the_way_come_out_right():
    plan = paying(
        10**11,
        shares=(Literal(33, Kind.PERCENT), Literal(33, Kind.PERCENT)),
        part=fact("attended"),
        whole=fact("lessons"),
    )
    claims = [Claim(1, 1, DAY, {"attended": 10**9 - 1, "lessons": 3 * 10**9})]

    assert decide_all(plan, *tables_of(Batch(claims, {1: ()}), 2)).rows() == one_by_one(
        plan, Batch(claims, {1: ()})
    )
