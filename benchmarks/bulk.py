"""How fast is `decide_all` beside the loop, beside other engines, and beside a pure scan?"""

import math
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from benchmarks.decisions import differences
from benchmarks.goals import Bench, Line, equal, median, peak, ratio
from benchmarks.population import SIZES, Size, population
from benchmarks.processes import Ran

# zen-engine takes every claim by itself, so a part of them tells how long all would take.
ZEN_WAYS = {"decision": 25_000, "loader": 100_000}


def province(bench: Bench) -> Iterator[Line]:
    """1.27 million claims: tables in, decisions with every rule's result out."""
    size, decided = population(bench.size), bench.out / "ours.parquet"
    bench.beside(("decide_bulk", size.name, decided), rounds=1)
    ours, scan = bench.beside(
        ("decide_bulk", size.name, decided),
        ("pure_scan", size.name, bench.out / "scan.parquet", decided),
        rounds=max(5, bench.rounds),
    )
    what = f"{size.claims:,} claims"
    yield _speed(what, size, ours)
    found = ratio(ours, scan)
    yield bench.at_most(f"{what} beside a pure scan and write", found, 4.5, "×", _beside(scan))
    yield bench.at_most(f"{what}: peak memory", peak(ours), 400, "MB")
    yield from _beside_the_loop(bench, size)
    yield from _beside_openfisca(bench, size)
    yield from _beside_zen(bench, size)


def _beside_the_loop(bench: Bench, size: Size) -> Iterator[Line]:
    decided, theirs = bench.out / "ours.parquet", bench.out / "loop.parquet"
    slow, ours = bench.beside(
        ("per_claim_loop", size.name, theirs), ("decide_bulk", size.name, decided)
    )
    what = f"{size.claims:,} claims beside the loop"
    yield bench.at_least(what, ratio(slow, ours), 35, _beside(slow))
    yield _same_answers(what, decided, theirs)


def _beside_openfisca(bench: Bench, size: Size) -> Iterator[Line]:
    """Judge both on the same facts; tell too how ours, from the tables, stands beside theirs."""
    decided, on_given, theirs = (
        bench.out / f"{name}.parquet" for name in ("ours", "given", "openfisca")
    )
    slow, given, ours = bench.beside(
        ("openfisca_baseline", size.name, theirs),
        ("decide_given", size.name, on_given),
        ("decide_bulk", size.name, decided),
    )
    what = f"{size.claims:,} claims beside OpenFisca"
    both = f"{what}, both given its facts"
    yield bench.at_least(both, ratio(slow, given), 6, _beside(slow))
    yield _same_answers(both, on_given, theirs)
    yield Line(f"{what}, theirs given its facts, ours from tables", f"{ratio(slow, ours):,.1f} ×")
    yield _same_answers(what, decided, theirs)


def _same_answers(what: str, ours: Path, theirs: Path) -> Line:
    return equal(f"{what}: answers", differences(pl.read_parquet(ours), pl.read_parquet(theirs)))


def _beside_zen(bench: Bench, size: Size) -> Iterator[Line]:
    decided, theirs = bench.out / "ours.parquet", bench.out / "zen.parquet"
    for way, sample in ZEN_WAYS.items():
        slow, ours = bench.beside(
            ("zen_baseline", size.name, theirs, way, sample),
            ("decide_bulk", size.name, decided),
        )
        scale = size.claims / sample
        found, told = ratio(slow, ours, scale), f" ({median(slow) * scale:.0f} s, from {sample:,})"
        what = f"{size.claims:,} claims beside zen-engine, by a {way}"
        if way == "decision":
            yield bench.at_least(what, found, 200, told)
        else:
            yield Line(what, f"{found:,.0f} ×{told}")
        part = pl.read_parquet(theirs)
        same = pl.read_parquet(decided).join(part.select("number"), on="number", how="semi")
        yield equal(
            f"{sample:,} claims beside zen-engine, by a {way}: answers", differences(same, part)
        )


def _speed(what: str, size: Size, runs: list[Ran]) -> Line:
    found, each = median(runs), size.claims / median(runs) / 1e6
    return Line(what, f"{found:.3g} s, {each:.2f} million a second")


def nation(bench: Bench) -> Iterator[Line]:
    """18 million claims in a store cut by person, and how the time grows."""
    if bench.quick:
        return
    size, smaller = population(SIZES["nation"]), population(SIZES["province"])
    ours, scanned, by_hand = (bench.out / f"nation_{name}" for name in ("ours", "scan", "hand"))
    for folder in (ours, scanned, by_hand):
        folder.mkdir(exist_ok=True)
    large, small, scan = bench.beside(
        ("decide_bulk", size.name, ours),
        ("decide_bulk", smaller.name, bench.out / "ours.parquet"),
        ("pure_scan", size.name, scanned, ours),
    )
    what = f"{size.claims:,} claims"
    yield _speed(what, size, large)
    found = ratio(large, scan)
    yield bench.at_most(f"{what} beside a pure scan and write", found, 5, "×", _beside(scan))
    grown = math.log(ratio(large, small)) / math.log(size.claims / smaller.claims)
    yield bench.at_most(f"exponent from {smaller.claims:,} to {size.claims:,}", grown, 1.05, "")
    yield bench.at_most(f"{what}: peak memory", peak(large), 512, "MB")
    bench.beside(("hand_written", size.name, by_hand), rounds=1)
    apart: dict[str, int] = {}
    for path in size.claim_files:
        pair = (pl.read_parquet(folder / path.name) for folder in (ours, by_hand))
        for name, count in differences(*pair).items():
            apart[name] = apart.get(name, 0) + count
    yield equal(f"{what}: answers beside the rules by hand", apart)


def _beside(runs: list[Ran]) -> str:
    return f" ({median(runs):.3g} s)"
