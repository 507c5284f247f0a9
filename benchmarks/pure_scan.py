"""How long does it take to only decode what the rules need, and to write as much as is decided?

    .venv/bin/python -m benchmarks.pure_scan SIZE OUT DECISIONS

Nothing that reads the claims and writes decisions can be faster. DECISIONS is a file or a folder
that an engine wrote before: the same rows are written once more, bucket by bucket.
"""

import sys
from pathlib import Path

import polars as pl

from benchmarks import decisions
from benchmarks.decisions import NEEDED
from benchmarks.population import SIZES, Size
from benchmarks.stopwatch import Stopwatch


def touched(name: str, kind: pl.DataType) -> pl.Expr:
    """Return something that cannot be worked out without every value of a column."""
    column = pl.col(name)
    if isinstance(kind, pl.List):
        column = column.explode()
    return column.to_physical().cast(pl.Int64).sum().alias(name)


def scan(path: Path, columns: list[str]) -> pl.DataFrame:
    """Decode the columns of a file and touch every value."""
    table = pl.scan_parquet(path)
    kinds = table.collect_schema()
    return table.select(touched(name, kinds[name]) for name in columns).collect(engine="streaming")


def run(size: Size, out: Path, decided: list[Path]) -> None:
    """Scan the claims and history of every bucket, and write its decisions once more."""
    watch = Stopwatch()
    for claims, history, before in zip(size.claim_files, size.history_files, decided, strict=True):
        rows = pl.read_parquet(before)
        watch.skip()
        scan(claims, NEEDED)
        scan(history, ["person", "kind", "occupation", "level", "on", "fen"])
        watch.lap("scan")
        decisions.write(rows, out / before.name if out.is_dir() else out)
        watch.lap("write")
    watch.tell()


if __name__ == "__main__":
    written = Path(sys.argv[3])
    run(
        SIZES[sys.argv[1]],
        Path(sys.argv[2]),
        sorted(written.glob("*.parquet")) if written.is_dir() else [written],
    )
