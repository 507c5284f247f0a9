"""What a row was is kept by its columns, not by taking its JSON apart: see the .sql file."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_at_once")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
