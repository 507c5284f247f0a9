"""What the registers say of a person whose records were merged: see 0003_merge.sql."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("employment", "0002_guards"), ("people", "0003_merge")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
