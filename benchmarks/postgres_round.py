"""How long does it take to decide claims that lie in PostgreSQL, and to lay the decisions there?

    .venv/bin/python -m benchmarks.postgres_round ADDRESS TABLE

As `jineng decide` does with a query: out as Arrow, every cell checked, decided, back into a new
TABLE by COPY, committed; one transaction.
"""

import sys

import polars as pl

from benchmarks.claimants import ASSESSMENT, TRAINING
from benchmarks.stopwatch import Stopwatch
from benchmarks.training_plan import PACKS, training_plan
from jineng.foundation.database.bulk import bulk
from jineng.policy.claims.claims_table import read_claims
from jineng.policy.claims.history_table import read_history
from jineng.policy.claims.keys import alike
from jineng.policy.language.glossary import load_glossary
from jineng.policy.many.decide_all import decide_all


def main() -> None:
    """Fetch, check, decide, lay back, and tell the seconds of each part."""
    address, into = sys.argv[1:]
    plan, glossary = training_plan(), load_glossary(PACKS)
    watch = Stopwatch()
    with bulk(address) as transaction:
        rows, before = transaction.read("table claims"), transaction.read("table history")
        watch.lap("out")
        earlier = read_history(before, name="history", kinds=[TRAINING, ASSESSMENT], typed=True)
        read = read_claims(rows, plan, glossary, name="claims", typed=True, earlier=earlier)
        claims, history = alike(read.claims, earlier.grants)
        watch.lap("check")
        decided = decide_all(plan, claims, history)
        watch.lap("decide")
        words, masks = pl.col("outcome", "rule"), pl.col("holds", "unknown")
        flat = decided.with_columns(words.cast(pl.String), masks.cast(pl.Int64))
        transaction.write(into, flat, "decisions")
    watch.lap("back")
    watch.tell(claims=len(decided), refused=read.refused)


if __name__ == "__main__":
    main()
