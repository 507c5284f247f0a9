"""Which ways of taking a grant back give its times back: see 0004_reversals.sql."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0003_limits'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reversal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(verbose_name='怎样撤回')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reversals', to='documents.plan')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('plan', 'name'), name='reversal_stands_once_in_a_plan'), models.CheckConstraint(condition=models.Q(('name__in', ['异议成立', '撤销补贴'])), name='reversal_is_one_that_there_is')],
            },
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
