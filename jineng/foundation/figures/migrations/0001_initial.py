from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('audit', '0004_past'),
    ]

    operations = [
        migrations.CreateModel(
            name='Query',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='SHA-256')),
                ('name', models.CharField(verbose_name='名称')),
                ('text', models.TextField(verbose_name='查询')),
            ],
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(verbose_name='名称')),
                ('areas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=6), size=None, verbose_name='地区代码')),
                ('parameters', models.JSONField(default=dict, verbose_name='条件')),
                ('value', models.BigIntegerField(verbose_name='数值')),
                ('count', models.BigIntegerField(verbose_name='行数')),
                ('digest', models.CharField(max_length=64, verbose_name='各行摘要')),
                ('as_of', models.TextField(verbose_name='截至')),
                ('head', models.BigIntegerField(null=True, verbose_name='截至链头')),
                ('at', models.DateTimeField(verbose_name='取数时间')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='记录时间')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('query', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='figures.query')),
            ],
            options={
                'indexes': [models.Index(fields=['name', 'id'], name='figure_by_name')],
                'constraints': [models.CheckConstraint(condition=models.Q(('areas__len__gt', 0)), name='figure_is_of_at_least_one_area')],
            },
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
