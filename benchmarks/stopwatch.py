"""How long does each part of a run take? Told as one line of JSON, for whoever started it."""

import json
import time


class Stopwatch:
    """Runs from the first read to the last write; what is imported or drawn before is not in it."""

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, part: str) -> None:
        """Put the seconds since the last lap down to a part."""
        now = time.perf_counter()
        self.parts[part] = self.parts.get(part, 0.0) + now - self._last
        self._last = now

    def tell(self, **more: object) -> None:
        """Print the parts and their sum as the last line."""
        print(json.dumps({"seconds": sum(self.parts.values()), "parts": self.parts, **more}))
