"""Do the workers of a cluster decide as one machine does, whatever is sent to them?"""

import pickle
from collections.abc import Iterator

import polars as pl
import pyarrow as pa
import pytest

from benchmarks.two_workers import WORKERS, two_workers
from jineng.policy.many.cluster import (
    ClusterFailed,
    decide_on_cluster,
    decide_store_on_cluster,
    session,
)
from jineng.policy.many.cluster_worker import AnotherVersion, carried, decide_here, packed, unpacked
from jineng.policy.many.decide_all import decide_all
from jineng.policy.many.store import buckets_of, cut, sums_of
from tests.claims_on_paper import PACK, QUESTION
from tests.cli.seasons import jineng
from tests.policy.cases_in_hand import FACTS, TRAINING
from tests.policy.claims_at_random import claims_for
from tests.policy.spark_at_hand import client

CLAIMS, PEOPLE = 50_000, 17_000


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a cluster of two workers."""
    assert client  # it came in before this process is asked what it is
    with two_workers() as address:
        yield address


@pytest.fixture(scope="module")
def tables() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Claims of people who have three each, and what they were granted before."""
    made = claims_for(TRAINING, CLAIMS, near=[FACTS])
    people = pl.format("人{}", pl.col("person") % PEOPLE).alias("person")
    return made.table.with_columns(people), made.granted.with_columns(people)


def test_two_workers_decide_as_one_machine_does(cluster, tables):
    claims, history = tables
    here = decide_all(TRAINING, claims, history)
    told: list[int] = []

    with session(cluster) as spark:
        running = spark.sql("select worker_id from system.cluster.workers where status = 'RUNNING'")
        there = decide_on_cluster(
            spark, TRAINING, claims, history, wave_bytes=2_000_000, told=told.append
        )
        workers = running.count()

    assert workers == WORKERS
    assert here["outcome"].n_unique() == 4
    assert there.equals(here)
    assert len(told) > 2
    assert told[-1] == CLAIMS


def test_without_earlier_grants_and_in_one_wave_too(cluster, tables):
    claims = tables[0].head(2_000)

    with session(cluster) as spark:
        there = decide_on_cluster(spark, TRAINING, claims)

    assert there.equals(decide_all(TRAINING, claims))


def test_the_command_decides_on_a_cluster_what_it_decides_here(cluster, tables, tmp_path):
    path = tmp_path / "申领.parquet"
    tables[0].select(~pl.selectors.starts_with("history")).write_parquet(path)
    words = ("decide", PACK, QUESTION, path, "-o")

    here = jineng(*words, tmp_path / "here.parquet")
    there = jineng(*words, tmp_path / "there.parquet", "--cluster", cluster)

    decided = pl.read_parquet(tmp_path / "there.parquet")
    # Days of year 1 and 9999 are refused as slips: those rows are in the table of errors.
    assert (here.returncode, there.returncode) == (3, 3), here.stderr + there.stderr
    assert decided.height > CLAIMS / 2
    assert decided.equals(pl.read_parquet(tmp_path / "here.parquet"))
    assert "已判定" in there.stdout


def test_a_store_is_decided_where_it_lies_and_only_its_sums_come_back(cluster, tables, tmp_path):
    claims, history = tables
    cut(tmp_path / "store", claims, history, buckets=5)
    (tmp_path / "out").mkdir()
    here = decide_all(TRAINING, claims, history)

    with session(cluster) as spark:
        buckets = buckets_of(tmp_path / "store")
        sums = decide_store_on_cluster(spark, TRAINING, buckets, tmp_path / "out")

    there = pl.read_parquet(tmp_path / "out/*.parquet")
    order = ["outcome", "rule"]
    assert there.sort("number").equals(here.sort("number"))
    assert sums.sort(order).equals(sums_of(here).sort(order))


def test_what_goes_wrong_in_a_worker_is_one_sentence(cluster, tables):
    claims = tables[0].head(10).with_columns(training_standard_fen=pl.lit("很多"))

    with (
        pytest.raises(ClusterFailed, match="没有办成：.*training_standard_fen"),
        session(cluster) as spark,
    ):
        decide_on_cluster(spark, TRAINING, claims)


def test_nobody_who_listens_is_told_at_once():
    with pytest.raises(ClusterFailed, match="连不上"), session("sc://127.0.0.1:1"):
        pass


def test_a_worker_of_another_version_refuses():
    told, _ = pickle.loads(carried(TRAINING))
    row = pa.table({"bucket": [0], "claims": [b""], "history": [b""]})

    with pytest.raises(AnotherVersion, match="请在每个节点装同一版本"):
        decide_here(pickle.dumps((told, "jineng 0.0.0")), row)


def test_a_table_travels_with_its_types():
    words = pl.Enum(["甲", "乙"])
    frame = pl.DataFrame(
        {"a": pl.Series(["甲", None], dtype=words), "b": pl.Series([1, 2], dtype=pl.UInt64)}
    )

    assert unpacked(packed(frame)).equals(frame)
    assert unpacked(packed(frame)).schema == frame.schema
