"""What was paid is opened again, a class is finished: see 0003_ledger.sql."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):

    dependencies = [
        ('funds', '0003_ledger'),
        ('enrolment', '0003_ledger'),
        ('claims', '0002_guards'),
        ('classes', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='line',
            name='state',
            field=models.CharField(choices=[('submitted', '待核定'), ('granted', '待公示'), ('refused', '不予补贴'), ('referred', '转人工'), ('on_notice', '公示中'), ('ordered', '拨付中'), ('paid', '已拨付'), ('returned', '已退票'), ('revoked', '已撤销')], default='submitted', max_length=10, verbose_name='状态'),
        ),
        migrations.CreateModel(
            name='Finish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(max_length=6, verbose_name='地区代码')),
                ('at', models.DateTimeField(verbose_name='办理时间')),
                ('finished_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('training', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='classes.trainingclass')),
            ],
        ),
        migrations.CreateModel(
            name='Reopening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(max_length=6, verbose_name='地区代码')),
                ('wanted', models.CharField(choices=[('reconsidered', '重新核定'), ('revoked', '撤销补贴')], max_length=12, verbose_name='请求')),
                ('reason', models.CharField(verbose_name='理由')),
                ('at', models.DateTimeField(verbose_name='办理时间')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reopening', to='claims.decision')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('wanted__in', ['reconsidered', 'revoked']), models.Q(('reason', ''), _negated=True)), name='reopening_names_what_is_wanted_and_why')],
            },
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
