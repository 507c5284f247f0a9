"""The money that a roster sets aside: see 0003_ledger.sql."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("enrolment", "0002_guards"),
        ("catalogue", "0002_guards"),
        ("classes", "0002_guards"),
        ("documents", "0002_guards"),
        ("funds", "0003_ledger"),
    ]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
