"""How long does OpenFisca-core take on what it can express of these rules?

    .venv/bin/python -m benchmarks.openfisca_baseline SIZE OUT

A claim is OpenFisca's person; two groups, the worker and what one worker learned (an occupation at
a level), carry history. Expressed: every rule that asks about one claim; the limits of three times
and of once for an occupation and level, in the order of days and numbers, by ranks in the groups.

Not expressed, so given to it beforehand and not counted against it: the first insured day after
the certificate (it has no lists), the same day three months later (it can move no column of days
by months), what was granted before the batch (it joins nothing), text (given as numbers), null
(that a fact is unknown or absent is a number of its own). Ranks can stand for the order because a
claim that fails on a limit of times changes nothing for those after it. A limit on the sum of what
was paid, where a refused claim leaves room for a smaller one after it, cannot be said in it.
"""

import sys
from pathlib import Path

import numpy as np
import polars as pl
from openfisca_core.simulations import Simulation, SimulationBuilder

from benchmarks import decisions
from benchmarks.claimants import TRAINING
from benchmarks.decisions import NO_RULE, OUTCOME, OUTCOMES, RULE, RULES
from benchmarks.given_facts import NONE, given
from benchmarks.openfisca_rules import FLAGS, FORMULAS, NUMBERS, rule_system
from benchmarks.population import SIZES, Size
from benchmarks.stopwatch import Stopwatch

YEAR = "2024"


def facts_of(size: Size) -> pl.DataFrame:
    """Return the claims in order, with counts of history and the numbers of their groups."""
    learned = ["person", "occupation", "level"]
    history = pl.read_parquet(size.history_files).filter(pl.col("kind") == TRAINING)
    times = history.group_by("person").agg(pl.len().alias("times_before"))
    same = history.select(*learned, pl.lit(True).alias("same_before")).unique()
    facts = given(size).sort("on", "number")
    facts = facts.join(times, on="person", how="left", maintain_order="left")
    facts = facts.join(same, on=learned, how="left", maintain_order="left")
    return facts.with_columns(
        pl.col("times_before").fill_null(0),
        pl.col("same_before").fill_null(value=False),
        pl.col("learner_category", "certificate_kind").to_physical(),
        pl.col("person").rank("dense").sub(1).alias("worker"),
        pl.struct(learned).rank("dense").sub(1).alias("learned"),
    )


def simulation_of(facts: pl.DataFrame) -> Simulation:
    """Return the claims as a simulation."""
    system, builder = rule_system(), SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("claim", np.arange(len(facts)))
    for group in ("worker", "learned"):
        places = facts[group].to_numpy().astype(np.int64)
        population = builder.declare_entity(group, np.arange(places.max() + 1))
        builder.join_with_persons(population, places, np.zeros(len(facts), np.int8))
    simulation = builder.build(system)
    for name in FLAGS:
        simulation.set_input(name, YEAR, facts[name].to_numpy())
    for name in NUMBERS:
        column = facts[name].cast(pl.Int32).fill_null(NONE)
        simulation.set_input(name, YEAR, column.to_numpy())
    simulation.set_input("order", YEAR, np.arange(len(facts), dtype=np.float32))
    return simulation


def decisions_of(simulation: Simulation, numbers: pl.Series) -> pl.DataFrame:
    """Calculate what is wanted and lay it out as every engine does."""

    def column(name: str) -> np.ndarray:
        return simulation.calculate(name, YEAR)

    holds, unknown = np.zeros(len(numbers), np.uint64), np.zeros(len(numbers), np.uint64)
    for place, rule in enumerate(RULES):
        bit = np.uint64(1 << place)
        holds |= np.where(column(rule), bit, np.uint64(0))
        if f"{rule}?" in FORMULAS:
            unknown |= np.where(column(f"{rule}?"), bit, np.uint64(0))
    told = {
        "number": numbers,
        "outcome": pl.Series([*OUTCOMES], dtype=OUTCOME).gather(column("outcome")),
        "fen": column("fen").astype(np.int64),
        "rule": pl.Series([*RULES, NO_RULE], dtype=RULE).gather(column("deciding")),
    }
    return pl.DataFrame({**told, "holds": holds, "unknown": unknown})


def run(size: Size, out: Path) -> None:
    """Decide every claim; the clock starts when the facts lie ready in memory."""
    facts = facts_of(size)
    watch = Stopwatch()
    simulation = simulation_of(facts)
    watch.lap("input")
    decided = decisions_of(simulation, facts["number"])
    watch.lap("calculate")
    decisions.write(decided, out)
    watch.lap("write")
    watch.tell()


if __name__ == "__main__":
    run(SIZES[sys.argv[1]], Path(sys.argv[2]))
