"""On which machine were the figures taken, with what, and has its memory been touched?

.venv/bin/python -m benchmarks.machine     touches much of the free memory once
"""

import json
import os
import platform
from importlib.metadata import distributions, version
from pathlib import Path

import numpy as np

PACKAGES = ("polars", "numpy", "openfisca-core", "zen-engine", "psycopg")


def machine() -> str:
    """Describe processor, memory, system and packages in two lines, without naming the machine."""
    cores = os.cpu_count() or 1
    gigabytes = _memory("MemTotal") / 2**20
    first = f"{_processor()}, {cores} cores, {gigabytes:.1f} GiB, Linux {platform.release()}"
    # Those of the bench group are not there where only the tests are.
    there = {each.name for each in distributions()}
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES if name in there)
    return f"{first}\nPython {platform.python_version()}, {packages}"


def touch_memory(share: float) -> float:
    """Write to much of the free memory once, and return how many gigabytes.

    On a virtual machine the first write to a page costs ten times the second, because the host
    only then finds room for it; whoever measures first would pay for all.
    """
    pages = int(_memory("MemAvailable") * 1024 * share)
    held = []
    for _ in range(pages // 2**28):
        block = np.empty(2**28, np.uint8)
        block[::4096] = 1
        held.append(block)
    return len(held) / 4


def _memory(name: str) -> int:
    lines = Path("/proc/meminfo").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    told = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return " ".join(told[0].split()) if told else platform.machine()


if __name__ == "__main__":
    print(json.dumps({"gigabytes": touch_memory(0.5)}))
