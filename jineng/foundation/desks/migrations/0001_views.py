"""Saved views and what was taken out: see 0001_views.sql."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('audit', '0002_guards'),
        ('offices', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('list', models.CharField(max_length=40, verbose_name='列表')),
                ('columns', models.CharField(max_length=400, verbose_name='列')),
                ('rows', models.PositiveIntegerField(verbose_name='行数')),
                ('personal', models.BooleanField(verbose_name='含个人信息')),
                ('purpose', models.CharField(blank=True, max_length=200, verbose_name='用途')),
                ('at', models.DateTimeField(verbose_name='导出时间')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('personal', False), models.Q(('purpose', ''), _negated=True), _connector='OR'), name='export_of_personal_data_says_what_for')],
            },
        ),
        migrations.CreateModel(
            name='View',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('list', models.CharField(max_length=40, verbose_name='列表')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('query', models.CharField(max_length=500, verbose_name='查询')),
                ('shared', models.BooleanField(default=False, verbose_name='本单位共用')),
                ('kept_at', models.DateTimeField(verbose_name='保存时间')),
                ('dropped_at', models.DateTimeField(null=True, verbose_name='移除时间')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('dropped_at', None)), fields=('owner', 'list', 'name'), name='a_view_of_a_list_has_a_name_of_its_own')],
            },
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
