"""The ledger of a fund: five accounts, double entries, two people; guards in 0003_ledger.sql."""

from pathlib import Path

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
# Entries of before say their accounts now, and the trail hears of every row as it is now.
KEPT = """
alter table funds_entry disable trigger aa_added;
update funds_entry set
  source = case movement when 'appropriate' then 'outside' when 'reserve' then 'free'
           when 'release' then 'owed' when 'pay' then 'sent' end,
  target = case movement when 'appropriate' then 'free' when 'reserve' then 'owed'
           when 'release' then 'free' when 'pay' then 'paid' end;
alter table funds_entry enable trigger aa_added;
update funds_fund set held_fen = 0;
"""

class Migration(migrations.Migration):

    dependencies = [
        ('funds', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Appropriation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(max_length=6, verbose_name='地区代码')),
                ('fen', models.BigIntegerField(verbose_name='金额（分）')),
                ('document', models.CharField(verbose_name='依据文件')),
                ('proposed_at', models.DateTimeField(verbose_name='提出时间')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='复核时间')),
            ],
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(max_length=6, verbose_name='地区代码')),
                ('subject', models.CharField(unique=True, verbose_name='对象')),
                ('training_number', models.CharField(verbose_name='班期编号')),
                ('fen', models.BigIntegerField(verbose_name='占用（分）')),
                ('used_fen', models.BigIntegerField(default=0, verbose_name='已用或已解除（分）')),
            ],
        ),
        migrations.CreateModel(
            name='Period',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(max_length=6, verbose_name='地区代码')),
                ('first_day', models.DateField(verbose_name='起')),
                ('last_day', models.DateField(verbose_name='止')),
                ('closed_at', models.DateTimeField(verbose_name='结账时间')),
                ('checked_at', models.DateTimeField(null=True, verbose_name='复核时间')),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='fund',
            name='reserved_and_paid_stay_within_appropriated',
        ),
        migrations.RemoveConstraint(
            model_name='fund',
            name='no_balance_of_a_fund_is_negative',
        ),
        migrations.RenameField('fund', 'reserved_fen', 'owed_fen'),
        migrations.AlterField(
            model_name='fund',
            name='owed_fen',
            field=models.BigIntegerField(default=0, verbose_name='核定待付（分）'),
        ),
        migrations.AddField(
            model_name='entry',
            name='source',
            field=models.CharField(choices=[('outside', '外部'), ('free', '可用'), ('held', '开班占用'), ('owed', '核定待付'), ('sent', '在途'), ('paid', '已支出')], default='', max_length=8, verbose_name='转出账户'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='entry',
            name='target',
            field=models.CharField(choices=[('outside', '外部'), ('free', '可用'), ('held', '开班占用'), ('owed', '核定待付'), ('sent', '在途'), ('paid', '已支出')], default='', max_length=8, verbose_name='转入账户'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='fund',
            name='held_fen',
            field=models.BigIntegerField(default=0, verbose_name='开班占用（分）'),
        ),
        migrations.AddField(
            model_name='fund',
            name='sent_fen',
            field=models.BigIntegerField(default=0, verbose_name='在途（分）'),
        ),
        migrations.AlterField(
            model_name='entry',
            name='movement',
            field=models.CharField(choices=[('appropriate', '下达'), ('move_out', '调出'), ('move_in', '调入'), ('hold', '开班占用'), ('unhold', '解除占用'), ('reserve', '核定待付'), ('release', '撤销核定'), ('send', '制单'), ('return', '未付退回'), ('pay', '支出'), ('recover', '追回')], max_length=12, verbose_name='方向'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['subject'], name='entry_by_subject'),
        ),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('movement', 'appropriate'), ('source', 'outside'), ('target', 'free')), models.Q(('movement', 'move_out'), ('source', 'free'), ('target', 'outside')), models.Q(('movement', 'move_in'), ('source', 'outside'), ('target', 'free')), models.Q(('movement', 'hold'), ('source', 'free'), ('target', 'held')), models.Q(('movement', 'unhold'), ('source', 'held'), ('target', 'free')), models.Q(('movement', 'reserve'), ('source', 'free'), ('target', 'owed')), models.Q(('movement', 'release'), ('source', 'owed'), ('target', 'free')), models.Q(('movement', 'send'), ('source', 'owed'), ('target', 'sent')), models.Q(('movement', 'return'), ('source', 'sent'), ('target', 'owed')), models.Q(('movement', 'pay'), ('source', 'sent'), ('target', 'paid')), models.Q(('movement', 'recover'), ('source', 'paid'), ('target', 'free')), _connector='OR'), name='entry_moves_between_the_accounts_of_its_movement'),
        ),
        migrations.AddConstraint(
            model_name='fund',
            constraint=models.CheckConstraint(condition=models.Q(('appropriated_fen__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('held_fen'), '+', models.F('owed_fen')), '+', models.F('sent_fen')), '+', models.F('paid_fen')))), name='what_is_taken_stays_within_what_was_appropriated'),
        ),
        migrations.AddConstraint(
            model_name='fund',
            constraint=models.CheckConstraint(condition=models.Q(('appropriated_fen__gte', 0), ('held_fen__gte', 0), ('owed_fen__gte', 0), ('paid_fen__gte', 0), ('sent_fen__gte', 0)), name='no_account_of_a_fund_is_negative'),
        ),
        migrations.AddField(
            model_name='appropriation',
            name='confirmed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='appropriation',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appropriations', to='funds.fund'),
        ),
        migrations.AddField(
            model_name='appropriation',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='appropriation',
            name='source',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funds.fund'),
        ),
        migrations.AddField(
            model_name='hold',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='funds.fund'),
        ),
        migrations.AddField(
            model_name='period',
            name='checked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='period',
            name='closed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='period',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='funds.fund'),
        ),
        migrations.AddConstraint(
            model_name='appropriation',
            constraint=models.CheckConstraint(condition=models.Q(('fen__gt', 0)), name='appropriation_is_a_positive_amount'),
        ),
        migrations.AddConstraint(
            model_name='appropriation',
            constraint=models.UniqueConstraint(fields=('fund', 'document'), name='a_document_gives_to_a_fund_once'),
        ),
        migrations.AddConstraint(
            model_name='appropriation',
            constraint=models.CheckConstraint(condition=models.Q(('source', models.F('fund')), _negated=True), name='money_moves_between_two_funds'),
        ),
        migrations.AddConstraint(
            model_name='appropriation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='appropriation_is_proposed_and_confirmed_by_two'),
        ),
        migrations.AddIndex(
            model_name='hold',
            index=models.Index(fields=['training_number'], name='hold_by_class'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.CheckConstraint(condition=models.Q(('fen__gt', 0), ('used_fen__gte', 0), ('used_fen__lte', models.F('fen'))), name='no_more_of_a_hold_is_used_than_was_held'),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.UniqueConstraint(fields=('fund', 'first_day'), name='a_month_of_a_fund_is_closed_once'),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_at', None), ('checked_by', None)), models.Q(('checked_at__isnull', False), models.Q(('checked_by', models.F('closed_by')), _negated=True)), _connector='OR'), name='a_month_is_closed_and_checked_by_two'),
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
