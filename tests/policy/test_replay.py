"""A replay says what a draft changes, line by line, as if both sides were decided one by one."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from jineng.policy.language.answer import Grant, Outcome
from jineng.policy.many.in_turn import OUTCOMES, PLAN, Plans, decide_under
from jineng.policy.many.replay import Replay, replay
from jineng.policy.one.decide import decide
from jineng.policy.packs.plan import Plan
from tests.policy.random_claims import Batch, one_by_one, random_batch, tables_of
from tests.policy.random_packs import random_plan
from tests.policy.small_pack import shelf_of, small_packs

SEEDS = range(60)
ENOUGH = {"编号": "enough", "条件": {"出勤课时": {"不少于": 40}}, "结果": {"定额": "500元"}}
FEW = {"编号": "few", "条件": {"出勤课时": {"不少于": 1}}, "结果": "不予", "说明": "课时太少"}
USED = {"编号": "used_up", "条件": {"以前次数": {"少于": 1}}, "不满足时": "已经享受过"}
TIMES = [{"名称": "以前次数", "算法": "享受次数", "补贴": "测试补贴"}]
CLAUSE = "满40课时发500元，也可发600元；满60课时、1课时；1次、2次"


def _plan(root: Path, rows: list[dict], premises: list[dict] | None = None) -> Plan:
    packs = small_packs(root, rows=rows, premises=premises, derived=TIMES, clause=CLAUSE)
    return shelf_of(packs).plan_of("asked", ("test-place-1",))


def _claims(*rows: tuple[int, int, int]) -> pl.DataFrame:
    """Claims of (number, person, lessons), a day apart."""
    return pl.DataFrame(
        {
            "number": [number for number, _, _ in rows],
            "person": [person for _, person, _ in rows],
            "on": [date(2024, 1, 1 + at) for at in range(len(rows))],
            "lessons_attended": [lessons for _, _, lessons in rows],
            "region": [f"9601{person:02d}" for _, person, _ in rows],
        }
    )


def _turns(found: pl.DataFrame) -> list[tuple[object, ...]]:
    return found.select("number", "turned_by", "how").rows()


@pytest.mark.parametrize("seed", SEEDS)
def test_both_sides_come_out_as_if_decided_one_by_one(seed: int):
    before, after, batch = random_plan(seed), random_plan(seed + 1000), random_batch(seed)
    claims, history = tables_of(batch, seed)

    found = replay(before, after, claims, history).changed

    was, now = ({row[0]: row[1:4] for row in one_by_one(p, batch)} for p in (before, after))
    changed = [n for n, *_ in one_by_one(before, batch) if was[n][:2] != now[n][:2]]
    told = found.filter(
        (pl.col("outcome") != pl.col("outcome_before")) | (pl.col("fen_change") != 0)
    )
    assert told["number"].to_list() == changed
    for row in told.iter_rows(named=True):
        assert (row["outcome_before"], row["fen_before"], row["rule_before"]) == was[row["number"]]
        assert (row["outcome"], row["fen"], row["rule"]) == now[row["number"]]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_pack_against_itself_changes_nothing(seed: int):
    plan, batch = random_plan(seed), random_batch(seed)

    found = replay(plan, random_plan(seed), *tables_of(batch, seed))

    assert found.changed.is_empty()
    assert found.totals.changed == found.totals.reasons == 0
    assert found.totals.fen_before == found.totals.fen_after


@pytest.mark.parametrize("seed", range(30))
def test_people_under_several_plans_are_decided_in_one_sequence(seed: int):
    plans, batch = [random_plan(seed), random_plan(seed + 500)], random_batch(seed)
    places = [claim.number % 2 for claim in batch.claims]
    claims, history = tables_of(batch, seed)
    table = claims.with_columns(pl.Series(PLAN, places, pl.UInt32))

    decided = decide_under(Plans(tuple(plans)), table, history)

    assert _read(decided, plans) == _in_one_sequence(plans, places, batch)


def test_what_is_found_does_not_depend_on_the_parts(tmp_path: Path):
    before = _plan(tmp_path / "old", [ENOUGH], [USED])
    after = _plan(tmp_path / "new", [ENOUGH, FEW])
    numbers = pl.int_range(120_000, eager=True)
    claims = pl.DataFrame(
        {
            "number": numbers,
            "person": numbers * 7919 % 50_000,
            "on": pl.repeat(date(2024, 1, 1), len(numbers), eager=True),
            "lessons_attended": numbers % 60,
            "region": (numbers % 7).cast(pl.String),
        }
    )
    whole = replay(before, after, claims)
    work = Replay(Plans((before,)), Plans((after,)))

    told = list(work.run(claims, None, parts=5))

    found = work.found()
    assert len(told) == 5
    assert [each.lines for each in told] == sorted(each.lines for each in told)
    assert told[-1] == found.totals == whole.totals
    assert found.changed.equals(whole.changed)
    assert all(found.sums[name].equals(whole.sums[name]) for name in whole.sums)


def test_every_sum_adds_up_to_the_whole(tmp_path: Path):
    before, after = _plan(tmp_path / "old", [ENOUGH]), _plan(tmp_path / "new", [FEW, ENOUGH])
    claims = _claims((1, 1, 50), (2, 1, 60), (3, 2, 10), (4, 3, 0))

    found = replay(before, after, claims)

    assert found.totals.won == 0
    assert (found.totals.lost, found.totals.otherwise) == (1, 1)
    for name in ("region", "subsidy", "rule"):
        table = found.sums[name]
        assert table["fen_change"].sum() == -100_000
        assert table["changed"].sum() == found.totals.changed == 3
        assert table["lost"].sum() == 1
    assert found.sums["region"].row(0) == ("960101", 2, 2, 0, 1, 0, 100_000, 0, -100_000)


def test_a_rule_whose_sum_changed_is_named(tmp_path: Path):
    more = ENOUGH | {"结果": {"定额": "600元"}}
    found = replay(
        _plan(tmp_path / "old", [ENOUGH]), _plan(tmp_path / "new", [more]), _claims((1, 1, 50))
    )

    assert _turns(found.changed) == [(1, "enough", "这一条的结果改了")]
    assert found.changed["turned_clause"].to_list() == ["一1"]


def test_a_new_rule_that_stops_a_line_is_named(tmp_path: Path):
    late = {"编号": "full", "条件": {"出勤课时": {"不少于": 60}}, "不满足时": "没有学满"}
    found = replay(
        _plan(tmp_path / "old", [ENOUGH]),
        _plan(tmp_path / "new", [ENOUGH], [late]),
        _claims((1, 1, 50), (2, 2, 60)),
    )

    assert _turns(found.changed) == [(1, "full", "新加了这一条，现在由它决定")]


def test_a_rule_that_now_comes_first_is_named(tmp_path: Path):
    found = replay(
        _plan(tmp_path / "old", [ENOUGH, FEW]),
        _plan(tmp_path / "new", [FEW, ENOUGH]),
        _claims((1, 1, 50)),
    )

    assert _turns(found.changed) == [(1, "few", "这一条排到了前面，现在由它决定")]


def test_a_rule_that_stops_more_than_before_is_named(tmp_path: Path):
    stricter = FEW | {"条件": {"出勤课时": {"不少于": 60}}}
    found = replay(
        _plan(tmp_path / "old", [stricter, ENOUGH]),
        _plan(tmp_path / "new", [FEW, ENOUGH]),
        _claims((1, 1, 50)),
    )

    assert _turns(found.changed) == [(1, "few", "这一条的条件改了，现在由它决定")]


def test_a_rule_that_no_longer_stops_a_line_is_named_and_not_the_one_it_falls_to(tmp_path: Path):
    stricter = ENOUGH | {"条件": {"出勤课时": {"不少于": 60}}}
    found = replay(
        _plan(tmp_path / "old", [ENOUGH, FEW]),
        _plan(tmp_path / "new", [stricter, FEW]),
        _claims((1, 1, 50)),
    )

    assert _turns(found.changed) == [(1, "enough", "这一条的条件改了，不再由它决定")]


def test_a_rule_that_was_deleted_is_named(tmp_path: Path):
    found = replay(
        _plan(tmp_path / "old", [ENOUGH], [USED]),
        _plan(tmp_path / "new", [ENOUGH]),
        _claims((1, 1, 50), (2, 1, 50)),
    )

    assert _turns(found.changed) == [(2, "used_up", "这一条删去了，不再由它决定")]


def test_a_line_that_changes_for_an_earlier_grant_alone_is_told_so(tmp_path: Path):
    stricter = ENOUGH | {"条件": {"出勤课时": {"不少于": 60}}}
    found = replay(
        _plan(tmp_path / "old", [ENOUGH], [USED]),
        _plan(tmp_path / "new", [stricter], [USED]),
        _claims((1, 1, 50), (2, 1, 60)),
    )

    assert _turns(found.changed) == [
        (1, "enough", "这一条的条件改了，不再由它决定"),
        (2, "used_up", "这一条没有改；前面的补贴变了，次数或金额随着变"),
    ]
    assert (found.totals.won, found.totals.lost, found.totals.otherwise) == (0, 0, 1)


def test_another_payee_is_a_change_and_another_reason_is_counted(tmp_path: Path):
    to_firm = ENOUGH | {"结果": {"定额": "500元", "收款": "企业"}}
    other = FEW | {"编号": "other"}
    found = replay(
        _plan(tmp_path / "old", [ENOUGH, FEW]),
        _plan(tmp_path / "new", [to_firm, other]),
        _claims((1, 1, 50), (2, 2, 10)),
    )

    assert found.changed.select("number", "payee_before", "payee").rows() == [(1, "本人", "企业")]
    assert found.totals.otherwise == 1
    assert found.totals.reasons == 1


def _read(decided: pl.DataFrame, plans: list[Plan]) -> list[tuple[object, ...]]:
    ids = Plans(tuple(plans)).told("id")
    return [
        (OUTCOMES[outcome], fen, ids[at], holds, unknown)
        for outcome, fen, at, holds, unknown in decided.rows()
    ]


def _in_one_sequence(
    plans: list[Plan], places: list[int], batch: Batch
) -> list[tuple[object, ...]]:
    """Decide every claim by hand, each under its plan, in one sequence for each person."""
    history = {person: list(grants) for person, grants in batch.history.items()}
    answers = {}
    turns = sorted(zip(batch.claims, places, strict=True), key=lambda e: (e[0].on, e[0].number))
    for claim, place in turns:
        plan, mine = plans[place], history[claim.person]
        answer = decide(plan, claim.facts, tuple(mine))
        bits = [each.verdict for each in answer.results]
        masks = [sum(1 << n for n, bit in enumerate(bits) if bit is w) for w in (True, None)]
        answers[claim.number] = (str(answer.outcome), answer.fen, answer.rule, *masks)
        if answer.outcome == Outcome.GRANTED:
            kind = next(rule.kind for rule in plan.rules if rule.id == answer.rule)
            told = [str(claim.facts.get(each) or "") for each in ("occupation", "level")]
            mine.append(Grant(kind, *told, claim.on, answer.fen))
    return [answers[claim.number] for claim in batch.claims]
