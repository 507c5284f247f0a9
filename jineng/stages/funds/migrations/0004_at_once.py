"""A statement moves each fund once."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text("utf-8")


class Migration(migrations.Migration):
    dependencies = [("funds", "0003_ledger")]

    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
