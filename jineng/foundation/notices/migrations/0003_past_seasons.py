"""When a notice may be posted for a day that has passed: see 0003_past_seasons.sql."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_guards")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
