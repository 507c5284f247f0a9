"""Who does not answer an objection: see 0006_objections.sql."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_reversals"), ("notices", "0004_objections")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
