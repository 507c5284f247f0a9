"""Is a table that was cut by person decided as the whole of it would be?"""

import json

import polars as pl
import pytest

from jineng.policy.many.decide_all import Bulk, decide_all
from jineng.policy.many.store import (
    NotAStore,
    added,
    bucket_of,
    buckets_of,
    cut,
    decide_bucket,
    sums_of,
)
from tests.policy.cases_in_hand import FACTS, TRAINING
from tests.policy.claims_at_random import claims_for

MADE = claims_for(TRAINING, 3_000, near=[FACTS])
PEOPLE = pl.format("人{}", pl.col("person") % 900).alias("person")
CLAIMS = MADE.table.with_columns(PEOPLE, region=pl.lit("970124"))
HISTORY = MADE.granted.with_columns(PEOPLE)


def test_a_store_gives_the_decisions_of_the_whole_table(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    cut(tmp_path / "store", CLAIMS, HISTORY, kept=["region"], buckets=7)
    bulk = Bulk(TRAINING)

    sums = added([decide_bucket(bulk, each, out) for each in buckets_of(tmp_path / "store")])

    whole = decide_all(TRAINING, CLAIMS, HISTORY)
    found = pl.read_parquet(out / "*.parquet").sort("number")
    assert whole["outcome"].n_unique() == 4
    assert found.drop("region").equals(whole.sort("number"))
    assert found["region"].unique().to_list() == ["970124"]
    assert sums.sort("outcome", "rule").equals(sums_of(whole).sort("outcome", "rule"))


def test_a_store_without_earlier_grants_is_decided_without(tmp_path):
    cut(tmp_path / "store", CLAIMS, None, buckets=2)

    sums = added([decide_bucket(Bulk(TRAINING), e, None) for e in buckets_of(tmp_path / "store")])

    assert sums["fen"].sum() == decide_all(TRAINING, CLAIMS)["fen"].sum()


def test_all_claims_and_grants_of_a_person_lie_in_one_bucket():
    of_claims = CLAIMS.select("person", bucket_of(CLAIMS["person"], 8)).unique()
    of_grants = HISTORY.select("person", bucket_of(HISTORY["person"], 8)).unique()

    both = pl.concat([of_claims, of_grants]).unique()
    assert both.height == both["person"].n_unique()
    assert both["bucket"].n_unique() == 8


def test_a_bucket_nobody_is_in_is_decided_too(tmp_path):
    cut(tmp_path / "store", CLAIMS.head(1), HISTORY.head(0), buckets=3)

    sums = added([decide_bucket(Bulk(TRAINING), e, None) for e in buckets_of(tmp_path / "store")])

    assert sums["count"].sum() == 1


def test_only_what_was_cut_by_person_is_a_store(tmp_path):
    with pytest.raises(NotAStore, match="请先用 jineng store 存放"):
        buckets_of(tmp_path)

    (tmp_path / "store.json").write_text(json.dumps({"buckets": 2, "kept": []}))

    with pytest.raises(NotAStore, match="缺 claims/000.parquet 等 2 个文件"):
        buckets_of(tmp_path)


def test_a_store_is_never_laid_over_something(tmp_path):
    (tmp_path / "a").write_text("a")

    with pytest.raises(NotAStore, match="不是空文件夹"):
        cut(tmp_path, CLAIMS, None)
