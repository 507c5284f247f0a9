"""Which lines does a seed draw? Anybody may work it out again with SHA-256 alone.

Each line has the digest of the text `seed:position`; those with the smallest digests are drawn.
"""

from collections.abc import Iterable
from hashlib import sha256


def digest_of(seed: str) -> str:
    """Return the digest by which a seed is announced."""
    return sha256(seed.encode()).hexdigest()


def drawn(seed: str, positions: Iterable[int], size: int) -> list[int]:
    """Return the positions that a seed draws, in their own order."""
    ranked = sorted(positions, key=lambda each: (digest_of(f"{seed}:{each}"), each))
    return sorted(ranked[:size])
