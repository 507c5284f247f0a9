"""What is due, on its way and recovered: see 0003_ledger.sql."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
# What was on its way, or had been paid, left what was owed when its attempt began: the entries that
# say so are added, and the accounts are as their entries say.
KEPT = """
alter table funds_entry disable trigger moves_the_balance;
insert into funds_entry (fund_id, area, movement, fen, subject, entered_by_id, at)
select l.fund_id, l.area, 'send', l.fen, 'payments.Attempt:' || a.id, b.made_by_id, b.made_at
from payments_attempt a join payments_line l on l.id = a.line_id
join payments_batch b on b.id = a.batch_id
where a.state in ('prepared', 'sent', 'unknown', 'paid') order by a.id;
set constraints all immediate;
set constraints all deferred;
alter table funds_entry enable trigger moves_the_balance;
update funds_fund f set owed_fen = now.owed, sent_fen = now.sent from (
  select fund_id,
    coalesce(sum(fen) filter (where target = 'owed'), 0)
      - coalesce(sum(fen) filter (where source = 'owed'), 0) as owed,
    coalesce(sum(fen) filter (where target = 'sent'), 0)
      - coalesce(sum(fen) filter (where source = 'sent'), 0) as sent
  from funds_entry group by fund_id) now where now.fund_id = f.id;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('funds', '0003_ledger'),
        ('claims', '0003_ledger'),
        ('payments', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Recovery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(max_length=6, verbose_name='地区代码')),
                ('fen', models.BigIntegerField(verbose_name='金额（分）')),
                ('reference', models.CharField(verbose_name='到账凭证号')),
                ('made_at', models.DateTimeField(verbose_name='登记时间')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='复核时间')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.line')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('line', 'reference'), name='a_receipt_is_counted_once_for_a_line'), models.CheckConstraint(condition=models.Q(('fen__gt', 0), models.Q(('reference', ''), _negated=True)), name='recovery_is_a_positive_amount_with_its_receipt'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), models.Q(('confirmed_by', models.F('made_by')), _negated=True)), _connector='OR'), name='recovery_is_made_and_confirmed_by_two')],
            },
        ),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
