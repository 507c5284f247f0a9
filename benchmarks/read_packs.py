"""How long does it take to read a pack, check it, and make what answers its questions?

.venv/bin/python -m benchmarks.read_packs
"""

import json
import time

from benchmarks.training_plan import PACKS
from jineng.policy.language.glossary import load_glossary
from jineng.policy.packs.pack import load
from jineng.policy.packs.plan import make_plan

ROUNDS = 5


def main() -> None:
    """Tell, for each pack that stands alone, the least milliseconds of several rounds."""
    glossary = load_glossary(PACKS)
    took = {}
    for about in sorted(PACKS.rglob("pack.yaml")):
        rounds = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            pack = load(about.parent, root=PACKS, glossary=glossary)
            if pack.about.relation is None:
                for question in pack.sheets:
                    make_plan(question, pack, (), glossary)
            rounds.append((time.perf_counter() - begun) * 1000)
        took[pack.id] = min(rounds)
    print(json.dumps({"milliseconds": took, "seconds": sum(took.values()) / 1000}))


if __name__ == "__main__":
    main()
