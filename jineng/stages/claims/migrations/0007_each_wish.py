"""A decision is opened again once for each wish; its guard stands in 0008_withdrawn.sql."""

import django.db.models.deletion
from django.db import migrations, models


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
    ]
