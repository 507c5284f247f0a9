"""How does a command tell how long each of its steps took, and of how much?"""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(name: str) -> Iterator[list[str]]:
    """Print a step when it is done: its name, what was put into the list, its seconds."""
    told: list[str] = []
    begun = time.perf_counter()
    yield told
    print(f"{name}　{'　'.join(told)}　{time.perf_counter() - begun:.2f} 秒", flush=True)
