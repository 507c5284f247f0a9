"""Money comes in, act by act; after each, what the database held at that moment is noted.

    python -m harness.drill.acts HOME FIRST COUNT

Prints one JSON line for each act: the moment after its commit, by the database's clock, and the
figures. The figures of a database that was brought back to that moment must be the same.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.timezone import now

from jineng.cli.opening import opened
from jineng.cli.season_money import provide
from tests.papers import AREA

# What the restored database must agree in: sums, counts, and the digest of the last row.
FIGURES = """
select (select coalesce(sum(appropriated_fen), 0) from funds_fund)::bigint,
  (select count(*) from funds_entry), (select count(*) from audit_change),
  (select coalesce(max(document), '') from funds_appropriation),
  (select encode(after, 'hex') from audit_change order by id desc limit 1)
"""
APART = 0.1


def main(home: Path, first: int, count: int) -> None:
    """Do the acts, each a while after the one before it."""
    with opened(home, published=False):
        for number in range(first, first + count):
            provide(
                area=AREA,
                name="演练资金",
                year=2024,
                fen=100 + number,
                document=f"演练 {number:04d}",
                at=now(),
            )
            time.sleep(APART)
            sys.stdout.write(json.dumps(_noted()) + "\n")
            time.sleep(APART)


def _noted() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()::text")
        [moment] = cursor.fetchone()
        cursor.execute("set app.areas = %s", [f"{{{AREA}}}"])
        cursor.execute(FIGURES)
        return {"moment": moment, "figures": list(cursor.fetchone())}


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
