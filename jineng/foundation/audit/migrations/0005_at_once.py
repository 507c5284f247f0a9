"""The trail of a statement is written at once."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text("utf-8")


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_past")]

    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
