"""How many rows a second of the sealed trail are verified, and how fast are they sealed?

    .venv/bin/python benchmarks/verify_trail.py [ROWS] [ROUNDS]

A database of its own gets a million rows of the trail in transactions of 5,000, sealed in ten
blocks. Verifying reads each row, digests it, and checks blocks, heads, signatures and the copy
outside; the best round counts, for others may use the machine. The goal is 300,000 rows a second;
the exit status says whether it was reached.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

import django
import psycopg
from django.conf import settings

os.environ["DJANGO_SETTINGS_MODULE"] = "jineng.site.settings"
django.setup()

from jineng.cli.opening import opened  # noqa: E402
from jineng.foundation.audit.checks import broken_seals  # noqa: E402
from jineng.foundation.audit.seals import seal_all  # noqa: E402
from jineng.foundation.audit.signing import key_in  # noqa: E402

GOAL, BLOCKS, EACH = 300_000, 10, 5_000
FILL = f"""
do $$ begin for i in 1 .. %s loop
  insert into audit_change ("table", "row", operation, before, after, officer, verb, role,
                            transaction, recorded_at)
  select 'claims_line', g::text, 'update', sha256(convert_to(g::text, 'UTF8')),
         sha256(convert_to((g + 1)::text, 'UTF8')), 5, 'claims.decide', 'jineng_app',
         txid_current(), clock_timestamp() from generate_series(1, {EACH}) g;
  commit;
end loop; end $$
"""  # noqa: S608


def main() -> int:
    """Fill, seal, verify; print rows a second; say whether the goal was reached."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), own=True):
        url = os.environ["DATABASE_URL"]
        sealing = _fill_and_seal(Path(folder), url, rows)
        best = max(_verified(url) for _ in range(rounds))
    print(f"sealed    {rows / sealing:12,.0f} rows/s")
    print(f"verified  {best:12,.0f} rows/s   (goal: at least {GOAL:,})")
    print("every goal was reached" if best >= GOAL else "a goal was missed")
    return 0 if best >= GOAL else 1


def _fill_and_seal(home: Path, url: str, rows: int) -> float:
    """Fill the trail block by block; return the seconds that sealing took."""
    key, seconds = key_in(home, settings.HEADS), 0.0
    admin = psycopg.conninfo.make_conninfo(url, user="postgres")
    with (
        psycopg.connect(admin, autocommit=True) as mighty,
        psycopg.connect(url, autocommit=True) as raw,
    ):
        for _ in range(BLOCKS):
            mighty.execute(FILL % (rows // EACH // BLOCKS))
            begun = time.perf_counter()
            seal_all(raw, settings.HEADS, key)
            seconds += time.perf_counter() - begun
        mighty.execute("vacuum analyze audit_change")
    return seconds


def _verified(url: str) -> float:
    """Verify once; return rows a second."""
    with psycopg.connect(url) as raw:
        begun, used = time.perf_counter(), time.process_time()
        raw.execute("set transaction isolation level repeatable read, read only")
        told, _, broken = broken_seals(raw, settings.HEADS)
        seconds = time.perf_counter() - begun
    if broken:
        sys.exit("\n".join(broken))
    spent = time.process_time() - used
    print(f"  {told.rows:,} rows in {seconds:.2f} s, of which this process worked {spent:.2f} s")
    return told.rows / seconds


if __name__ == "__main__":
    sys.exit(main())
