"""A batch that was not sent may be given up, whole: see 0008_given_up.sql."""

from pathlib import Path

from django.db import migrations, models

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0007_each_wish'),
        ('payments', '0007_reopened'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='batch',
            name='batch_past_making_names_who_confirmed_it',
        ),
        migrations.AlterField(
            model_name='batch',
            name='state',
            field=models.CharField(choices=[('made', '待复核'), ('confirmed', '待发送'), ('sent', '已送银行'), ('settled', '已对平'), ('voided', '作废')], default='made', max_length=10, verbose_name='状态'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['made', 'voided']), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='batch_past_making_names_who_confirmed_it'),
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
