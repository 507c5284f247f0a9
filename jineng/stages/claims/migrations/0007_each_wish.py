"""A decision is opened again for each wish: see 0007_each_wish.sql."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0006_objections'),
    ]

    operations = [
        migrations.AlterField(
            model_name='reopening',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reopenings', to='claims.decision'),
        ),
        migrations.AddConstraint(
            model_name='reopening',
            constraint=models.UniqueConstraint(fields=('decision', 'wanted'), name='a_decision_is_opened_again_once_for_each_wish'),
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
