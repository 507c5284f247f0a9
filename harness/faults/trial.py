"""Is a planted fault caught within its time, and by what?"""

import time
from contextlib import nullcontext

from hypothesis.errors import FlakyFailure

from harness.faults.forgetting import FORGETTING, forgotten
from harness.faults.planted import FAULTS
from harness.stateful.desk import Broken
from harness.stateful.machine import AnybodyDoesAnything, play

DATABASE = {fault.name: fault for fault in FAULTS}
NAMES = (*DATABASE, *FORGETTING)
ROUND, STEPS = 3, 30


def caught(name: str, seed: int, seconds: float) -> tuple[str, float]:
    """Look for a fault for so long; return what was broken, or nothing, and how long it took."""
    begun = time.monotonic()
    while (spent := time.monotonic() - begun) < seconds:
        if said := _one_round(name, seed):
            return said, time.monotonic() - begun
        seed += 1
    return "", spent


def _one_round(name: str, seed: int) -> str:
    planting = forgotten(name) if name in FORGETTING else nullcontext()
    try:
        with planting:
            play(ROUND, STEPS, seed, machine=_machine(name), find_only=True)
    except (Broken, FlakyFailure) as broken:
        return str(broken).splitlines()[0]
    return ""


def _machine(name: str) -> type[AnybodyDoesAnything]:
    if name not in DATABASE:
        return AnybodyDoesAnything

    class Planted(AnybodyDoesAnything):
        """The same machine in a county with a fault, which above all an intruder would find."""

        turns = 30

        @staticmethod
        def planted() -> list[str]:
            """The fault."""
            return DATABASE[name].statements()

    return Planted
