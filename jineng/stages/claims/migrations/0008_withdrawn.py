"""Opinions, rulings and steps taken back: see 0008_withdrawn.sql."""

from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0007_each_wish'),
        ('documents', '0003_limits'),
        ('payments', '0009_at_once'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Withdrawn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(max_length=6, verbose_name='地区代码')),
                ('at', models.DateTimeField(verbose_name='办理时间')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='记录时间')),
                ('made_in', models.BigIntegerField(null=True, verbose_name='登记事务号')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.claim')),
                ('decision', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='withdrawn', to='claims.decision')),
                ('withdrawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Opinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(max_length=6, verbose_name='地区代码')),
                ('choice', models.CharField(choices=[('granted', '给予补贴'), ('refused', '不予补贴'), ('referred', '转人工核定'), ('ask', '请机构说明')], max_length=10, verbose_name='判断')),
                ('reason', models.CharField(blank=True, verbose_name='理由')),
                ('suggested', models.CharField(max_length=10, verbose_name='系统结论')),
                ('shown', models.BooleanField(verbose_name='已显示系统结论')),
                ('at', models.DateTimeField(verbose_name='办理时间')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='claims.line')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('choice', models.F('suggested')), models.Q(('reason', ''), _negated=True), _connector='OR'), name='opinion_other_than_the_rules_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Ruling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(max_length=6, verbose_name='地区代码')),
                ('outcome', models.CharField(max_length=10, verbose_name='结论')),
                ('fen', models.BigIntegerField(verbose_name='金额（分）')),
                ('reason', models.CharField(verbose_name='理由')),
                ('at', models.DateTimeField(verbose_name='办理时间')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.decision')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(models.Q(('fen__gt', 0), ('outcome', 'granted')), models.Q(('fen', 0), ('outcome', 'refused')), _connector='OR')), name='ruling_grants_a_sum_or_refuses_and_says_why')],
            },
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
