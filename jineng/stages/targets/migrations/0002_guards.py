"""What the database itself refuses here: see 0002_guards.sql."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("targets", "0001_initial"),
        ("regions", "0002_guards"),
        ("audit", "0005_at_once"),
    ]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
