"""What would the training-subsidy claims of a county, a province or a nation look like?

    .venv/bin/python -m benchmarks.population SIZE [SIZE ...]

Flat facts as `decide_all` takes them, and the grants of earlier years, drawn the same way every
time. The shares are plausible, not measured: of the people, 23 % have several claims (43 % of the
claims), 30 % have grants of earlier years; every rule is met, and so is every way of not knowing.
All claims are decided by the rules of one city of the demonstration province, wherever they are.
A store is cut by person: whoever is in a bucket has all claims and all history there.
"""

import json
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.claimants import draw_claimants, prior_grants
from benchmarks.classes import Classes, draw_classes
from benchmarks.facts import flat_facts

DATA = Path(__file__).parent / ".data"
SEED = 20_240_402
VERSION = 1


@dataclass(frozen=True)
class Size:
    """How many claims, in how many buckets, over how many cities of how many counties."""

    name: str
    claims: int
    buckets: int
    cities: int
    counties: int
    root: Path = DATA

    @property
    def folder(self) -> Path:
        """Where its files lie: claims/NN.parquet, history/NN.parquet."""
        return self.root / self.name

    @property
    def claim_files(self) -> list[Path]:
        """The claims, a file a bucket."""
        return [self.folder / "claims" / f"{n:02d}.parquet" for n in range(self.buckets)]

    @property
    def history_files(self) -> list[Path]:
        """The grants of earlier years, a file a bucket, in the order of the claims' files."""
        return [self.folder / "history" / f"{n:02d}.parquet" for n in range(self.buckets)]


# Buckets are a prime number, so that no digit of a citizen number falls together with them.
SIZES = {
    size.name: size
    for size in (
        Size("county", 100_000, 1, 1, 16),
        Size("province", 1_270_000, 1, 11, 16),
        Size("nation", 18_000_000, 31, 99, 28),
    )
}


def population(size: Size) -> Size:
    """Draw the files of a size, unless they are there."""
    stamp = size.folder / "made.json"
    made = {"seed": SEED, "version": VERSION, "claims": size.claims, "buckets": size.buckets}
    if stamp.exists() and json.loads(stamp.read_text("utf-8")) == made:
        return size
    shutil.rmtree(size.folder, ignore_errors=True)
    for path in (*size.claim_files[:1], *size.history_files[:1]):
        path.parent.mkdir(parents=True)
    random = np.random.default_rng([SEED, size.claims])
    classes = draw_classes(random, size.claims, size.cities * size.counties)
    for bucket in range(size.buckets):
        _draw_bucket(size, classes, bucket)
    stamp.write_text(json.dumps(made), "utf-8")
    return size


def _draw_bucket(size: Size, classes: Classes, bucket: int) -> None:
    random = np.random.default_rng([SEED, size.claims, bucket])
    share, rest = divmod(size.claims, size.buckets)
    claimants = draw_claimants(
        random, classes, claims=share + (bucket < rest), bucket=bucket, buckets=size.buckets
    )
    claims = flat_facts(random, classes, claimants, regions=_regions(size))
    numbers = pl.int_range(len(claims), dtype=pl.Int64) * size.buckets + (bucket + 1)
    claims = claims.select(numbers.alias("number"), pl.all())
    _write(claims, size.claim_files[bucket])
    _write(prior_grants(random, classes, claimants), size.history_files[bucket])


def _regions(size: Size) -> list[str]:
    """Return county codes of the demonstration province; a nation has more than a province."""
    return [
        f"97{city:02d}{county:02d}"
        for city in range(1, size.cities + 1)
        for county in range(1, size.counties + 1)
    ]


def _write(table: pl.DataFrame, path: Path) -> None:
    table.write_parquet(path, compression="zstd", row_group_size=250_000)


def main() -> None:
    """Draw the sizes asked for and say what they weigh."""
    for name in sys.argv[1:] or SIZES:
        begun = time.perf_counter()
        size = population(SIZES[name])
        weight = sum(path.stat().st_size for path in (*size.claim_files, *size.history_files))
        seconds = time.perf_counter() - begun
        print(f"{name:9} {size.claims:>11,} claims {weight / 1e6:7,.0f} MB {seconds:6.1f} s")


if __name__ == "__main__":
    main()
