"""One history of a person for every counter, also after a merge: see 0004_merge.sql."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0003_ledger"),
        ("people", "0003_merge"),
        ("holds", "0002_guards"),
        ("documents", "0002_guards"),
    ]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
