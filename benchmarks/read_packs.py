"""How long does it take to read a pack, check it, and make what answers a question of it?

.venv/bin/python -m benchmarks.read_packs

A pack is read and checked whole, and the rules of every question are put together. The Python of a
question is printed and compiled when it is first asked: that is timed for the question of the pack
that takes longest, from nothing kept, and counted in. What all questions together take is told too.
"""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks.training_plan import PACKS
from jineng.policy.language.glossary import Glossary, load_glossary
from jineng.policy.packs.pack import load
from jineng.policy.packs.plan import Plan, make_plan
from jineng.policy.python import program

ROUNDS = 5


def main() -> None:
    """Tell, for each pack, the least milliseconds of several rounds."""
    glossary = load_glossary(PACKS)
    took, every = {}, {}
    for about in sorted(PACKS.rglob("pack.yaml")):
        read = _least(partial(_plans, about.parent, glossary))
        compiled = [_least(partial(_compile, plan)) for plan in _plans(about.parent, glossary)]
        name = about.parent.relative_to(PACKS).as_posix()
        took[name] = read + max(compiled, default=0)
        every[name] = read + sum(compiled)
    print(json.dumps({"milliseconds": took, "every": every, "seconds": sum(took.values()) / 1000}))


def _plans(folder: Path, glossary: Glossary) -> list[Plan]:
    """Read a pack; one that adds to another answers nothing alone."""
    pack = load(folder, root=PACKS, glossary=glossary)
    alone = () if pack.about.relation else pack.sheets
    return [make_plan(question, pack, (), glossary) for question in alone]


def _compile(plan: Plan) -> None:
    """Make the Python of a question as if nobody had ever asked it."""
    program._compiled.cache_clear()
    # A plan keeps what it has made; a copy of it has made nothing yet.
    if not callable(replace(plan).program.read):
        raise AssertionError("what reads a case is a function")


def _least(act: Callable[[], object]) -> float:
    took = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        act()
        took.append((time.perf_counter() - begun) * 1000)
    return min(took)


if __name__ == "__main__":
    main()
