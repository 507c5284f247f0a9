"""What stands for a thing that is known not to be, and for one that nobody has told?

Values are plain Python. Unknown is None; known to be absent is ABSENT, and never anything else.
"""

from enum import Enum
from typing import Any, TypeAlias


class Absence(Enum):
    """The one value of a thing that is known not to be."""

    ABSENT = "没有"


ABSENT = Absence.ABSENT
Value: TypeAlias = Any
Truth: TypeAlias = bool | None
