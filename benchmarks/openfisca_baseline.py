"""How long does OpenFisca-core take on what it can express of these rules?

    .venv/bin/python -m benchmarks.openfisca_baseline SIZE OUT

A claim is OpenFisca's person; two groups, the worker and what one worker learned (an occupation at
a level), carry history. Expressed: every rule that asks about one claim; the limits of three times
and of once for an occupation and level, in the order of days and numbers, by ranks in the groups.

Not expressed, so worked out beforehand and not counted against it: the first insured day after
the certificate (it has no lists), the same day three months later (it can move no column of days
by months), the months of two days (given as their first days), what was granted before the batch
and who is who (it joins nothing), the order of days and numbers. The clock starts when these facts
lie in memory, as a Polars table that decide_given.py takes just as it is, and stops when the
decisions are written; that text and null become numbers is counted, some hundredths of a second.
Ranks can stand for the order because a claim that fails on a limit of times changes nothing for
those after it. A limit on the sum of what was paid, where a refused claim leaves room for a smaller
one after it, cannot be said in it.
"""

import sys
from pathlib import Path

import numpy as np
import polars as pl
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from benchmarks import decisions
from benchmarks.decisions import NO_RULE, OUTCOME, OUTCOMES, RULE, RULES
from benchmarks.given_facts import NONE, given_with_history
from benchmarks.openfisca_rules import FLAGS, FORMULAS, NUMBERS, rule_system
from benchmarks.population import SIZES, Size
from benchmarks.stopwatch import Stopwatch

YEAR = "2024"


def simulation_of(system: TaxBenefitSystem, facts: pl.DataFrame) -> Simulation:
    """Return the claims as a simulation."""
    builder = SimulationBuilder()
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
        column = facts[name].to_physical().cast(pl.Int32).fill_null(NONE)
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
    facts, system = given_with_history(size), rule_system()
    watch = Stopwatch()
    simulation = simulation_of(system, facts)
    watch.lap("input")
    decided = decisions_of(simulation, facts["number"])
    watch.lap("calculate")
    decisions.write(decided, out)
    watch.lap("write")
    watch.tell()


if __name__ == "__main__":
    run(SIZES[sys.argv[1]], Path(sys.argv[2]))
