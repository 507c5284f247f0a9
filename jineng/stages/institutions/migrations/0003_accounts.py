"""Changes of account: see 0003_accounts.sql."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):

    dependencies = [
        ('institutions', '0002_guards'),
        ('documents', '0003_limits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account_cipher', models.BinaryField(verbose_name='新账户密文')),
                ('account_digest', models.BinaryField(verbose_name='新账户摘要')),
                ('account_last4', models.CharField(verbose_name='新账户末四位')),
                ('old_cipher', models.BinaryField(null=True, verbose_name='原账户密文')),
                ('old_digest', models.BinaryField(null=True, verbose_name='原账户摘要')),
                ('old_last4', models.CharField(blank=True, verbose_name='原账户末四位')),
                ('reason', models.CharField(verbose_name='理由')),
                ('state', models.CharField(choices=[('asked', '待原渠道核实'), ('confirmed', '待复核变更'), ('checked', '等待期'), ('in_force', '已启用'), ('stopped', '已中止')], default='asked', max_length=10, verbose_name='状态')),
                ('asked_at', models.DateTimeField(verbose_name='申请时间')),
                ('channel', models.CharField(blank=True, verbose_name='原渠道')),
                ('channel_said', models.CharField(blank=True, verbose_name='原渠道答复')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='核实时间')),
                ('checked_at', models.DateTimeField(null=True, verbose_name='复核时间')),
                ('in_force_on', models.DateField(null=True, verbose_name='可启用日')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='account_changes', to='institutions.body')),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('asked', 'confirmed', 'checked'))), fields=('body',), name='one_change_of_account_is_open_for_a_body'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'stopped']), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), models.Q(('channel', ''), _negated=True), models.Q(('channel_said', ''), _negated=True)), _connector='OR'), name='change_past_asking_names_the_old_channel_and_who_asked_it'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'confirmed', 'stopped']), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False), ('in_force_on__isnull', False)), _connector='OR'), name='change_past_checking_names_its_checker_and_its_day')],
            },
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
