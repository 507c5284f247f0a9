"""A store cut by person is decided bucket by bucket as if it were one table."""

import polars as pl
import pytest

from jineng.policy.many.buckets import NoStore, buckets_in, decide_buckets, into_buckets
from jineng.policy.many.checked import WrongColumn
from jineng.policy.many.decide_all import decide_all
from tests.policy.random_claims import random_batch, tables_of
from tests.policy.random_packs import random_plan


@pytest.fixture
def files(tmp_path):
    """The claims and the history of a random batch, as two Parquet files each."""
    claims, history = tables_of(random_batch(10, claims=300), 10)
    paths = []
    for name, table in (("claims", claims), ("history", history)):
        half = len(table) // 2
        for n, part in enumerate((table[:half], table[half:])):
            part.write_parquet(tmp_path / f"{name}{n}.parquet")
        paths.append([tmp_path / f"{name}{n}.parquet" for n in range(2)])
    return paths


def whole(folder) -> pl.DataFrame:
    """All decisions of a folder, by number."""
    return pl.read_parquet(sorted(folder.glob("*.parquet"))).sort("number")


def test_bucket_by_bucket_is_as_all_at_once(tmp_path, files):
    plan, told = random_plan(10), []
    claims, history = (pl.read_parquet(paths) for paths in files)

    into_buckets(*files, tmp_path / "store", buckets=5)
    decided = decide_buckets(
        plan, tmp_path / "store", tmp_path / "out", lambda *counts: told.append(counts)
    )

    assert decided == 300
    assert told[-1] == (300, 300)
    assert len(told) == 5
    assert whole(tmp_path / "out").equals(decide_all(plan, claims, history).sort("number"))


def test_cutting_small_pieces_keeps_every_row_and_every_person_together(
    tmp_path, files, monkeypatch
):
    monkeypatch.setattr("jineng.policy.many.buckets.ROWS", 7)
    told = []

    store = into_buckets(
        *files, tmp_path / "store", buckets=3, progress=lambda *counts: told.append(counts)
    )

    there = [pl.read_parquet(each.claims) for each in store]
    persons = [set(each["person"]) for each in there]
    assert sum(map(len, there)) == 300
    assert len(set.union(*persons)) == sum(map(len, persons))
    assert told[-1][0] == told[-1][1]
    assert [path.suffix for path in (tmp_path / "store").iterdir()] == [".parquet"] * 6


def test_a_number_on_two_claims_is_named_with_its_row(tmp_path, files):
    claims = pl.read_parquet(files[0])
    claims.with_columns(
        number=pl.when(pl.int_range(pl.len()) == 299).then(claims["number"][3]).otherwise("number")
    ).write_parquet(tmp_path / "twice.parquet")

    with pytest.raises(WrongColumn, match="第 300 行"):
        into_buckets([tmp_path / "twice.parquet"], files[1], tmp_path / "store", buckets=3)


def test_persons_named_in_two_ways_are_refused(tmp_path, files):
    other = pl.read_parquet(files[1]).with_columns(pl.lit(True).alias("person"))
    other.write_parquet(tmp_path / "other.parquet")

    with pytest.raises(WrongColumn, match="同一种写法"):
        into_buckets(files[0], [tmp_path / "other.parquet"], tmp_path / "store")


def test_a_wrong_column_is_told_with_its_bucket(tmp_path, files):
    into_buckets(*files, tmp_path / "store", buckets=2)
    path = tmp_path / "store/claims-01.parquet"
    pl.read_parquet(path).drop("on").write_parquet(path)

    with pytest.raises(WrongColumn, match="claims-01.parquet.*“on”"):
        decide_buckets(random_plan(10), tmp_path / "store", tmp_path / "out")


def test_a_folder_without_buckets_or_without_a_history_is_no_store(tmp_path, files):
    with pytest.raises(NoStore, match="没有 claims"):
        buckets_in(tmp_path)

    into_buckets(*files, tmp_path / "store", buckets=2)
    (tmp_path / "store/history-01.parquet").unlink()

    with pytest.raises(NoStore, match="缺 history-01"):
        buckets_in(tmp_path / "store")
