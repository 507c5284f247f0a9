"""How long does each part of a run take? Told as one line of JSON, for whoever started it."""

import json
import time


class Stopwatch:
    """Runs from the first read to the last write; what is imported or drawn before is not in it."""

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}
        self.cpu = 0.0
        self.skip()

    def lap(self, part: str) -> None:
        """Put the seconds since the last lap down to a part."""
        since, cpu_since = self._last
        self.parts[part] = self.parts.get(part, 0.0) + time.perf_counter() - since
        self.cpu += time.process_time() - cpu_since
        self.skip()

    def skip(self) -> None:
        """Leave out what was done since the last lap."""
        self._last = time.perf_counter(), time.process_time()

    def tell(self, **more: object) -> None:
        """Print the parts, their sum and the processor's seconds as the last line."""
        parts = {part: round(seconds, 4) for part, seconds in self.parts.items()}
        told = {"seconds": sum(self.parts.values()), "cpu": self.cpu, "parts": parts}
        print(json.dumps({**told, **more}))
