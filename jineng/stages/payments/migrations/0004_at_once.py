"""The attempts of a statement move their funds together."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text("utf-8")


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_ledger"), ("funds", "0004_at_once")]

    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
