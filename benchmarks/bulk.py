"""How fast is `decide_all` beside the loop, beside other engines, and beside a pure scan?"""

import math
from collections.abc import Iterator

import polars as pl

from benchmarks.decisions import differences
from benchmarks.goals import Bench, Line, equal, median, peak, ratio
from benchmarks.population import SIZES, population

# zen-engine takes every claim by itself, so a part of them tells how long all would take.
ZEN_SAMPLE = 100_000


def province(bench: Bench) -> Iterator[Line]:
    """1.27 million claims: tables in, decisions with every rule's result out."""
    size, out = population(bench.size), bench.out
    files = {name: out / f"{name}.parquet" for name in ("ours", "loop", "openfisca", "zen", "scan")}
    bench.beside(("decide_bulk", size.name, files["ours"]), rounds=1)
    ours, scan = bench.beside(
        ("decide_bulk", size.name, files["ours"]),
        ("pure_scan", size.name, files["scan"], files["ours"]),
        rounds=max(5, bench.rounds),
    )
    what = f"{size.claims:,} claims"
    yield Line(
        what, f"{median(ours):.3f} s, {size.claims / median(ours) / 1e6:.2f} million a second"
    )
    found = ratio(ours, scan)
    yield bench.at_most(f"{what} beside a pure scan and write", found, 4.5, "×", _beside(scan))
    yield bench.at_most(f"{what}: peak memory", peak(ours), 400, "MB")
    loop, openfisca, zen, ours = bench.beside(
        ("per_claim_loop", size.name, files["loop"]),
        ("openfisca_baseline", size.name, files["openfisca"]),
        ("zen_baseline", size.name, files["zen"], ZEN_SAMPLE),
        ("decide_bulk", size.name, files["ours"]),
    )
    scale = size.claims / ZEN_SAMPLE
    yield bench.at_least(f"{what} beside the loop", ratio(loop, ours), 35, _beside(loop))
    yield bench.at_least(f"{what} beside OpenFisca", ratio(openfisca, ours), 6, _beside(openfisca))
    part = f"({median(zen) * scale:.0f} s, from {ZEN_SAMPLE:,})"
    yield bench.at_least(f"{what} beside zen-engine", ratio(zen, ours, scale), 200, f" {part}")
    decided = pl.read_parquet(files["ours"])
    for name in ("loop", "openfisca"):
        apart = differences(decided, pl.read_parquet(files[name]))
        yield equal(f"{what}: answers beside {name}", apart)
    part_of = pl.read_parquet(files["zen"])
    same = decided.join(part_of.select("number"), on="number", how="semi")
    yield equal(f"{len(part_of):,} claims: answers beside zen", differences(same, part_of))


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
    yield Line(
        what, f"{median(large):.2f} s, {size.claims / median(large) / 1e6:.2f} million a second"
    )
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


def _beside(runs: list) -> str:
    return f" ({median(runs):.3g} s)"
