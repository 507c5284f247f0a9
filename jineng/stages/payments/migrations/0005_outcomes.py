"""What the bank left open, paid otherwise or sent back: see 0005_outcomes.sql."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
# The trail hears of every row as it is with its new columns.
KEPT = """
alter table payments_line disable trigger aa_added;
alter table payments_bankline disable trigger aa_added;
update payments_batch set layout = layout;
update payments_line set follows_id = follows_id;
update payments_bankline set came_back = came_back;
update payments_attempt set unknown_since = case state when 'unknown' then now() end;
set constraints all immediate;
set constraints all deferred;
alter table payments_line enable trigger aa_added;
alter table payments_bankline enable trigger aa_added;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0003_ledger'),
        ('funds', '0004_outcomes'),
        ('institutions', '0002_guards'),
        ('payments', '0004_channels'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='attempt',
            name='bounce',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.bankline'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='bounced_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='attempt',
            name='owned_at',
            field=models.DateTimeField(null=True, verbose_name='认领时间'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='unknown_since',
            field=models.DateTimeField(null=True, verbose_name='不明起'),
        ),
        migrations.AddField(
            model_name='batch',
            name='follows',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='payments.batch'),
        ),
        migrations.AddField(
            model_name='line',
            name='follows',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='payments.line'),
        ),
        migrations.AlterField(
            model_name='attempt',
            name='state',
            field=models.CharField(choices=[('prepared', '待发送'), ('sent', '已送银行'), ('unknown', '结果不明'), ('paid', '已付'), ('rejected', '退票'), ('bounced', '付后退回'), ('voided', '作废')], default='prepared', max_length=10, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='line',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.decision'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bounce__isnull', False), ('state', 'bounced'), ('bounced_by__isnull', False), ('evidence__isnull', False)), models.Q(models.Q(('state', 'bounced'), _negated=True), ('bounce', None), ('bounced_by', None)), _connector='OR'), name='bounced_attempt_names_its_bank_line_and_officer'),
        ),
        migrations.AddConstraint(
            model_name='line',
            constraint=models.UniqueConstraint(condition=models.Q(('follows', None)), fields=('decision',), name='a_grant_is_ordered_once_and_what_is_still_due_follows'),
        ),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
