from pathlib import Path

from django.db import migrations, models

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_seals'),
        ('claims', '0003_ledger'),
        ('classes', '0002_guards'),
        ('funds', '0003_ledger'),
        ('holds', '0002_guards'),
        ('notices', '0003_past_seasons'),
        ('payments', '0003_ledger'),
    ]

    operations = [
        migrations.CreateModel(
            name='Past',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(verbose_name='表')),
                ('row', models.CharField(max_length=64, verbose_name='行')),
                ('place', models.CharField(blank=True, max_length=6, verbose_name='地区代码')),
                ('was', models.JSONField(verbose_name='变更前')),
                ('transaction', models.BigIntegerField(verbose_name='事务号')),
            ],
        ),
        migrations.AddIndex(
            model_name='past',
            index=models.Index(fields=['table', 'transaction'], name='past_by_table'),
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
