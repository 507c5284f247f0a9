"""Do the engines that we are measured against decide the same question as we do?"""

from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest

from benchmarks import decide_given, decisions, hand_written, per_claim_loop
from benchmarks.population import Size, population
from benchmarks.training_plan import facts_of, grant_of, training_plan
from jineng.policy.language.answer import Grant, Outcome
from jineng.policy.one.decide import decide


@pytest.fixture(scope="module")
def hamlet(tmp_path_factory: pytest.TempPathFactory) -> Size:
    """A few claims in two buckets, so few that every one of them can be decided by itself."""
    return population(Size("hamlet", 1_500, 2, 1, 3, tmp_path_factory.mktemp("drawn")))


def test_the_loop_answers_as_decide_does_one_claim_after_another(hamlet: Size, tmp_path: Path):
    per_claim_loop.run(hamlet, tmp_path / "loop.parquet")

    plan, history = training_plan(), defaultdict(list)
    for row in pl.read_parquet(hamlet.history_files).iter_rows(named=True):
        history[row["person"]].append(grant_of(row))
    answers = []
    for claim in pl.read_parquet(hamlet.claim_files).sort("on", "number").iter_rows(named=True):
        answer = decide(plan, facts_of(plan, claim), history[claim["person"]])
        if answer.outcome == Outcome.GRANTED:
            history[claim["person"]].append(
                Grant(plan.kind, claim["occupation"], claim["level"], claim["on"], answer.fen)
            )
        verdicts = [result.verdict for result in answer.results]
        holds = sum(1 << place for place, verdict in enumerate(verdicts) if verdict)
        unknown = sum(1 << place for place, verdict in enumerate(verdicts) if verdict is None)
        said = (claim["number"], answer.outcome.value, answer.fen, answer.rule, holds, unknown)
        answers.append(said)
    assert [rule.id for rule in plan.rules] == list(decisions.RULES)
    looped = pl.read_parquet(tmp_path / "loop.parquet")
    assert decisions.differences(decisions.of_rows(answers), looped) == {}


def test_the_rules_by_hand_answer_as_the_loop_does(hamlet: Size, tmp_path: Path):
    (tmp_path / "hand").mkdir()
    per_claim_loop.run(hamlet, tmp_path / "loop.parquet")
    hand_written.run(hamlet, tmp_path / "hand")

    looped = pl.read_parquet(tmp_path / "loop.parquet")
    by_hand = pl.read_parquet(tmp_path / "hand" / "*.parquet")
    assert decisions.differences(looped, by_hand) == {}


def test_the_rules_on_given_facts_answer_as_the_loop_does(hamlet: Size, tmp_path: Path):
    per_claim_loop.run(hamlet, tmp_path / "loop.parquet")
    decide_given.run(hamlet, tmp_path / "given.parquet")

    looped, on_given = (pl.read_parquet(tmp_path / f"{name}.parquet") for name in ("loop", "given"))
    assert decisions.differences(on_given, looped) == {}


def test_whoever_is_in_a_bucket_has_all_claims_and_all_history_there(hamlet: Size):
    people = [
        set(pl.read_parquet(claims)["person"]) | set(pl.read_parquet(history)["person"])
        for claims, history in zip(hamlet.claim_files, hamlet.history_files, strict=True)
    ]
    numbers = pl.read_parquet(hamlet.claim_files)["number"]

    assert people[0] & people[1] == set()
    assert numbers.n_unique() == len(numbers) == hamlet.claims


def test_every_rule_decides_somebody_and_every_way_of_not_knowing_is_met(tmp_path: Path):
    county = Size("county", 20_000, 1, 1, 3, tmp_path)
    (tmp_path / "out").mkdir()

    hand_written.run(population(county), tmp_path / "out" / "all.parquet")

    decided = pl.read_parquet(tmp_path / "out" / "all.parquet")
    assert set(decided["rule"].unique()) == set(decisions.RULES)
    assert set(decided["outcome"].unique()) == set(decisions.OUTCOMES)
    assert decided.filter(pl.col("outcome") == "missing")["rule"].n_unique() >= 5
