"""What gives a time back is the pack's word: see 0005_reversals.sql."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0004_merge"),
        ("documents", "0004_reversals"),
        ("notices", "0003_past_seasons"),
    ]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
