"""What the bank paid beyond an order, and what it sent back: see 0004_outcomes.sql."""

from pathlib import Path

from django.conf import settings
from django.db import migrations, models

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):

    dependencies = [
        ('funds', '0003_ledger'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='entry',
            name='entry_moves_between_the_accounts_of_its_movement',
        ),
        migrations.AlterField(
            model_name='entry',
            name='movement',
            field=models.CharField(choices=[('appropriate', '下达'), ('move_out', '调出'), ('move_in', '调入'), ('hold', '开班占用'), ('unhold', '解除占用'), ('reserve', '核定待付'), ('release', '撤销核定'), ('send', '制单'), ('return', '未付退回'), ('pay', '支出'), ('recover', '追回'), ('overpay', '银行多付'), ('bounce', '付后退回')], max_length=12, verbose_name='方向'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('movement', 'appropriate'), ('source', 'outside'), ('target', 'free')), models.Q(('movement', 'move_out'), ('source', 'free'), ('target', 'outside')), models.Q(('movement', 'move_in'), ('source', 'outside'), ('target', 'free')), models.Q(('movement', 'hold'), ('source', 'free'), ('target', 'held')), models.Q(('movement', 'unhold'), ('source', 'held'), ('target', 'free')), models.Q(('movement', 'reserve'), ('source', 'free'), ('target', 'owed')), models.Q(('movement', 'release'), ('source', 'owed'), ('target', 'free')), models.Q(('movement', 'send'), ('source', 'owed'), ('target', 'sent')), models.Q(('movement', 'return'), ('source', 'sent'), ('target', 'owed')), models.Q(('movement', 'pay'), ('source', 'sent'), ('target', 'paid')), models.Q(('movement', 'recover'), ('source', 'paid'), ('target', 'free')), models.Q(('movement', 'overpay'), ('source', 'free'), ('target', 'paid')), models.Q(('movement', 'bounce'), ('source', 'paid'), ('target', 'owed')), _connector='OR'), name='entry_moves_between_the_accounts_of_its_movement'),
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
