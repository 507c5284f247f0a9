"""Figures of internal control: see 0003_limits.sql."""

from pathlib import Path

from django.db import migrations, models

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0002_guards'),
    ]

    operations = [
        migrations.CreateModel(
            name='Limit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(verbose_name='名称')),
                ('above_fen', models.BigIntegerField(default=0, verbose_name='金额达到（分）')),
                ('number', models.PositiveSmallIntegerField(verbose_name='数')),
                ('source', models.CharField(verbose_name='依据')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name', 'above_fen'), name='a_limit_is_said_once_for_a_sum'), models.CheckConstraint(condition=models.Q(('above_fen__gte', 0), ('number__gt', 0), models.Q(('source', ''), _negated=True)), name='a_limit_is_a_number_with_its_source')],
            },
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
