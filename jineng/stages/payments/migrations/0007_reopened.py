"""Money waits for a notice that stands again: see 0007_reopened.sql."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("payments", "0006_control"), ("notices", "0005_calendar")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
